"""Stages: one subcommand a stage of a study, each a thin call of the stage's function."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from framing.cli.app import HERE, StudyFile, Texts, attached, with_texts
from framing.errors import BadInput

if TYPE_CHECKING:
    import pandas as pd

    from framing.corpus import Intake
    from framing.study import Number, Study

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
    from framing.study import ingest_articles, open_study
    from framing.tables import rows

    corpus = ingest_articles(open_study(study), source)
    typer.echo(f"{corpus}. The manifest holds no text; the texts lie in build/texts and stay out of git.")
    for row in rows(corpus.issues):
        typer.echo(f"note: {row.article_id}: {row.issue}: {row.detail}")


@commands.command()
def build(study: StudyFile = HERE, texts: Texts = None) -> None:
    """Build sentences and occurrences from the texts into build/derived."""
    from framing import pipeline as stages

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
    from framing import pipeline as stages
    from framing.study import open_study

    for path in stages.publish(open_study(study)):
        typer.echo(f"published {path}")


@commands.command()
def compare(study: StudyFile = HERE) -> None:
    """Compute the results, tidy CSV files, from the published tables; needs no text."""
    from framing import pipeline as stages
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
    from framing import pipeline as stages
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
    from framing.verify import proof

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
    from framing import pipeline as stages

    for path in stages.take_codes(with_texts(study, texts), folder, coder):
        typer.echo(f"wrote {path}")


@commands.command()
def verify(study: StudyFile = HERE, texts: Texts = None) -> None:
    """Check that what is published was made from the inputs and code that are here; with texts, rebuild and compare."""
    from framing import pipeline as stages

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
    from framing.report import cite as cited
    from framing.study import open_study

    typer.echo(cited(open_study(study)))


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
    from framing.corpus import take_in
    from framing.study import refuse_existing, start_study, study_of

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


@commands.command()
def numbers(
    check: Annotated[
        list[Path] | None,
        typer.Option(help="A LaTeX manuscript to check against the numbers; may be given several times."),
    ] = None,
    study: StudyFile = HERE,
) -> None:
    r"""Print every number that the study declares to cite, with its source, or check a manuscript against them.

    A check ends with status 1 where a macro is unknown or defined otherwise, a typed number contradicts the macro that
    a comment beside it names (`0.22% \putinObozRate`), or a typed number is none of the study's. Years, references,
    the preamble and lines that end with `% not a result` are left alone. Each file is checked by itself.
    """
    from framing.study import cited_numbers, open_study

    opened = open_study(study)
    cited = cited_numbers(opened, {})
    if not cited:
        raise BadInput(f'{opened.file} declares no numbers: add numbers = "docs/numbers.csv" under [paths].')
    if check:
        wrong = [path for path in check if contradicted(path, cited)]
        raise typer.Exit(1 if wrong else 0)
    for number in cited:
        typer.echo(f"{number.name}\t{number.printed}\t{number.source}")


def contradicted(path: Path, cited: list[Number]) -> bool:
    """Whether a manuscript says otherwise than the numbers; says where."""
    from framing.report import findings
    from framing.tables import read_text

    found = findings(read_text(path), cited)
    for finding in found:
        typer.echo(f"{'' if finding.wrong else 'note: '}{path}, line {finding.line}: {finding.sentence}", err=True)
    wrong = sum(finding.wrong for finding in found)
    typer.echo(f"{path}: {wrong} contradictions, {len(found) - wrong} notes.")
    return bool(wrong)


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
    from framing.report import PRIVATE, holds_private, write_report

    opened = with_texts(study, texts)
    path = write_report(opened, out or opened.path("build") / "report.html")
    typer.echo(f"Wrote {path}.")
    if holds_private(opened):
        typer.echo(f"note: {PRIVATE}", err=True)


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
    from framing.study import concordance as found

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
    from framing.tables import write_csv, write_text

    if path.suffix == ".csv":
        write_csv(lines, path)
    else:
        write_text(path, f"{as_kwic(lines, path.suffix, title)}\n")


def as_kwic(lines: pd.DataFrame, suffix: str, title: str) -> str:
    """The lines as a page or as plain text."""
    from framing.study import Kwic

    return Kwic(lines).html(title).rstrip() if suffix == ".html" else Kwic(lines).text()
