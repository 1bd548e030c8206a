"""Training of the shipped models from public labelled sentences."""
