"""The command line: one subcommand a stage, each a thin call of the stage's function."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from framing import __version__
from framing.errors import BadInput, FramingError, did_you_mean

if TYPE_CHECKING:
    import pandas as pd

    from framing.corpus.articles import Corpus
    from framing.study import Study

app = typer.Typer(
    name="framing",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="""
How outlets word the same event: loaded terms against neutral wording.

**Reproduce** a published study in its folder: `framing figures`, `framing verify`.

**Study your own articles**: `framing new my-study`, then in that folder `framing ingest ARTICLES`,
edit data/lexicon.csv, `framing build`, `framing publish`, `framing figures`.

**Score any text**: `framing score FILE...` and `framing swap "SENTENCE"`.

Every command acts on the study.toml of the current folder, or on the one that `--study` names.
""",
)

StudyFile = Annotated[Path, typer.Option("--study", help="The study.toml to act on.")]
Texts = Annotated[
    Path | None,
    typer.Option(
        "--texts",
        help="Folder with the articles' texts; they are found by SHA-256, whatever the files are called. Without it "
        "the study's own texts are taken, else the folder that TEXTS of the environment names.",
    ),
]
HERE = Path("study.toml")
AnyStudy = Annotated[
    Path | None, typer.Option("--study", help="The study.toml whose lexicon and codes are used; that of this folder.")
]


class Format(StrEnum):
    """How scores are written."""

    TABLE = "table"
    JSON = "json"
    HTML = "html"


NO_STUDY = "There is no study.toml in this folder, and --study names none."


def show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"framing {__version__}")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", callback=show_version, is_eager=True, help="Print the version and end.")
]


@app.callback()
def framing(version: Version = False) -> None:
    """Take the options that belong to no subcommand; the help above is the toolkit's."""


@app.command()
def new(folder: Annotated[Path, typer.Argument(help="Folder to make; it may not exist yet.")]) -> None:
    """Start a study: a folder with study.toml and a starter lexicon to edit."""
    from framing.start import start_study

    start_study(folder)
    typer.echo(
        f"Made {folder}. Next: cd {folder}; framing ingest ARTICLES; edit data/lexicon.csv; framing build; framing "
        "publish; framing figures"
    )


@app.command()
def ingest(
    source: Annotated[
        Path,
        typer.Argument(
            help="CSV, JSON lines or Parquet with article_id, outlet, text; or a folder <outlet>/<article_id>.txt."
        ),
    ],
    study: StudyFile = HERE,
) -> None:
    """Take articles into the study: the manifest into data/, the texts into build/texts, which git ignores."""
    from framing.start import ingest_articles
    from framing.study import open_study
    from framing.tables import rows

    corpus = ingest_articles(open_study(study), source)
    typer.echo(f"{corpus}. The manifest holds no text; the texts lie in build/texts and stay out of git.")
    for row in rows(corpus.issues):
        typer.echo(f"note: {row.article_id}: {row.issue}: {row.detail}")


@app.command()
def build(study: StudyFile = HERE, texts: Texts = None) -> None:
    """Build sentences and occurrences from the texts into build/derived."""
    from framing import stages

    opened = with_texts(study, texts)
    folder = stages.build(opened)
    typer.echo(
        f"Built into {folder}: {len(opened.sentences)} sentences, {len(opened.occurrences)} occurrences. framing "
        "publish takes them over."
    )


@app.command()
def publish(study: StudyFile = HERE) -> None:
    """Move what was built over the published tables (offsets, term ids and labels: no text)."""
    from framing import stages
    from framing.study import open_study

    for path in stages.publish(open_study(study)):
        typer.echo(f"published {path}")


@app.command()
def compare(study: StudyFile = HERE) -> None:
    """Compute the results, tidy CSV files, from the published tables; needs no text."""
    from framing import stages
    from framing.study import open_study

    for path in stages.compare(open_study(study)):
        typer.echo(f"wrote {path}")


@app.command()
def figures(study: StudyFile = HERE) -> None:
    """Compute the results and draw every figure (PNG, SVG, PDF, the CSV drawn, caption); needs no text."""
    from framing import stages
    from framing.study import open_study

    opened = open_study(study)
    drawn = stages.figures(opened)
    typer.echo(
        f"Drew {len([path for path in drawn if path.suffix == '.png'])} figures into {opened.path('figures')}, "
        f"results into {opened.path('results')}."
    )


@app.command()
def code(
    folder: Annotated[
        Path, typer.Argument(help="A coder's labels.csv, spans.csv, voice.csv, families.csv; any of them will do.")
    ],
    coder: Annotated[str, typer.Option(help="Short name of the coder: a, b, c …")],
    study: StudyFile = HERE,
    texts: Texts = None,
) -> None:
    """Bring a coder's files into the codes: expressions become offsets, no word of a text is kept."""
    from framing import stages

    for path in stages.take_codes(with_texts(study, texts), folder, coder):
        typer.echo(f"wrote {path}")


@app.command()
def verify(study: StudyFile = HERE, texts: Texts = None) -> None:
    """Check that what is published was made from the inputs and code that are here; with texts, rebuild and compare."""
    from framing import stages

    opened = attached(study, texts)
    differences = stages.verify(opened)
    for difference in differences:
        typer.echo(difference, err=True)
    if differences:
        raise typer.Exit(1)
    checked = "the build from the texts equals the published tables, and " if opened.texts else ""
    typer.echo(
        f"All agree: {checked}manifest, lexicon, codes and code are those that made the derived tables, results and "
        "figures."
    )


@app.command()
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
    from framing.unseen import notes_on_outlets, score_articles

    corpus, opened = read_loose(files), nearest(study)
    table = score_articles(corpus, opened)
    if table.empty:
        raise BadInput("No sentence stands in these texts but boilerplate, so there is nothing to score.")
    notes = notes_on_outlets(opened, table.columns) if opened else [f"{NO_STUDY} So no terms or outlets are named."]
    written = rendered(form, table, corpus, opened, notes)
    if output:
        write_text(output, f"{written}\n")
    else:
        typer.echo(written)
    for note in notes:
        typer.echo(f"note: {note}", err=True)
    typer.echo(f"{len(table)} sentences scored{f', written to {output}' if output else ''}.", err=True)


@app.command()
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


@app.command()
def train(
    model: Annotated[str, typer.Argument(help="The model to train; there is one, loaded-language.")],
    data: Annotated[Path, typer.Option(help="Folder with the public data sets anno_lexical and babe.")],
    output: Annotated[Path, typer.Option(help="Folder for the model's files.")] = Path("build") / "loaded-language",
) -> None:
    """Train the general model again from public labelled sentences, by its frozen recipe (half an hour on two cores).

    The files are not those of the toolkit: fr.load_model takes the path of the JSON that is written.
    """
    from framing.classifiers.store import SHIPPED

    if model not in SHIPPED:
        raise BadInput(f"There is no model '{model}' to train; {did_you_mean(model, SHIPPED)}")
    from rich.progress import Progress

    from framing.training.loaded_language import STAGES
    from framing.training.loaded_language import train as trained

    with Progress() as progress:
        bars = {stage: progress.add_task(stage, total=None) for stage in STAGES}
        written = trained(
            data, output, lambda stage, done, steps: progress.update(bars[stage], completed=done, total=steps)
        )
    typer.echo(f"Trained {model}, written to {written}.")


@app.command()
def cite(study: StudyFile = HERE) -> None:
    """Print how to cite the toolkit and the study: version, lexicon version and the hashes that fix them."""
    from framing.reporting.citation import citation
    from framing.study import open_study

    opened = open_study(study)
    typer.echo(citation(opened.title, opened.path("articles"), opened.lexicon.version, opened.lexicon.sha256))


def attached(study: Path, texts: Path | None) -> Study:
    """The study with the texts that --texts names, else its own public ones, else those that TEXTS names."""
    from framing.study import open_study

    opened = open_study(study, texts=texts)
    return opened if opened.texts else open_study(study, texts=os.environ.get("TEXTS"))


def with_texts(study: Path, texts: Path | None) -> Study:
    """The same, else with the texts that `ingest` left."""
    from framing.study import open_study

    opened = attached(study, texts)
    ingested = opened.path("build") / "texts"
    return open_study(study, texts=ingested) if not opened.texts and ingested.is_dir() else opened


def nearest(study: Path | None) -> Study | None:
    """The study that --study names, else the one of this folder, else none."""
    from framing.study import open_study

    return open_study(study or HERE) if study or HERE.exists() else None


def rendered(form: Format, table: pd.DataFrame, corpus: Corpus, study: Study | None, notes: list[str]) -> str:
    """Scores as text, JSON or a page."""
    from framing.reading import Reading
    from framing.reporting.score_page import ScorePage
    from framing.reporting.score_text import as_json, score_lines
    from framing.unseen import general_model

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


def main() -> None:
    """Run; what a researcher can mend ends as a sentence and a non-zero status, never as a traceback."""
    try:
        app()
    except FramingError as error:
        sys.exit(refusal(str(error)))
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        sys.exit(refusal(f"{where}{error.strerror or error}."))


def refusal(sentence: str) -> int:
    typer.echo(f"framing: {sentence}", err=True)
    return 2
