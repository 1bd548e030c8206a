"""Session: which versions a notebook ran with."""

from __future__ import annotations

import platform
from importlib.metadata import version

import pandas as pd

LIBRARIES = ("framing", "numpy", "pandas", "scipy", "scikit-learn", "statsmodels", "seaborn", "matplotlib", "syntok")


def session_info() -> pd.DataFrame:
    """Versions of Python, the toolkit and the libraries that its numbers rest on: columns package, version."""
    rows = [("python", platform.python_version()), *((name, version(name)) for name in LIBRARIES)]
    return pd.DataFrame(rows, columns=["package", "version"], dtype="str")
