"""From estimates to comparisons: uncertainty, robustness."""
