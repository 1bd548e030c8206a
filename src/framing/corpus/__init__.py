"""From texts to sentences: articles, boilerplate, sentences, voice."""
