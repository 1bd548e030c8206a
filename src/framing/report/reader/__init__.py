"""The reading view: articles with their terms, voice and twins marked."""
