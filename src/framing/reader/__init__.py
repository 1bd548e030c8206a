"""The reading view: articles with loadedness, terms, voice and twins marked, as a page and in a notebook."""
