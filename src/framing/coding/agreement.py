"""Compare coders while they code: agreement per variable, confusions, sentences to discuss, and who decided what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from framing.coding.codebook import Codebook, Variable, code_rows
from framing.corpus import codes_of_variable
from framing.errors import BadInput, did_you_mean
from framing.stats import Metric, reliability
from framing.tables import rows

NONE = "(none)"  # a sentence or a character without a span
ADJUDICATED = "adjudicated"
METRICS: dict[str, Metric] = {"categories": "nominal", "scale": "ordinal", "spans": "nominal"}


def coder_agreement(
    codes: pd.DataFrame,
    codebook: Codebook,
    *,
    sentences: pd.DataFrame | None = None,
    by: pd.Series[str] | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Compute the agreement of all coders, and of each pair, on every variable of a codebook.

    Parameters
    ----------
    codes : DataFrame
        Table ``codes`` of the schema, such as ``study.codes.variables``.
    codebook : Codebook
        Codebook; only codes of its version are compared.
    sentences : DataFrame, optional
        Sentence table; alpha of spans needs the lengths of the sentences.
    by : Series of str, optional
        Group of each sentence by sentence_id, such as its outlet or its target; agreement is then also computed within
        each group.
    seed : int, default 0
        Seed of the bootstrap.

    Returns
    -------
    DataFrame
        One row per variable, group and set of coders: variable, kind, group ("" for all sentences), coders, metric,
        alpha, low, high, agreement, n_units, n_coders, f1_exact, f1_overlap and note. Of spans, alpha is that of the
        characters of the sentences that two coders coded, marked or not; its interval resamples sentences.
        f1_exact counts spans with the same ends and category, f1_overlap those that touch one of the same category,
        both as the mean over pairs of coders. Free text has no agreement.

    Notes
    -----
    Krippendorff's alpha is nominal for categories and spans and ordinal for scales; see `reliability`. F1 of two coders
    does not depend on which of them is taken to be right (Hripcsak & Rothschild 2005).

    Examples
    --------
    >>> from framing.coding import Category, Codebook, Variable, code_rows
    >>> codebook = Codebook("b", "1", "", (Variable("blame", categories=(Category("yes"), Category("no"))),))
    >>> given = {"ann": "yes yes no no", "bea": "yes no no no"}
    >>> codes = pd.concat(
    ...     code_rows(codebook, coder, [(f"a:0{n}", "blame", value) for n, value in enumerate(values.split())])
    ...     for coder, values in given.items()
    ... )
    >>> coder_agreement(codes, codebook)[["variable", "coders", "alpha", "agreement"]].round(3).values.tolist()
    [['blame', 'ann, bea', 0.533, 0.75]]
    """
    found = []
    for variable in codebook.variables:
        if variable.kind == "text" or variable.name not in set(codes["variable"]):
            continue
        own = codes_of_variable(codes, variable.name, codebook.version)
        groups = {"": own}
        if by is not None:
            group = own["sentence_id"].map(by)
            groups |= {str(name): own[group == name] for name in sorted(group.dropna().unique())}
        for name, of_group in groups.items():
            for coders in _sets_of(sorted(of_group["coder"].unique())):
                among = of_group[of_group["coder"].isin(coders)]
                row = {"variable": variable.name, "kind": variable.kind, "group": name, "coders": ", ".join(coders)}
                found.append(row | _agreement_on(among, variable, coders, sentences, seed))
    columns = [
        "variable", "kind", "group", "coders", "metric", "alpha", "low", "high", "agreement", "n_units", "n_coders",
        "f1_exact", "f1_overlap", "note",
    ]  # fmt: skip
    return pd.DataFrame(found, columns=columns)


def _sets_of(coders: Sequence[str]) -> list[tuple[str, ...]]:
    """Return all coders together and, if they are more than two, each pair."""
    pairs = list(combinations(coders, 2))
    return [tuple(coders), *pairs] if len(coders) > 2 else [tuple(coders)]


def _agreement_on(
    codes: pd.DataFrame, variable: Variable, coders: Sequence[str], sentences: pd.DataFrame | None, seed: int
) -> dict[str, Any]:
    metric = METRICS[variable.kind]
    if variable.kind != "spans":
        table = reliability(codes, "value", metric=metric, seed=seed)
        return {**_first(table), "variable": variable.name, "f1_exact": np.nan, "f1_overlap": np.nan}
    n_coders = codes.groupby("sentence_id")["coder"].nunique()
    shared = codes[codes["sentence_id"].isin(n_coders.index[n_coders > 1])]
    f1 = {
        name: _mean(span_f1(shared, *pair, exact=name == "f1_exact") for pair in combinations(coders, 2))
        for name in ("f1_exact", "f1_overlap")
    }
    row: dict[str, Any] = {"metric": metric, "note": "alpha of spans needs the lengths: sentences=study.sentences"}
    if sentences is not None:
        row = _first(
            reliability(
                characters_of(shared, sentences),
                "value",
                metric=metric,
                unit="character",
                cluster="sentence_id",
                seed=seed,
            )
        )
    return {**row, "variable": variable.name, "n_units": shared["sentence_id"].nunique(), **f1}


def _first(table: pd.DataFrame) -> dict[str, Any]:
    return {str(name): value for name, value in table.iloc[0].items()}


def _mean(values: Iterable[float]) -> float:
    there = [value for value in values if not np.isnan(value)]
    return float(np.mean(there)) if there else np.nan


def characters_of(codes: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Return the codes of spans as one row per coder and character: sentence_id, character, coder, value.

    Where the spans of a coder overlap, the value joins their categories.
    """
    ends = {row.sentence_id: (row.start, row.end) for row in rows(sentences)}
    found = []
    for (sentence, coder), same in codes.groupby(["sentence_id", "coder"], sort=False):
        if sentence not in ends:
            raise BadInput(f"unknown sentence '{sentence}'; {did_you_mean(str(sentence), ends)}")
        start, end = ends[sentence]
        values: list[set[str]] = [set() for _ in range(start, end)]
        for span in rows(same.dropna(subset=["start"])):
            for marked in values[span.start - start : span.end - start]:
                marked.add(span.value)
        found += [
            (sentence, f"{sentence} {place}", coder, "+".join(sorted(marked)) or NONE)
            for place, marked in enumerate(values)
        ]
    return pd.DataFrame(found, columns=["sentence_id", "character", "coder", "value"])


def span_f1(codes: pd.DataFrame, a: str, b: str, *, exact: bool) -> float:
    """Compute F1 of the spans of two coders; nan if neither marked any.

    >>> from framing.coding import Category, Codebook, Variable, code_rows
    >>> codebook = Codebook("b", "1", "", (Variable("words", kind="spans", categories=(Category("x"),)),))
    >>> one = code_rows(codebook, "ann", [("a:01", "words", "x", 0, 5), ("a:01", "words", "x", 9, 12)])
    >>> other = code_rows(codebook, "bea", [("a:01", "words", "x", 0, 5), ("a:01", "words", "x", 20, 22)])
    >>> span_f1(pd.concat([one, other]), "ann", "bea", exact=True)
    0.5
    """
    spans = codes.dropna(subset=["start"])
    of = {
        coder: [(row.sentence_id, row.value, row.start, row.end) for row in rows(spans[spans["coder"] == coder])]
        for coder in (a, b)
    }

    def found_in(one: tuple[Any, ...], others: Sequence[tuple[Any, ...]]) -> bool:
        if exact:
            return one in others
        return any(one[:2] == other[:2] and one[2] < other[3] and other[2] < one[3] for other in others)

    hits = sum(found_in(one, of[b]) for one in of[a]) + sum(found_in(one, of[a]) for one in of[b])
    total = len(of[a]) + len(of[b])
    return hits / total if total else np.nan


def confusion(codes: pd.DataFrame, codebook: Codebook, variable: str, a: str, b: str) -> pd.DataFrame:
    """Count how often coder a gave one value where coder b gave another.

    Parameters
    ----------
    codes : DataFrame
        Table ``codes`` of the schema.
    codebook : Codebook
        Codebook of the variable.
    variable : str
        Variable of categories or a scale.
    a, b : str
        Coders: rows are values of a, columns of b.

    Returns
    -------
    DataFrame
        Counts of sentences that both coded, in the order of the codebook.

    Examples
    --------
    >>> from framing.coding import Category, Codebook, Variable, code_rows
    >>> codebook = Codebook("b", "1", "", (Variable("blame", categories=(Category("yes"), Category("no"))),))
    >>> one = code_rows(codebook, "ann", [("a:01", "blame", "yes"), ("a:02", "blame", "no")])
    >>> other = code_rows(codebook, "bea", [("a:01", "blame", "no"), ("a:02", "blame", "no")])
    >>> confusion(pd.concat([one, other]), codebook, "blame", "ann", "bea").values.tolist()
    [[0, 1], [0, 1]]
    """
    of_book = codebook.variable(variable)
    if of_book.kind not in ("categories", "scale"):
        raise BadInput(f"Variable '{variable}' is of the kind {of_book.kind}; confusions are those of categories.")
    own = codes_of_variable(codes, variable, codebook.version)
    for coder in (a, b):
        if coder not in set(own["coder"]):
            raise BadInput(
                f"No code of '{variable}' by '{coder}'; {did_you_mean(coder, sorted(own['coder'].unique()))}"
            )
    wide = own.pivot(index="sentence_id", columns="coder", values="value")[[a, b]].dropna()
    values = list(of_book.values)
    table = pd.crosstab(wide[a], wide[b]).reindex(index=values, columns=values, fill_value=0)
    return table.rename_axis(index=a, columns=b)


def to_discuss(codes: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """List sentences on which coders differ, the widest differences first.

    Parameters
    ----------
    codes : DataFrame
        Table ``codes`` of the schema.
    codebook : Codebook
        Codebook; only codes of its version are compared.

    Returns
    -------
    DataFrame
        One row per sentence and variable: sentence_id, variable, one column per coder (spans as start–end category),
        and n_values, the number of different answers.

    Examples
    --------
    >>> from framing.coding import Category, Codebook, Variable, code_rows
    >>> codebook = Codebook("b", "1", "", (Variable("blame", categories=(Category("yes"), Category("no"))),))
    >>> one = code_rows(codebook, "ann", [("a:01", "blame", "yes"), ("a:02", "blame", "no")])
    >>> other = code_rows(codebook, "bea", [("a:01", "blame", "no"), ("a:02", "blame", "no")])
    >>> to_discuss(pd.concat([one, other]), codebook).values.tolist()
    [['a:01', 'blame', 'yes', 'no', 2]]
    """
    answers = _answers(codes, codebook)
    coders = sorted({coder for _, _, given in answers for coder in given})
    found = [
        {"sentence_id": sentence, "variable": variable, **{coder: given.get(coder, "") for coder in coders},
         "n_values": len({*given.values()})}
        for sentence, variable, given in answers
        if len({*given.values()}) > 1
    ]  # fmt: skip
    table = pd.DataFrame(found, columns=["sentence_id", "variable", *coders, "n_values"])
    return table.sort_values(["n_values", "sentence_id"], ascending=[False, True], kind="stable", ignore_index=True)


def _answers(codes: pd.DataFrame, codebook: Codebook) -> list[tuple[str, str, dict[str, str]]]:
    """Return what each coder answered, by sentence and variable, without free text."""
    found = []
    for variable in codebook.variables:
        if variable.kind == "text" or variable.name not in set(codes["variable"]):
            continue
        own = codes_of_variable(codes, variable.name, codebook.version)
        for sentence, same in own.groupby("sentence_id"):
            given = {}
            for coder, of_coder in same.groupby("coder"):
                spans = of_coder.dropna(subset=["start"]).sort_values(["start", "end", "value"])
                given[str(coder)] = (
                    "; ".join(f"{row.start}–{row.end} {row.value}" for row in rows(spans)) or NONE
                    if variable.kind == "spans"
                    else str(of_coder["value"].iloc[0])
                )
            found.append((str(sentence), variable.name, given))
    return found


def adjudicate(
    codes: pd.DataFrame, codebook: Codebook, decisions: Mapping[tuple[str, str], str], *, by: str, time: str = ""
) -> pd.DataFrame:
    """Make the codes that coders agree on, or that somebody decided, with a record of who decided what.

    The coders' own codes stay as they are: the result is a further coder, ``adjudicated``. Its notes say which coders
    agreed, or who decided and what each had coded. What is neither agreed nor decided is left out.

    Parameters
    ----------
    codes : DataFrame
        Table ``codes`` of the schema, of two coders or more.
    codebook : Codebook
        Codebook of the codes.
    decisions : mapping of (str, str) to str
        Decided value by sentence_id and variable; of spans, the name of the coder whose spans are taken.
    by : str
        Who decided.
    time : str, default ""
        When, ISO 8601.

    Returns
    -------
    DataFrame
        Codes of the coder ``adjudicated``, checked against the codebook.

    Raises
    ------
    BadInput
        If a decision is on a sentence that nobody coded, or is no value of the variable.

    Examples
    --------
    >>> from framing.coding import Category, Codebook, Variable, code_rows
    >>> codebook = Codebook("b", "1", "", (Variable("blame", categories=(Category("yes"), Category("no"))),))
    >>> one = code_rows(codebook, "ann", [("a:01", "blame", "yes"), ("a:02", "blame", "no")])
    >>> other = code_rows(codebook, "bea", [("a:01", "blame", "no"), ("a:02", "blame", "no")])
    >>> final = adjudicate(pd.concat([one, other]), codebook, {("a:01", "blame"): "yes"}, by="cleo")
    >>> final[["sentence_id", "value", "note"]].values.tolist()
    [['a:01', 'yes', 'decided by cleo; ann: yes, bea: no'], ['a:02', 'no', 'agreed: ann, bea']]
    """
    answers = {(sentence, variable): given for sentence, variable, given in _answers(codes, codebook)}
    for sentence, variable in decisions:
        codebook.variable(variable)
        if (sentence, variable) not in answers:
            raise BadInput(f"Nobody coded '{variable}' of sentence '{sentence}', so there is nothing to decide.")
    tables = []
    for (sentence, variable), given in answers.items():
        decided = decisions.get((sentence, variable))
        if decided is not None:
            note = f"decided by {by}; " + ", ".join(f"{coder}: {answer}" for coder, answer in given.items())
        elif len(given) > 1 and len({*given.values()}) == 1:
            note = f"agreed: {', '.join(given)}"
        else:
            continue
        values: list[tuple[Any, ...]] = [(decided or next(iter(given.values())),)]
        if codebook.variable(variable).kind == "spans":
            coder = decided or next(iter(given))
            if coder not in given:
                raise BadInput(f"'{coder}' did not code '{variable}' of '{sentence}'; {did_you_mean(coder, given)}")
            where = (codes["sentence_id"] == sentence) & (codes["variable"] == variable) & (codes["coder"] == coder)
            values = [
                (row.value, *(() if pd.isna(row.start) else (int(row.start), int(row.end))))
                for row in rows(codes[where])
            ]
        made = [(sentence, variable, *value) for value in values]
        tables.append(code_rows(codebook, ADJUDICATED, made, note=note, time=time))
    return codebook.check(pd.concat(tables, ignore_index=True) if tables else code_rows(codebook, ADJUDICATED, []))
