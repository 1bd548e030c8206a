"""Train the shipped models on public labelled sentences."""
