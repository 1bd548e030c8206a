"""Build and execute the notebooks: percent sources in, .ipynb out, the same bytes when run again."""

import os
import sys
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).parent
VOLATILE = ("language_info", "widgets", "jupytext")
WIDGET = "application/vnd.jupyter.widget-view+json"  # an id that is new at every run, of a state that is not stored
STEADY = {"OMP_NUM_THREADS": "1", "FRAMING_PROGRESS": "0"}  # sums in one order; no bar that a notebook would keep


def built(source: Path) -> nbformat.NotebookNode:
    """The executed notebook of a percent source: fixed cell ids, no time stamps, no widget state.

    A cell that warns stops the build: a warning names a folder of this machine, or a reader should be told it in prose.
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
    told = "".join(output.text for output in outputs_of(notebook) if output.get("name") == "stderr")
    if told:
        raise RuntimeError(f"{source.name} writes to stderr:\n{told}")
    return notebook


def outputs_of(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    """The outputs of all cells."""
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def main() -> None:
    """Build every notebook, or those named on the command line, beside their sources."""
    names = sys.argv[1:] or sorted(path.stem for path in HERE.glob("*.py") if path.stem != "build")
    for name in names:
        nbformat.write(built(HERE / f"{name}.py"), HERE / f"{name}.ipynb")
        print(f"notebooks/{name}.ipynb")


if __name__ == "__main__":
    main()
