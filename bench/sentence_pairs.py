"""Benchmark of the decision on a pair of sentences: full, part or none, by rules, thresholds and trained models.

    python bench/sentence_pairs.py ../shared/datasets [FOLDER OF THE PRIVATE TEXTS]

Rows of the data set sentence_pairs are scored by ten folds of topic and date, against each of two coders (the mean is
reported), with intervals over topics and dates. Thresholds on one measure are chosen on the training folds. The models
are multinomial logistic regressions on standardised measures of wording, meaning, clauses and evidence; the codes of
both coders are training rows of half weight. The same models, trained on all of sentence_pairs, are then scored on
pairs that they were not trained on: NewsWCL50, the demonstration corpus, and the case study if its texts are at hand.
The rule of `align_sentences` was set on NewsWCL50 and in view of the case study, so only the demonstration corpus is
new to both. The shipped model, `framing.models.PairModel`, was trained on none of these pairs. Writes
results/validation/benchmark_sentence_pairs.csv.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import regex
from rapidfuzz import fuzz
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

import framing as fr
from framing.alignment import (
    align,
    count_differing_values,
    covered_share,
    evidence_of,
    installed_encoder,
    meaning_vectors,
    wording_of,
)
from framing.models import pair_model
from framing.tables import read_csv, write_csv

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "results" / "validation"
KINDS = ["none", "part", "full"]
FOLDS, REDRAWS, SEED = 10, 1_000, 0
# strength of the penalty, and the probability from which a pair counts: of 0.03 and 0.3, 0.4 and 0.5 the best in folds
PENALTY, LEAST = 0.03, 0.4
CODED = ({"oboz", "tsf"}, {"oboz", "ua-analysis"})
CUT = regex.compile(
    r"(?<=[,;:.!?”\"])\s+|\s*[—–]+\s*|\s+-+\s+|\s+(?=(?:and|but|or|that|which|who|whose|where|when|while|as|after|before"
    r"|because|although|though|if|since|until|with|for|to)\s)",
    regex.I,
)
SHORTEST_CLAUSE = 4
MEASURES = {
    "logistic regression, wording and evidence": ["wording", "covered", "numbers", "conflicts"],
    "logistic regression, wording, meaning and evidence": ["wording", "meaning", "covered", "numbers", "conflicts"],
    "logistic regression, also clauses": [
        "wording",
        "meaning",
        "covered",
        "clause",
        "clauses",
        "numbers",
        "conflicts",
    ],
}
Codes = npt.NDArray[np.intp]


def clauses_of(sentence: str) -> list[str]:
    """Cut a sentence at its punctuation and conjunctions, without clauses of fewer than four words."""
    found: list[str] = []
    for part in CUT.split(sentence):
        if not regex.search(r"\p{L}", part):
            continue
        if found and min(len(found[-1].split()), len(part.split())) < SHORTEST_CLAUSE:
            found[-1] += f" {part}"
        else:
            found.append(part)
    return found or [sentence]


def measured(texts: list[str], first: Sequence[int], second: Sequence[int]) -> pd.DataFrame:
    """Return the measures of pairs of sentences; words are weighted by their rarity in all the texts."""
    encoder = installed_encoder()
    assert encoder
    wording, vectors = wording_of(texts), meaning_vectors(texts, encoder)
    one, other = np.asarray(first, dtype=np.intp), np.asarray(second, dtype=np.intp)
    words = np.asarray(wording.vectors[one].multiply(wording.vectors[other]).sum(axis=1), dtype=np.float32)
    used = sorted({*one.tolist(), *other.tolist()})
    clauses = {place: clauses_of(texts[place]) for place in used}
    encoded = meaning_vectors([clause for place in used for clause in clauses[place]], encoder)
    ends = np.cumsum([len(clauses[place]) for place in used])[:-1]
    clause_vectors = dict(zip(used, np.split(encoded, ends), strict=True))
    evidence = {place: evidence_of(texts[place]) for place in used}
    rows = []
    for a, b in zip(one.tolist(), other.tolist(), strict=True):
        matches = clause_vectors[a] @ clause_vectors[b].T
        sides = (
            np.maximum(matches.max(axis=1), clause_vectors[a] @ vectors[b]),
            np.maximum(matches.max(axis=0), clause_vectors[b] @ vectors[a]),
        )
        sizes = ([len(clause.split()) for clause in clauses[place]] for place in (a, b))
        means = [np.average(side, weights=size) for side, size in zip(sides, sizes, strict=True)]
        ours, theirs = evidence[a], evidence[b]
        shared = len(ours.numbers & theirs.numbers) + len(ours.dates & theirs.dates)
        rows.append(
            {
                "clause": max(side.max() for side in sides),
                "clauses": max(means),
                "numbers": min(shared, 2),
                "conflicts": count_differing_values(ours, theirs),
                "token_set_ratio": fuzz.token_set_ratio(texts[a], texts[b]) / 100,
            }
        )
    cosine = np.einsum("ij,ij->i", vectors[one], vectors[other])
    table = pd.DataFrame(rows, columns=["clause", "clauses", "numbers", "conflicts", "token_set_ratio"]).assign(
        wording=words, meaning=cosine, covered=covered_share(words, wording.weights[one], wording.weights[other])
    )
    table = table.assign(similarity=(words + cosine) / 2 - align.CONFLICT * table["conflicts"])
    pairs = [(texts[a], texts[b]) for a, b in zip(one.tolist(), other.tolist(), strict=True)]
    chances = pair_model().exactly().predict_proba(pairs, table[["wording", "meaning", "similarity"]].to_numpy())
    return table.assign(none=chances[:, 0], part=chances[:, 1], full=chances[:, 2])


@dataclass
class Rule:
    """Decide as `align_sentences` does without a model."""

    def fit(self, _table: pd.DataFrame, _codes: list[Codes]) -> Rule:
        """Learn nothing."""
        return self

    def predict(self, table: pd.DataFrame) -> Codes:
        """Decide by the similarity, and full or part by the covered share."""
        return decided(table["similarity"] >= align.THRESHOLD, table["covered"] >= align.FULL)


@dataclass
class Shipped:
    """Decide as `align_sentences` does with the shipped model."""

    def fit(self, _table: pd.DataFrame, _codes: list[Codes]) -> Shipped:
        """Learn nothing."""
        return self

    def predict(self, table: pd.DataFrame) -> Codes:
        """Decide by the probabilities of the shipped model, among candidates."""
        found = (table["none"] <= 1 - align.LEAST) & (table["similarity"] >= align.CANDIDATE)
        return decided(found, table["full"] > table["part"])


@dataclass
class Thresholds:
    """Decide by two thresholds on one measure."""

    measure: str
    part: float = np.nan
    full: float = np.nan

    def fit(self, table: pd.DataFrame, codes: list[Codes]) -> Thresholds:
        """Choose the lowest value of a pair by F1 of any overlap, then that of a full one by macro-F1."""
        values = table[self.measure].to_numpy()
        grid = np.quantile(values, np.linspace(0.02, 0.98, 60))
        self.part = max(grid, key=lambda least: scores(decided(values >= least, values < 0), codes)[1])
        self.full = max(
            grid[grid >= self.part],
            key=lambda least: scores(decided(values >= self.part, values >= least), codes)[0],
        )
        return self

    def predict(self, table: pd.DataFrame) -> Codes:
        """Decide by the chosen thresholds."""
        return decided(table[self.measure] >= self.part, table[self.measure] >= self.full)


@dataclass
class Trained:
    """Decide by a multinomial logistic regression on standardised measures."""

    measures: list[str]
    model: Pipeline | None = None

    def fit(self, table: pd.DataFrame, codes: list[Codes]) -> Trained:
        """Fit the model to the codes of both coders, each of half weight."""
        self.model = make_pipeline(StandardScaler(), LogisticRegression(C=PENALTY, max_iter=1_000))
        rows = pd.concat([table[self.measures]] * len(codes))
        weights = np.full(len(rows), 1 / len(codes))
        self.model.fit(rows, np.concatenate(codes), logisticregression__sample_weight=weights)
        return self

    def predict(self, table: pd.DataFrame) -> Codes:
        """Return the likelier of full and part where both together reach the least probability."""
        assert self.model
        none, part, full = self.model.predict_proba(table[self.measures]).T
        return decided(1 - none >= LEAST, full > part)


Method = Rule | Shipped | Thresholds | Trained
METHODS: dict[str, Callable[[], Method]] = {
    "align_sentences": Shipped,
    "align_sentences without a model": Rule,
    "threshold, cosine of all-MiniLM-L6-v2": lambda: Thresholds("meaning"),
    "threshold, cosine of weighted words": lambda: Thresholds("wording"),
    "threshold, token_set_ratio": lambda: Thresholds("token_set_ratio"),
    "threshold, similarity of align_sentences": lambda: Thresholds("similarity"),
    **{name: lambda measures=measures: Trained(measures) for name, measures in MEASURES.items()},
}


def decided(
    any_overlap: pd.Series[bool] | npt.NDArray[np.bool_], full: pd.Series[bool] | npt.NDArray[np.bool_]
) -> Codes:
    """Return 0 for no pair, 1 for part, 2 for full."""
    return np.where(np.asarray(any_overlap), np.where(np.asarray(full), 2, 1), 0)


def confusion(coded: Codes, called: Codes) -> npt.NDArray[np.intp]:
    return np.bincount(coded * 3 + called, minlength=9).reshape(3, 3)


def f1_of(table: npt.NDArray[np.intp]) -> tuple[float, float]:
    """Macro-F1 of full, part and none, and F1 of any overlap."""
    sums = table.sum(axis=0) + table.sum(axis=1)
    macro = float(np.mean(2 * np.diag(table) / np.maximum(sums, 1)))
    return macro, float(2 * table[1:, 1:].sum() / max(1, table[1:].sum() + table[:, 1:].sum()))


def scores(called: Codes, codes: list[Codes]) -> tuple[float, float]:
    """Both F1, as means over coders."""
    macro, overlap = np.mean([f1_of(confusion(coded, called)) for coded in codes], axis=0)
    return float(macro), float(overlap)


def with_intervals(called: Codes, codes: list[Codes], groups: npt.NDArray[np.intp]) -> Iterator[dict[str, object]]:
    """Both F1 with percentile intervals over groups."""
    tables = np.array(
        [[confusion(coded[groups == n], called[groups == n]) for coded in codes] for n in range(groups.max() + 1)]
    )
    draws = np.random.default_rng(SEED).integers(len(tables), size=(REDRAWS, len(tables)))
    redrawn = [np.mean([f1_of(table) for table in tables[draw].sum(axis=0)], axis=0) for draw in draws]
    lows, highs = np.quantile(redrawn, [0.025, 0.975], axis=0)
    for name, value, low, high in zip(
        ("macro-F1 of full, part and none", "F1 of any overlap"), scores(called, codes), lows, highs, strict=True
    ):
        yield {"measure": name, "n": len(called), "estimate": value, "low": low, "high": high}


def by_folds(table: pd.DataFrame, codes: list[Codes], groups: npt.NDArray[np.intp]) -> Iterator[dict[str, object]]:
    """Every method on sentence_pairs, and the coders with each other."""
    about = {"texts": "sentence_pairs", "trained_on": "other topics and dates"}
    for name, method in METHODS.items():
        called = np.zeros(len(table), dtype=np.intp)
        folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=SEED)
        for train, test in folds.split(table, codes[0], groups):
            fitted = method().fit(table.iloc[train], [coded[train] for coded in codes])
            called[test] = fitted.predict(table.iloc[test])
        yield from (about | {"method": name} | row for row in with_intervals(called, codes, groups))
    for row in with_intervals(codes[1], codes[:1], groups):
        yield about | {"trained_on": "", "method": "coder 1 with coder 2"} | row


def newswcl50(datasets: Path) -> pd.DataFrame:
    """Return the coded pairs of NewsWCL50 with their measures; each stands for `weight` pairs."""
    pairs = pd.read_csv(ROOT / "bench" / "newswcl50_pairs.csv")
    sentences = pd.read_csv(datasets / "newswcl50" / "sentences.csv")
    sentences = sentences[sentences["text"].str.split().str.len() > 3]
    sentences["id"] = sentences["doc_id"] + ":" + sentences["sent_id"].astype(str)
    found = []
    for _, story in sentences.groupby("event_id"):
        places = {sentence: place for place, sentence in enumerate(story["id"])}
        ours = pairs[pairs["sentence_a"].isin(places)].reset_index(drop=True)
        first, second = ([places[sentence] for sentence in ours[f"sentence_{side}"]] for side in "ab")
        found.append(pd.concat([ours, measured(story["text"].tolist(), first, second)], axis=1))
    return pd.concat(found, ignore_index=True)


def candidates(sentences: pd.DataFrame, corpus: fr.Corpus) -> pd.DataFrame:
    """Return every candidate pair of one story with its measures."""
    rows = sentences[sentences["kind"] != "boilerplate"].sort_values(["article_id", "start"], kind="stable")
    rows = rows.assign(text=[corpus.text(row.article_id)[row.start : row.end] for row in rows.itertuples()])
    rows = rows[rows["text"].map(align.states_something)]
    texts, ids = rows["text"].tolist(), rows["sentence_id"].to_numpy()
    vectors, wording = meaning_vectors(texts, installed_encoder()), wording_of(texts)
    similarity = ((wording.vectors @ wording.vectors.T).toarray() + vectors @ vectors.T) / 2
    articles = pd.factorize(rows["article_id"])[0]
    first, second = np.nonzero((similarity >= align.CANDIDATE) & (articles[:, None] < articles))
    pairs = pd.DataFrame({"sentence_a": ids[first], "sentence_b": ids[second]})
    return pd.concat([pairs, measured(texts, first, second)], axis=1)


def weighted(called: Codes, pairs: pd.DataFrame) -> Iterator[dict[str, object]]:
    """Precision, recall and F1 of any overlap on NewsWCL50, each pair with its weight."""
    weight, coded = pairs["weight"].to_numpy(), pairs["overlap"].to_numpy() != "none"
    right, told, wanted = (float(weight[k].sum()) for k in ((called > 0) & coded, called > 0, coded))
    yield {"measure": "precision", "n": int((called > 0).sum()), "estimate": right / told}
    yield {"measure": "recall", "n": int(coded.sum()), "estimate": right / wanted}
    yield {"measure": "F1 of any overlap", "n": len(pairs), "estimate": 2 * right / (told + wanted)}


def overlaps(table: pd.DataFrame) -> dict[frozenset[str], str]:
    keys = map(frozenset, zip(table["sentence_a"], table["sentence_b"], strict=True))
    return dict(zip(keys, table["overlap"], strict=True))


def against(called: Codes, pairs: pd.DataFrame, coders: list[dict[frozenset[str], str]]) -> Iterator[dict[str, object]]:
    """Precision against pairs of any coder, recall of pairs of all coders, as in validation/pairs.py."""
    found = overlaps(pairs.assign(overlap=np.array(KINDS)[called])[called > 0])
    given, agreed = set().union(*coders), set(coders[0]).intersection(*coders)
    part = [pair for pair in agreed if all(coder[pair] == "part" for coder in coders)]
    precision, recall = len(given & set(found)) / len(found), len(agreed & set(found)) / len(agreed)
    yield {"measure": "precision", "n": len(found), "estimate": precision}
    yield {"measure": "recall", "n": len(agreed), "estimate": recall}
    yield {"measure": "recall of pairs coded part", "n": len(part), "estimate": len({*part} & set(found)) / len(part)}
    yield {
        "measure": "F1 of any overlap",
        "n": len(given | set(found)),
        "estimate": 2 * precision * recall / (precision + recall),
    }


def within(table: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs of the two pairs of texts that are coded."""
    sides = zip(table["sentence_a"].str.rpartition(":")[0], table["sentence_b"].str.rpartition(":")[0], strict=True)
    return table[[set(side) in CODED for side in sides]].reset_index(drop=True)


def elsewhere(fitted: dict[str, Method], datasets: Path, texts: Path | None) -> Iterator[dict[str, object]]:
    """Every method, fitted to sentence_pairs, on pairs of other collections."""
    demo = fr.demo()
    truth = read_csv(demo.root / "truth.csv").query("fact == 'pair'")
    planted = overlaps(truth.rename(columns={"sentence_id": "sentence_a", "other_sentence_id": "sentence_b"}))
    pairs = newswcl50(datasets)
    yield from rows_of("NewsWCL50", pairs, fitted, weighted)
    pairs = candidates(demo.sentences, demo.corpus)
    yield from rows_of("demonstration", pairs, fitted, lambda called, table: against(called, table, [planted]))
    if texts:
        corpus = fr.read_articles(ROOT / "data" / "articles.csv", texts=texts)
        coders = [
            overlaps(within(read_csv(ROOT / "data" / "codes" / f"coder_{coder}" / "families.csv"))) for coder in "ab"
        ]
        pairs = within(candidates(fr.split_sentences(corpus), corpus))
        yield from rows_of("two pairs of texts", pairs, fitted, lambda called, table: against(called, table, coders))


def rows_of(
    texts: str,
    pairs: pd.DataFrame,
    fitted: dict[str, Method],
    measure: Callable[[Codes, pd.DataFrame], Iterator[dict[str, object]]],
) -> Iterator[dict[str, object]]:
    for name, method in fitted.items():
        trained = "" if isinstance(method, Rule | Shipped) else "sentence_pairs"
        about = {"texts": texts, "trained_on": trained, "method": name}
        yield from (about | row for row in measure(method.predict(pairs), pairs))


def main(datasets: Path, texts: Path | None = None) -> None:
    pairs = pd.read_csv(datasets / "sentence_pairs" / "pairs.csv")
    both, n = [*pairs["text_a"], *pairs["text_b"]], len(pairs)
    table = measured(both, range(n), range(n, 2 * n))
    codes = [pairs[coder].map(KINDS.index).to_numpy() for coder in ("coder_1", "coder_2")]
    groups = pd.factorize(pairs["topic"] + pairs["date"].astype(str))[0]
    rows = list(by_folds(table, codes, groups))
    rows += elsewhere({name: method().fit(table, codes) for name, method in METHODS.items()}, datasets, texts)
    found = pd.DataFrame(rows).round({"estimate": 3, "low": 3, "high": 3})
    write_csv(found, RESULTS / "benchmark_sentence_pairs.csv")
    print(found.to_string(index=False))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
