"""Commands that score texts: score, swap and train."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from framing.cli.app import NO_STUDY, OWN, REPRODUCE, AnyStudy, nearest
from framing.errors import BadInput, did_you_mean

if TYPE_CHECKING:
    import pandas as pd
    from tqdm.std import tqdm

    from framing.corpus import Corpus
    from framing.study import Study

commands = typer.Typer()


class Format(StrEnum):
    """Output formats of scores."""

    TABLE = "table"
    JSON = "json"
    HTML = "html"


@commands.command(rich_help_panel=OWN)
def score(
    files: Annotated[
        list[Path],
        typer.Argument(help="Articles: .txt files, one article each, or a CSV, JSON lines or Parquet table."),
    ],
    study: AnyStudy = None,
    form: Annotated[Format, typer.Option("--format", help="Output format.")] = Format.TABLE,
    output: Annotated[Path | None, typer.Option(help="Output file. Default: print.")] = None,
) -> None:
    """Score each sentence of any text: loadedness with interval, loaded terms with neutral wording, voice.

    Loadedness is the probability, under a general model, that the wording of the sentence is loaded. In the folder of
    a study, or with --study, the output adds the terms of its lexicon and the scores of its outlets' classifiers.
    A score describes the wording of a sentence; it does not evaluate an article or an outlet.

    Example: `framing score article.txt --format html --output scores.html`
    """
    from framing.study import notes_on_length, notes_on_outlets, read_text_files, score_articles
    from framing.tables import write_text

    corpus, opened = read_text_files(files), nearest(study)
    table = score_articles(corpus, opened)
    if table.empty:
        raise BadInput("These texts contain only boilerplate; there is nothing to score.")
    notes = notes_on_outlets(opened, table.columns) if opened else [f"{NO_STUDY} Terms and outlets are not reported."]
    notes += notes_on_length(table)
    written = _rendered(form, table, corpus, opened, notes)
    if output:
        write_text(output, f"{written}\n")
    else:
        typer.echo(written)
    for note in notes:
        typer.echo(f"note: {note}", err=True)
    typer.echo(f"Sentences scored: {len(table)}{f', written to {output}' if output else ''}.", err=True)


@commands.command(rich_help_panel=OWN)
def swap(
    sentence: Annotated[str, typer.Argument(help="One sentence, in quotation marks.")], study: AnyStudy = None
) -> None:
    """Score a sentence with each loaded term replaced by its neutral counterparts, and the reverse.

    The terms come from the lexicon of the study. The contrast is the log-odds of loadedness with the loaded term minus
    the log-odds with the neutral term.

    Example: `framing swap "The dictator flew to Beijing."`
    """
    from framing.report import swap_lines
    from framing.study import notes_on_outlets, refused_swaps, score_swaps

    opened = nearest(study)
    if opened is None:
        raise BadInput(f"{NO_STUDY} framing swap needs the lexicon of a study: add --study study.toml.")
    table = score_swaps(sentence, opened)
    typer.echo("\n".join([_as_written(sentence, opened), "", *swap_lines(table)]))
    for refused in refused_swaps(sentence, opened).to_dict("records"):
        typer.echo(f"not swapped: {refused['term_out']} → {refused['term_in']}: {refused['reason']}", err=True)
    if table.empty:
        typer.echo("This sentence contains no term of the lexicon that can be swapped.", err=True)
    for note in notes_on_outlets(opened, table.columns):
        typer.echo(f"note: {note}", err=True)


def _rendered(form: Format, table: pd.DataFrame, corpus: Corpus, study: Study | None, notes: list[str]) -> str:
    """Format scores as text, JSON or HTML."""
    from framing.models import general_model
    from framing.report import ScorePage, as_json, score_lines
    from framing.study import Reading

    reading = Reading.of(corpus, study.lexicon if study else None)
    if form is Format.JSON:
        return as_json(table.assign(sentence=table["sentence_id"].map(reading.words)))
    if form is Format.HTML:
        lexicon = [f"Terms and neutral wordings: lexicon {study.lexicon.version} of “{study.title}”."] if study else []
        return ScorePage(table, reading.words, reading.marks, general_model().card, [*lexicon, *notes]).html()
    return "\n".join(score_lines(table, reading.words, reading.marks))


def _as_written(sentence: str, study: Study) -> str:
    """Format the score of the sentence before any swap."""
    from framing.study import in_print, reading_of_one, score_articles

    (row,) = score_articles(reading_of_one(sentence, study).corpus).to_dict("records")
    interval = in_print((row["low"], row["high"]), "to", "2")
    return f"original: loadedness {row['loadedness']:.2f}, 95 % interval {interval}"


@commands.command(rich_help_panel=REPRODUCE)
def train(
    model: Annotated[str, typer.Argument(help="Model to train: loaded-language, attribution or pairs.")],
    data: Annotated[
        Path,
        typer.Option(
            help="Folder with the public data sets: anno_lexical, babe, ptc and newsmtsc; polnear; or neus_allsides, "
            "allsides_immigration and allsides_articles_baly2020."
        ),
    ],
    output: Annotated[Path | None, typer.Option(help="Output folder. Default: build/MODEL.")] = None,
) -> None:
    """Train a shipped model from public labelled texts by its frozen recipe (two to three hours on two cores).

    With loaded-language the static model is trained as well, and interrupted training resumes after the last completed
    stage. To use the new model, pass the path of the written JSON file to fr.load_model.

    Example: `framing train loaded-language --data datasets/`
    """
    from framing.alignment import measures_of
    from framing.attribution import find_quotations
    from framing.display import progress
    from framing.models import (
        ATTRIBUTION_MODEL,
        GENERAL_MODEL,
        PAIR_MODEL,
        train as train_general,
        train_pairs,
        train_tagger,
    )

    known = [GENERAL_MODEL, ATTRIBUTION_MODEL, PAIR_MODEL]
    if model not in known:
        raise BadInput(f"Unknown model '{model}'; {did_you_mean(model, known)}")
    bars: dict[str, tqdm[Any]] = {}

    def tell(stage: str, done: int, steps: int) -> None:
        if stage not in bars:
            bars[stage] = progress(None, "steps", total=steps, title=stage)
        bars[stage].update(done - bars[stage].n)
        if done == steps:
            bars[stage].close()

    folder = output or Path("build") / model
    if model == GENERAL_MODEL:
        written = train_general(data, folder, tell)
    elif model == PAIR_MODEL:
        written = train_pairs(data, folder, tell, measures_of)
    else:
        written = train_tagger(data, folder, tell, find_quotations)
    typer.echo(f"Trained {model}; wrote {written}.")
