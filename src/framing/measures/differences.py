"""Compare naming rates and other means between two texts or two outlets, and tell what a design can detect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

import numpy as np
import pandas as pd

from framing.errors import BadInput, did_you_mean
from framing.measures.naming import (
    NAMING_RATE,
    Unit,
    naming_counts,
    noun_of_units,
    rows_compared,
    slots_of,
    units_of_articles,
)
from framing.measures.overlap import paired_articles
from framing.stats import (
    LEAST_ARTICLES,
    LEAST_RESAMPLED,
    LEVEL,
    Reals,
    adjusted,
    article_correlation,
    block_interval,
    blocked_permutation_test,
    bootstrap_weights,
    effective_cases,
    half_width,
    percentile_interval,
    permutation_test,
    power,
    ratio_difference_interval,
    ratio_with_variance,
    score_difference_interval,
    smallest_reachable_p,
    within_blocks,
)

EQUAL = 1e-12  # bootstrap replicates within this range are equal
OF_SHARES = "Newcombe score interval, cases as alike as those of families are"
NO_P_OF_TEXTS = "no p: scope texts; one text an outlet says nothing about outlets"
COLUMNS = [
    *("a", "b", "target", "measure", "difference", "low", "high", "level", "method", "scope"),
    *("p", "smallest_reachable_p", "test", "adjusted_p", "tests_in_family"),
    *("k_a", "n_a", "articles_a", "k_b", "n_b", "articles_b", "stories"),
]
MOST_COMPARED = 20  # that are compared in pairs
MOST_OTHERS = 4  # rows that the first one is compared with by default


@dataclass(frozen=True)
class Headline:
    """Define a comparison of two texts or two outlets, a minus b, on one target.

    Attributes
    ----------
    a, b : str
        article_id or outlet of each side.
    target : str
        Target whose naming is compared.
    articles_of_a, articles_of_b : tuple of str
        article_ids of each side.
    """

    a: str
    b: str
    target: str
    articles_of_a: tuple[str, ...]
    articles_of_b: tuple[str, ...]

    @property
    def name(self) -> str:
        """Identifier of the comparison, `<a>~<b>`."""
        return f"{self.a}~{self.b}"

    @property
    def scope(self) -> str:
        """Population of the interval: texts if each side is one text, else outlets."""
        return "texts" if len(self.articles_of_a) == len(self.articles_of_b) == 1 else "outlets"


def headlines(
    articles: pd.DataFrame, targets: Sequence[str], declared: Sequence[Mapping[str, str]] = ()
) -> list[Headline]:
    """List the comparisons of a study: those declared, or the first text against others on the first target.

    Outlets are compared instead of texts if an outlet has several articles. By default the first row is compared with
    four others; of more than five outlets these are the ones with most articles, in the order of the study.

    Parameters
    ----------
    articles : DataFrame
        Manifest, in the order of the study.
    targets : sequence of str
        Targets that may be compared; the first one is the default.
    declared : sequence of mappings, default ()
        `[[comparisons]]` of study.toml: a and b (each an article_id, an outlet or a group of outlets) and target.

    Returns
    -------
    list of Headline

    Raises
    ------
    BadInput
        If a target, article or outlet is unknown, or both sides share an article.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": ["x", "y", "z"], "outlet": ["Courier", "Herald", "Tribune"]})
    >>> [headline.name for headline in headlines(articles, ["Ruk"])]
    ['x~y', 'x~z']
    """
    if not declared:
        names = rows_compared(articles)
        largest = names.value_counts(sort=False).sort_values(ascending=False, kind="stable").index[: MOST_OTHERS + 1]
        first, *others = (name for name in names.drop_duplicates() if name in largest)
        declared = [{"a": first, "b": other, "target": targets[0]} for other in others] if targets else []
    return [
        _headline(articles, targets, comparison, f"comparison {number} of study.toml ([[comparisons]])")
        for number, comparison in enumerate(declared, start=1)
    ]


def _headline(articles: pd.DataFrame, targets: Sequence[str], comparison: Mapping[str, str], where: str) -> Headline:
    """Check a declared comparison."""
    a, b, target = (comparison[name] for name in ("a", "b", "target"))
    if target not in targets:
        raise BadInput(f"{where}: unknown target '{target}'; {did_you_mean(target, targets)}")
    sides = [_articles_of(articles, row, where) for row in (a, b)]
    if set(sides[0]) & set(sides[1]):
        raise BadInput(f"{where}: '{a}' and '{b}' share an article. Compare two texts or two outlets.")
    return Headline(a, b, target, *sides)


def _articles_of(articles: pd.DataFrame, row: str, where: str) -> tuple[str, ...]:
    """Return the article with this id, or all articles of this outlet or group of outlets."""
    columns = [name for name in ("article_id", "outlet", "group") if name in articles]
    for column in columns:
        if (articles[column] == row).any():
            return tuple(articles.loc[articles[column] == row, "article_id"])
    known = [name for column in columns for name in articles[column].unique() if name]
    raise BadInput(f"{where}: '{row}' is neither an article_id, an outlet nor a group; {did_you_mean(row, known)}")


def difference(cases: pd.DataFrame, headline: Headline, *, counted: bool, seed: int) -> dict[str, Any]:
    """Compute the mean of a minus the mean of b with its interval.

    Scope texts: shares of counted cases get Newcombe's score interval (1998) on the effective number of cases,
    clustered by family; other means get a percentile bootstrap over families, in which families of both texts are
    resampled together and which needs eight families per text. Scope outlets: Welch's t interval of the ratio estimator
    over articles, which needs three articles per outlet. Intervals of shares are limited to −1 and 1.

    Parameters
    ----------
    cases : DataFrame
        One row per slot or sentence: article_id, family_id, value.
    headline : Headline
        The comparison.
    counted : bool
        Whether the values are flags, 0 or 1, so that their sums are counts. Shares of coders are not: half a sentence
        is no case of a binomial distribution.
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    dict
        estimate, low, high, level, method, scope, n_a, n_b (cases), and k_a, k_b (sums of the values; nan unless
        `counted`).
    """
    a, b = (cases[cases["article_id"].isin(side)] for side in (headline.articles_of_a, headline.articles_of_b))
    if headline.scope == "outlets":
        low, high, method = _of_outlets(a, b, counted=counted)
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
    if a.empty or b.empty:
        return np.nan, np.nan, "no interval: nothing to count in a text"
    counts = []
    for side in (a, b):
        effective = effective_cases(*_sums_by(side, "family_id"))
        counts += [_mean(side) * effective, effective]
    return *score_difference_interval(*counts), OF_SHARES


def _sums_by(cases: pd.DataFrame, unit: str) -> tuple[Reals, Reals]:
    """Sum the values and count the cases of each family or article."""
    units, _ = pd.factorize(cases[unit], sort=True)  # several times faster than groupby
    known = units >= 0
    values = cases["value"].to_numpy(float)[known]
    sums, sizes = np.bincount(units[known], weights=values), np.bincount(units[known])
    return sums.astype(np.float64), sizes.astype(np.float64)


def _means_of_texts(a: pd.DataFrame, b: pd.DataFrame, seed: int) -> tuple[float, float, str]:
    fewest = min(side["family_id"].nunique() for side in (a, b))
    if fewest < LEAST_RESAMPLED:
        return np.nan, np.nan, f"no interval: {LEAST_RESAMPLED} families are needed in each text, here {fewest}"
    drawn = _resampled(a, b, seed)
    if np.ptp(drawn) < EQUAL:
        return np.nan, np.nan, "no interval: all families are alike"
    families = pd.concat([a, b])["family_id"].nunique()
    return *percentile_interval(drawn, families), f"percentile bootstrap over {families} families"


def _resampled(a: pd.DataFrame, b: pd.DataFrame, seed: int) -> Reals:
    """Compute the difference in each bootstrap sample of families; drop samples without cases on a side."""
    names = np.unique(np.concatenate([a["family_id"], b["family_id"]]).astype(str))
    weights = bootstrap_weights(len(names), seed=seed)
    means = []
    for side in (a, b):
        drawn = weights[:, np.searchsorted(names, side["family_id"].to_numpy(str))]
        total = drawn.sum(axis=1)
        means.append(drawn @ side["value"].to_numpy(float) / np.where(total > 0, total, np.nan))
    differences = means[0] - means[1]
    return np.asarray(differences[np.isfinite(differences)])


def _of_outlets(a: pd.DataFrame, b: pd.DataFrame, *, counted: bool) -> tuple[float, float, str]:
    sums = [_sums_by(side, "article_id") for side in (a, b)]
    articles = [len(sizes) for _, sizes in sums]
    if min(articles) < LEAST_ARTICLES:
        why = f"{LEAST_ARTICLES} articles of each outlet are needed, here {min(articles)}"
        return np.nan, np.nan, f"no interval: {why}"
    spread = all(ratio_with_variance(*side)[1] > 0 for side in sums)
    if not (spread or counted):
        return np.nan, np.nan, "no interval: all articles of an outlet are alike"
    low, high = ratio_difference_interval(*sums[0], *sums[1])
    name = "Welch t" if spread else "Newcombe"
    return low, high, f"{name} interval over {articles[0]} and {articles[1]} articles"


def mean_with_interval(cases: pd.DataFrame, *, outlets: bool, seed: int) -> dict[str, Any]:
    """Compute a mean with its interval: over articles for an outlet, over families for a text.

    Parameters
    ----------
    cases : DataFrame
        One row per sentence or slot: article_id, family_id, value.
    outlets : bool
        Whether the mean is about an outlet: a t interval of the ratio estimator over articles, which needs three.
        Otherwise a percentile bootstrap over families, which needs eight.
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    dict
        estimate, low, high, level, method (or why the interval is missing), scope.
    """
    unit, noun = ("article_id", "articles") if outlets else ("family_id", "families")
    sums, sizes = _sums_by(cases, unit)
    least = LEAST_ARTICLES if outlets else LEAST_RESAMPLED
    low, high, method = np.nan, np.nan, f"no interval: {len(sums)} of {least} {noun}"
    if len(sums) >= least and outlets:
        mean, variance, units = ratio_with_variance(sums, sizes)
        half = half_width(variance, units - 1, LEVEL)
        low, high, method = mean - half, mean + half, f"t interval over {units} articles"
    elif len(sums) >= least:
        weights = bootstrap_weights(len(sums), seed=seed)
        low, high = percentile_interval((weights @ sums) / (weights @ sizes), len(sums))
        method = f"percentile bootstrap over {len(sums)} families"
    scope = "outlets" if outlets else "texts"
    return {"estimate": _mean(cases), "low": low, "high": high, "level": LEVEL, "method": method, "scope": scope}


def naming_differences(
    occurrences: pd.DataFrame,
    articles: pd.DataFrame,
    sentences: pd.DataFrame,
    *,
    by: Unit,
    targets: list[str],
    seed: int,
) -> pd.DataFrame:
    """Compute differences of naming rates, in the outlet's own voice, between texts of a story or between outlets.

    Parameters
    ----------
    occurrences : DataFrame
        Table of `find_occurrences`.
    articles : DataFrame
        Manifest: article_id, outlet and, if by article, story_id.
    sentences : DataFrame
        Sentences with family_id, as returned by `find_families`.
    by : {"article", "outlet"}
        ``article``: compare texts (scope texts): the interval clusters slots by family and there is no p-value.
        ``outlet``: compare outlets (scope outlets): interval and permutation test use articles as units, and p-values
        are adjusted by Holm's method over this table, because the lexicon is fixed in advance. If the manifest has
        several stories, outlets are compared within the stories that both cover: the difference is a weighted mean
        over these stories, which are the units of the interval, and labels are permuted within them. Outlets that share
        fewer than three stories are incomparable: the row has no interval and no p-value, and says so. Of more than 20
        outlets, those 20 are compared that have most articles with slots of the target, and at least three. Pairs that
        a study declares are tested as a family of their own by `declared_differences`.
    targets : list of str
        Targets of the lexicon.
    seed : int
        Seed of bootstrap and permutations.

    Returns
    -------
    DataFrame
        One row per pair and target: a, b (articles or outlets), target, measure, difference (rate of a minus rate of
        b), low, high, level, method (or why the interval is missing), scope, p, smallest_reachable_p, test (how p was
        computed, or why it is missing), adjusted_p, tests_in_family, k_a, n_a, articles_a, k_b, n_b, articles_b (loaded
        slots, slots, and articles with slots of each side), stories (that both sides cover; empty if stories are not
        told apart). Within stories, the counts are those of these stories.

    Examples
    --------
    >>> import framing as fr
    >>> study = fr.demo()
    >>> differences = naming_differences(
    ...     study.occurrences, study.articles, study.sentences, by="outlet", targets=["tresk"], seed=1
    ... )
    >>> float(differences["smallest_reachable_p"].min())
    0.1
    """
    cases = _cases_of(occurrences, articles, sentences)
    if by == "article" and "story" in cases:
        cases = cases.drop(columns="story")
    rows = []
    for target in targets:
        of_target = cases[cases["target"] == target]
        of_article = dict(iter(of_target.groupby("article_id", sort=False))) if by == "article" else {}
        for pair in _compared(articles, by, target, of_target):
            # two texts have few of the cases, which need not be looked for among all again and again
            own = [of_article[text] for text in (pair.a, pair.b) if text in of_article]
            of_pair = of_target if by == "outlet" else pd.concat(own) if own else of_target[:0]
            named = {"a": pair.a, "b": pair.b, "target": target, "measure": NAMING_RATE}
            rows.append({**named, **_row(of_pair, pair, seed)})
    table = pd.DataFrame(rows, columns=COLUMNS).astype({"stories": "Int64"})
    table["adjusted_p"], table["tests_in_family"] = adjusted(table["p"], "holm")
    return table


def _compared(articles: pd.DataFrame, by: Unit, target: str, cases: pd.DataFrame) -> list[Headline]:
    """List the pairs of texts of a story, or the pairs of outlets; of many outlets those with most articles."""
    if by == "article":
        return [Headline(a, b, target, (a,), (b,)) for a, b in paired_articles(articles)]
    texts = articles.groupby("outlet", sort=False)["article_id"].agg(tuple)
    if len(texts) > MOST_COMPARED:
        holding = articles.loc[articles["article_id"].isin(cases["article_id"]), "outlet"].value_counts(sort=False)
        most = holding[holding >= LEAST_ARTICLES].sort_values(ascending=False, kind="stable").index[:MOST_COMPARED]
        texts = texts[texts.index.isin(most)]
    return [Headline(a, b, target, texts[a], texts[b]) for a, b in combinations(texts.index, 2)]


def _row(cases: pd.DataFrame, pair: Headline, seed: int) -> dict[str, Any]:
    """Compute one row of `naming_differences`, without the adjustment for multiple testing."""
    sides = [cases[cases["article_id"].isin(side)] for side in (pair.articles_of_a, pair.articles_of_b)]
    shared = set(sides[0]["story"]) & set(sides[1]["story"]) - {""} if "story" in cases else None
    if shared is not None and len(shared) >= LEAST_ARTICLES:
        sides = [side[side["story"].isin(shared)] for side in sides]
        result, tested = _within_stories(sides), _tested_within_stories(sides, seed)
    else:
        result = difference(cases, pair, counted=True, seed=seed)
        tested = _tested(sides, pair, seed)
        if shared is not None:
            why = f"incomparable: {len(shared)} stories that both cover, {LEAST_ARTICLES} are needed"
            result |= {"low": np.nan, "high": np.nan, "method": why}
            tested = {"p": np.nan, "smallest_reachable_p": np.nan, "test": why}
    articles = {f"articles_{name}": side["article_id"].nunique() for name, side in zip("ab", sides, strict=True)}
    stories = pd.NA if shared is None else len(shared)
    return {"difference": result.pop("estimate"), **result, **articles, "stories": stories, **tested}


def _within_stories(sides: Sequence[pd.DataFrame]) -> dict[str, Any]:
    """Compute the mean difference within the stories that both sides cover, with an interval over these stories."""
    sums = [side.groupby("story")["value"].agg(["sum", "size"]).sort_index() for side in sides]
    differences, weights = within_blocks(*(each[name].to_numpy(float) for each in sums for name in ("sum", "size")))
    low, high = np.clip(block_interval(differences, weights), -1, 1).tolist()
    counts = {f"k_{name}": float(side["value"].sum()) for name, side in zip("ab", sides, strict=True)}
    counts |= {f"n_{name}": len(side) for name, side in zip("ab", sides, strict=True)}
    method = f"t interval over {len(weights)} stories that both cover"
    return {
        "estimate": float(np.average(differences, weights=weights)),
        "low": low,
        "high": high,
        "level": LEVEL,
        "method": method if np.isfinite(low) else "no interval: all stories differ alike, so they show no spread",
        "scope": "outlets",
        **counts,
    }


def _tested_within_stories(sides: Sequence[pd.DataFrame], seed: int) -> dict[str, Any]:
    """Test a difference between outlets by permuting labels within stories."""
    sums = pd.concat(
        [
            side.groupby(["article_id", "story"])["value"].agg(["sum", "size"]).assign(a=not number).reset_index()
            for number, side in enumerate(sides)
        ]
    )
    result = blocked_permutation_test(sums["sum"], sums["size"], sums["a"], sums["story"], seed=seed)
    return {"p": result.p, "smallest_reachable_p": result.smallest, "test": result.method}


def _tested(sides: Sequence[pd.DataFrame], pair: Headline, seed: int) -> dict[str, Any]:
    """Test a difference between outlets."""
    if pair.scope == "texts":
        return {"p": np.nan, "smallest_reachable_p": smallest_reachable_p(1, 1), "test": NO_P_OF_TEXTS}
    result = permutation_test(*_sums_by(sides[0], "article_id"), *_sums_by(sides[1], "article_id"), seed=seed)
    return {"p": result.p, "smallest_reachable_p": result.smallest, "test": result.method}


SHARED, OVER_ALL = "shared stories", "all articles"


def declared_differences(
    occurrences: pd.DataFrame,
    articles: pd.DataFrame,
    sentences: pd.DataFrame,
    declared: Sequence[Mapping[str, str]],
    *,
    targets: Sequence[str],
    seed: int,
) -> pd.DataFrame:
    """Compute the differences of naming rates that a study declares, within shared stories and over all articles.

    Parameters
    ----------
    occurrences, articles, sentences
        As of `naming_differences`.
    declared : sequence of mappings
        `[[comparisons]]` of study.toml: a and b (each an outlet, a group of outlets or an article_id) and target.
    targets : sequence of str
        Targets of the lexicon.
    seed : int
        Seed of the permutations.

    Returns
    -------
    DataFrame
        Two rows per comparison, in the columns of `naming_differences` and ``basis``. Basis ``shared stories``: within
        the stories that both sides cover, with a p-value by permutation within stories, adjusted by Holm's method over
        all declared comparisons. If they are fewer than three, the comparison is incomparable, without interval and p,
        and counts in that family as one with a p of 1. Basis ``all articles``: over all articles, events mixed, with an
        interval over stories (else articles) and no p-value.

    Examples
    --------
    >>> import framing as fr
    >>> study = fr.demo()
    >>> declared = [{"a": "Free Hadrel", "b": "Perrant", "target": "tresk"}]
    >>> tables = study.occurrences, study.articles, study.sentences
    >>> declared_differences(*tables, declared, targets=["tresk"], seed=1)["basis"].tolist()
    ['shared stories', 'all articles']
    """
    cases, units = _cases_of(occurrences, articles, sentences), units_of_articles(articles)
    rows = []
    for pair in headlines(articles, targets, declared):
        named = {"a": pair.a, "b": pair.b, "target": pair.target, "measure": NAMING_RATE}
        of_target = cases[cases["target"] == pair.target]
        over_all = _over_all(of_target.assign(unit=of_target["article_id"].map(units)), pair, noun_of_units(articles))
        rows += [{**named, "basis": SHARED, **_row(of_target, pair, seed)}, {**named, "basis": OVER_ALL, **over_all}]
    table = pd.DataFrame(rows, columns=[*COLUMNS[:4], "basis", *COLUMNS[4:]]).astype({"stories": "Int64"})
    within = table["basis"] == SHARED
    judged, table["tests_in_family"] = adjusted(table.loc[within, "p"].fillna(1.0), "holm")
    table.loc[within & table["p"].notna(), "adjusted_p"] = judged[table.loc[within, "p"].notna()]
    return table


def _over_all(cases: pd.DataFrame, pair: Headline, noun: str) -> dict[str, Any]:
    """Compute a difference over all articles of both sides, with an interval over units and no p-value."""
    sides = [cases[cases["article_id"].isin(side)] for side in (pair.articles_of_a, pair.articles_of_b)]
    sums = [part for side in sides for part in _sums_by(side, "unit")]
    low, high = np.clip(ratio_difference_interval(*sums), -1, 1).tolist()
    units = " and ".join(str(side["unit"].nunique()) for side in sides)
    why = f"no interval: {LEAST_ARTICLES} {noun} with slots are needed on either side, here {units}"
    counts: dict[str, Any] = {}
    for name, side in zip("ab", sides, strict=True):
        counts |= {f"k_{name}": float(side["value"].sum()), f"n_{name}": len(side)}
        counts[f"articles_{name}"] = side["article_id"].nunique()
    return {
        "difference": _mean(sides[0]) - _mean(sides[1]),
        "low": low,
        "high": high,
        "level": LEVEL,
        "method": f"interval over {units} {noun}, not blocked by event" if np.isfinite(low) else why,
        "scope": pair.scope,
        "p": np.nan,
        "smallest_reachable_p": np.nan,
        "test": "no p: articles on different events are not exchangeable",
        **counts,
        "stories": pd.NA,
    }


def _cases_of(occurrences: pd.DataFrame, articles: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Return the slots with value (loaded: 1), family and, if the manifest has several stories, story."""
    slots = slots_of(occurrences)
    cases = slots[["article_id", "target"]].assign(
        value=(slots["form"] == "loaded").astype(float),
        family_id=slots["sentence_id"].map(sentences.set_index("sentence_id")["family_id"]),
    )
    if noun_of_units(articles) == "stories":
        cases = cases.assign(story=cases["article_id"].map(articles.set_index("article_id")["story_id"]))
    return cases


ARTICLES = (3, 4, 5, 6, 8, 10, 13, 16, 20, 25, 32, 40, 50)
DIFFERENCES = (0.1, 0.2, 0.3)
CORRELATIONS = (0.0, 0.1, 0.3, 0.6)
FEW_SLOTS = 3  # as in news where a target is named in passing
ASSUMED, ESTIMATED = "assumed", "estimated from the study"
POWERED = [
    *("target", "slots", "rate", "correlation", "correlation_is", "difference", "articles"),
    *("power", "error", "smallest_reachable_p", "method"),
]


def power_of_designs(occurrences: pd.DataFrame, articles: pd.DataFrame, target: str, *, seed: int) -> pd.DataFrame:
    """Compute power by number of articles per outlet, with the slots per article and the naming rate of the study.

    The number of slots is the rounded mean over articles of the target's slots in the outlet's own voice, then three,
    as in articles that name the target in passing. The rate of all these slots is taken as the lower of the two rates.
    The intra-article correlation is assumed to be 0, 0.1, 0.3 and 0.6 and, if an outlet has two articles with slots,
    also estimated (`framing.stats.article_correlation`).

    Parameters
    ----------
    occurrences : DataFrame
        Table of `find_occurrences`.
    articles : DataFrame
        Manifest: article_id and outlet.
    target : str
        Target whose naming rate is compared.
    seed : int
        Seed of the simulation.

    Returns
    -------
    DataFrame
        target, slots, rate, correlation, correlation_is (assumed, or estimated from the study), difference, articles
        (per outlet), power, error (Monte Carlo standard error), smallest_reachable_p, method. Differences that would
        raise the rate above 1 are omitted; the table is empty if the target has no slots.
    """
    counts = naming_counts(slots_of(occurrences), articles, [target]).merge(articles[["article_id", "outlet"]])
    total = int(counts["n_slots"].sum())
    if not total:
        return pd.DataFrame(columns=POWERED)
    own, rate = max(1, round(total / len(counts))), float(counts["n_loaded"].sum()) / total
    rows = [
        (target, slots, rate, correlation, source, difference, number)
        for slots in dict.fromkeys([own, FEW_SLOTS])
        for correlation, source in _correlations(counts)
        for difference, number in product(DIFFERENCES, ARTICLES)
        if rate + difference <= 1
    ]
    table = pd.DataFrame(rows, columns=POWERED[:7])
    results = [
        power(number, difference, rate=rate, slots=slots, correlation=correlation, seed=seed)
        for _, slots, _, correlation, _, difference, number in rows
    ]
    return table.assign(
        power=[result.power for result in results],
        error=[result.error for result in results],
        smallest_reachable_p=[result.smallest for result in results],
        method=[result.method for result in results],
    )


def _correlations(counts: pd.DataFrame) -> Iterator[tuple[float, str]]:
    """Yield the correlations to simulate, first the one estimated from the study if possible."""
    own = article_correlation(counts["n_loaded"], counts["n_slots"], counts["outlet"])
    if pd.notna(own):
        yield own, ESTIMATED
    yield from ((value, ASSUMED) for value in CORRELATIONS if value != own)
