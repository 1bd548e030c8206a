"""Differences: the naming rates of two texts, or of two outlets, against each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.errors import BadInput, did_you_mean
from framing.measures.naming import Unit, slots_of
from framing.measures.overlap import paired_articles
from framing.stats import (
    LEAST_ARTICLES,
    LEVEL,
    adjusted,
    bootstrap_weights,
    effective_cases,
    percentile_interval,
    permutation_test,
    ratio_difference_interval,
    score_difference_interval,
    smallest_reachable_p,
)


@dataclass(frozen=True)
class Headline:
    """One comparison: two rows of the study (a text each, or an outlet's texts), a less b, and the target named."""

    a: str
    b: str
    target: str
    articles_of_a: tuple[str, ...]
    articles_of_b: tuple[str, ...]

    @property
    def name(self) -> str:
        """The id of the comparison."""
        return f"{self.a}~{self.b}"

    @property
    def scope(self) -> str:
        """What an interval is about: these texts, or outlets where one has several."""
        return "texts" if len(self.articles_of_a) == len(self.articles_of_b) == 1 else "outlets"


def headlines(
    articles: pd.DataFrame, targets: Sequence[str], declared: Sequence[Mapping[str, str]] = ()
) -> list[Headline]:
    """The comparisons that a study declares, else its first row against every other on its first target.

    Rows are texts where each outlet has one, else outlets.

    Parameters
    ----------
    articles
        the manifest in the order of the study.
    targets
        those that the study may compare on, the first by default.
    declared
        `[[comparisons]]` of study.toml: a and b, each an article_id or an outlet, and target.

    Raises
    ------
    BadInput
        naming the comparison whose row or target is not there, or that compares a row with itself.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": ["x", "y", "z"], "outlet": ["Courier", "Herald", "Tribune"]})
    >>> [_headline.name for _headline in headlines(articles, ["Ruk"])]
    ['x~y', 'x~z']
    """
    if not declared:
        of_outlets = articles["outlet"].duplicated().any()
        first, *others = articles["outlet" if of_outlets else "article_id"].drop_duplicates()
        declared = [{"a": first, "b": other, "target": targets[0]} for other in others] if targets else []
    return [
        _headline(articles, targets, comparison, f"comparison {number} of study.toml ([[comparisons]])")
        for number, comparison in enumerate(declared, start=1)
    ]


def _headline(articles: pd.DataFrame, targets: Sequence[str], comparison: Mapping[str, str], where: str) -> Headline:
    """One comparison, checked."""
    a, b, target = (comparison[name] for name in ("a", "b", "target"))
    if target not in targets:
        raise BadInput(f"{where}: there is no target '{target}'; {did_you_mean(target, targets)}")
    sides = [_articles_of(articles, row, where) for row in (a, b)]
    if set(sides[0]) & set(sides[1]):
        raise BadInput(f"{where}: '{a}' and '{b}' have an article in common; expected two texts or two outlets.")
    return Headline(a, b, target, *sides)


def _articles_of(articles: pd.DataFrame, row: str, where: str) -> tuple[str, ...]:
    """The articles of a row: one by its id, or all of an outlet."""
    is_article = articles["article_id"] == row
    found = articles.loc[is_article if is_article.any() else articles["outlet"] == row, "article_id"]
    if found.empty:
        known = [*articles["article_id"], *articles["outlet"].unique()]
        raise BadInput(f"{where}: '{row}' is neither an article_id nor an outlet; {did_you_mean(row, known)}")
    return tuple(found)


# under so many families of a text percentile intervals are too short
LEAST_FAMILIES = 8
EQUAL = 1e-12
OF_SHARES = "Newcombe score interval, cases as alike as those of families are"
Reals = npt.NDArray[np.float64]


def difference(cases: pd.DataFrame, headline: Headline, *, counted: bool, seed: int) -> dict[str, Any]:
    """Mean of a less mean of b over their cases.

    Scope texts: of a share the score interval of Newcombe (1998) on as many cases as count, families for units; of a
    mean the percentile bootstrap over families, those that stand in both texts drawn together, none under eight of a
    text. Scope outlets: Welch's t on the ratio estimator over articles; none under three articles an outlet. Of shares
    cut at −1 and 1.

    Parameters
    ----------
    cases
        a slot or sentence a row: article_id, family_id, value.
    headline
        the comparison.
    counted
        whether values are shares of coders or flags, whose sums are counts.
    seed
        of the bootstrap.

    Returns
    -------
    dict
        estimate, low, high, level, method, scope, n_a, n_b and, of what is counted, k_a, k_b.
    """
    a, b = (cases[cases["article_id"].isin(side)] for side in (headline.articles_of_a, headline.articles_of_b))
    if headline.scope == "outlets":
        low, high, method = _of_outlets(a, b)
    else:
        low, high, method = _shares_of_texts(a, b) if counted else _means_of_texts(a, b, seed)
    low, high = np.clip([low, high], -1, 1).tolist() if counted else (low, high)
    return {
        "estimate": _mean(a) - _mean(b),
        "low": low,
        "high": high,
        "level": LEVEL,
        "method": method,
        "scope": headline.scope,
        "n_a": len(a),
        "n_b": len(b),
        "k_a": float(a["value"].sum()) if counted else np.nan,
        "k_b": float(b["value"].sum()) if counted else np.nan,
    }


def _mean(cases: pd.DataFrame) -> float:
    return float(cases["value"].mean()) if len(cases) else float("nan")


def _shares_of_texts(a: pd.DataFrame, b: pd.DataFrame) -> tuple[float, float, str]:
    """Interval of a difference of shares, families for units."""
    if a.empty or b.empty:
        return np.nan, np.nan, "no interval: nothing to count in a text"
    numbers = []
    for side in (a, b):
        many = effective_cases(*_sums_by(side, "family_id"))
        numbers += [_mean(side) * many, many]
    return *score_difference_interval(*numbers), OF_SHARES


def _sums_by(cases: pd.DataFrame, unit: str) -> tuple[Reals, Reals]:
    """Sum of the values and number of cases of each family or article."""
    sums = cases.groupby(unit)["value"].agg(["sum", "size"])
    return sums["sum"].to_numpy(float), sums["size"].to_numpy(float)


def _means_of_texts(a: pd.DataFrame, b: pd.DataFrame, seed: int) -> tuple[float, float, str]:
    """Interval of a difference of means over families."""
    fewest = min(side["family_id"].nunique() for side in (a, b))
    if fewest < LEAST_FAMILIES:
        return np.nan, np.nan, f"no interval: {LEAST_FAMILIES} families are needed in each text, here {fewest}"
    drawn = _resampled(a, b, seed)
    if np.ptp(drawn) < EQUAL:
        return np.nan, np.nan, "no interval: all families are alike"
    families = pd.concat([a, b])["family_id"].nunique()
    return *percentile_interval(drawn, families), f"percentile bootstrap over {families} families"


def _resampled(a: pd.DataFrame, b: pd.DataFrame, seed: int) -> Reals:
    """The difference in each bootstrap sample of families; samples without a case on a side are left out."""
    names = np.unique(np.concatenate([a["family_id"], b["family_id"]]).astype(str))
    weights = bootstrap_weights(len(names), seed=seed)
    means = []
    for side in (a, b):
        drawn = weights[:, np.searchsorted(names, side["family_id"].to_numpy(str))]
        total = drawn.sum(axis=1)
        means.append(drawn @ side["value"].to_numpy(float) / np.where(total > 0, total, np.nan))
    found = means[0] - means[1]
    return np.asarray(found[np.isfinite(found)])


def _of_outlets(a: pd.DataFrame, b: pd.DataFrame) -> tuple[float, float, str]:
    """Interval over articles."""
    articles = [side["article_id"].nunique() for side in (a, b)]
    if min(articles) < LEAST_ARTICLES:
        why = f"{LEAST_ARTICLES} articles of each outlet are needed, here {min(articles)}"
        return np.nan, np.nan, f"no interval: {why}"
    low, high = ratio_difference_interval(*_sums_by(a, "article_id"), *_sums_by(b, "article_id"))
    if np.isnan(low):
        return low, high, "no interval: all articles of an outlet are alike, so they show no spread"
    return low, high, f"Welch t interval over {articles[0]} and {articles[1]} articles"


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
        {"a": pair.a, "b": pair.b, "target": target, "measure": MEASURE, **_row(by_target[target], pair, seed)}
        for target in targets
        for pair in _compared(articles, by, target)
    ]
    found = pd.DataFrame(rows, columns=COLUMNS)
    found["adjusted_p"], found["tests_in_family"] = adjusted(found["p"], "holm")
    return found


def _compared(articles: pd.DataFrame, by: Unit, target: str) -> list[Headline]:
    """Each two texts of a story, or each two outlets."""
    if by == "article":
        return [Headline(a, b, target, (a,), (b,)) for a, b in paired_articles(articles)]
    texts = articles.groupby("outlet", sort=False)["article_id"].agg(tuple)
    return [Headline(a, b, target, texts[a], texts[b]) for a, b in combinations(texts.index, 2)]


def _row(cases: pd.DataFrame, pair: Headline, seed: int) -> dict[str, Any]:
    """One row of `naming_differences`, but for what all rows together decide."""
    found = difference(cases, pair, counted=True, seed=seed)
    sides = [cases[cases["article_id"].isin(side)] for side in (pair.articles_of_a, pair.articles_of_b)]
    articles = {f"articles_{name}": side["article_id"].nunique() for name, side in zip("ab", sides, strict=True)}
    return {"difference": found.pop("estimate"), **found, **articles, **_tested(sides, pair, seed)}


def _tested(sides: list[pd.DataFrame], pair: Headline, seed: int) -> dict[str, Any]:
    """The p of a difference of outlets, and what the design can reach."""
    if pair.scope == "texts":
        return {"p": np.nan, "smallest_reachable_p": smallest_reachable_p(1, 1), "test": NO_P_OF_TEXTS}
    found = permutation_test(*_sums_by(sides[0], "article_id"), *_sums_by(sides[1], "article_id"), seed=seed)
    return {"p": found.p, "smallest_reachable_p": found.smallest, "test": found.method}
