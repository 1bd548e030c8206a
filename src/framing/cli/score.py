"""Score: the subcommands that score what the reader brings, with a study or without."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from framing.cli.app import NO_STUDY, AnyStudy, nearest
from framing.errors import BadInput, did_you_mean

if TYPE_CHECKING:
    import pandas as pd
    from tqdm.std import tqdm

    from framing.corpus import Corpus
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
    from framing.study import notes_on_length, notes_on_outlets, read_loose, score_articles
    from framing.tables import write_text

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
    from framing.report import swap_lines
    from framing.study import notes_on_outlets, refused_swaps, score_swaps

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
    from framing.models import general_model
    from framing.report import ScorePage, as_json, score_lines
    from framing.study import Reading

    reading = Reading.of(corpus, study.lexicon if study else None)
    if form is Format.JSON:
        return as_json(table.assign(sentence=table["sentence_id"].map(reading.words)))
    if form is Format.HTML:
        lexicon = [f"Terms and neutral wordings: {study.title}, lexicon {study.lexicon.version}."] if study else []
        return ScorePage(table, reading.words, reading.marks, general_model().card, [*lexicon, *notes]).html()
    return "\n".join(score_lines(table, reading.words, reading.marks))


def as_written(sentence: str, study: Study) -> str:
    """The score of one sentence as it stands, in a line."""
    from framing.study import reading_of_one, score_articles

    (row,) = score_articles(reading_of_one(sentence, study).corpus).to_dict("records")
    return f"as written: loadedness {row['loadedness']:.2f}, 95 % {row['low']:.2f}–{row['high']:.2f}"


@commands.command()
def train(
    model: Annotated[str, typer.Argument(help="The model to train; there is one, loaded-language.")],
    data: Annotated[Path, typer.Option(help="Folder with the public data sets anno_lexical and babe.")],
    output: Annotated[Path, typer.Option(help="Folder for the model's files.")] = Path("build") / "loaded-language",
) -> None:
    """Train the general model again from public labelled sentences, by its frozen recipe (an hour on two cores).

    The static model is made with it. The files are not those of the toolkit: fr.load_model takes the path of the JSON
    that is written. Networks are kept after every stage, so that training which was interrupted goes on there.
    """
    from framing.models import GENERAL_MODEL

    if model != GENERAL_MODEL:
        raise BadInput(f"There is no model '{model}' to train; {did_you_mean(model, [GENERAL_MODEL])}")
    from framing.display import bar
    from framing.models import train as trained

    bars: dict[str, tqdm[Any]] = {}

    def tell(stage: str, done: int, steps: int) -> None:
        if stage not in bars:
            bars[stage] = bar(stage, "steps", steps)
        bars[stage].update(done - bars[stage].n)
        if done == steps:
            bars[stage].close()

    written = trained(data, output, tell)
    typer.echo(f"Trained {model}, written to {written}.")
