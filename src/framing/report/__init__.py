"""The report of a study: one page that holds all of it, looks and prints like a page of a journal, and needs nothing else."""
