"""App: the command that all subcommands belong to, its help and its version."""

from __future__ import annotations

from typing import Annotated

import typer

from framing import __version__

app = typer.Typer(
    name="framing",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="""
How outlets word the same event: loaded terms against neutral wording.

**Reproduce** a published study in its folder: `framing figures`, `framing verify`.

**Study your own articles**: `framing new my-study --articles ARTICLES`, then in that folder edit
data/lexicon.csv and `make figures`; `framing concordance WORD` shows where a word stands.

**Score any text**: `framing score FILE...` and `framing swap "SENTENCE"`.

Every command acts on the study.toml of the current folder, or on the one that `--study` names.
""",
)


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
