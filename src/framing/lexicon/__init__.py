"""Find the names of targets, loaded and neutral, and swap them for their counterparts."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
