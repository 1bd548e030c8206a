"""Read articles, find their layout and boilerplate, split them into sentences, read codes."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
