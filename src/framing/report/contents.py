"""Compute and write all results, printed tables, figures and cited numbers of a study."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache, wraps
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from framing.display import named
from framing.errors import BadInput
from framing.report.paper_tables import TABLES, write_tables
from framing.study import (
    INTERMEDIATE,
    RESULT_NAMES,
    RESULTS,
    Graph,
    Source,
    Study,
    cited_numbers,
    declarations,
    declared_numbers,
    every_result,
    given,
    published,
    sources_of,
    write_numbers,
    write_results,
)
from framing.tables import replacing, rows

if TYPE_CHECKING:
    import pandas as pd

    from framing.lexicon import Lexicon
    from framing.plotting import Drawing, View
    from framing.report.paper_tables import PrintedTable
    from framing.study import Number

DRAW, TABULATE = "draw_", "tabulate_"


@dataclass(frozen=True)
class Contents:
    """All outputs of a study, computed and not yet written.

    Attributes
    ----------
    view : View
        The study as its figures see it.
    results : mapping of str to DataFrame
        Every table of results, by name.
    numbers : list of Number
        The cited numbers.
    printed : list of PrintedTable
        The tables of the paper.
    drawings : list of Drawing
        The figures.
    """

    view: View
    results: Mapping[str, pd.DataFrame]
    numbers: list[Number]
    printed: list[PrintedTable]
    drawings: list[Drawing]


@dataclass(frozen=True)
class _Edition:
    """The files of all results and figures, and the inputs of each."""

    tables: list[Path]
    pictures: list[Path]
    made_from: dict[str, list[str]]


def graph_of(study: Study, **values: Any) -> Graph:
    """Return the graph of all outputs of a study: results, printed tables, figures and cited numbers.

    Figures are nodes named ``draw_NAME``, printed tables ``tabulate_NAME``, the cited numbers ``numbers``.

    Parameters
    ----------
    study : Study
        The study whose tables are read. Its graph is kept, with what was computed.
    **values
        Values that replace nodes or sources of the same name, in a graph of its own.

    Examples
    --------
    >>> import framing as fr
    >>> graph = graph_of(fr.open_study("study.toml"))
    >>> graph.needs("draw_power"), graph.inputs("positions")
    (['view', 'power'], ['data/derived/occurrences.csv', 'data/derived/sentences.csv'])
    """
    return _graph_of(study, values) if values else _kept_graph(study)


@lru_cache(maxsize=2)
def _kept_graph(study: Study) -> Graph:
    return _graph_of(study, {})


def _graph_of(study: Study, values: Mapping[str, Any]) -> Graph:
    _refuse_unknown_names(study)
    sources = {**sources_of(study), "declared_numbers": _declared(study)}
    sources |= {name: given(value) for name, value in values.items()}
    drawn = study.figures.get("draw", [*figures()])
    chosen = [figures()[name] for name in figures() if name in drawn]
    return Graph([*INTERMEDIATE, *RESULTS, view, *TABLES, *chosen, *_numbers(study)], sources)


def view_of(study: Study) -> View:
    """Return the study as its figures see it."""
    seen: View = graph_of(study).get("view")
    return seen


def view(
    articles: pd.DataFrame,
    lexicon: Lexicon,
    targets: tuple[str, ...],
    terms: tuple[str, ...],
    coders: str,
    outlets: tuple[str, ...],
) -> View:
    """Return the study as its figures see it: what is compared, in which order and under which names."""
    from framing.plotting import View, bare_names, words_of_terms

    return View(articles, targets, coders, bare_names(lexicon.terms), outlets, terms, words_of_terms(lexicon.terms))


@cache
def figures() -> dict[str, Callable[..., Drawing | None]]:
    """Return the figure functions by the name of the figure, in their order; they draw in the toolkit's style."""
    from framing.plotting import FIGURES, style

    def styled(draw: Callable[..., Drawing | None]) -> Callable[..., Drawing | None]:
        @wraps(draw)
        def drawn(**inputs: Any) -> Drawing | None:
            with style():
                return draw(**inputs)

        return drawn

    return {draw.__name__.removeprefix(DRAW): styled(draw) for draw in FIGURES}


def _declared(study: Study) -> Source:
    paths = declared_numbers(study)
    files = tuple(path.relative_to(study.root).as_posix() for path in paths)
    return Source(lambda: paths or None, files)


def _numbers(study: Study) -> Iterator[Callable[..., list[Number]]]:
    """Yield the node of the cited numbers, whose inputs are the tables that their declaration names."""
    paths = declared_numbers(study)
    if not paths:
        return

    def numbers(**inputs: Any) -> list[Number]:
        return cited_numbers(study, {name: inputs[name] for name in inputs.keys() & set(RESULT_NAMES)})

    cited = dict.fromkeys(table for table in declarations(paths[0])["table"] if table in RESULT_NAMES)
    keyword = inspect.Parameter.KEYWORD_ONLY
    parameters = [inspect.Parameter(table, keyword, default=None) for table in cited]
    declared = inspect.Parameter("declared_numbers", keyword)
    numbers.__signature__ = inspect.Signature([declared, *parameters])  # type: ignore[attr-defined]
    yield numbers


def output_of(study: Study, node: str) -> str | None:
    """Return the path of a node's output in the study, without suffix for figures and printed tables.

    `None` for an intermediate node.
    """
    results = study.paths["results"]
    if node in RESULT_NAMES:
        return f"{results}/{node}.csv"
    if node.startswith(DRAW):
        return f"{study.paths['figures']}/{node.removeprefix(DRAW)}"
    if node.startswith(TABULATE):
        return f"{results}/tables/{node.removeprefix(TABULATE)}"
    return f"{results}/numbers.json" if node == "numbers" else None


def made_from(study: Study, graph: Graph) -> dict[str, list[str]]:
    """Return the inputs of each output that the study allows, by the path of the output.

    The inputs of a result are files. Those of a figure, a printed table or the cited numbers are results and the files
    that they take directly.
    """
    inputs: dict[str, list[str]] = {}
    for node in graph.nodes:
        output = output_of(study, node)
        if output and graph.has(node):
            until = () if node in RESULT_NAMES else RESULT_NAMES
            inputs[output] = sorted(output_of(study, name) or name for name in graph.inputs(node, until=until))
    return inputs


def _all_of(graph: Graph, start: str) -> list[str]:
    return [name for name in graph.nodes if name.startswith(start) and graph.has(name)]


def contents_of(study: Study) -> Contents:
    """Compute all results, numbers, printed tables and figures that a study allows."""
    graph = graph_of(study)
    drawings = _drawings(graph, _all_of(graph, DRAW))
    return _contents(study, graph, list(drawings))


def _drawings(graph: Graph, nodes: Iterable[str]) -> Iterator[Drawing]:
    """Yield each figure when it is drawn; its results are computed as it needs them."""
    for node, _ in named({node: node for node in nodes}, "figures"):
        yield graph.get(node)


def _contents(study: Study, graph: Graph, drawings: list[Drawing]) -> Contents:
    results = every_result(study, graph)
    numbers = graph.get("numbers") if graph.has("numbers") else []
    printed = [graph.get(name) for name in _all_of(graph, TABULATE)]
    return Contents(graph.get("view"), results, numbers, printed, drawings)


def make_edition(study: Study, into: Mapping[str, Path] | None = None, *, pictures: bool = True) -> _Edition:
    """Compute all results and figures from the published tables, then write them.

    Nothing is written into the folders before everything is computed.

    Parameters
    ----------
    study : Study
        The study whose published tables are read.
    into : mapping of str to Path, default None
        Folders for `results` and `figures`; those of the study if not given.
    pictures : bool, default True
        Whether to render the figures (PNG, SVG, PDF) in addition to their data and captions.
    """
    from framing.plotting import save

    study = published(study)
    graph = graph_of(study)
    folders = into or {name: study.path(name) for name in ("results", "figures")}
    with TemporaryDirectory() as temporary:
        drawings, saved = [], []
        # in this process: a forked one can hang on what networks left behind, and a pickled figure lose its clip boxes
        for drawing in _drawings(graph, _all_of(graph, DRAW)):
            drawings.append(drawing)
            saved += save(drawing, Path(temporary), pictures=pictures)
        contents = _contents(study, graph, drawings)
        written = [
            *write_results(contents.results, folders["results"]),
            *write_numbers(contents.numbers, folders["results"]),
            *write_tables(contents.printed, folders["results"] / "tables"),
        ]
        return _Edition(written, [_copied(path, folders["figures"]) for path in saved], made_from(study, graph))


def _copied(path: Path, folder: Path) -> Path:
    with replacing(folder / path.name) as temporary:
        temporary.write_bytes(path.read_bytes())
    return folder / path.name


def draw_some(study: Study, names: Iterable[str]) -> list[Path]:
    """Draw some figures from the published tables and write their files; nothing else is written.

    Parameters
    ----------
    study : Study
        The study whose published tables are read.
    names : iterable of str
        Names of figures.

    Returns
    -------
    list of Path
        The files of the figures.

    Raises
    ------
    BadInput
        If there is no figure of a name, or the study lacks what it needs.
    """
    from framing.plotting import save

    names = list(names)
    _refuse_unknown_figures(names)
    study = published(study)
    drawings = [draw(study, name) for name in dict.fromkeys(names)]
    return [path for drawing in drawings for path in save(drawing, study.path("figures"))]


def _refuse_unknown_names(study: Study) -> None:
    terms = study.lexicon.terms
    loaded = terms.loc[(terms["form"] == "loaded") & (terms["kind"] == "naming"), "term_id"].tolist()
    for where, chosen, known, what in (
        ("[figures] targets", study.figures.get("targets", ()), study.lexicon.targets, "targets of the lexicon"),
        ("[figures] draw", study.figures.get("draw", ()), [*figures()], "names of figures"),
        ("[figures] terms", study.figures.get("terms", ()), loaded, "the term_id of a loaded name in the lexicon"),
        ("[change] target", [study.change.get("target")], study.lexicon.targets, "targets of the lexicon"),
    ):
        unknown = [one for one in chosen if one is not None and one not in known]
        if unknown:
            raise BadInput(
                f"{study.file}, {where}: {', '.join(unknown)} are not {what}. Choose among {', '.join(known)}."
            )


def _refuse_unknown_figures(names: Iterable[str]) -> None:
    for name in names:
        if name not in figures():
            raise BadInput(f"There is no figure '{name}'. Choose one of: {', '.join(figures())}.")


def drawing(name: str, view: View, results: Mapping[str, pd.DataFrame]) -> Drawing:
    """Return one figure of given results, drawn in the toolkit's style."""
    sources = {result: given(table) for result, table in results.items()} | {"view": given(view), "event": given("")}
    drawn: Drawing = Graph([figures()[name]], sources).get(DRAW + name)
    return drawn


def draw(study: Study, name: str) -> Drawing:
    """Draw one figure of a study; nothing is written.

    Parameters
    ----------
    study : Study
        The study. Only the results that the figure needs are computed, and kept for the next figure.
    name : str
        Name of the figure, one of: naming, naming_rates, outlet_rates, naming_by_group, naming_over_time, change,
        positions, voice, sources, propositions, coded_loadedness, lexicon_versions, specifications, power; of
        classifiers: own_words, loadedness, calibration, transfer, contrasts, mission.

    Returns
    -------
    Drawing
        With ``.figure`` (matplotlib), ``.data`` (the rows drawn), ``.caption`` and ``.alt``; a notebook shows it as a
        picture.

    Raises
    ------
    BadInput
        If there is no figure of that name, or the study lacks what it needs.

    Examples
    --------
    >>> import framing as fr
    >>> draw(fr.open_study("study.toml"), "naming_rates").data["target"].nunique()
    4
    """
    _refuse_unknown_figures([name])
    graph = graph_of(study)
    if not graph.has(DRAW + name):
        raise BadInput(f"Cannot draw '{name}': {_what_is_missing(study, name)}")
    figure: Drawing = graph.compute(DRAW + name)
    return figure


def _what_is_missing(study: Study, name: str) -> str:
    """Say what a figure needs that the study does not have."""
    of_codes, of_both = ("coded_loadedness", "lexicon_versions"), ("calibration", "transfer")
    if name in of_codes or (name in of_both and study.labels is None):
        return "the study has no coded sentences. Add coder files ([paths] codes), then run framing build and publish."
    if name == "sources":
        return (
            "the study does not say what kind each source is. Name a table of person and source_kind ([paths] sources)."
        )
    if name == "naming_over_time":
        return "the articles have no dates, or all the same one. Add a column date to the manifest."
    if name == "naming_by_group":
        return "the outlets belong to no groups. Add a column group to the manifest, such as their leaning."
    if name == "change":
        return "study.toml declares no event. Add [change] with event, target, changed and unchanged."
    if name == "outlet_rates":
        return "the outlets belong to no groups, and no replication is declared. Add a column group to the manifest."
    return "the study has no published scores. Run framing build (it needs the texts) and framing publish."


def graph_table(study: Study, graph: Graph) -> pd.DataFrame:
    """Return the graph as a table.

    Returns
    -------
    DataFrame
        One row per output: output (its path in the study), needs (results and other nodes that it is computed from
        directly) and made_from (the files that it is computed from in the end).
    """
    import pandas as pd

    nodes = {node: output for node in graph.nodes if (output := output_of(study, node)) and graph.has(node)}
    table = [(output, ", ".join(graph.needs(node)), ", ".join(graph.inputs(node))) for node, output in nodes.items()]
    return pd.DataFrame(table, columns=["output", "needs", "made_from"], dtype="str")


def graph_markdown(study: Study, graph: Graph) -> str:
    """Return the graph as a table in Markdown."""
    lines = [f"| `{row.output}` | {row.needs} | {row.made_from} |" for row in rows(graph_table(study, graph))]
    return "\n".join(["| output | needs | made from |", "|---|---|---|", *lines, ""])


def graph_dot(study: Study, graph: Graph) -> str:
    """Return the graph in the DOT language of Graphviz: files, results, figures, printed tables and numbers."""
    edges = [
        f'  "{source}" -> "{output}";' for output, sources in made_from(study, graph).items() for source in sources
    ]
    return "\n".join(["digraph framing {", "  rankdir=LR;", "  node [shape=box];", *edges, "}", ""])
