"""Classifiers: whose wording a sentence is and whether it is loaded, fitted outlet by outlet and cross-fitted."""
