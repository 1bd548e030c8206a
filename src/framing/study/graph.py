"""Declare which output depends on which input, and compute each output when it is asked for."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from framing import measures
from framing.study.preregistration import compared_plan, deviations as deviations_of, files_of_plan
from framing.study.study import Study, table_of

Node = Callable[..., Any]
Edges = Mapping[str, Iterable[str]]


@dataclass(frozen=True)
class Source:
    """Describe an input of the graph: a published table, a file of codes, the lexicon, or a setting of the study.

    Parameters
    ----------
    read : callable
        Return the input, or `None` if the study does not have it.
    files : tuple of str, default ()
        The files that the input is read from, by their path in the study; empty for a setting.
    """

    read: Callable[[], Any]
    files: tuple[str, ...] = ()


def given(value: Any) -> Source:
    """Return a source of a value at hand."""
    return Source(lambda: value)


class Graph:
    """Compute outputs from sources through functions that name their inputs.

    A node is a function; the names of its parameters are names of other nodes or of sources. This is the convention of
    Apache Hamilton, without its driver. A parameter with a default is an optional input: the node is computed without
    it if the study does not have it. A node whose required input is missing is missing too, and so is a node that
    returns `None` where its return type admits that.

    Parameters
    ----------
    nodes : iterable of callable
        The functions, each under its own name.
    sources : mapping of str to Source
        The inputs, by name.

    Raises
    ------
    TypeError
        If a required parameter is neither a node nor a source.

    Examples
    --------
    >>> def slots(occurrences): return len(occurrences)
    >>> def rate(slots, codes=None): return slots if codes is None else slots / codes
    >>> graph = Graph([slots, rate], {"occurrences": Source(lambda: "abc", ("o.csv",)), "codes": Source(lambda: None)})
    >>> graph.get("rate"), graph.needs("rate"), graph.inputs("rate"), graph.feeds("o.csv")
    (3, ['slots'], ['o.csv'], ['slots', 'rate'])
    """

    def __init__(self, nodes: Iterable[Node], sources: Mapping[str, Source]) -> None:
        self.nodes = {node.__name__: node for node in nodes}
        self.sources = dict(sources)
        self.computed: dict[str, Any] = {}
        self._signatures = {name: inspect.signature(node) for name, node in self.nodes.items()}
        for name in self.nodes:
            unknown = [need for need in self.required(name) if need not in self.nodes and need not in self.sources]
            if unknown:
                raise TypeError(f"Node '{name}' needs {', '.join(unknown)}, which the graph does not have.")

    def required(self, name: str) -> list[str]:
        """Return the parameters of a node without a default; a source has none."""
        return [need.name for need in self._parameters(name) if need.default is need.empty]

    def needs(self, name: str) -> list[str]:
        """Return the direct inputs that a node is computed from: the required ones, and optional ones that exist."""
        required = self.required(name)
        return [need.name for need in self._parameters(name) if need.name in required or self.has(need.name)]

    def has(self, name: str) -> bool:
        """Return whether a node or source exists in this study; nothing is computed but sources and optional nodes."""
        if name in self.sources:
            return self.get(name) is not None
        if name not in self.nodes or not all(map(self.has, self.required(name))):
            return False
        return not self._may_be_none(name) or self.get(name) is not None

    def get(self, name: str) -> Any:
        """Return the value of a node or source, computed when it is first asked for.

        Raises
        ------
        KeyError
            If a required input is missing.
        """
        if name not in self.computed:
            if name in self.sources:
                self.computed[name] = self.sources[name].read()
            else:
                self.computed[name] = self.compute(name)
        return self.computed[name]

    def compute(self, name: str) -> Any:
        """Return the value of a node, computed anew from inputs that are kept.

        Raises
        ------
        KeyError
            If the graph has no such node, or a required input is missing.
        """
        if not all(map(self.has, self.required(name))):
            raise KeyError(name)
        return self.nodes[name](**{need: self.get(need) for need in self.needs(name)})

    def inputs(self, name: str, *, until: Iterable[str] = ()) -> list[str]:
        """Return what a node is computed from in the end: the files of its sources, and the nodes of `until`."""
        found: set[str] = set()
        for need in self.needs(name):
            found |= {need} if need in until else {*self.sources[need].files} if need in self.sources else set()
            if need in self.nodes and need not in until:
                found |= {*self.inputs(need, until=until)}
        return sorted(found)

    def feeds(self, file: str) -> list[str]:
        """Return the nodes that a change of a file reaches, in the order of the graph."""
        direct = {name for name, source in self.sources.items() if file in source.files}
        reached = reach({name: self.needs(name) for name in self.nodes if self.has(name)}, direct)
        return [name for name in self.nodes if name in reached]

    def _parameters(self, name: str) -> list[inspect.Parameter]:
        return list(self._signatures[name].parameters.values()) if name in self.nodes else []

    def _may_be_none(self, name: str) -> bool:
        return str(self._signatures[name].return_annotation).endswith("| None")


def reach(edges: Edges, start: Iterable[str]) -> set[str]:
    """Return everything that is computed from any of `start`, directly or through something else.

    >>> sorted(reach({"figure": ["table"], "table": ["file"], "other": []}, ["file"]))
    ['figure', 'table']
    """
    found, more = set(start), True
    while more:
        new = {name for name, inputs in edges.items() if name not in found and not found.isdisjoint(inputs)}
        found, more = found | new, bool(new)
    return found - set(start)


def sources_of(study: Study) -> dict[str, Source]:
    """Return the inputs of a study by name: its tables, its lexicon, its codes and its settings."""

    def derived(*tables: str) -> tuple[str, ...]:
        return _files(study, *(study.path("derived") / f"{table}.csv" for table in tables))

    def codes_of(*names: str) -> tuple[str, ...]:
        return _files(study, *(path for name in names for path in sorted(study.path("codes").glob(f"*/{name}.csv"))))

    lexicon = _files(study, study.path("lexicon"))
    of_names = ("occurrences",) if "sentences" in study.classifiers_on else ()
    return {
        "articles": Source(lambda: study.articles, _files(study, study.path("articles"))),
        "lexicon": Source(lambda: study.lexicon, lexicon),
        "sentences": Source(lambda: study.sentences, derived("sentences")),
        "scored_sentences": Source(lambda: study.scored_sentences, derived("sentences", *of_names)),
        "blocks": Source(lambda: study.blocks, _files(study, study.path("articles"))),
        "alignments": Source(lambda: study.alignments, derived("alignments")),
        "occurrences": Source(lambda: study.occurrences, derived("occurrences")),
        "occurrences_by_lexicon": Source(
            lambda: study.occurrences_by_lexicon, derived(*map(table_of, measures.VERSIONS))
        ),
        "coded_propositions": Source(lambda: study.propositions, _given_file(study, "propositions")),
        "source_kinds": Source(lambda: study.source_kinds, _given_file(study, "sources")),
        "slot_codes": Source(lambda: study.slot_codes, _given_file(study, "slot_codes")),
        "copies": Source(lambda: study.copies, _given_file(study, "copies")),
        "labellings": Source(lambda: filled(study.labellings), derived("labellings")),
        "collocates": Source(lambda: filled(study.collocates), derived("collocates")),
        "drifts": Source(lambda: filled(study.drifts), derived("drifts")),
        "attributions": Source(lambda: filled(study.attributions), derived("attributions")),
        "swaps": Source(lambda: study.swaps, derived("swaps")),
        "text_scores": Source(
            lambda: filled(pd.concat([study.scores, study.own_scores], ignore_index=True)),
            derived("scores") + _given_file(study, "scores"),
        ),
        "text_classifiers": Source(lambda: study.classifiers, derived("classifiers")),
        "yardsticks": Source(lambda: study.yardsticks, derived("yardsticks")),
        "dealt_differences": Source(lambda: study.dealt_differences, derived("dealt_differences")),
        "plan": Source(lambda: None if compared_plan(study) is None else deviations_of(study), _inputs_of_plan(study)),
        "codes": Source(lambda: study.codes, codes_of("labels", "voice")),
        "every_label": Source(lambda: filled(getattr(study.codes, "labels", None)), codes_of("labels")),
        "labels": Source(lambda: filled(getattr(study.primary_codes, "labels", None)), codes_of("labels")),
        "weighted_labels": Source(lambda: study.labels, codes_of("labels")),
        "spans": Source(lambda: filled(getattr(study.primary_codes, "spans", None)), codes_of("spans")),
        "primary_coders": given(study.primary_coders),
        "targets": Source(
            lambda: study.targets, lexicon + (() if "targets" in study.figures else derived("occurrences"))
        ),
        "terms": Source(lambda: study.terms, lexicon + (() if "terms" in study.figures else derived("occurrences"))),
        "period": given(study.figures.get("period", "")),
        "event": given(study.figures.get("event", "")),
        "comparisons": given(study.comparisons),
        "change": given({key: value for key, value in study.change.items() if key != "placebo_dates"} or None),
        "placebo_dates": given(study.change.get("placebo_dates", [])),
        "replication": given(study.replication.get("share")),
        "outlets": given(study.outlets),
        "most_outlets": given(study.most_outlets),
        "coders": given(study.coders),
        "seed": given(study.seed),
    }


def _inputs_of_plan(study: Study) -> tuple[str, ...]:
    plan = files_of_plan(study)
    return _files(study, *plan, study.path("articles"), study.path("lexicon"), study.file) if plan else ()


def filled(table: pd.DataFrame | None) -> pd.DataFrame | None:
    """Return a table that has rows; `None` for an empty one."""
    return None if table is None or table.empty else table


def _given_file(study: Study, name: str) -> tuple[str, ...]:
    return _files(study, study.path(name)) if study.paths[name] else ()


def _files(study: Study, *paths: Path) -> tuple[str, ...]:
    return tuple(path.relative_to(study.root).as_posix() for path in paths if path.is_file())
