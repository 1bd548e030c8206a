"""Features: what a classifier sees of a sentence, from its text or from the public tables."""
