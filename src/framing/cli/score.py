"""Score: the subcommands that score what the reader brings, with a study or without."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from framing.cli.study import NO_STUDY, AnyStudy, nearest
from framing.errors import BadInput

if TYPE_CHECKING:
    import pandas as pd

    from framing.corpus.articles import Corpus
    from framing.study import Study

commands = typer.Typer()


class Format(StrEnum):
    """How scores are written."""

    TABLE = "table"
    JSON = "json"
    HTML = "html"


@commands.command()
def score(
    files: Annotated[
        list[Path],
        typer.Argument(help="Articles: .txt files, each an article, or CSV, JSON lines, Parquet as ingest takes them."),
    ],
    study: AnyStudy = None,
    form: Annotated[
        Format, typer.Option("--format", help="For reading here, for a program, or a page.")
    ] = Format.TABLE,
    output: Annotated[Path | None, typer.Option(help="File to write; without it the scores are printed.")] = None,
) -> None:
    """Score each sentence of any articles: loadedness with its interval, loaded terms with neutral wordings, voice.

    The score is the probability, by a general model, that the sentence is worded in a loaded way; a study adds the
    terms of its lexicon and the classifiers of its outlets. It is no verdict on an article or an outlet.
    """
    from framing.files import write_text
    from framing.reading import read_loose
    from framing.unseen import notes_on_length, notes_on_outlets, score_articles

    corpus, opened = read_loose(files), nearest(study)
    table = score_articles(corpus, opened)
    if table.empty:
        raise BadInput("No sentence stands in these texts but boilerplate, so there is nothing to score.")
    notes = notes_on_outlets(opened, table.columns) if opened else [f"{NO_STUDY} So no terms or outlets are named."]
    notes += notes_on_length(table)
    written = rendered(form, table, corpus, opened, notes)
    if output:
        write_text(output, f"{written}\n")
    else:
        typer.echo(written)
    for note in notes:
        typer.echo(f"note: {note}", err=True)
    typer.echo(f"Sentences scored: {len(table)}{f', written to {output}' if output else ''}.", err=True)


@commands.command()
def swap(
    sentence: Annotated[str, typer.Argument(help="One sentence, in quotation marks.")], study: AnyStudy = None
) -> None:
    """Show what each term of a sentence does: its score as written, and with each counterpart in the term's place.

    The terms are those of the study's lexicon. A contrast is the log-odds of loadedness with the loaded term less those
    with the neutral one.
    """
    from framing.reporting.score_text import swap_lines
    from framing.unseen import notes_on_outlets, refused_swaps, score_swaps

    opened = nearest(study)
    if opened is None:
        raise BadInput(f"{NO_STUDY} A swap needs the lexicon of a study.")
    table = score_swaps(sentence, opened)
    typer.echo("\n".join([as_written(sentence, opened), "", *swap_lines(table)]))
    for refused in refused_swaps(sentence, opened).to_dict("records"):
        typer.echo(f"not made: {refused['term_out']} → {refused['term_in']}: {refused['reason']}", err=True)
    if table.empty:
        typer.echo("No term of the lexicon can be swapped in this sentence.", err=True)
    for note in notes_on_outlets(opened, table.columns):
        typer.echo(f"note: {note}", err=True)


def rendered(form: Format, table: pd.DataFrame, corpus: Corpus, study: Study | None, notes: list[str]) -> str:
    """Scores as text, JSON or a page."""
    from framing.classifiers.store import general_model
    from framing.reading import Reading
    from framing.reporting.score_page import ScorePage
    from framing.reporting.score_text import as_json, score_lines

    reading = Reading.of(corpus, study.lexicon if study else None)
    if form is Format.JSON:
        return as_json(table.assign(sentence=table["sentence_id"].map(reading.words)))
    if form is Format.HTML:
        lexicon = [f"Terms and neutral wordings: {study.title}, lexicon {study.lexicon.version}."] if study else []
        return ScorePage(table, reading.words, reading.marks, general_model().card, [*lexicon, *notes]).html()
    return "\n".join(score_lines(table, reading.words, reading.marks))


def as_written(sentence: str, study: Study) -> str:
    """The score of one sentence as it stands, in a line."""
    from framing.unseen import reading_of_one, score_articles

    (row,) = score_articles(reading_of_one(sentence, study).corpus).to_dict("records")
    return f"as written: loadedness {row['loadedness']:.2f}, 95 % {row['low']:.2f}–{row['high']:.2f}"
