"""Cards: how an object shows itself in a notebook: bounded, escaped, readable where styles and scripts are stripped."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

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
    told = "".join(f"<li>{cut(name)}: {cut(value)}</li>" for name, value in facts.items() if str(value))
    rows = "" if table is None or table.empty else shown(table)
    return (
        f"<div><p><strong>{cut(title)}</strong></p><ul>{told}</ul>{rows}{f'<p>{cut(note)}</p>' if note else ''}</div>"
    )


def shown(table: pd.DataFrame) -> str:
    """The first rows of a table, and how many more there are."""
    head = "".join(f'<th scope="col">{cut(name)}</th>' for name in table)
    first = table.head(MOST_ROWS).astype("object").fillna("").to_numpy().tolist()
    body = "".join(f"<tr>{''.join(f'<td>{cut(value)}</td>' for value in row)}</tr>" for row in first)
    more = len(table) - len(first)
    rest = f"<p>… and {more:,} more rows.</p>" if more else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{rest}"


def cut(value: object) -> str:
    """A value as escaped text, cut where it is long."""
    text = str(value)
    return escape(text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…")
