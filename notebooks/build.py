"""Execute the percent scripts of this folder and write them as .ipynb, with identical bytes on every run."""

import os
import sys
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).parent
VOLATILE = ("language_info", "widgets", "jupytext")
WIDGET = "application/vnd.jupyter.widget-view+json"  # contains an id that changes at every run
STEADY = {"OMP_NUM_THREADS": "1", "FRAMING_PROGRESS": "0"}  # fixed order of sums; no progress bars in the outputs


def built(source: Path) -> nbformat.NotebookNode:
    """Execute a percent script as a notebook with fixed cell ids and without time stamps and widget state.

    A warning in a cell stops the build, because warnings contain paths of this machine.
    """
    notebook = jupytext.read(source)
    for number, cell in enumerate(notebook.cells, start=1):
        cell.id = f"{source.stem}-{number:02d}"
    NotebookClient(
        notebook,
        timeout=600,
        record_timing=False,
        store_widget_state=False,
        resources={"metadata": {"path": str(source.parent)}},
    ).execute(env=os.environ | STEADY)
    for name in VOLATILE:
        notebook.metadata.pop(name, None)
    for output in outputs_of(notebook):
        output.get("data", {}).pop(WIDGET, None)
    messages = "".join(output.text for output in outputs_of(notebook) if output.get("name") == "stderr")
    if messages:
        raise RuntimeError(f"{source.name} writes to stderr:\n{messages}")
    return notebook


def outputs_of(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    """Return the outputs of all cells."""
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def main() -> None:
    """Build all notebooks, or those named on the command line, next to their sources."""
    names = sys.argv[1:] or sorted(path.stem for path in HERE.glob("*.py") if path.stem != "build")
    for name in names:
        nbformat.write(built(HERE / f"{name}.py"), HERE / f"{name}.ipynb")
        print(f"notebooks/{name}.ipynb")


if __name__ == "__main__":
    main()
