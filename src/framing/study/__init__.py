"""Hold a study together: settings, tables, results, provenance, numbers to cite."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
