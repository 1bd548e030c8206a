"""Code sentences by hand: draw a sample, show it with its codebook, keep every code, exchange it, train on it."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
