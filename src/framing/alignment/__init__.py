"""Align sentences of different articles that state the same proposition, and group them."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
