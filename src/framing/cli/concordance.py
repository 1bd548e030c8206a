"""Concordance: the subcommand that shows where words stand, with the words around them."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from framing.cli.study import HERE, StudyFile, Texts, with_texts
from framing.errors import BadInput

if TYPE_CHECKING:
    import pandas as pd

commands = typer.Typer()


class Sort(StrEnum):
    """Orders of a concordance."""

    TEXT = "text"
    LEFT = "left"
    NODE = "node"
    RIGHT = "right"
    OUTLET = "outlet"
    VOICE = "voice"
    SCORE = "score"


@commands.command()
def concordance(
    words: Annotated[list[str], typer.Argument(help="Words; a phrase in quotation marks.")],
    regex: Annotated[bool, typer.Option("--regex", help="Take them as regular expressions.")] = False,
    width: Annotated[int, typer.Option(help="Characters on each side.")] = 40,
    sort: Annotated[
        Sort, typer.Option(help="left and right: by the words beside the node, the nearest first.")
    ] = Sort.TEXT,
    out: Annotated[
        Path | None, typer.Option(help="File to write: .csv (all columns), .html (a page) or .txt (aligned lines).")
    ] = None,
    study: StudyFile = HERE,
    texts: Texts = None,
) -> None:
    """Show every place where a word, phrase or pattern stands in the articles, with the words around it.

    Whole words are found, in upper or lower case, phrases over line breaks too. Needs the texts; what is written quotes
    them, so it belongs where they may be.
    """
    from framing.kwic import concordance as found

    written = {".csv", ".html", ".txt"}
    if out and out.suffix not in written:
        raise BadInput(f"{out}: a concordance is written as {', '.join(sorted(written))}.")
    lines = found(with_texts(study, texts), words, regex=regex, width=width, sort=sort)
    title = ", ".join(words)
    if out:
        write(lines, out, title)
        typer.echo(f"{len(lines)} lines, written to {out}")
    else:
        typer.echo(as_kwic(lines, ".txt", title))


def write(lines: pd.DataFrame, path: Path, title: str) -> None:
    from framing.files import write_text
    from framing.tables import write_csv

    if path.suffix == ".csv":
        write_csv(lines, path)
    else:
        write_text(path, f"{as_kwic(lines, path.suffix, title)}\n")


def as_kwic(lines: pd.DataFrame, suffix: str, title: str) -> str:
    """The lines as a page or as plain text."""
    from framing.reporting.concordance import Kwic

    return Kwic(lines).html(title).rstrip() if suffix == ".html" else Kwic(lines).text()
