"""Configure the documentation site (`make docs`): the Markdown files of the project and a reference from docstrings."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

import framing as fr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx

project, author, release = "framing", "The framing developers", fr.__version__
project_copyright = "The framing developers. Code: MIT. Text and figures: CC BY 4.0"
# scikit-learn gives its classes methods whose docstrings refer to its own site
MEMBERS = ["   :members:", "   :exclude-members: set_fit_request, set_score_request, set_predict_request"]

# Pages stay where readers of the repository find them, so the whole repository is the source.
include_patterns = [
    "docs/**.md",
    "README.md",
    "REPRODUCING.md",
    "CHANGELOG.md",
    "data/*.md",
    "data/demo/*.md",
    "data/codes/*.md",
    "figures/*.md",
    "studies/**.md",
]
exclude_patterns = [".*", "build", "**/build", "src", "tests", "bench", "**/texts"]
root_doc = "docs/index"
html_extra_path = ["start"]  # index.html, which leads to docs/index.html

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.autosummary", "numpydoc"]
myst_heading_anchors = 4
myst_links_external_new_tab = False
suppress_warnings = ["myst.header"]  # a page may begin its sections at any level
autosummary_generate = False
autodoc_typehints = "none"  # the docstrings have the types
default_role = "py:obj"
smartquotes = False  # a quotation mark in a docstring is to be typed
numpydoc_show_class_members = False

html_theme = "furo"
html_title = f"framing {release}"
html_show_sphinx = False
html_copy_source = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#b2182b", "color-brand-content": "#b2182b"},
    "dark_css_variables": {"color-brand-primary": "#f4a582", "color-brand-content": "#f4a582"},
}
html_static_path = ["static"]
html_css_files = ["site.css"]


def public_names() -> Mapping[str, list[str]]:
    """Return the public names by room, as the stub of the package lists them; of the plots those that draw on Axes."""
    stub = ast.parse((Path(fr.__file__).with_suffix(".pyi")).read_text(encoding="utf-8"))
    rooms = {
        part.module: [name.name for name in part.names]
        for part in stub.body
        if isinstance(part, ast.ImportFrom) and part.module
    }
    plots = [name for name in fr.plotting.__all__ if inspect.isfunction(getattr(fr.plotting, name))]
    plots = [name for name in plots if "Axes" in str(inspect.signature(getattr(fr.plotting, name)).return_annotation)]
    return {**rooms, "plotting": plots}


class Public(SphinxDirective):
    """Document the public names of a room: a table of first lines, then each in full."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the table and the entries."""
        room = self.arguments[0]
        names, home = public_names()[room], fr.plotting if room == "plotting" else fr
        lines = ["```{eval-rst}", f".. currentmodule:: {home.__name__}", "", ".. autosummary::", ""]
        lines += [*(f"   {name}" for name in names), ""]
        for name in names:
            kind = "class" if inspect.isclass(getattr(home, name)) else "function"
            lines += [f".. auto{kind}:: {name}", *(MEMBERS if kind == "class" else []), ""]
        holder = nodes.Element()
        self.state.nested_parse(StringList([*lines, "```"], source=room), self.content_offset, holder)
        return holder.children


def show_figure(_app: Sphinx, page: str, source: list[str]) -> None:
    """Make a page of the caption that lies beside a figure: its name, the picture, the caption."""
    folder, _, name = page.rpartition("/")
    if folder.endswith("figures"):
        source[0] = f"---\norphan: true\n---\n\n# {name}\n\n![{name}]({name}.png)\n\n{source[0]}"


def setup(app: Sphinx) -> None:
    """Register the directive and the pages of figures."""
    app.add_directive("public", Public)
    app.connect("source-read", show_figure)
