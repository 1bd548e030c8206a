"""Write what readers see: tables, citations, the report and the reading view."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
