"""Run the command line, `framing`, and turn errors into messages."""

from __future__ import annotations

import signal
import sys
import warnings
from threading import current_thread, main_thread
from types import FrameType
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
    for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
        if current_thread() is main_thread() and signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, _end)
    try:
        with warnings.catch_warnings():
            warnings.showwarning = _note
            app()
    except FramingError as error:
        sys.exit(_failure(str(error)))
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        sys.exit(_failure(f"{where}{error.strerror or error}."))


def _end(number: int, _frame: FrameType | None) -> None:
    """End on a signal as on an error: workers are stopped and spare files deleted. A second signal ends at once."""
    signal.signal(number, signal.SIG_DFL)
    sys.exit(128 + number)


def _note(message: Warning | str, *_where: Any, **_how: Any) -> None:
    """Print a warning as a note, without its place in the code."""
    typer.echo(f"note: {message}", err=True)


def _failure(sentence: str) -> int:
    typer.echo(f"framing: {sentence}", err=True)
    return 2
