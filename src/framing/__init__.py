"""Compare how news outlets word the same event.

The names listed in ``__init__.pyi`` are the public interface; each is imported when it is first used.
"""

import lazy_loader as lazy

__version__ = "0.1.0"

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
