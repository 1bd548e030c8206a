"""Commands that act on a study, one per stage."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from framing.cli.app import CITE, HERE, OWN, REPRODUCE, StudyFile, Texts, attached, with_texts
from framing.errors import BadInput

if TYPE_CHECKING:
    import pandas as pd

    from framing.study import Number, Study

commands = typer.Typer()


@commands.command(rich_help_panel=OWN)
def preregister(
    study: StudyFile = HERE,
    late: Annotated[
        bool, typer.Option("--late", help="Freeze the plan although results exist. The file and the report say so.")
    ] = False,
) -> None:
    """Freeze the plan of a study before its results: preregistration.md by hash, with lexicon, articles and settings.

    Without preregistration.md, the form is written, to be filled in. Once frozen, only its table of deviations may
    change. `framing verify` reports a plan that was edited; results/deviations.csv and `framing report` list the items
    that differ from it.

    Example: `framing preregister`
    """
    from framing.study import compared_plan, open_study, preregister as freeze
    from framing.tables import sha256_of

    opened = open_study(study)
    path = freeze(opened, late=late)
    if path.suffix == ".md":
        typer.echo(f"Wrote {path}, a form. Fill it in, then run framing preregister again to freeze it.")
        return
    items = compared_plan(opened)
    assert items is not None
    typer.echo(
        f"Froze {path.with_suffix('.md')} and {len(items)} items into {path} (SHA-256 {sha256_of(path)}). Commit both "
        "files, or deposit them in a registry (OSF, AsPredicted): the hash shows a change, not the date."
    )


@commands.command(rich_help_panel=OWN)
def build(
    study: StudyFile = HERE,
    texts: Texts = None,
    estimate: Annotated[
        bool, typer.Option("--estimate", help="Say how long each stage will take, measured on a few articles.")
    ] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Number of processes. Default: one per processor core.")
    ] = None,
    scheduler: Annotated[
        str,
        typer.Option(help="Address of a Dask scheduler, such as tcp://localhost:8786, whose workers do the work."),
    ] = "",
) -> None:
    """Build the derived tables (sentences, occurrences, alignments, swaps, scores) from the texts in build/derived.

    Articles and sentences are read in batches, each kept in build/stages when it is done: a build that was stopped goes
    on, new articles cost their own time only, and a change of the lexicon or of the codes repeats only what depends on
    it.

    Example: `framing build --texts folder`
    """
    from framing import pipeline as stages

    if estimate:
        times = stages.estimate(with_texts(study, texts))
        for stage, seconds in times.items():
            typer.echo(f"{stage:12} about {_duration(seconds)}")
        typer.echo(f"{'in all':12} about {_duration(sum(times.values()))}, then framing figures: a minute or two")
        return
    opened = stages.keeping(with_texts(study, texts), workers=workers, scheduler=scheduler)
    folder = stages.build(opened)
    typer.echo(
        f"Built {folder}: {len(opened.sentences)} sentences, {len(opened.occurrences)} occurrences. Next: framing "
        "publish."
    )
    if opened.occurrences.empty:
        typer.echo(
            f"note: no term of {opened.path('lexicon')} occurs in these articles, so there is nothing to compare yet. "
            "Add the names that they use (data/candidates.csv or fr.name_candidates lists them).",
            err=True,
        )
    for note in _notes_on_scores(opened):
        typer.echo(f"note: {note}", err=True)


def _duration(seconds: float) -> str:
    """Format a duration.

    >>> _duration(7.2), _duration(200)
    ('7 s', '3 min')
    """
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"


def _notes_on_scores(study: Study) -> list[str]:
    """Say what the scores of a study lack."""
    outlets = study.articles["outlet"].nunique()
    notes = []
    if not study.encoder:
        notes.append(
            "without an encoder the static model scored the sentences; it misses most loaded names, and there is no "
            "text tier. Run pip install 'framing[text,fast]' and set encoder = \"all-MiniLM-L6-v2\" in study.toml."
        )
    if study.labels is None:
        notes.append("no sentence is coded, so there are no classifiers of loadedness (framing code imports codes).")
    if outlets > study.most_outlets:
        notes.append(
            f"{study.most_outlets} of {outlets} outlets have a classifier of their own, those with most sentences; "
            "most_outlets under [classifiers] in study.toml sets how many."
        )
    return notes


lexicon_commands = typer.Typer(name="lexicon", help="Build a lexicon: suggest terms, check what they find, fill it in.")
commands.add_typer(lexicon_commands, rich_help_panel=OWN)
Rows = Annotated[int, typer.Option(help="Number of rows of each kind.")]


@lexicon_commands.command()
def suggest(study: StudyFile = HERE, texts: Texts = None, most: Rows = 15) -> None:
    """Suggest terms: frequent names, words before them, words that the model marks, words that set an outlet apart.

    Example: `framing lexicon suggest`
    """
    from framing.study import suggest_terms

    opened = with_texts(study, texts)
    table = suggest_terms(opened.corpus, opened.lexicon, most=most)
    for kind, rows in table.groupby("found_by", sort=False):
        typer.echo(f"\n{kind}")
        typer.echo(rows.drop(columns="found_by").dropna(axis=1, how="all").to_string(index=False, na_rep=""))


@lexicon_commands.command()
def check(
    term: Annotated[
        str, typer.Argument(help="Term of which to show every place, with the reason where it is not counted.")
    ] = "",
    study: StudyFile = HERE,
    texts: Texts = None,
) -> None:
    """Show in seconds what each term finds and misses in the articles, while you edit the lexicon.

    Example: `framing lexicon check`, `framing lexicon check dictator`
    """
    from framing.lexicon import REASONS
    from framing.study import Kwic, check_lexicon, term_in_context

    opened = with_texts(study, texts)
    if term:
        lines = term_in_context(term, opened.lexicon, opened.corpus)
        if lines.empty:
            typer.echo(f"'{term}' stands nowhere in the articles.")
        for reason in lines["reason"].unique():
            typer.echo(f"\n{reason}: {REASONS[reason]}" if reason else "slots")
            typer.echo(Kwic(lines[lines["reason"] == reason]).text())
        return
    table = check_lexicon(opened.lexicon, opened.corpus)
    typer.echo(table.to_string(index=False))
    reasons = [reason for reason in REASONS if reason in set(table["why_missed"])]
    for reason in reasons:
        typer.echo(f"{reason}: {REASONS[reason]}")
    if reasons:
        typer.echo("framing lexicon check TERM shows every place of a term.")
    named = set(table.loc[table["n_slots"] > 0, "target"])
    silent = [target for target in opened.lexicon.targets if target not in named]
    if silent:
        typer.echo(
            f"note: no slot of {', '.join(silent)}. framing concordance NAME shows where a name stands.", err=True
        )


@lexicon_commands.command()
def fill(
    source: Annotated[Path, typer.Argument(help="CSV file with the columns term, form, target and neutral.")],
    out: Annotated[Path | None, typer.Option(help="File to write. Default: print.")] = None,
    language: Annotated[
        str,
        typer.Option(help="Language of the terms, for inflected forms: uk, ru or pt. Default: its column language."),
    ] = "",
) -> None:
    """Complete a lexicon in the short form by guesses (kind, noun, article, forms), to be read and corrected.

    Example: `framing lexicon fill short.csv --out data/lexicon.csv`
    """
    from framing.lexicon import in_full, read_lexicon
    from framing.schema import LEXICON
    from framing.tables import read_csv, write_csv

    short = read_csv(source)
    full = in_full(short.assign(language=language) if language else short)
    full = full[[*LEXICON.columns, *(name for name in full if name not in LEXICON.columns)]]
    lexicon = read_lexicon(full)
    if out:
        write_csv(full, out)
        typer.echo(f"Wrote {out}: {lexicon}. Read the guesses, above all noun and forms.")
    else:
        typer.echo(
            full[["term_id", "term", "form", "target", "kind", "noun", "forms", "neutral"]].to_string(index=False)
        )


@commands.command(rich_help_panel=OWN)
def publish(study: StudyFile = HERE) -> None:
    """Replace the published tables by those in build/derived. They contain offsets, ids and labels, but no text."""
    from framing import pipeline as stages
    from framing.study import open_study

    for path in stages.publish(open_study(study)):
        typer.echo(f"published {path}")


@commands.command(rich_help_panel=REPRODUCE)
def compare(study: StudyFile = HERE) -> None:
    """Compute the results as tidy CSV files from the published tables. Needs no texts."""
    from framing import pipeline as stages
    from framing.study import open_study, refuse_unfrozen

    opened = open_study(study)
    refuse_unfrozen(opened)
    for path in stages.compare(opened):
        typer.echo(f"wrote {path}")


@commands.command(rich_help_panel=REPRODUCE)
def figures(
    study: StudyFile = HERE,
    names: Annotated[
        list[str] | None,
        typer.Argument(
            help="Names of figures, such as mission: draw only these, with the results they need. Only their files in "
            "figures/ are written; framing verify reports those that differ from the last complete run."
        ),
    ] = None,
    check: Annotated[
        bool,
        typer.Option("--check", help="Recompute everything in a temporary folder and compare; nothing is changed."),
    ] = False,
) -> None:
    """Compute the results and draw the figures (PNG, SVG, PDF, CSV of the rows drawn, caption); needs no text."""
    from framing import pipeline as stages
    from framing.study import deviations, open_study, read_preregistration, refuse_unfrozen

    opened = open_study(study)
    refuse_unfrozen(opened)
    if check:
        if names:
            raise BadInput("--check compares all results and figures; leave out the names.")
        report_comparison(opened)
        return
    drawn = [path for path in stages.figures(opened, names or ()) if path.suffix == ".png"]
    results = "" if names else f", results into {opened.path('results')}"
    typer.echo(f"Drew {len(drawn)} figure{'s'[: len(drawn) != 1]} into {opened.path('figures')}{results}.")
    if read_preregistration(opened):
        _note_on_plan(deviations(opened))


def _note_on_plan(differing: pd.DataFrame) -> None:
    """Print which items differ from the preregistered plan."""
    if len(differing):
        unexplained = int((differing["explained"] == "").sum())
        typer.echo(
            f"note: {', '.join(differing['item'])} not as preregistered, {unexplained} of {len(differing)} without a "
            "reason in the table of deviations: see results/deviations.csv",
            err=True,
        )


def report_comparison(study: Study) -> None:
    """Report how recomputed results and figures differ from the published ones; exit with status 1 if they do."""
    from framing.verify import compare_with_published

    comparison = compare_with_published(study)
    for difference in comparison.differences:
        typer.echo(difference, err=True)
    typer.echo(f"Compared {comparison.how}: {len(comparison.differences) or 'no'} differences.")
    if comparison.differences:
        raise typer.Exit(1)


@commands.command(rich_help_panel=REPRODUCE)
def graph(
    study: StudyFile = HERE,
    out: Annotated[
        Path | None, typer.Option(help="File to write: .md (the table) or .dot (a drawing for Graphviz).")
    ] = None,
) -> None:
    """Print which results, figures and tables are computed from which files, as a table in Markdown."""
    from framing.report import graph_dot, graph_markdown, graph_of
    from framing.study import open_study
    from framing.tables import write_text

    forms = {".md": graph_markdown, ".dot": graph_dot}
    if out and out.suffix not in forms:
        raise BadInput(f"{out}: the graph is written as {' or '.join(forms)}.")
    opened = open_study(study)
    text = forms[out.suffix if out else ".md"](opened, graph_of(opened))
    if out:
        write_text(out, text)
        typer.echo(f"Wrote {out}.")
    else:
        typer.echo(text, nl=False)


@commands.command(rich_help_panel=OWN)
def code(
    coder: Annotated[str, typer.Option(help="Short name of the coder, such as c.")],
    folder: Annotated[
        Path | None,
        typer.Argument(
            help="Folder with the coder's labels.csv, spans.csv, voice.csv or families.csv, to import.",
            show_default=False,
        ),
    ] = None,
    serve: Annotated[bool, typer.Option("--serve", help="Code in the browser, on a page of this machine.")] = False,
    codebook: Annotated[Path, typer.Option(help="With --serve: the codebook.")] = Path("data/codebook.toml"),
    sample: Annotated[
        Path | None,
        typer.Option(help="With --serve: CSV file with the column sentence_id. Default: all but boilerplate."),
    ] = None,
    context: Annotated[int, typer.Option(help="With --serve: sentences shown before and after.")] = 2,
    port: Annotated[int, typer.Option(help="With --serve: port of the page. Default: any that is free.")] = 0,
    new_version: Annotated[
        bool, typer.Option("--new-version", help="With --serve: go on with a changed codebook of another version.")
    ] = False,
    study: StudyFile = HERE,
    texts: Texts = None,
) -> None:
    """Import the files of one coder, or code sentences in the browser (--serve).

    Coded expressions are stored as offsets; no word of a text is kept. With --serve every code is on disk before the
    next sentence appears. End with Ctrl-C; the same command goes on where it stopped. Only this machine can open the
    page, and only with the address that is printed.

    Example: `framing code downloads/coder-c --coder c`

    Example: `framing code --serve --coder c --sample data/sample.csv`
    """
    if serve == (folder is not None):
        raise BadInput("Give either a folder to import, or --serve to code in the browser.")
    if folder is not None:
        from framing import pipeline as stages

        for path in stages.take_codes(with_texts(study, texts), folder, coder):
            typer.echo(f"wrote {path}")
        return
    from framing.coding import CodingServer, open_session
    from framing.tables import read_csv

    with open_session(
        with_texts(study, texts),
        codebook,
        coder,
        None if sample is None else read_csv(sample),
        context=context,
        new_version=new_version,
    ) as session:
        server = CodingServer(session, port)
        typer.echo(f"Open {server.address}\nEnd with Ctrl-C; everything that is shown as saved is on disk.")
        server.run()
        typer.echo(f"{session}. Files: {session.home}")


@commands.command(rich_help_panel=REPRODUCE)
def verify(study: StudyFile = HERE, texts: Texts = None) -> None:
    """Check that all published files match the current inputs and code. With texts, also rebuild and compare.

    A changed file is reported together with the results, figures and cited numbers that it affects.
    """
    from framing import pipeline as stages

    opened = attached(study, texts)
    differences = stages.verify(opened)
    for difference in differences:
        typer.echo(difference, err=True)
    if differences:
        raise typer.Exit(1)
    rebuilt = "The tables rebuilt from the texts equal the published ones. " if opened.texts else ""
    typer.echo(
        f"All hashes agree. {rebuilt}Derived tables, results and figures match the manifest, lexicon, codes and code."
    )


@commands.command(rich_help_panel=CITE)
def cite(study: StudyFile = HERE) -> None:
    """Print BibTeX entries of the toolkit, lexicon, codes and model, by version and hash, and of the methods used."""
    from framing.report import cite as cited
    from framing.study import open_study

    typer.echo(cited(open_study(study)))


@commands.command(rich_help_panel=CITE)
def numbers(
    check: Annotated[
        list[Path] | None,
        typer.Option(help="LaTeX manuscript to check against the numbers. Repeatable."),
    ] = None,
    study: StudyFile = HERE,
) -> None:
    r"""Print the numbers that the study declares for citation, with their sources, or check a manuscript.

    The check fails (status 1) if a macro of two words or more is undefined, if a macro of the study is redefined with
    another value, or if a typed number differs from the macro named in a comment at the end of its line
    (`0.22% \putinObozRate`). It does not check other typed numbers, figures, or files read by `\input`. Lines ending
    with `% not a result` may use macros of their own. Each file is checked separately.

    Example: `framing numbers --check paper.tex`
    """
    from framing.study import cited_numbers, open_study

    opened = open_study(study)
    cited = cited_numbers(opened, {})
    if not cited:
        raise BadInput(f'{opened.file} declares no numbers. Add numbers = "docs/numbers.csv" under [paths].')
    if check:
        wrong = [path for path in check if _contradicts(path, cited)]
        raise typer.Exit(1 if wrong else 0)
    for number in cited:
        typer.echo(f"{number.name}\t{number.printed}\t{number.source}")


def _contradicts(path: Path, cited: list[Number]) -> bool:
    """Print the contradictions between a manuscript and the numbers; return whether there are any."""
    from framing.report import findings
    from framing.tables import read_text

    found = findings(read_text(path), cited)
    for finding in found:
        typer.echo(f"{path}, line {finding.line}: {finding.sentence}", err=True)
    typer.echo(f"{path}: {len(found)} contradictions.")
    return bool(found)


@commands.command(rich_help_panel=CITE)
def report(
    study: StudyFile = HERE,
    texts: Texts = None,
    out: Annotated[Path | None, typer.Option(help="Output file. Default: report.html in the build folder.")] = None,
) -> None:
    """Write a report of the whole study as one HTML page, to read or print. It quotes texts if they are attached.

    It contains the articles, the lexicon, figures and tables by question, limits, provenance and citations, and the
    annotated texts if they are attached. Figures and tables are those of `framing figures`. The page is
    self-contained. Do not publish a report that contains private texts.

    Example: `framing report --out report.html`
    """
    from framing.report import PRIVATE, holds_private, write_report

    opened = with_texts(study, texts)
    path = write_report(opened, out or opened.path("build") / "report.html")
    typer.echo(f"Wrote {path}.")
    if holds_private(opened):
        typer.echo(f"note: {PRIVATE}", err=True)


class Form(StrEnum):
    """Forms of exported tables."""

    FEATHER = "feather"
    STATA = "stata"


@commands.command(rich_help_panel=CITE)
def export(
    form: Annotated[Form, typer.Argument(help="feather, for R and Python, or stata.")],
    out: Annotated[Path | None, typer.Option(help="Output folder. Default: export/FORM in the build folder.")] = None,
    study: StudyFile = HERE,
) -> None:
    """Write the published tables and results for R or Stata, with the meaning of each column.

    Example: `framing export stata --out for-stata`
    """
    from framing.report import export as write_tables
    from framing.study import open_study

    opened = open_study(study)
    folder = out or opened.path("build") / "export" / form
    written = write_tables(opened, form, folder)
    typer.echo(f"Wrote {len(written) - 1} tables into {folder}; variables.csv there explains their columns.")


@commands.command(rich_help_panel=CITE)
def crate(
    author: Annotated[
        list[str] | None, typer.Option(help="Name of an author. Repeatable. Default: those of CITATION.cff.")
    ] = None,
    licence: Annotated[
        str, typer.Option(help="SPDX identifier, such as CC-BY-4.0. Default: those of CITATION.cff.")
    ] = "",
    date: Annotated[str, typer.Option(help="Date of publication, as in 2025-06-30. Default: today.")] = "",
    description: Annotated[str, typer.Option(help="What the study is about. Default: its title.")] = "",
    study: StudyFile = HERE,
) -> None:
    """Describe the published files for a repository, such as Zenodo: ro-crate-metadata.json (RO-Crate 1.1).

    It lists every published file with its hash, a card of each text, and the commands that made the files. Texts are
    described, not listed: deposit the listed files, not the build folder.

    Example: `framing crate --author "Ada Byron" --licence CC-BY-4.0`
    """
    from framing.report import write_crate
    from framing.study import open_study

    path = write_crate(open_study(study), authors=author or (), licence=licence, date=date, description=description)
    typer.echo(f"Wrote {path}.")


class Sort(StrEnum):
    """Sort orders of a concordance."""

    TEXT = "text"
    LEFT = "left"
    NODE = "node"
    RIGHT = "right"
    OUTLET = "outlet"
    VOICE = "voice"
    SCORE = "score"


@commands.command(rich_help_panel=OWN)
def concordance(
    words: Annotated[list[str], typer.Argument(help="Words, or phrases in quotation marks.")],
    regex: Annotated[bool, typer.Option("--regex", help="Treat WORDS as regular expressions.")] = False,
    width: Annotated[int, typer.Option(help="Characters of context on each side.")] = 40,
    sort: Annotated[
        Sort, typer.Option(help="Sort order; left and right sort by the neighbouring words, nearest first.")
    ] = Sort.TEXT,
    out: Annotated[
        Path | None, typer.Option(help="Output file: .csv (all columns), .html or .txt (aligned lines).")
    ] = None,
    study: StudyFile = HERE,
    texts: Texts = None,
) -> None:
    """Show every occurrence of a word, phrase or pattern in context (KWIC).

    The search matches whole words, ignores case and matches phrases across line breaks. It needs the texts, and its
    output quotes them.

    Example: `framing concordance "head of state" --sort left`
    """
    from framing.study import concordance as find_lines

    formats = {".csv", ".html", ".txt"}
    if out and out.suffix not in formats:
        raise BadInput(f"{out}: unsupported format; choose {', '.join(sorted(formats))}.")
    lines = find_lines(with_texts(study, texts), words, regex=regex, width=width, sort=sort)
    title = ", ".join(words)
    if out:
        _write(lines, out, title)
        typer.echo(f"{len(lines)} lines, written to {out}")
    else:
        typer.echo(_as_kwic(lines, ".txt", title))


def _write(lines: pd.DataFrame, path: Path, title: str) -> None:
    from framing.tables import write_csv, write_text

    if path.suffix == ".csv":
        write_csv(lines, path)
    else:
        write_text(path, f"{_as_kwic(lines, path.suffix, title)}\n")


def _as_kwic(lines: pd.DataFrame, suffix: str, title: str) -> str:
    """Format concordance lines as HTML or plain text."""
    from framing.study import Kwic

    return Kwic(lines).html(title).rstrip() if suffix == ".html" else Kwic(lines).text()
