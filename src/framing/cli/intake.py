"""Commands that create a study and take in articles."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from framing.cli.app import HERE, OWN, StudyFile
from framing.errors import BadInput

if TYPE_CHECKING:
    import pandas as pd

    from framing.corpus import Ingestion

commands = typer.Typer()

STEPS = """\
Next:
  1. cd "{folder}"
  2. {lexicon}
  3. make figures   (or: framing build; framing publish; framing figures)"""
TO_EDIT = "edit data/lexicon.csv (framing lexicon suggest lists terms, framing lexicon check shows what they find)"
GIVEN = (
    "check the lexicon: framing lexicon check shows what each term finds, framing concordance WORD a word in context"
)


Stories = Annotated[
    bool,
    typer.Option(
        "--find-stories", help="Group the articles by event and write story_id, so that outlets compare within events."
    ),
]
Copies = Annotated[
    bool, typer.Option("--drop-copies", help="Skip articles that repeat half or more of an earlier one.")
]


@commands.command(rich_help_panel=OWN)
def new(
    folder: Annotated[Path, typer.Argument(help="Folder to create; it must not exist.")],
    articles: Annotated[
        Path | None,
        typer.Option(
            help="Folder of .txt, .html, .docx, .rtf or .pdf files, one sub-folder per outlet, an export of Nexis, "
            "Factiva or ProQuest, or a table: CSV with any separator, Excel (.xlsx), JSON, JSON lines or Parquet."
        ),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(help="Column of the table, as in text=body or outlet=source; guessed by default. Repeatable."),
    ] = None,
    outlet: Annotated[str, typer.Option(help="Outlet assigned to articles that do not name one.")] = "",
    lexicon: Annotated[Path | None, typer.Option(help="Lexicon to copy instead of the starter lexicon.")] = None,
    find_stories: Stories = False,
    drop_copies: Copies = False,
    day_first: Annotated[
        bool | None,
        typer.Option("--day-first/--month-first", help="Whether 03/04/2013 is a day in April. Default: other dates."),
    ] = None,
    preregister: Annotated[
        bool, typer.Option("--preregister", help="Write preregistration.md, a form to fill in before any result.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be taken in: columns, dates, articles. Write nothing.")
    ] = False,
) -> None:
    """Create a study: a folder with your articles, settings, a lexicon to edit, a notebook and a Makefile.

    Articles without text or outlet, texts that an outlet has twice and files of other types are skipped and reported.

    Example: `framing new my-study --articles articles.csv --column text=body`
    """
    from framing.corpus import import_articles
    from framing.study import refuse_existing, start_study, study_of

    refuse_existing(folder)
    if articles is None:
        if column or outlet or lexicon or find_stories or drop_copies or dry_run or day_first is not None:
            raise BadInput(
                "--column, --outlet, --lexicon, --dry-run, --day-first, --find-stories and --drop-copies require "
                "--articles."
            )
        start_study(folder, preregister=preregister)
        typer.echo(f"Created {folder}. Next: cd {folder}; framing ingest ARTICLES; edit data/lexicon.csv; make figures")
        _say_how_to_freeze(preregister)
        return
    intake = import_articles(
        articles,
        columns=_columns(column or ()),
        outlet=outlet,
        find_stories=find_stories,
        drop_copies=drop_copies,
        day_first=day_first,
    )
    if dry_run:
        _report_intake(intake, f"Nothing was written. {folder} would be created", _overview(intake), written=False)
        typer.echo(_first_articles(intake).to_string(index=False))
        return
    study_of(folder, intake, lexicon, preregister=preregister)
    _report_intake(intake, f"Created {folder}")
    typer.echo(STEPS.format(folder=folder, lexicon=GIVEN if lexicon else TO_EDIT))
    _say_how_to_freeze(preregister)


def _say_how_to_freeze(preregister: bool) -> None:
    if preregister:
        typer.echo("Before step 3, fill in preregistration.md and run framing preregister, which freezes it.")


def _columns(options: Sequence[str]) -> dict[str, str]:
    """Read `--column text=body` and others of its kind."""
    columns: dict[str, str] = {}
    for option in options:
        name, sign, theirs = option.partition("=")
        if not sign:
            raise BadInput(f"--column {option}: expected NAME=YOUR_COLUMN, as in --column text=body.")
        if name in columns:
            raise BadInput(f"--column {name}={columns[name]} and --column {option}: give one column for '{name}'.")
        columns[name] = theirs
    return columns


def _first_articles(intake: Ingestion, most: int = 5) -> pd.DataFrame:
    """Return the first articles of an intake with the beginnings of their texts, to be looked at."""
    few = intake.corpus.articles.head(most)
    shown = few[[name for name in ("article_id", "outlet", "date", "language", "title") if name in few]]
    beginnings = [" ".join(intake.corpus.text(article_id).split())[:50] for article_id in few["article_id"]]
    return shown.assign(text_begins=beginnings)


def _overview(intake: Ingestion) -> list[str]:
    """Return the range of the dates and the languages of the articles."""
    corpus = intake.corpus
    dates = corpus.articles.get("date", corpus.articles["outlet"].map(lambda _: "")).str[:10]
    days = sorted(day for day in dates if len(day) == len("2024-05-01") and day[:4].isdigit())
    span = f"{days[0]} to {days[-1]}" if days else "none to the day"
    undated = f" ({len(corpus) - len(days)} of {len(corpus)} articles without a day)" if len(days) < len(corpus) else ""
    languages = ", ".join(f"{name} ({n})" for name, n in corpus.languages.value_counts().items())
    unknown = "; und: the text is too short to tell" if "und (" in languages else ""
    return [f"dates: {span}{undated}", f"languages: {languages}{unknown}"]


def _report_intake(intake: Ingestion, what: str, more: Sequence[str] = (), *, written: bool = True) -> None:
    """Print the number of articles per outlet, other lines and the articles that were skipped."""
    per_outlet = intake.corpus.articles["outlet"].value_counts(sort=False)
    counts = ", ".join(f"{name} ({n})" for name, n in per_outlet.items())
    typer.echo(f"{what} with {len(intake.corpus)} articles: {counts}. Skipped: {len(intake.dropped)}.")
    for line in more:
        typer.echo(line)
    for sentence in intake.messages(written=written):
        typer.echo(f"note: {sentence}")


@commands.command(rich_help_panel=OWN)
def ingest(
    source: Annotated[
        Path,
        typer.Argument(
            help="CSV, JSON lines or Parquet file with article_id, outlet and text, or a folder OUTLET/ARTICLE_ID.txt."
        ),
    ],
    study: StudyFile = HERE,
    find_stories: Stories = False,
    drop_copies: Copies = False,
) -> None:
    """Add articles to an empty study: the manifest goes to data/, the texts to build/texts, which git ignores.

    Example: `framing ingest articles.csv --find-stories --drop-copies`
    """
    from framing.study import ingest_articles, open_study
    from framing.tables import rows

    intake = ingest_articles(open_study(study), source, find_stories=find_stories, drop_copies=drop_copies)
    corpus = intake.corpus
    typer.echo(f"{corpus}. The manifest contains no text; the texts are in build/texts, which git ignores.")
    for sentence in intake.messages():
        typer.echo(f"note: {sentence}")
    for row in rows(corpus.issues):
        typer.echo(f"note: {row.article_id}: {row.issue}: {row.detail}")
