"""Plots: a tidy table and an Axes in, the Axes out. They draw and compute nothing."""
