"""Measures: what is counted, one file each."""
