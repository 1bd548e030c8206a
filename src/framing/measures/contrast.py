"""Compute contrasts: log-odds of a sentence with a loaded term minus log-odds with its neutral counterpart."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Any, Self

import numpy as np
import pandas as pd

from framing.measures.differences import mean_with_interval
from framing.measures.naming import rows_compared
from framing.models import GENERAL, GENERAL_NAME, LOADEDNESS, STATIC
from framing.schema import ALL
from framing.stats import LEAST_RESAMPLED, LEVEL, Integers, Reals, bootstrap_weights, percentile_interval

KEYS = ["classifier", "tier", "target", "pair_id"]
SLOTS = ("as written", "inserted")
MEASURED = ["contrast", "low", "high", "level", "n_slots", "n_families", "method"]


def swap_contrasts(scores: pd.DataFrame, swaps: pd.DataFrame) -> pd.DataFrame:
    """Compute the contrast of every swap by every classifier.

    Parameters
    ----------
    scores : DataFrame
        Scores of sentences and swaps by the same classifiers; of a classifier of slots, of occurrences and swaps.
    swaps : DataFrame
        Swaps of `find_swaps`.

    Returns
    -------
    DataFrame
        The columns of `swaps`, classifier, tier, and contrast: log-odds with the loaded term minus log-odds with the
        neutral term (or the matched placebo), whichever of the two is in the text. If neither is loaded: log-odds after
        minus before the swap.

    Examples
    --------
    >>> scores = pd.DataFrame({"unit_id": ["a:01", "a:01.01~ruk"], "classifier": "general", "tier": "text",
    ...                        "log_odds": [1.5, -0.5]})
    >>> swaps = pd.DataFrame({"swap_id": ["a:01.01~ruk"], "occurrence_id": "a:01.01", "sentence_id": "a:01",
    ...                       "direction": "to_neutral"})
    >>> swap_contrasts(scores, swaps)["contrast"].tolist()
    [2.0]
    """
    log_odds = scores.set_index(["classifier", "tier", "unit_id"])["log_odds"]
    swapped = scores.merge(swaps, left_on="unit_id", right_on="swap_id", validate="m:1")
    of_sentence, of_slot = (
        log_odds.reindex(pd.MultiIndex.from_frame(swapped[["classifier", "tier", unit]])).to_numpy()
        for unit in ("sentence_id", "occurrence_id")
    )
    change = swapped["log_odds"].to_numpy() - np.where(np.isnan(of_slot), of_sentence, of_slot)
    sign = np.where(swapped["direction"].isin(["to_neutral", "to_placebo"]), -1.0, 1.0)
    columns = [*swaps.columns, "classifier", "tier"]
    return swapped[columns].assign(contrast=sign * change)


def contrasts(of_swaps: pd.DataFrame, sentences: pd.DataFrame, *, seed: int) -> pd.DataFrame:
    """Average contrasts by term pair and by target, for every classifier.

    Contrasts are averaged over the pairs of a slot, then over slots. The interval resamples families of sentences and
    describes these texts; it needs eight families. The matched placebos of the loaded terms have rows of their own
    (`placebo_slots`), which ``ALL`` does not include.

    Parameters
    ----------
    of_swaps : DataFrame
        Contrasts of `swap_contrasts`.
    sentences : DataFrame
        Sentences with family_id.
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    DataFrame
        classifier, tier, target, pair_id (``<loaded>~<neutral>``; ``<placebo>~<neutral>`` of a matched placebo;
        ``ALL`` for all pairs of the target), contrast, low, high, level, n_slots,
        n_families, method (or why the interval is missing); over_general with over_general_low and
        over_general_high: by how much a classifier of loadedness exceeds the general model in the same slots;
        n_placebos, and placebo: the 95th percentile of the absolute contrasts of the target's placebos, which exchange
        two neutral terms.
    """
    pairs = of_swaps[(of_swaps["kind"] == "pair") & of_swaps["contrast"].notna()]
    families = sentences.set_index("sentence_id")["family_id"]
    every = pd.concat([pairs, pairs.assign(pair_id=ALL), placebo_slots(of_swaps)])
    every = every.assign(family=every["sentence_id"].map(families))
    place = ["target", "pair_id", "family", "occurrence_id"]
    slots = every.pivot_table(index=place, columns=["classifier", "tier"], values="contrast", aggfunc="mean")
    cells = [_means_with_intervals(of_cell, seed) for _, of_cell in slots.groupby(["target", "pair_id"])]
    columns = [*KEYS, *MEASURED]
    means = pd.concat(cells, ignore_index=True) if cells else pd.DataFrame(columns=columns)
    means = means[columns].merge(_over_general(slots, seed), how="left", on=KEYS)
    return means.merge(placebos(of_swaps), how="left", on=["classifier", "tier", "target"])


def placebo_slots(of_swaps: pd.DataFrame) -> pd.DataFrame:
    """Return the contrast of a matched placebo with each neutral wording, in the slots in which it can be scored.

    Where the neutral name stands: log-odds with the placebo minus log-odds with the name. Where a loaded term stands
    that has both, the two contrasts of that term are subtracted, which is the same difference.

    Parameters
    ----------
    of_swaps : DataFrame
        Contrasts of `swap_contrasts`.

    Returns
    -------
    DataFrame
        One row per classifier, tier, slot and pair: classifier, tier, occurrence_id, sentence_id, target, pair_id
        (``<placebo>~<neutral>``), slots (``as written`` where a loaded term stands, else ``inserted``), contrast.

    Examples
    --------
    >>> swaps = pd.DataFrame({"kind": ["pair", "matched", "matched"], "direction": ["to_neutral", "to_placebo", ""],
    ...     "term_out": ["tyrant", "tyrant", "king"], "term_in": ["king", "host", "host"], "occurrence_id": list("aab"),
    ...     "contrast": [3.0, 1.0, 0.5], "sentence_id": "a", "target": "Ruk", "classifier": "general", "tier": "text"})
    >>> placebo_slots(swaps)[["pair_id", "slots", "contrast"]].values.tolist()
    [['host~king', 'as written', 2.0], ['host~king', 'inserted', 0.5]]
    """
    key = ["classifier", "tier", "occurrence_id"]
    of_placebos = of_swaps[of_swaps["kind"] == "matched"].dropna(subset="contrast")
    neutral = of_swaps[(of_swaps["kind"] == "pair") & (of_swaps["direction"] == "to_neutral")]
    written = of_placebos[of_placebos["direction"] == "to_placebo"].merge(
        neutral[[*key, "term_in", "contrast"]], on=key, suffixes=("", "_of_neutral")
    )
    written = written.assign(
        slots=SLOTS[0],
        contrast=written["contrast_of_neutral"] - written["contrast"],
        pair_id=written["term_in"] + "~" + written["term_in_of_neutral"],
    )
    inserted = of_placebos[of_placebos["direction"] == ""]
    inserted = inserted.assign(slots=SLOTS[1], pair_id=inserted["term_in"] + "~" + inserted["term_out"])
    columns = [*key, "sentence_id", "target", "pair_id", "slots", "contrast"]
    return pd.concat([written[columns], inserted[columns]], ignore_index=True).dropna(subset="contrast")


def _over_general(slots: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Compute by how much the classifiers of loadedness exceed the general model in the same slots, with intervals."""
    names = ["over_general", "over_general_low", "over_general_high"]
    reference = (GENERAL, "text")
    columns: list[Any] = slots.columns.tolist() if len(slots) else []
    compared = [column for column in columns if str(column[0]).startswith(f"{LOADEDNESS}:")]
    if reference not in columns or not compared:
        return pd.DataFrame(columns=[*KEYS, *names])
    apart = slots[compared].sub(slots[reference], axis=0)
    cells = [_means_with_intervals(of_cell, seed) for _, of_cell in apart.groupby(["target", "pair_id"])]
    found = pd.concat(cells, ignore_index=True)
    return found[[*KEYS, "contrast", "low", "high"]].set_axis([*KEYS, *names], axis=1)


def _means_with_intervals(slots: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Average the slots of one pair for each classifier (row), with a percentile bootstrap over families.

    A classifier may lack some slots: a name that was left out has no words to score.
    """
    target, pair_id = slots.index[0][:2]
    by_family = slots.groupby(level="family")
    sums, sizes = by_family.sum().to_numpy(float), by_family.count().to_numpy(float)
    n_families = (sizes > 0).sum(axis=0)
    weights = bootstrap_weights(len(sums), seed=seed)
    totals = weights @ sizes
    drawn = (weights @ sums) / np.where(totals > 0, totals, np.nan)
    ends = [
        percentile_interval(of_one, n) if n >= LEAST_RESAMPLED else (np.nan, np.nan)
        for of_one, n in zip(drawn.T, n_families.tolist(), strict=True)
    ]
    methods = [
        f"percentile bootstrap over {n} families"
        if n >= LEAST_RESAMPLED
        else f"no interval: {n} of {LEAST_RESAMPLED} families"
        for n in n_families
    ]
    means = pd.DataFrame({"contrast": slots.mean(), "n_slots": slots.count()}).reset_index()
    low, high = np.array(ends).T
    return means.assign(
        target=target,
        pair_id=pair_id,
        low=low,
        high=high,
        level=LEVEL,
        n_families=n_families,
        method=methods,
    )


def matched_placebos(
    of_swaps: pd.DataFrame, matched: pd.DataFrame, sentences: pd.DataFrame, *, seed: int
) -> pd.DataFrame:
    """Average contrasts minus those of a matched placebo in the same slot, for every classifier.

    A matched placebo has the syntax and the topic of the loaded term without its judgement ("terrorism-hit state" for
    "terrorist state"). What is left is log-odds with the loaded term minus log-odds with the placebo. Slots in which
    the loaded term stands come first; slots in which it was put in place of a neutral term are apart. The interval
    resamples families of sentences and describes these texts; it needs eight families.

    Parameters
    ----------
    of_swaps : DataFrame
        Contrasts of `swap_contrasts`.
    matched : DataFrame
        Table ``placebos`` of a lexicon: pair_id, loaded, placebo, target.
    sentences : DataFrame
        Sentences with family_id.
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    DataFrame
        classifier, tier, slots (``as written`` or ``inserted``), target, pair_id (``<loaded>~<placebo>``, ``ALL`` for
        all of the target), contrast, low, high, level, n_slots, n_families, method (or why the interval is missing).
    """
    key = ["classifier", "tier", "occurrence_id"]
    of_placebos = of_swaps[of_swaps["kind"] == "matched"].dropna(subset="contrast")
    written = of_placebos[of_placebos["direction"] == "to_placebo"].assign(slots=SLOTS[0])
    loaded = of_swaps[of_swaps["direction"] == "to_loaded"].merge(matched, left_on="term_in", right_on="loaded")
    loaded = loaded.rename(columns={"pair_id_y": "pair_id", "target_x": "target"})
    inserted = loaded.merge(
        of_placebos.loc[of_placebos["direction"] == "", [*key, "term_in", "contrast"]],
        left_on=[*key, "placebo"],
        right_on=[*key, "term_in"],
        suffixes=("", "_of_placebo"),
    )
    inserted = inserted.assign(contrast=inserted["contrast"] - inserted["contrast_of_placebo"], slots=SLOTS[1])
    columns = [*key, "sentence_id", "slots", "target", "pair_id", "contrast"]
    both = pd.concat([written[columns], inserted[columns]]).dropna(subset="contrast")
    families = sentences.set_index("sentence_id")["family_id"]
    both = pd.concat([both, both.assign(pair_id=ALL)]).assign(family=lambda rows: rows["sentence_id"].map(families))
    tables = []
    for slots in SLOTS:
        of_kind = both[both["slots"] == slots]
        place = ["target", "pair_id", "family", "occurrence_id"]
        wide = of_kind.pivot_table(index=place, columns=["classifier", "tier"], values="contrast", aggfunc="mean")
        tables += [
            _means_with_intervals(of_cell, seed).assign(slots=slots)
            for _, of_cell in wide.groupby(["target", "pair_id"])
        ]
    columns = ["classifier", "tier", "slots", "target", "pair_id", *MEASURED]
    return pd.concat(tables, ignore_index=True)[columns] if tables else pd.DataFrame(columns=columns)


def contrasts_by_outlet(
    of_swaps: pd.DataFrame, occurrences: pd.DataFrame, sentences: pd.DataFrame, articles: pd.DataFrame, *, seed: int
) -> pd.DataFrame | None:
    """Average the contrasts of the general model over the slots of each outlet (or text), by whose words they are.

    One model scores all outlets, so that a difference is one of wording: which names stand where.

    Parameters
    ----------
    of_swaps : DataFrame
        Contrasts of `swap_contrasts`.
    occurrences : DataFrame
        Table of `find_occurrences`.
    sentences : DataFrame
        Sentences with family_id.
    articles : DataFrame
        Manifest, in the order of the rows.
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    DataFrame or None
        One row per outlet (per text if each outlet has one), target and stratum (own, paraphrase, quotation) with a
        slot: row, target, stratum, classifier, n_slots, n_articles, estimate, low, high, level, method, scope. The
        contrast is that of the words in the slot. `None` if the general model did not score them.
    """
    pairs = of_swaps[(of_swaps["kind"] == "pair") & of_swaps["classifier"].isin([GENERAL_NAME, STATIC])]
    if pairs.empty:
        return None
    slots = pairs.groupby(["occurrence_id", "classifier"], as_index=False)["contrast"].mean().dropna()
    slots = slots.merge(occurrences[["occurrence_id", "sentence_id", "article_id", "target", "stratum"]])
    row_of = rows_compared(articles)
    several = bool(row_of.duplicated().any())
    slots = slots.assign(
        value=slots["contrast"],
        family_id=slots["sentence_id"].map(sentences.set_index("sentence_id")["family_id"]),
        row=slots["article_id"].map(row_of),
    )
    order = list(dict.fromkeys(row_of))
    rows = [
        dict(zip(("row", "target", "stratum", "classifier"), key, strict=True))
        | {"n_slots": len(cell), "n_articles": len(set(cell["article_id"]))}
        | mean_with_interval(cell, outlets=several, seed=seed)
        for key, cell in slots.groupby(["row", "target", "stratum", "classifier"])
    ]
    table = pd.DataFrame(rows)
    return table.iloc[table["row"].map(order.index).argsort(kind="stable")].reset_index(drop=True)


def placebos(of_swaps: pd.DataFrame) -> pd.DataFrame:
    """Compute the 95th percentile of absolute placebo contrasts by classifier, tier and target."""
    made = of_swaps[(of_swaps["kind"] == "placebo") & of_swaps["contrast"].notna()]
    sizes = made.assign(size=made["contrast"].abs()).groupby(["classifier", "tier", "target"])["size"]
    return sizes.agg(n_placebos="size", placebo=lambda size: size.quantile(LEVEL)).reset_index()


def with_controls(means: pd.DataFrame, controls: pd.DataFrame) -> pd.DataFrame:
    """Add controls to contrasts and mark the contrasts that do not exceed them.

    Parameters
    ----------
    means : DataFrame
        Contrasts of `contrasts`.
    controls : DataFrame
        Table yardsticks: term_blind, dealt_low and dealt_high of each contrast.

    Returns
    -------
    DataFrame
        The columns of both tables, and inside: ``placebo`` if the absolute contrast is at most the placebo, ``dealt``
        if it is within the range of permuted outlet labels, ``placebo + dealt`` if both, else empty.
    """
    both = means.merge(controls, on=KEYS, how="left")
    placebo = both["contrast"].abs() <= both["placebo"]
    dealt = both["contrast"].between(both["dealt_low"], both["dealt_high"])
    words = placebo.map({True: "placebo ", False: ""}) + dealt.map({True: "dealt", False: ""})
    return both.assign(inside=words.str.strip().str.replace(" ", " + "))


def contrast_differences(means: pd.DataFrame, dealt: pd.DataFrame) -> pd.DataFrame:
    """Compute the difference between two outlets' classifiers in the mean contrast of each target.

    Parameters
    ----------
    means : DataFrame
        Contrasts of `contrasts`.
    dealt : DataFrame
        Table dealt_differences: the range of each difference with permuted outlet labels.

    Returns
    -------
    DataFrame
        The columns of `dealt`, difference (classifier minus against), and inside_dealt: whether the difference is
        within that range.
    """
    contrast = means[means["pair_id"] == ALL].set_index(["classifier", "tier", "target"])["contrast"]
    one, other = (
        contrast.reindex(pd.MultiIndex.from_frame(dealt[[name, "tier", "target"]])).to_numpy()
        for name in ("classifier", "against")
    )
    difference = one - other
    inside = (difference >= dealt["dealt_low"]) & (difference <= dealt["dealt_high"])
    return dealt.assign(difference=difference, inside_dealt=inside)


def wording_gaps(
    log_odds: pd.Series[float], of_swaps: pd.DataFrame, sentences: pd.DataFrame, articles: pd.DataFrame, *, seed: int
) -> pd.DataFrame:
    """Compute what loaded terms contribute to the gap in mean log-odds between two outlets, or texts.

    contribution = gap before − gap after loaded terms are made neutral, in log-odds: 0 if the terms of both texts raise
    the scores alike. A share of the gap is not given, since its interval has no bounds where the gap is close to 0.
    Terms of a sentence are replaced one at a time and the changes are added.

    Parameters
    ----------
    log_odds : Series of float
        Log-odds by one classifier, indexed by sentence_id.
    of_swaps : DataFrame
        Contrasts of `swap_contrasts` by the same classifier.
    sentences : DataFrame
        Sentences with family_id.
    articles : DataFrame
        Manifest, in the order of the study. If an outlet has several articles, outlets are compared.
    seed : int
        Seed of the bootstrap, which resamples articles (of outlets) or families (of texts).

    Returns
    -------
    DataFrame
        One row per pair of outlets or texts: a, b, n_a, n_b (sentences), n_swapped (neutralised terms), before,
        after (mean of a minus mean of b), contribution, low, high (95 % percentile interval of the contribution),
        level, scope (outlets or texts).
    """
    neutral = of_swaps[(of_swaps["kind"] == "pair") & (of_swaps["direction"] == "to_neutral")]
    of_slots = neutral.groupby(["sentence_id", "occurrence_id"])["contrast"].mean()
    changes = of_slots.groupby("sentence_id").agg(["sum", "size"])
    table = sentences[sentences["sentence_id"].isin(log_odds.index)].set_index("sentence_id")
    table = table.assign(before=log_odds, change=changes["sum"], swapped=changes["size"])
    table = table.fillna({"change": 0, "swapped": 0})
    table["after"] = table["before"] - table["change"]
    row_of = rows_compared(articles)
    several = bool(row_of.duplicated().any())
    table = table.assign(row=table["article_id"].map(row_of), cluster=table["article_id" if several else "family_id"])
    sums = {one: _Sums.of(table[table["row"] == one]) for one in dict.fromkeys(row_of)}
    pairs = list(combinations(sums, 2))
    places = [sums[one].places_of(sums[other]) for one, other in pairs]
    clusters = [max([len(sums[one].clusters), *of_other + 1]) for (one, _), of_other in zip(pairs, places, strict=True)]
    gaps: list[dict[str, Any]] = [{}] * len(pairs)
    for number in np.argsort(clusters, kind="stable"):  # pairs of as many clusters share their replicates
        one, other = pairs[number]
        gap = _gap_between(sums[one], sums[other], places[number], clusters[number], seed)
        gaps[number] = {"a": one, "b": other} | gap | {"scope": "outlets" if several else "texts"}
    return pd.DataFrame(gaps)


@dataclass(frozen=True)
class _Sums:
    """Hold the sentences of an outlet or text by cluster: number, sums of log-odds before and after; and how many."""

    clusters: list[str]
    values: Reals
    n_sentences: int
    n_swapped: int

    @classmethod
    def of(cls, table: pd.DataFrame) -> Self:
        """Sum the sentences of one outlet or text."""
        sums = table.assign(n=1.0).groupby("cluster", sort=False)[["n", "before", "after"]].sum()
        return cls(sums.index.tolist(), sums.to_numpy(float), len(table), int(table["swapped"].sum()))

    def places_of(self, other: _Sums) -> Integers:
        """Return the place of each cluster of another one among those of both, these ones first."""
        place = {cluster: number for number, cluster in enumerate(self.clusters)}
        return np.array([place.setdefault(cluster, len(place)) for cluster in other.clusters], dtype=np.int64)


def _gap_between(one: _Sums, other: _Sums, places: Integers, clusters: int, seed: int) -> dict[str, float]:
    """Compute one row of `wording_gaps` from the places of the clusters of `other` among those of both."""
    values = np.zeros((clusters, 6))
    values[: len(one.clusters), :3] = one.values
    values[places, 3:] = other.values
    n, before, after, others_n, others_before, others_after = np.vstack(
        [values.sum(axis=0), bootstrap_weights(clusters, seed=seed) @ values]
    ).T
    size, others_size = (np.where(each > 0, each, np.nan) for each in (n, others_n))
    before, after = before / size - others_before / others_size, after / size - others_after / others_size
    low, high = percentile_interval((before - after)[1:], clusters)
    return {
        "n_a": one.n_sentences,
        "n_b": other.n_sentences,
        "n_swapped": one.n_swapped + other.n_swapped,
        "before": float(before[0]),
        "after": float(after[0]),
        "contribution": float(before[0] - after[0]),
        "low": low,
        "high": high,
        "level": LEVEL,
    }
