"""How often intervals hold what they are said to hold, and how often tests cry wolf: simulated, method by method.

    python bench/coverage.py [../shared/datasets]

`CLAIMS` says what docs/methods.md claims: from how many units on a method covers the truth with at least
`LEAST_COVERAGE` in every case, or alarms in at most `LARGEST_ALARM`. It was fixed before this run, whose seed and whose
distributions of slots per article are others than those that it was written from. A claim that does not hold is marked
in docs/methods.md, not withdrawn. Every case is simulated `RUNS` times, or gone through exactly. Writes
results/validation/coverage.csv and, with the data sets, bench/slots_per_article.csv: how many articles of the
immigration data (AllSides) have how many hits of the lexicon validation/migrants.csv.
"""

from __future__ import annotations

import json
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats
from scipy.sparse import csc_matrix

import framing as fr
from framing.measures import Comparison, Side
from framing.stats import (
    CODED,
    CORRECTED,
    LEVEL,
    block_interval,
    blocked_permutation_test,
    bootstrap_weights,
    cluster_interval,
    corrected_difference,
    corrected_regression,
    effective_cases,
    estimates,
    half_width,
    middle,
    percentile_interval,
    permutation_test,
    power,
    proportion_interval,
    ratio_difference_interval,
    ratio_with_variance,
    score_difference_interval,
    within_blocks,
)
from framing.tables import write_csv

RUNS = 1000
SEED = 20261129
HOME = Path(__file__).parents[1] / "results" / "validation"
Reals = npt.NDArray[np.float64]
Ends = tuple[float, float]
Run = Callable[[np.random.Generator], bool | None]
GRID = np.linspace(0.01, 0.99, 99)
ALPHA = 0.05
SLOTS = Path(__file__).with_name("slots_per_article.csv")
LEAST_COVERAGE, LARGEST_ALARM = 0.93, 0.06  # nominal 0.95 and 0.05; the Monte Carlo error of a case is 0.007
# quantity and method: from how many units on; Wilson's interval is claimed on average over rates only
CLAIMS = {
    ("rate", "Clopper–Pearson"): 5,
    ("rate", "Wilson"): 10,
    ("rate of an outlet", "Wilson, effective cases, t"): 10,
    ("difference of outlets", "Welch t"): 10,
    ("difference of outlets", "Newcombe, where an outlet has no spread"): 10,
    ("difference within stories", "t over stories"): 10,
    ("difference of texts", "Newcombe, effective cases"): 10,
    ("mean, as of contrasts", "expanded percentiles"): 20,
    ("log-odds of a word", "t, effective counts"): 1,
    ("mean code", CORRECTED): 30,
    ("mean code", CODED): 30,
    ("difference of mean codes", CORRECTED): 30,
    ("coefficient on a code", "OLS of pseudo-outcomes, HC2"): 60,
    ("coefficient on a code", "OLS of pseudo-outcomes, clustered"): 20,
    ("p ≤ 0.05 where nothing differs", "permutation"): 3,
    ("p ≤ 0.05 where outlets choose stories", "permutation within stories"): 5,
}


@dataclass(frozen=True)
class Setting:
    """One row of the table: what is simulated, and in which case.

    `run` says whether the interval held the truth (or whether the test cried wolf); None where none was given.
    """

    quantity: str
    method: str
    unit: str
    units: int
    detail: str
    run: Run
    what: str = "coverage"

    @property
    def claimed(self) -> bool:
        """Whether the documentation claims that the method works with so many units."""
        averaged = self.method == "Wilson" and self.detail == "least over rates"
        return self.units >= CLAIMS.get((self.quantity, self.method), np.inf) and not averaged


def simulated(setting: Setting) -> dict[str, object]:
    """Return the share of runs whose interval contained the true value, with its own interval."""
    random = np.random.default_rng([SEED, *setting.detail.encode(), setting.units, *setting.method.encode()])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        said = [setting.run(random) for _ in range(RUNS)]
    given = [answer for answer in said if answer is not None]
    low, high = proportion_interval(sum(given), len(given))
    share = sum(given) / len(given) if given else np.nan
    return row(setting, share, float(low), float(high), len(given) / RUNS)


def row(setting: Setting, share: float, low: float, high: float, given: float) -> dict[str, object]:
    told = {name: getattr(setting, name) for name in ("quantity", "method", "unit", "units", "detail", "what")}
    numbers = {"share": share, "low": low, "high": high, "given": given}
    return told | {name: round(number, 4) for name, number in numbers.items()} | {"claimed": setting.claimed}


def of_rates() -> Iterator[dict[str, object]]:
    """Clopper–Pearson and Wilson, gone through exactly: mean and least over rates of 0.01 to 0.99."""
    for n in (5, 10, 20, 50):
        hits = np.arange(n + 1)
        for method, name in (("clopper-pearson", "Clopper–Pearson"), ("wilson", "Wilson")):
            low, high = proportion_interval(hits, np.full(n + 1, n), method=method)  # type: ignore[arg-type]
            held = (low <= GRID[:, None]) & (GRID[:, None] <= high)
            coverage = (stats.binom.pmf(hits, n, GRID[:, None]) * held).sum(axis=1)
            for which, share in (("mean over rates", coverage.mean()), ("least over rates", coverage.min())):
                setting = Setting("rate", name, "slots", n, which, never)
                yield row(setting, float(share), np.nan, np.nan, 1.0)


def never(_: np.random.Generator) -> None:
    """Nothing is simulated."""


@lru_cache(maxsize=1)
def slots_of_immigration() -> Reals:
    """Read the number of slots of each article of the immigration data."""
    table = pd.read_csv(SLOTS)
    return np.repeat(table["slots"].to_numpy(), table["articles"])


def slots_of(random: np.random.Generator, n: int, kind: str) -> Reals:
    """Draw the slots of articles: eight on average, or as many as in the immigration data, where it is four."""
    if kind == "immigration":
        return random.choice(slots_of_immigration(), n)
    drawn = {"constant": lambda: np.full(n, 8), "Poisson": lambda: 1 + random.poisson(7, n)}
    return drawn.get(kind, lambda: random.geometric(1 / 8, n))()


def articles(
    random: np.random.Generator, n: int, rate: float, correlation: float, kind: str = "Poisson"
) -> tuple[Reals, Reals]:
    """Simulate loaded and all slots of articles whose rates vary about one rate."""
    scatter = 1 / correlation - 1
    slots = slots_of(random, n, kind)
    return random.binomial(slots, random.beta(rate * scatter, (1 - rate) * scatter, n)).astype(float), slots.astype(
        float
    )


def holds(ends: Ends, truth: float) -> bool | None:
    """Whether an interval holds the truth; None where there is none."""
    return None if np.isnan(ends[0]) else ends[0] <= truth <= ends[1]


def by_score_of_articles(hits: Reals, cases: Reals) -> Ends:
    return cluster_interval(hits, cases)


def by_t(hits: Reals, cases: Reals) -> Ends:
    ratio, variance, units = ratio_with_variance(hits, cases)
    half = half_width(variance, units - 1, LEVEL) if variance > 0 else np.nan
    return ratio - half, ratio + half


def by_percentiles(hits: Reals, cases: Reals) -> Ends:
    weights = bootstrap_weights(len(hits), seed=SEED)
    return percentile_interval((weights @ hits) / (weights @ cases), len(hits))


def by_plain_percentiles(hits: Reals, cases: Reals) -> Ends:
    weights = bootstrap_weights(len(hits), seed=SEED)
    return middle((weights @ hits) / (weights @ cases))


def by_bca(hits: Reals, cases: Reals) -> Ends:
    def ratio(one: Reals, other: Reals, axis: int = -1) -> Reals:
        return one.sum(axis=axis) / other.sum(axis=axis)

    found = stats.bootstrap((hits, cases), ratio, paired=True, n_resamples=999, method="BCa", rng=1).confidence_interval
    return float(found.low), float(found.high)


def rate_of_outlet(
    method: Callable[[Reals, Reals], Ends], n: int, rate: float, correlation: float, kind: str = "Poisson"
) -> Run:
    return lambda random: holds(method(*articles(random, n, rate, correlation, kind)), rate)


def difference_of_outlets(n: int, rates: tuple[float, float], correlation: float, kind: str = "Poisson") -> Run:
    def run(random: np.random.Generator) -> bool | None:
        one, other = (articles(random, n, rate, correlation, kind) for rate in rates)
        return holds(ratio_difference_interval(*one, *other), rates[0] - rates[1])

    return run


def stories(random: np.random.Generator, n: int, rates: tuple[float, float], mixed: bool) -> tuple[Reals, ...]:
    """Simulate stories that two outlets cover with one to three articles each; a story shifts both rates alike.

    If mixed, the first outlet writes more about stories in which loaded names are frequent, the second about others.
    """
    heat = random.uniform(-0.1, 0.5, n)
    numbers = [random.integers(1, 4, n), random.integers(1, 4, n)]
    numbers[0] = numbers[0] + np.where(mixed & (heat > 0.2), 2, 0)
    numbers[1] = numbers[1] + np.where(mixed & (heat <= 0.2), 2, 0)
    rows = []
    for side, (rate, many) in enumerate(zip(rates, numbers, strict=True)):
        for story, number in enumerate(many):
            slots = 1 + random.poisson(5, number)
            hits = random.binomial(slots, np.clip(rate + heat[story], 0.0, 1.0))
            rows += [(one, of, not side, story) for one, of in zip(hits, slots, strict=True)]
    table = np.array(rows, dtype=float)
    return table[:, 0], table[:, 1], table[:, 2].astype(bool), table[:, 3]


def difference_within_stories(n: int, rates: tuple[float, float]) -> Run:
    """Whether the interval of the mean difference within stories holds the truth."""

    def run(random: np.random.Generator) -> bool | None:
        hits, cases, first, story = stories(random, n, rates, mixed=True)
        sums = [
            np.bincount(story[side].astype(int), each[side], n) for side in (first, ~first) for each in (hits, cases)
        ]
        return holds(block_interval(*within_blocks(*sums)), rates[0] - rates[1])

    return run


def wolf_of_stories(n: int, blocked: bool) -> Run:
    """Whether a test gives p ≤ 0.05 where outlets with one rate write more about different stories."""

    def run(random: np.random.Generator) -> bool | None:
        hits, cases, first, story = stories(random, n, (0.3, 0.3), mixed=True)
        if blocked:
            p = blocked_permutation_test(hits, cases, first, story, seed=SEED).p
        else:
            p = permutation_test(hits[first], cases[first], hits[~first], cases[~first], seed=SEED).p
        return None if np.isnan(p) else p <= ALPHA

    return run


def families(random: np.random.Generator, n: int, rates: tuple[float, float], agree: float) -> list[Reals]:
    """Simulate loaded and all slots of two texts by family; slots of one family agree more often than by chance."""
    counts = []
    same = random.random(n) < agree
    common = random.random(n)
    for rate in rates:
        slots = random.poisson(0.7, n)
        alone = random.binomial(slots, rate)
        counts += [np.where(same, slots * (common < rate), alone).astype(float), slots.astype(float)]
    return counts


def difference_of_texts(method: Callable[[list[Reals]], Ends], n: int, rates: tuple[float, float], agree: float) -> Run:
    return lambda random: holds(method(families(random, n, rates, agree)), rates[0] - rates[1])


def by_score(counts: list[Reals]) -> Ends:
    hits, cases = [], []
    for loaded, slots in (counts[:2], counts[2:]):
        cases.append(effective_cases(loaded, slots))
        hits.append(loaded.sum() / max(slots.sum(), 1.0) * cases[-1])
    return score_difference_interval(hits[0], cases[0], hits[1], cases[1])


def by_families(counts: list[Reals]) -> Ends:
    weights = bootstrap_weights(len(counts[0]), seed=SEED)
    sums = [weights @ count for count in counts]
    return percentile_interval(sums[0] / sums[1] - sums[2] / sums[3], len(counts[0]))


def mean_over_families(n: int, skewed: bool) -> Run:
    """Simulate a contrast: the mean of numbers, one per family."""

    def run(random: np.random.Generator) -> bool | None:
        values = random.gamma(1.0, 1.0, n) if skewed else random.normal(1.0, 1.0, n)
        return holds(percentile_interval(bootstrap_weights(n, seed=SEED) @ values / n, n), 1.0)

    return run


def keyness(expected: float, documents: int, times: float, bursty: bool) -> Run:
    """Words expected so often in one corpus, and so many times as often in the other, of half of the documents each.

    Words are drawn evenly, or in bursts: the rate in a document varies by a gamma distribution of shape 0.2. Two
    hundred words share the lengths of the documents.
    """
    half, words, held = documents // 2, 200, list[bool | None]()

    def run(random: np.random.Generator) -> bool | None:
        if not held:
            lengths = random.integers(200, 601, documents)
            rates = np.repeat([expected, expected * times], half)[:, None] / (400 * half) * np.ones(words)
            drawn = rates * random.gamma(0.2, 5.0, rates.shape) if bursty else rates
            counts = random.poisson(drawn * lengths[:, None])
            every = csc_matrix(np.c_[counts, np.maximum(lengths * 20 - counts.sum(axis=1), 1)])
            both = Comparison(Side(every[:half]), Side(every[half:]), np.full(words + 1, 0.5), 1.0)
            low, high, _ = both.interval()
            shares = rates[[0, -1], 0] / 20
            truth = float(np.diff(np.log((1 - shares) / shares))[0])
            ends = zip(low[:-1].tolist(), high[:-1].tolist(), counts.sum(axis=0), strict=True)
            held.extend(holds((one, other), truth) if seen else None for one, other, seen in ends)
        return held.pop()

    return run


def wolf(n: int, correlation: float, kind: str, apart: float = 0.0) -> Run:
    """Whether a permutation test of two outlets, whose rates are so far apart, gives p ≤ 0.05."""

    def run(random: np.random.Generator) -> bool | None:
        one, other = (articles(random, n, rate, correlation, kind) for rate in (0.2 + apart, 0.2))
        p = permutation_test(*one, *other, seed=SEED).p
        return None if np.isnan(p) else p <= ALPHA

    return run


def sentences(random: np.random.Generator, n_coded: int, design: str, alarm: float = 0.3) -> tuple[pd.DataFrame, float]:
    """Simulate 400 sentences, a classifier with more errors on one kind of sentence, and a coded sample."""
    truth = random.random(400) < 0.35
    predicted = np.where(truth, random.random(400) < 0.9, random.random(400) < alarm).astype(float)
    chance = np.full(400, n_coded / 400)
    chosen = random.permutation(400) < n_coded
    if design != "one chance":  # half of the sample among sentences predicted to be loaded
        sizes = np.where(predicted == 1, predicted.sum(), 400 - predicted.sum())
        chance = np.minimum(n_coded / 2 / sizes, 1.0)
        chosen = random.random(400) < chance
    if design == "strata":
        order = pd.Series(random.random(400)).groupby(predicted).rank().to_numpy()
        chance = n_coded // 2 / sizes
        chosen = order <= n_coded // 2
    units = pd.DataFrame({"article_id": "a", "predicted": predicted, "coded": np.where(chosen, truth, np.nan)})
    return units.assign(chance=chance, truth=truth.astype(float)), float(truth.mean())


def corrected(estimator: str, n_coded: int, design: str) -> Run:
    """Whether the interval of a corrected mean holds the mean code."""

    def run(random: np.random.Generator) -> bool | None:
        units, truth = sentences(random, n_coded, design)
        found = estimates(units, "texts", "predicted" if design == "strata" else None)[estimator]
        return holds((found["low"], found["high"]), truth)

    return run


def difference_of_codes(n_coded: int, design: str) -> Run:
    """Whether the interval of a difference holds it, where the classifier errs more often on one outlet."""

    def run(random: np.random.Generator) -> bool | None:
        (one, mean), (other, others) = (sentences(random, n_coded, design, alarm) for alarm in (0.1, 0.5))
        units = pd.concat([one.assign(outlet="a"), other.assign(outlet="b")])
        strata = "predicted" if design == "strata" else None
        found = corrected_difference(units, "a", "b", strata=strata).set_index("estimator").loc[CORRECTED]
        return holds((found["low"], found["high"]), mean - others)

    return run


def coefficient(n_coded: int) -> Run:
    """Whether the interval of a coefficient holds it, where the classifier errs with the variable."""

    def run(random: np.random.Generator) -> bool | None:
        late = random.random(400)
        truth = random.random(400) < 0.2 + 0.3 * late
        predicted = np.where(random.random(400) < 0.3 * late, 1.0, truth)
        coded = np.where(random.random(400) < n_coded / 400, truth, np.nan)
        units = pd.DataFrame({"article_id": "a", "predicted": predicted, "coded": coded, "late": late})
        found = corrected_regression(units.assign(chance=n_coded / 400), ["late"]).iloc[-1]
        return holds((found["low"], found["high"]), 0.3)

    return run


def coefficient_over_articles(n: int) -> Run:
    """Simulate such a coefficient over articles of 20 sentences, of which 30 % are coded."""

    def run(random: np.random.Generator) -> bool | None:
        late = np.repeat(np.arange(n) % 2, 20)
        rate = np.repeat(random.beta(9 * (0.2 + 0.3 * late[::20]), 9 * (0.8 - 0.3 * late[::20])), 20)
        truth = random.random(20 * n) < rate
        predicted = np.where(random.random(20 * n) < 0.3 * late, 1.0, truth)
        coded = np.where(random.random(20 * n) < 0.3, truth, np.nan)
        units = pd.DataFrame({"article_id": np.repeat(np.arange(n), 20), "predicted": predicted, "coded": coded})
        found = corrected_regression(units.assign(chance=0.3, late=late), ["late"], scope="outlets").iloc[-1]
        return holds((found["low"], found["high"]), 0.3)

    return run


CASES = (("Poisson", 0.1), ("constant", 0.1), ("geometric", 0.1), ("immigration", 0.1), ("immigration", 0.6))


def settings() -> Iterator[Setting]:
    """All that is simulated."""
    quantity = "rate of an outlet"
    for n in (3, 5, 10, 20, 50):
        for rate in (0.1, 0.3):
            for kind, rho in CASES:
                run = rate_of_outlet(by_score_of_articles, n, rate, rho, kind)
                detail = f"rate {rate}, {kind} slots, correlation {rho}"
                yield Setting(quantity, "Wilson, effective cases, t", "articles", n, detail, run)
            detail = f"rate {rate}, Poisson slots, correlation 0.1"
            for name, method in (
                ("t, ratio estimator", by_t),
                ("expanded percentiles", by_percentiles),
                ("plain percentiles", by_plain_percentiles),
                ("BCa bootstrap (SciPy)", by_bca),
            ):
                if method is not by_bca or n in (5, 10, 20):
                    yield Setting(quantity, name, "articles", n, detail, rate_of_outlet(method, n, rate, 0.1))
    quantity = "difference of outlets"
    for n in (3, 5, 10, 20, 50):
        for rates in ((0.3, 0.1), (0.2, 0.2), (0.2, 0.02)):
            for kind, rho in CASES:
                detail = f"rates {rates[0]} and {rates[1]}, {kind} slots, correlation {rho}"
                run = difference_of_outlets(n, rates, rho, kind)
                yield Setting(quantity, "Welch t", "articles", n, detail, run)
    for n in (5, 10, 20, 50):
        for kind, rho in CASES:
            detail = f"rates 0.5 and 0.005, {kind} slots, correlation {rho}"  # the second outlet is often all neutral
            run = difference_of_outlets(n, (0.5, 0.005), rho, kind)
            yield Setting(quantity, "Newcombe, where an outlet has no spread", "articles", n, detail, run)
    for n in (5, 10, 20, 50):
        for rates in ((0.4, 0.2), (0.3, 0.3)):
            detail = f"rates {rates[0]} and {rates[1]}, stories chosen"
            run = difference_within_stories(n, rates)
            yield Setting("difference within stories", "t over stories", "stories", n, detail, run)
    for n in (10, 20, 50):
        for rates in ((0.2, 0.05), (0.3, 0.3)):
            for agree in (0.0, 0.5):
                detail = f"rates {rates[0]} and {rates[1]}, {agree:.0%} of families agree"
                for name, way in (("Newcombe, effective cases", by_score), ("expanded percentiles", by_families)):
                    run = difference_of_texts(way, n, rates, agree)
                    yield Setting("difference of texts", name, "families", n, detail, run)
    for n in (8, 10, 20, 50):
        for skewed in (False, True):
            detail = "skewed values" if skewed else "normal values"
            run = mean_over_families(n, skewed)
            yield Setting("mean, as of contrasts", "expanded percentiles", "families", n, detail, run)
    for expected in (1, 2, 5, 10, 100):
        for documents in (20, 100, 400):
            for times in (1, 4):
                for bursty in (False, True):
                    detail = f"{documents} documents, {times} : 1, {'in bursts' if bursty else 'evenly'}"
                    run = keyness(expected, documents, times, bursty)
                    unit = "occurrences expected"
                    yield Setting("log-odds of a word", "t, effective counts", unit, expected, detail, run)
    for n in (30, 60, 120):
        for design in ("one chance", "unequal chances", "strata"):
            run = corrected(CORRECTED, n, design)
            yield Setting("mean code", CORRECTED, "coded sentences", n, design, run)
            if design != "one chance":
                run = difference_of_codes(n, design)
                yield Setting("difference of mean codes", CORRECTED, "coded sentences of each", n, design, run)
        yield Setting("mean code", CODED, "coded sentences", n, "one chance", corrected(CODED, n, "one chance"))
        name, detail = "OLS of pseudo-outcomes, HC2", "of 400 sentences, errors with the variable"
        yield Setting("coefficient on a code", name, "coded sentences", n, detail, coefficient(n))
    for n in (10, 20, 50):
        name, detail = "OLS of pseudo-outcomes, clustered", "20 sentences each, errors with the variable"
        yield Setting("coefficient on a code", name, "articles", n, detail, coefficient_over_articles(n))
    quantity = "p ≤ 0.05 where nothing differs"
    for n in (3, 4, 5, 10, 20):
        for kind, rho in CASES:
            detail = f"one rate, 0.2, {kind} slots, correlation {rho}"
            yield Setting(quantity, "permutation", "articles", n, detail, wolf(n, rho, kind), "alarms")
    for n in (5, 10, 20):
        for blocked, name in ((True, "permutation within stories"), (False, "permutation of articles")):
            run = wolf_of_stories(n, blocked)
            detail = "one rate, 0.3, stories chosen"
            yield Setting("p ≤ 0.05 where outlets choose stories", name, "stories", n, detail, run, "alarms")
    for n in (5, 10, 20, 50):
        for kind, rho in CASES:
            detail = f"rates 0.4 and 0.2, correlation {rho}"
            run = wolf(n, rho, kind, 0.2)
            yield Setting(f"power, {detail}", f"simulated, {kind} slots", "articles", n, detail, run, "power")


def said_of_power() -> Iterator[dict[str, object]]:
    """Yield what fr.power says of the designs whose power is simulated, with their mean number of slots."""
    for n in (5, 10, 20, 50):
        for slots, rho in ((8, 0.1), (4, 0.1), (4, 0.6)):
            found, detail = power(n, 0.2, rate=0.2, slots=slots, correlation=rho, seed=SEED), "rates 0.4 and 0.2"
            quantity = f"power, {detail}, correlation {rho}"
            setting = Setting(quantity, f"fr.power, {slots} slots", "articles", n, detail, never, "power")
            yield row(setting, found.power, np.nan, np.nan, 1.0)


def numbered(place: int) -> dict[str, object]:
    """Simulate the setting at a place; defined at module level so that it can be sent to another process."""
    return simulated([*settings()][place])


def kept(table: pd.DataFrame) -> pd.Series[bool]:
    """Return for each case whether the claim about it holds; true where nothing is claimed."""
    share = table["share"].astype(float)
    holds = np.where(table["what"] == "alarms", share <= LARGEST_ALARM, share >= LEAST_COVERAGE)
    return pd.Series(holds, table.index) | ~table["claimed"]


def as_table(table: pd.DataFrame) -> str:
    """Format the table of docs/methods.md: mean over cases and the worst case, by method and number of units."""
    cases = table.assign(share=table["share"].astype(float), kept=kept(table))
    keys = ["quantity", "unit", "method", "units"]
    cells = cases.groupby(keys, sort=False).agg(
        mean=("share", "mean"),
        least=("share", "min"),
        most=("share", "max"),
        cases=("share", "size"),
        what=("what", "first"),
        claimed=("claimed", "any"),
        kept=("kept", "all"),
    )
    # computed over all rates, whose mean is itself a row
    exact = cases[cases["detail"] == "mean over rates"].set_index(keys)["share"]
    cells.loc[exact.index, "mean"] = exact
    worst = cells["least"].where(cells["what"] != "alarms", cells["most"]).map("{:.3f}".format)
    shown = cells["mean"].map("{:.3f}".format) + np.where(cells["cases"] > 1, " / " + worst, "")
    shown = shown.where(~cells["claimed"], "**" + shown + "**").where(cells["kept"], "**" + shown + "** †")
    wide = shown.unstack("units")
    parts = []
    for quantity, unit in dict.fromkeys(cells.index.droplevel(["method", "units"])):
        part = wide.loc[(quantity, unit)].dropna(axis=1, how="all").sort_index(axis=1).fillna("–")
        methods = cases.loc[(cases["quantity"] == quantity) & (cases["unit"] == unit), "method"]
        part = part.loc[list(dict.fromkeys(methods))]
        head = f"| {quantity}, by number of {unit} | {' | '.join(map(str, part.columns))} |"
        lines = [f"| {method} | {' | '.join(row)} |" for method, row in zip(part.index, part.to_numpy(), strict=True)]
        parts.append("\n".join([head, "|" + "---|" * (1 + part.shape[1]), *lines]))
    return "\n\n".join(parts)


def count_slots(datasets: Path) -> None:
    """Count the articles of the immigration data by hits of the lexicon of people without papers."""
    lexicon = fr.read_lexicon(Path(__file__).parents[1] / "validation" / "migrants.csv")
    surfaces = sorted({surface for _, _, surface in lexicon.surfaces()}, key=len, reverse=True)
    hit = re.compile(rf"\b(?:{'|'.join(map(re.escape, surfaces))})\b", re.IGNORECASE)
    lines = (datasets / "allsides_immigration" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    numbers = pd.Series([len(hit.findall(json.loads(line)["text"])) for line in lines])
    counts = numbers[numbers > 0].value_counts().sort_index()
    write_csv(counts.rename_axis("slots").rename("articles").reset_index(), SLOTS)


def main(datasets: Path | None) -> None:
    if datasets is not None:
        count_slots(datasets)
    with ProcessPoolExecutor() as pool:
        rows = [*of_rates(), *pool.map(numbered, range(len([*settings()]))), *said_of_power()]
    table = pd.DataFrame(rows)
    write_csv(table, HOME / "coverage.csv")
    print(table.to_string())


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
