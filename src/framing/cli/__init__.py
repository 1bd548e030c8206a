"""Run the command line, `framing`, and turn errors into messages."""

from __future__ import annotations

import sys
import warnings
from typing import Any

import typer

from framing.cli import intake, score, study
from framing.cli.app import app
from framing.errors import FramingError

__all__ = ["main"]

for part in (intake, study, score):
    app.add_typer(part.commands)


def main() -> None:
    """Run the command line. Errors that users can fix print one sentence and end with a non-zero status."""
    try:
        with warnings.catch_warnings():
            warnings.showwarning = _note
            app()
    except FramingError as error:
        sys.exit(_failure(str(error)))
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        sys.exit(_failure(f"{where}{error.strerror or error}."))


def _note(message: Warning | str, *_where: Any, **_how: Any) -> None:
    """Print a warning as a note, without its place in the code."""
    typer.echo(f"note: {message}", err=True)


def _failure(sentence: str) -> int:
    typer.echo(f"framing: {sentence}", err=True)
    return 2
