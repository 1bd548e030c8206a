"""The command line: `framing` and its subcommands."""

from __future__ import annotations

import sys
import warnings
from typing import Any

import typer

from framing.cli import score, study
from framing.cli.app import app
from framing.errors import FramingError

__all__ = ["main"]

for part in (study, score):
    app.add_typer(part.commands)


def main() -> None:
    """Run; what a researcher can mend ends as a sentence and a non-zero status, never as a traceback."""
    try:
        with warnings.catch_warnings():
            warnings.showwarning = told
            app()
    except FramingError as error:
        sys.exit(refusal(str(error)))
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        sys.exit(refusal(f"{where}{error.strerror or error}."))


def told(message: Warning | str, *_where: Any, **_how: Any) -> None:
    """A warning as a note: where in the code it was given is nothing to the researcher."""
    typer.echo(f"note: {message}", err=True)


def refusal(sentence: str) -> int:
    typer.echo(f"framing: {sentence}", err=True)
    return 2
