"""Differences: the naming rates of two texts, or of two outlets, against each other."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.comparison.multiplicity import adjusted
from framing.comparison.permutation import permutation_test, smallest_reachable_p
from framing.comparison.resampling import (
    LEAST_ARTICLES,
    LEVEL,
    effective_cases,
    ratio_difference_interval,
    score_difference_interval,
)
from framing.measures.collation import paired_articles
from framing.measures.naming import Unit, naming_counts, slots_of

Reals = npt.NDArray[np.float64]
MEASURE = "naming rate"
OF_FAMILIES = "Newcombe score interval, slots as alike as those of families are"
NO_P_OF_TEXTS = "no p: scope texts; one text an outlet says nothing about outlets"
COUNTS = ["n_loaded", "n_slots"]


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
        ``article``: scope texts. The interval is of two binomial rates over families of sentences; no p.
        ``outlet``: scope outlets. The interval draws on articles (Welch's t on the ratio estimator), p deals them
        (`permutation_test`), and Holm adjusts it for all tests of this table: the lexicon was declared beforehand.
    targets
        of the lexicon.
    seed
        of what is drawn.

    Returns
    -------
    DataFrame
        a, b (articles or outlets), target, measure, difference (rate of a less rate of b), low, high, level, method (or
        why there is no interval), scope, p, smallest_reachable_p (of the design), test (how p was found, or why there
        is none), adjusted_p, tests_in_family, then n_loaded, n_slots and n_articles (with slots) of a and of b, and
        n_families (that hold slots of either).

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
    counts = naming_counts(slots_of(occurrences), articles, targets).merge(
        articles[["article_id", "outlet"]], on="article_id", validate="m:1"
    )
    families = families_of_slots(slots_of(occurrences), sentences)
    if by == "article":
        compared = [((one,), (other,), one, other) for one, other in paired_articles(articles)]
    else:
        texts = articles.groupby("outlet", sort=False)["article_id"].agg(tuple)
        compared = [(texts[one], texts[other], one, other) for one, other in combinations(texts.index, 2)]
    rows = [
        {"a": one, "b": other, "target": target, "measure": MEASURE}
        | row(Sides(counts, families, ours, theirs, target), by, seed)
        for target in targets
        for ours, theirs, one, other in compared
    ]
    found = pd.DataFrame(rows, columns=[*("a", "b", "target", "measure"), *COLUMNS])
    found["adjusted_p"], found["tests_in_family"] = adjusted(found["p"], "holm")
    return found


COLUMNS = [
    *("difference", "low", "high", "level", "method", "scope"),
    *("p", "smallest_reachable_p", "test", "adjusted_p", "tests_in_family"),
    *(f"{count}_{side}" for side in "ab" for count in (*COUNTS, "n_articles")),
    "n_families",
]


def families_of_slots(slots: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Loaded and all slots of each target by family and article."""
    family = slots["sentence_id"].map(sentences.set_index("sentence_id")["family_id"])
    loaded = slots["form"] == "loaded"
    return (
        slots.assign(family_id=family, n_loaded=loaded, n_slots=1)
        .groupby(["target", "article_id", "family_id"])[COUNTS]
        .sum()
        .reset_index()
    )


class Sides:
    """The counts of one target on both sides of a comparison, by article and by family."""

    def __init__(
        self, counts: pd.DataFrame, families: pd.DataFrame, ours: tuple[str, ...], theirs: tuple[str, ...], target: str
    ) -> None:
        of_target = counts[counts["target"] == target]
        self.articles = [of_target[of_target["article_id"].isin(side)][COUNTS] for side in (ours, theirs)]
        held = families[families["target"] == target]
        sums = [held[held["article_id"].isin(side)].groupby("family_id")[COUNTS].sum() for side in (ours, theirs)]
        every = sums[0].index.union(sums[1].index)
        self.families = [side.reindex(every, fill_value=0) for side in sums]
        self.totals = [side.sum() for side in self.articles]

    @property
    def rates(self) -> list[float]:
        """Loaded ÷ all slots of each side; nan where it has none."""
        return [float(side["n_loaded"] / side["n_slots"]) if side["n_slots"] else np.nan for side in self.totals]

    @property
    def effective(self) -> list[float]:
        """Loaded and all slots of each side, as many as count when those of one family are alike."""
        cases = [effective_cases(side["n_loaded"], side["n_slots"]) for side in self.families]
        return [number for rate, many in zip(self.rates, cases, strict=True) for number in (rate * many, many)]

    @property
    def numbers(self) -> list[Reals]:
        """Counts and cases by article, of the one side and of the other."""
        return [side[count].to_numpy(float) for side in self.articles for count in COUNTS]


def row(sides: Sides, by: Unit, seed: int) -> dict[str, Any]:
    """One row of `naming_differences`, but for what all rows together decide."""
    counts = {
        f"{name}_{side}": number
        for side, total, articles in zip("ab", sides.totals, sides.articles, strict=True)
        for name, number in (*total.items(), ("n_articles", int((articles["n_slots"] > 0).sum())))
    }
    told = of_texts(sides) if by == "article" else of_outlets(sides, seed)
    one, other = sides.rates
    return {"difference": one - other, "level": LEVEL, **told, **counts, "n_families": len(sides.families[0])}


def of_texts(sides: Sides) -> dict[str, Any]:
    """Interval from the families of sentences; no p."""
    low, high = score_difference_interval(*sides.effective)
    return {
        "low": low,
        "high": high,
        "method": OF_FAMILIES if np.isfinite(low) else "no interval: no slot of this target in a text",
        "scope": "texts",
        "p": np.nan,
        "smallest_reachable_p": smallest_reachable_p(1, 1),
        "test": NO_P_OF_TEXTS,
    }


def of_outlets(sides: Sides, seed: int) -> dict[str, Any]:
    """Interval over articles, and p of dealing them."""
    low, high = ratio_difference_interval(*sides.numbers)
    tested = permutation_test(*sides.numbers, seed=seed)
    holding = min(int((side["n_slots"] > 0).sum()) for side in sides.articles)
    return {
        "low": low,
        "high": high,
        "method": "Welch t interval over articles"
        if np.isfinite(low)
        else f"no interval: {why_no_interval_of_outlets(holding)}",
        "scope": "outlets",
        "p": tested.p,
        "smallest_reachable_p": tested.smallest,
        "test": tested.method,
    }


def why_no_interval_of_outlets(holding: int) -> str:
    if holding < LEAST_ARTICLES:
        return f"scope outlets needs {LEAST_ARTICLES} articles with slots on each side, here {holding}"
    return "all articles of an outlet have one rate, so they show no spread"
