"""What goes out with the results: provenance."""
