"""Stages: one subcommand a stage of a study, each a thin call of the stage's function."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from framing.cli.study import HERE, StudyFile, Texts, attached, with_texts

if TYPE_CHECKING:
    from framing.study import Study

commands = typer.Typer()


@commands.command()
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


@commands.command()
def build(study: StudyFile = HERE, texts: Texts = None) -> None:
    """Build sentences and occurrences from the texts into build/derived."""
    from framing import stages

    opened = with_texts(study, texts)
    folder = stages.build(opened)
    typer.echo(
        f"Built into {folder}: {len(opened.sentences)} sentences, {len(opened.occurrences)} occurrences. framing "
        "publish takes them over."
    )
    if opened.occurrences.empty:
        typer.echo(
            f"note: no term of {opened.path('lexicon')} stands in these articles, so there is nothing to compare yet: "
            "put in the names that they use (fr.name_candidates lists them).",
            err=True,
        )


@commands.command()
def publish(study: StudyFile = HERE) -> None:
    """Move what was built over the published tables (offsets, term ids and labels: no text)."""
    from framing import stages
    from framing.study import open_study

    for path in stages.publish(open_study(study)):
        typer.echo(f"published {path}")


@commands.command()
def compare(study: StudyFile = HERE) -> None:
    """Compute the results, tidy CSV files, from the published tables; needs no text."""
    from framing import stages
    from framing.study import open_study

    for path in stages.compare(open_study(study)):
        typer.echo(f"wrote {path}")


@commands.command()
def figures(
    study: StudyFile = HERE,
    check: Annotated[
        bool,
        typer.Option("--check", help="Make all anew elsewhere and compare with what is published; nothing is changed."),
    ] = False,
) -> None:
    """Compute the results and draw every figure (PNG, SVG, PDF, the CSV drawn, caption); needs no text."""
    from framing import stages
    from framing.study import open_study

    opened = open_study(study)
    if check:
        tell_proof(opened)
        return
    drawn = stages.figures(opened)
    typer.echo(
        f"Drew {len([path for path in drawn if path.suffix == '.png'])} figures into {opened.path('figures')}, "
        f"results into {opened.path('results')}."
    )


def tell_proof(study: Study) -> None:
    """What results and figures that are made anew have otherwise, and the status that says so."""
    from framing.proofs import proof

    found = proof(study)
    for difference in found.differences:
        typer.echo(difference, err=True)
    typer.echo(f"Compared {found.how}: {len(found.differences) or 'no'} differences.")
    if found.differences:
        raise typer.Exit(1)


@commands.command()
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


@commands.command()
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


@commands.command()
def cite(study: StudyFile = HERE) -> None:
    """Print what to cite, as BibTeX: toolkit, lexicon, codes and model by version and hash, and the methods used."""
    from framing.citing import cite as cited
    from framing.study import open_study

    typer.echo(cited(open_study(study)))
