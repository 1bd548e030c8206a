"""The report of a study: one page that holds all of it, and looks and prints like a page of a journal."""
