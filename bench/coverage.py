"""How often intervals hold what they are said to hold, and how often tests cry wolf: simulated, method by method.

    python bench/coverage.py

Every setting is simulated 2,000 times or more, or gone through exactly; `claimed` marks what docs/methods.md claims,
and a test holds it to that. Writes results/validation/coverage.csv. Takes some minutes on two cores.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats
from scipy.sparse import csc_matrix

from framing.measures import Comparison, Side
from framing.stats import (
    CODED,
    CORRECTED,
    LEVEL,
    block_interval,
    blocked_permutation_test,
    bootstrap_weights,
    cluster_interval,
    effective_cases,
    estimates,
    half_width,
    middle,
    percentile_interval,
    permutation_test,
    proportion_interval,
    ratio_difference_interval,
    ratio_with_variance,
    score_difference_interval,
    within_blocks,
)
from framing.tables import write_csv

RUNS = 2000
SEED = 20231017
HOME = Path(__file__).parents[1] / "results" / "validation"
Reals = npt.NDArray[np.float64]
Ends = tuple[float, float]
Run = Callable[[np.random.Generator], bool | None]
GRID = np.linspace(0.01, 0.99, 99)
ALPHA = 0.05


@dataclass(frozen=True)
class Setting:
    """One row of the table: what is simulated, and whether the documentation claims that it works there.

    `run` says whether the interval held the truth (or whether the test cried wolf); None where none was given.
    """

    quantity: str
    method: str
    unit: str
    units: int
    detail: str
    run: Run
    claimed: bool
    what: str = "coverage"


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
                claimed = method == "clopper-pearson" or (which == "mean over rates" and n >= 10)
                setting = Setting("rate", name, "slots", n, which, never, claimed)
                yield row(setting, float(share), np.nan, np.nan, 1.0)


def never(_: np.random.Generator) -> None:
    """Nothing is simulated."""


def articles(random: np.random.Generator, n: int, rate: float, correlation: float) -> tuple[Reals, Reals]:
    """Simulate loaded and all slots of articles whose rates vary about one rate; about eight slots per article."""
    scatter = 1 / correlation - 1
    slots = 1 + random.poisson(7, n)
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


def rate_of_outlet(method: Callable[[Reals, Reals], Ends], n: int, rate: float, correlation: float) -> Run:
    return lambda random: holds(method(*articles(random, n, rate, correlation)), rate)


def difference_of_outlets(n: int, rates: tuple[float, float], correlation: float) -> Run:
    def run(random: np.random.Generator) -> bool | None:
        one, other = (articles(random, n, rate, correlation) for rate in rates)
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


def keyness(documents: int) -> Run:
    """One word of 2 in 100, whose share varies from document to document, between two corpora with the same words."""

    def run(random: np.random.Generator) -> bool | None:
        shares = random.dirichlet(np.array([0.02, 0.08, 0.9]) * 50, documents)
        counts = np.array([random.multinomial(random.integers(200, 600), of_one) for of_one in shares])
        half = documents // 2
        sides = [Side(csc_matrix(part)) for part in (counts[:half], counts[half:])]
        total = counts.sum(axis=0)
        both = Comparison(sides[0], sides[1], 300 * total / total.sum(), 300.0)
        low, high, _ = both.interval(SEED)
        return holds((float(low[0]), float(high[0])), 0.0)

    return run


def wolf(n: int, correlation: float) -> Run:
    """Whether a permutation test of two outlets with one rate gives p ≤ 0.05."""

    def run(random: np.random.Generator) -> bool | None:
        one, other = (articles(random, n, 0.2, correlation) for _ in range(2))
        p = permutation_test(*one, *other, seed=SEED).p
        return None if np.isnan(p) else p <= ALPHA

    return run


def corrected(estimator: str, n_coded: int) -> Run:
    """Simulate a classifier with more errors on one kind of sentence, and a coded sample of 400 sentences."""

    def run(random: np.random.Generator) -> bool | None:
        truth = random.random(400) < 0.35
        predicted = np.where(truth, random.random(400) < 0.9, random.random(400) < 0.3).astype(float)
        chosen = random.permutation(400) < n_coded
        units = pd.DataFrame({"article_id": "a", "predicted": predicted, "coded": np.where(chosen, truth, np.nan)})
        found = estimates(units.assign(chance=n_coded / 400), "texts")[estimator]
        return holds((found["low"], found["high"]), float(truth.mean()))

    return run


def settings() -> Iterator[Setting]:
    """All that is simulated."""
    for n in (3, 5, 10, 20, 50):
        for rate in (0.1, 0.3):
            detail = f"rate {rate}, correlation 0.1"
            for name, method in (
                ("Wilson, effective cases, t", by_score_of_articles),
                ("t, ratio estimator", by_t),
                ("expanded percentiles", by_percentiles),
                ("plain percentiles", by_plain_percentiles),
            ):
                claimed = method is by_score_of_articles and n >= 10
                yield Setting(
                    "rate of an outlet", name, "articles", n, detail, rate_of_outlet(method, n, rate, 0.1), claimed
                )
            if n >= 5:
                run = rate_of_outlet(by_bca, n, rate, 0.1)
                yield Setting("rate of an outlet", "BCa bootstrap (SciPy)", "articles", n, detail, run, False)
    for n in (3, 5, 10, 20, 50):
        for rates in ((0.3, 0.1), (0.2, 0.2), (0.2, 0.02)):
            detail = f"rates {rates[0]} and {rates[1]}, correlation 0.1"
            run = difference_of_outlets(n, rates, 0.1)
            yield Setting("difference of outlets", "Welch t", "articles", n, detail, run, rates[1] >= 0.1 and n >= 5)
    for n in (5, 10, 20, 50):
        detail = "rates 0.5 and 0.005, correlation 0.1"  # the second outlet is often all neutral
        run = difference_of_outlets(n, (0.5, 0.005), 0.1)
        yield Setting(
            "difference of outlets", "Newcombe, where an outlet has no spread", "articles", n, detail, run, n >= 20
        )
    for n in (5, 10, 20, 50):
        for rates in ((0.4, 0.2), (0.3, 0.3)):
            detail = f"rates {rates[0]} and {rates[1]}, stories chosen"
            run = difference_within_stories(n, rates)
            yield Setting("difference within stories", "t over stories", "stories", n, detail, run, n >= 10)
    for n in (10, 20, 50):
        for rates in ((0.2, 0.05), (0.3, 0.3)):
            for agree in (0.0, 0.5):
                detail = f"rates {rates[0]} and {rates[1]}, {agree:.0%} of families agree"
                for name, way in (("Newcombe, effective cases", by_score), ("expanded percentiles", by_families)):
                    run = difference_of_texts(way, n, rates, agree)
                    claimed = way is by_score
                    yield Setting("difference of texts", name, "families", n, detail, run, claimed)
    for n in (8, 10, 20, 50):
        for skewed in (False, True):
            detail = "skewed values" if skewed else "normal values"
            run = mean_over_families(n, skewed)
            claimed = not skewed or n >= 20
            yield Setting("mean, as of contrasts", "expanded percentiles", "families", n, detail, run, claimed)
    for n in (10, 20, 50, 100, 500, 1000):
        name = "infinitesimal jackknife" if n >= 500 else "expanded percentiles"
        run = keyness(n)
        yield Setting("log-odds of a word", name, "documents", n, "a word of 2 in 100", run, n >= 20)
    for n in (30, 60, 120):
        for estimator in (CORRECTED, CODED):
            run = corrected(estimator, n)
            detail = "of 400 sentences, sensitivity 0.9, specificity 0.7"
            yield Setting("mean code", estimator, "coded sentences", n, detail, run, True)
    for n in (3, 4, 5, 10, 20):
        for correlation in (0.01, 0.3):
            detail = f"one rate, 0.2, correlation {correlation}"
            run = wolf(n, correlation)
            yield Setting("p ≤ 0.05 where nothing differs", "permutation", "articles", n, detail, run, True, "alarms")
    for n in (5, 10, 20):
        for blocked, name in ((True, "permutation within stories"), (False, "permutation of articles")):
            run = wolf_of_stories(n, blocked)
            detail = "one rate, 0.3, stories chosen"
            yield Setting("p ≤ 0.05 where outlets choose stories", name, "stories", n, detail, run, blocked, "alarms")


def numbered(place: int) -> dict[str, object]:
    """Simulate the setting at a place; defined at module level so that it can be sent to another process."""
    return simulated([*settings()][place])


def as_table(table: pd.DataFrame) -> str:
    """Format the table of docs/methods.md: one row per method and setting, one column per number of units."""
    share = table["share"].astype(float).map("{:.3f}".format)
    cell = share.where(~table["claimed"], "**" + share + "**")
    rows = table.assign(cell=cell, detail=table["detail"].str.replace(", correlation 0.1", ""))
    wide = rows.pivot_table(
        index=["quantity", "unit", "detail", "method"], columns="units", values="cell", aggfunc="first", sort=False
    )
    parts = []
    for (quantity, unit), part in wide.groupby(level=["quantity", "unit"], sort=False):
        shown = part.dropna(axis=1, how="all").sort_index(axis=1).fillna("–").droplevel(["quantity", "unit"])
        head = f"| {quantity}, by number of {unit} | method | {' | '.join(map(str, shown.columns))} |"
        lines = [
            f"| {detail} | {method} | {' | '.join(row)} |"
            for (detail, method), row in zip(shown.index, shown.to_numpy(), strict=True)
        ]
        parts.append("\n".join([head, "|" + "---|" * (2 + shown.shape[1]), *lines]))
    return "\n\n".join(parts)


def main() -> None:
    with ProcessPoolExecutor() as pool:
        rows = [*of_rates(), *pool.map(numbered, range(len([*settings()])))]
    table = pd.DataFrame(rows)
    write_csv(table, HOME / "coverage.csv")
    print(table.to_string())


if __name__ == "__main__":
    main()
