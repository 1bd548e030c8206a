"""Progress: how far a long step is, how fast and how long still, told to who watches a terminal or a notebook."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sized
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from tqdm.std import tqdm

Thing = TypeVar("Thing")
SWITCH = "FRAMING_PROGRESS"
QUICK = 1.0  # seconds in which a step may end without a bar


def progress(things: Iterable[Thing], unit: str, *, total: int | None = None) -> Iterator[Thing]:
    """The same things, one by one, with a bar on the standard error where somebody watches.

    Parameters
    ----------
    things
        what is gone through.
    unit
        what they are, in the plural.
    total
        how many there are, where `things` cannot tell.

    Examples
    --------
    >>> list(progress([1, 2], "sentences"))
    [1, 2]
    """
    if not watched():
        yield from things
        return
    with bar(unit, unit, len(things) if isinstance(things, Sized) else total) as shown:
        for thing in things:
            yield thing
            shown.update()


def named(things: Mapping[str, Thing], unit: str) -> Iterator[tuple[str, Thing]]:
    """The items of a mapping, with a bar that says the name of the one in work."""
    if not watched():
        yield from things.items()
        return
    with bar(unit, unit, len(things)) as shown:
        for name, thing in things.items():
            shown.set_postfix_str(name, refresh=shown.n > 0 and shown.format_dict["elapsed"] > QUICK)
            yield name, thing
            shown.update()


def bar(title: str, unit: str, total: int | None) -> tqdm[Any]:
    """A bar that comes after `QUICK` seconds and goes at the end; hidden where nobody watches."""
    module = "tqdm.notebook" if in_notebook() and find_spec("ipywidgets") else "tqdm.std"
    shown: tqdm[Any] = import_module(module).tqdm(
        total=total, desc=title, unit=f" {unit}", delay=QUICK, leave=False, file=sys.stderr, disable=not watched()
    )
    return shown


def watched() -> bool:
    """Whether somebody watches: a terminal or a notebook, and FRAMING_PROGRESS is not 0."""
    return os.environ.get(SWITCH) != "0" and (in_notebook() or sys.stderr.isatty())


def in_notebook() -> bool:
    """Whether a kernel of Jupyter runs this."""
    shell = sys.modules.get("IPython")
    running = shell.get_ipython() if shell else None
    return hasattr(running, "kernel")
