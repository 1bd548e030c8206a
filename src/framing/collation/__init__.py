"""Collation: which sentences of different articles state one proposition, and what differs between them."""
