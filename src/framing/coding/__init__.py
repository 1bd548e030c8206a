"""Codes by coders: reading them, their reliability, and how the lexicon's finds agree with them."""
