"""Execute the percent scripts of this folder and of studies/ as .ipynb files, with identical bytes on every run."""

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


def sources() -> dict[str, Path]:
    """Return the script of each notebook by name: its file name, or that of its study."""
    here = {path.stem: path for path in sorted(HERE.glob("*.py")) if path.stem != "build"}
    return here | {path.parent.name: path for path in sorted(HERE.parent.glob("studies/*/notebook.py"))}


def main() -> None:
    """Build all notebooks, or those named on the command line, next to their sources."""
    known = sources()
    for name in sys.argv[1:] or known:
        notebook = known[name].with_suffix(".ipynb")
        nbformat.write(built(known[name]), notebook)
        print(notebook.relative_to(HERE.parent))


if __name__ == "__main__":
    main()
