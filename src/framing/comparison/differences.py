"""Differences: the naming rates of two texts, or of two outlets, against each other."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from framing.comparison.headlines import Headline
from framing.comparison.multiplicity import adjusted
from framing.comparison.permutation import permutation_test, smallest_reachable_p
from framing.comparison.sides import difference, sums_by
from framing.measures.collation import paired_articles
from framing.measures.naming import Unit, slots_of

MEASURE = "naming rate"
NO_P_OF_TEXTS = "no p: scope texts; one text an outlet says nothing about outlets"
COLUMNS = [
    *("a", "b", "target", "measure", "difference", "low", "high", "level", "method", "scope"),
    *("p", "smallest_reachable_p", "test", "adjusted_p", "tests_in_family"),
    *("k_a", "n_a", "articles_a", "k_b", "n_b", "articles_b"),
]


def naming_differences(
    occurrences: pd.DataFrame,
    articles: pd.DataFrame,
    sentences: pd.DataFrame,
    *,
    by: Unit,
    targets: list[str],
    seed: int,
) -> pd.DataFrame:
    """Differences of naming rates, outlet's voice: of each two texts of a story, or of each two outlets.

    Parameters
    ----------
    occurrences, articles, sentences
        as in `naming_rate`; sentences with family_id.
    by
        ``article``: scope texts, families of sentences for units; no p. ``outlet``: scope outlets, articles for units:
        p deals them to the two outlets (`permutation_test`), and Holm adjusts it for all tests of this table, since the
        lexicon was declared beforehand.
    targets
        of the lexicon.
    seed
        of what is drawn.

    Returns
    -------
    DataFrame
        a, b (articles or outlets), target, measure, difference (rate of a less rate of b), low, high, level, method (or
        why there is no interval), scope, p, smallest_reachable_p (of the design), test (how p was found, or why there
        is none), adjusted_p, tests_in_family, and of each side k (loaded slots), n (slots) and articles (with slots).

    Examples
    --------
    >>> import framing as fr
    >>> study = fr.demo()
    >>> found = naming_differences(
    ...     study.occurrences, study.articles, study.sentences, by="outlet", targets=["tresk"], seed=1
    ... )
    >>> float(found["smallest_reachable_p"].min())
    0.1
    """
    slots = slots_of(occurrences)
    cases = slots[["article_id", "target"]].assign(
        value=(slots["form"] == "loaded").astype(float),
        family_id=slots["sentence_id"].map(sentences.set_index("sentence_id")["family_id"]),
    )
    by_target = {target: cases[cases["target"] == target] for target in targets}
    rows = [
        {"a": pair.a, "b": pair.b, "target": target, "measure": MEASURE, **row(by_target[target], pair, seed)}
        for target in targets
        for pair in compared(articles, by, target)
    ]
    found = pd.DataFrame(rows, columns=COLUMNS)
    found["adjusted_p"], found["tests_in_family"] = adjusted(found["p"], "holm")
    return found


def compared(articles: pd.DataFrame, by: Unit, target: str) -> list[Headline]:
    """Each two texts of a story, or each two outlets."""
    if by == "article":
        return [Headline(a, b, target, (a,), (b,)) for a, b in paired_articles(articles)]
    texts = articles.groupby("outlet", sort=False)["article_id"].agg(tuple)
    return [Headline(a, b, target, texts[a], texts[b]) for a, b in combinations(texts.index, 2)]


def row(cases: pd.DataFrame, pair: Headline, seed: int) -> dict[str, Any]:
    """One row of `naming_differences`, but for what all rows together decide."""
    found = difference(cases, pair, counted=True, seed=seed)
    sides = [cases[cases["article_id"].isin(side)] for side in (pair.articles_of_a, pair.articles_of_b)]
    articles = {f"articles_{name}": side["article_id"].nunique() for name, side in zip("ab", sides, strict=True)}
    return {"difference": found.pop("estimate"), **found, **articles, **tested(sides, pair, seed)}


def tested(sides: list[pd.DataFrame], pair: Headline, seed: int) -> dict[str, Any]:
    """The p of a difference of outlets, and what the design can reach."""
    if pair.scope == "texts":
        return {"p": np.nan, "smallest_reachable_p": smallest_reachable_p(1, 1), "test": NO_P_OF_TEXTS}
    found = permutation_test(*sums_by(sides[0], "article_id"), *sums_by(sides[1], "article_id"), seed=seed)
    return {"p": found.p, "smallest_reachable_p": found.smallest, "test": found.method}
