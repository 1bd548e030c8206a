"""New: the subcommand that starts a study, with its articles or without."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from framing.errors import BadInput

if TYPE_CHECKING:
    from framing.intake import Intake

commands = typer.Typer()
STEPS = """\
Next:
  1. cd "{folder}"
  2. {lexicon}
  3. make figures   (or: framing build; framing publish; framing figures)"""
TO_EDIT = "look at data/candidates.csv and edit data/lexicon.csv: your targets, their names, loaded terms"
GIVEN = "check the lexicon: framing concordance WORD shows where a word stands"


@commands.command()
def new(
    folder: Annotated[Path, typer.Argument(help="Folder to make; it may not exist yet.")],
    articles: Annotated[
        Path | None,
        typer.Option(help="Folder of .txt files, a sub-folder for each outlet; or a CSV, JSON lines or Parquet file."),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(help="Of a table, what stands where: text=body, outlet=source; may be given several times."),
    ] = None,
    outlet: Annotated[str, typer.Option(help="Outlet of the articles that name none.")] = "",
    lexicon: Annotated[Path | None, typer.Option(help="A lexicon to begin with, in place of the starter.")] = None,
) -> None:
    """Start a study: a folder with settings, a lexicon to edit, a notebook, a Makefile, and your articles.

    What cannot be taken in is left out, with the reason: a file that is no text, an article without text or outlet, a
    text that is there already.
    """
    from framing.intake import take_in
    from framing.start import refuse_existing, start_study, study_of

    refuse_existing(folder)
    if articles is None:
        if column or outlet or lexicon:
            raise BadInput("--column, --outlet and --lexicon go with --articles, which names the articles to take in.")
        start_study(folder)
        typer.echo(f"Made {folder}. Next: cd {folder}; framing ingest ARTICLES; edit data/lexicon.csv; make figures")
        return
    intake = take_in(articles, columns=dict(map(pair, column or ())), outlet=outlet)
    study_of(folder, intake, lexicon)
    tell(intake, folder)
    typer.echo(STEPS.format(folder=folder, lexicon=GIVEN if lexicon else TO_EDIT))


def pair(option: str) -> tuple[str, str]:
    """What `--column text=body` says."""
    name, sign, theirs = option.partition("=")
    if not sign:
        raise BadInput(f"--column {option}: expected the toolkit's name and yours, as in --column text=body.")
    return name, theirs


def tell(intake: Intake, folder: Path) -> None:
    """What was taken in, and what was not."""
    per_outlet = intake.corpus.articles["outlet"].value_counts(sort=False)
    counts = ", ".join(f"{name} ({n})" for name, n in per_outlet.items())
    typer.echo(f"Made {folder} with {len(intake.corpus)} articles: {counts}. Left out: {len(intake.dropped)}.")
    for sentence in intake.told():
        typer.echo(f"note: {sentence}")
