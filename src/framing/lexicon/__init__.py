"""From sentences to occurrences: terms and their pairs, naming slots, judging words, concordance."""
