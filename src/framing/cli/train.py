"""Train: the subcommand that makes a shipped model again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from framing.errors import BadInput, did_you_mean

if TYPE_CHECKING:
    from tqdm.std import tqdm

commands = typer.Typer()


@commands.command()
def train(
    model: Annotated[str, typer.Argument(help="The model to train; there is one, loaded-language.")],
    data: Annotated[Path, typer.Option(help="Folder with the public data sets anno_lexical and babe.")],
    output: Annotated[Path, typer.Option(help="Folder for the model's files.")] = Path("build") / "loaded-language",
) -> None:
    """Train the general model again from public labelled sentences, by its frozen recipe (an hour on two cores).

    The static model is made with it. The files are not those of the toolkit: fr.load_model takes the path of the JSON
    that is written. Networks are kept after every stage, so that training which was interrupted goes on there.
    """
    from framing.classifiers.store import GENERAL_MODEL

    if model != GENERAL_MODEL:
        raise BadInput(f"There is no model '{model}' to train; {did_you_mean(model, [GENERAL_MODEL])}")
    from framing.progress import bar
    from framing.training.loaded_language import train as trained

    bars: dict[str, tqdm[Any]] = {}

    def tell(stage: str, done: int, steps: int) -> None:
        if stage not in bars:
            bars[stage] = bar(stage, "steps", steps)
        bars[stage].update(done - bars[stage].n)
        if done == steps:
            bars[stage].close()

    written = trained(data, output, tell)
    typer.echo(f"Trained {model}, written to {written}.")
