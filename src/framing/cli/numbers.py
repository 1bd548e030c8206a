"""Numbers: the subcommand that shows the numbers to cite, and checks a manuscript against them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from framing.cli.study import HERE, StudyFile
from framing.errors import BadInput

if TYPE_CHECKING:
    from framing.reporting.number import Number

commands = typer.Typer()


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
    from framing.manuscript import cited_numbers
    from framing.study import open_study

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
    from framing.files import read_text
    from framing.reporting.contradictions import findings

    found = findings(read_text(path), cited)
    for finding in found:
        typer.echo(f"{'' if finding.wrong else 'note: '}{path}, line {finding.line}: {finding.sentence}", err=True)
    wrong = sum(finding.wrong for finding in found)
    typer.echo(f"{path}: {wrong} contradictions, {len(found) - wrong} notes.")
    return bool(wrong)
