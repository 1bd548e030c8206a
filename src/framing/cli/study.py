"""Study: which study a command acts on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from framing.study import Study

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
NO_STUDY = "There is no study.toml in this folder, and --study names none."


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
