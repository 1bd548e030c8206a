"""The plugin under which `make doctests` runs the examples of the docstrings."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest

import framing as fr


@pytest.fixture(autouse=True, scope="session")
def one_demonstration() -> Iterator[None]:
    """Let all examples read one demonstration, so that its texts are read and scored once."""
    study = fr.demo()
    with patch.object(fr, "demo", lambda: study):
        yield
