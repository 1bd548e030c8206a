"""A notebook from its source in cells: not run, with fixed cell ids, so that the same source gives the same bytes."""

from __future__ import annotations

import json
from typing import Any

CELL = "# %%"
MARKDOWN = f"{CELL} [markdown]"
PYTHON = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def notebook(source: str) -> str:
    r"""The notebook of a source in percent format.

    Examples
    --------
    >>> shown = json.loads(notebook("# %% [markdown]\n# A title\n\n# %%\n1 + 1\n"))
    >>> [(cell["id"], cell["cell_type"], cell["source"]) for cell in shown["cells"]]
    [('cell-01', 'markdown', ['A title']), ('cell-02', 'code', ['1 + 1'])]
    """
    parts = [part for part in f"\n{source}".split(f"\n{CELL}") if part.strip()]
    cells = [cell(number, part) for number, part in enumerate(parts, start=1)]
    whole = {"cells": cells, "metadata": {"kernelspec": PYTHON}, "nbformat": 4, "nbformat_minor": 5}
    return f"{json.dumps(whole, indent=1, ensure_ascii=False)}\n"


def cell(number: int, part: str) -> dict[str, Any]:
    """One cell; of text the comment signs go."""
    head, _, body = part.partition("\n")
    name = {"id": f"cell-{number:02d}", "metadata": {}}
    if f"{CELL}{head}" == MARKDOWN:
        lines = [line.removeprefix("#").removeprefix(" ") for line in body.strip().split("\n")]
        return name | {"cell_type": "markdown", "source": in_lines(lines)}
    lines = body.strip().split("\n")
    return name | {"cell_type": "code", "execution_count": None, "outputs": [], "source": in_lines(lines)}


def in_lines(lines: list[str]) -> list[str]:
    """Lines as the format wants them: each but the last with its end."""
    return [f"{line}\n" for line in lines[:-1]] + lines[-1:]
