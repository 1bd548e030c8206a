"""Citation: what a study rests on as BibTeX; methods are data in methods.bib, each with the results that use it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path

from framing.files import read_text

METHODS = Path(__file__).with_name("methods.bib")
USED_BY = re.compile(r"^  keywords = \{(.*)\},$", re.MULTILINE)
DEVELOPERS = "The framing developers"
# one pass, so that no replacement is replaced again
LATEX = str.maketrans(
    {
        **{sign: f"\\{sign}" for sign in "&%$#_"},
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",  # BibTeX counts braces, also after a backslash
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\^{}",
    }
)


class Citation(str):
    """BibTeX entries that a notebook shows as they are."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def entry(kind: str, key: str, fields: Mapping[str, str]) -> str:
    r"""One entry; fields are plain text, and empty ones are left out.

    >>> print(entry("misc", "terms", {"title": "Names & titles", "version": ""}))
    @misc{terms,
      title = {{Names \& titles}}
    }
    """
    lines = [f"  {name} = {{{{{value.translate(LATEX)}}}}}" for name, value in fields.items() if value]
    return f"@{kind}{{{key},\n" + ",\n".join(lines) + "\n}"


def toolkit(version: str) -> str:
    """The toolkit's own entry."""
    return entry(
        "software",
        "framing",
        {
            "author": DEVELOPERS,
            "title": "framing: how outlets word the same event",
            "version": version,
            "year": "2026",
        },
    )


def methods_for(uses: Collection[str]) -> list[str]:
    """The entries of the methods that any of these results use, in the order of methods.bib.

    >>> [method.partition(",")[0] for method in methods_for(["reliability"])]
    ['@book{efron1993', '@article{hayes2007', '@article{hesterberg2015']
    """
    return [method for method in entries() if set(uses) & set(users_of(method))]


def entries() -> list[str]:
    """Every entry of methods.bib; a blank line stands between two."""
    return read_text(METHODS).strip().split("\n\n")


def users_of(method: str) -> list[str]:
    """The results that use a method, or `model` or `encoder`."""
    found = USED_BY.search(method)
    return found[1].split(", ") if found else []
