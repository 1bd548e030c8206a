"""Annotate articles for reading: loadedness, terms, voice and twins."""
