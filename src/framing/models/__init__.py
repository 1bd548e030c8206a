"""Encode sentences and classify them: features, classifiers, cross-fitting and the shipped models."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
