"""Attribute words to their speakers: quotations, reporting clauses, sources and the voice of each sentence."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
