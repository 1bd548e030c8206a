"""Cards: how an object shows itself in a notebook: bounded, escaped, readable where styles and scripts are stripped."""

from __future__ import annotations

import os
import sys
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sized
from hashlib import sha256
from html import escape
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import pandas as pd
    from tqdm.std import tqdm

MOST_ROWS = 12
LONGEST_CELL = 120


def card(title: str, facts: Mapping[str, object], table: pd.DataFrame | None = None, note: str = "") -> str:
    """A card in HTML: a title, facts as a list, the first rows of a table and a note.

    Parameters
    ----------
    title, note
        a line above and a line below.
    facts
        what is said of the object, by name; empty ones are left out.
    table
        of which the first `MOST_ROWS` rows are shown, with a line that counts the others.

    Examples
    --------
    >>> card("Corpus", {"articles": 2, "outlets": ""})
    '<div><p><strong>Corpus</strong></p><ul><li>articles: 2</li></ul></div>'
    """
    told = "".join(f"<li>{_cut(name)}: {_cut(value)}</li>" for name, value in facts.items() if str(value))
    rows = "" if table is None or table.empty else _shown(table)
    return (
        f"<div><p><strong>{_cut(title)}</strong></p><ul>{told}</ul>{rows}{f'<p>{_cut(note)}</p>' if note else ''}</div>"
    )


def _shown(table: pd.DataFrame) -> str:
    """The first rows of a table, and how many more there are."""
    head = "".join(f'<th scope="col">{_cut(name)}</th>' for name in table)
    first = table.head(MOST_ROWS).astype("object").fillna("").to_numpy().tolist()
    body = "".join(f"<tr>{''.join(f'<td>{_cut(value)}</td>' for value in row)}</tr>" for row in first)
    more = len(table) - len(first)
    rest = f"<p>… and {more:,} more rows.</p>" if more else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{rest}"


def _cut(value: object) -> str:
    """A value as escaped text, cut where it is long."""
    text = str(value)
    return escape(text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…")


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
    module = "tqdm.notebook" if _in_notebook() and find_spec("ipywidgets") else "tqdm.std"
    shown: tqdm[Any] = import_module(module).tqdm(
        total=total, desc=title, unit=f" {unit}", delay=QUICK, leave=False, file=sys.stderr, disable=not watched()
    )
    return shown


def watched() -> bool:
    """Whether somebody watches: a terminal or a notebook, and FRAMING_PROGRESS is not 0."""
    return os.environ.get(SWITCH) != "0" and (_in_notebook() or sys.stderr.isatty())


def _in_notebook() -> bool:
    """Whether a kernel of Jupyter runs this."""
    shell = sys.modules.get("IPython")
    running = shell.get_ipython() if shell else None
    return hasattr(running, "kernel")


def closed_page(title: str, body: str, *, style: str, script: str = "") -> str:
    """A whole page of HTML with a content-security policy that allows its own style and its own script alone.

    Parameters
    ----------
    title
        plain text.
    body
        HTML, escaped already.
    style, script
        CSS and JavaScript of the page, which may not hold the end of their own element.

    Examples
    --------
    >>> page = closed_page("a < b", "<p>c</p>", style="p { color: black }")
    >>> "default-src 'none'" in page, "<title>a &lt; b</title>" in page, "script-src" in page
    (True, True, False)
    """
    allowed = f"; script-src {_source_of(script)}" if script else ""
    policy = (
        f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'{allowed}"
    )
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(title)}</title>\n'
        f"<style>\n{style}\n</style>\n</head>\n<body>\n{body}\n"
        f"{f'<script>{script}</script>' if script else ''}\n</body>\n</html>\n"
    )


def _source_of(script: str) -> str:
    """The hash by which a content-security policy allows a script."""
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"
