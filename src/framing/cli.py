"""The command line: one subcommand a stage, each a thin call of the stage's function."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from framing import __version__
from framing.errors import FramingError

if TYPE_CHECKING:
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
