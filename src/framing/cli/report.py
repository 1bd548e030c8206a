"""Report: the subcommand that writes a study as one page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from framing.cli.study import HERE, StudyFile, Texts, with_texts

commands = typer.Typer()


@commands.command()
def report(
    study: StudyFile = HERE,
    texts: Texts = None,
    out: Annotated[Path | None, typer.Option(help="File to write; report.html in the study's build folder.")] = None,
) -> None:
    """Write all of a study as one page that looks and prints like a journal page, to read or to send to a co-author.

    What was read, lexicon, figures and tables by their question, limits, provenance, how to cite; where texts are
    attached, the articles to read, marked. Figures and tables are those of `framing figures`. The page needs nothing
    from outside, and no script to be read. With private texts in it, it may not be published: git ignores build/.
    """
    from framing.report.views import PRIVATE, holds_private
    from framing.report.write import write_report

    opened = with_texts(study, texts)
    path = write_report(opened, out or opened.path("build") / "report.html")
    typer.echo(f"Wrote {path}.")
    if holds_private(opened):
        typer.echo(f"note: {PRIVATE}", err=True)
