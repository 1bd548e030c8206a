"""Types of drift of `find_drifts`, against the coders' types and those that the demonstration plants.

The coders have one type, `meaning`, for a claim that is added, dropped or changed, and do not give it to a pair for
being shared in part only. Numbers and modal words are compared with it apart from clauses left out or added, which are
found in most pairs that are shared in part.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd

import framing as fr
from framing.tables import read_csv
from shares import Share, share, table_of

Pair = frozenset[str]
Types = Mapping[Pair, set[str]]
# the codebook of coders a and b, and the demonstration's, have no type `quote`
ALIKE = ("wording", "voice", "attribution")
WITH_QUOTES = (*ALIKE, "quote")
MEANING = {
    "meaning, by number or modality": {"number", "modality"},
    "meaning, by omission or addition": {"omission", "addition"},
    "meaning, by any of the four": {"number", "modality", "omission", "addition"},
}
CODED = {"meaning": {"meaning"}}
SENTENCE_PAIRS = "sentence_pairs/pairs.csv"


def found_types(drifts: pd.DataFrame) -> dict[Pair, set[str]]:
    """Return the types found in each pair."""
    types: dict[Pair, set[str]] = {}
    for one, other, aspect in zip(drifts["sentence_a"], drifts["sentence_b"], drifts["aspect"], strict=True):
        types.setdefault(frozenset((one, other)), set()).add(aspect)
    return types


def coded_types(table: pd.DataFrame, column: str = "drift") -> dict[Pair, set[str]]:
    """Return the types that a coder gave to each pair."""
    keys = (frozenset(pair) for pair in zip(table["sentence_a"], table["sentence_b"], strict=True))
    return dict(zip(keys, (set(str(codes).split("+")) for codes in table[column]), strict=True))


def shares_of(
    texts: str,
    against: str,
    found: Types,
    coders: Sequence[Types],
    alike: Sequence[str] = ALIKE,
    meaning: Mapping[str, set[str]] = MEANING,
) -> Iterator[Share]:
    """Precision against the types that any coder gave, recall of those that all gave, in pairs of all."""
    pairs = set(found).intersection(*coders)

    def both(name: str, types: set[str], code: str) -> Iterator[Share]:
        told = [any(code in coder[pair] for coder in coders) for pair in pairs if found[pair] & types]
        wanted = [bool(found[pair] & types) for pair in pairs if all(code in coder[pair] for coder in coders)]
        yield share(texts, against, f"{name}: precision", told)
        yield share(texts, against, f"{name}: recall", wanted)

    for code in alike:
        yield from both(code, {code}, code)
    for name, types in meaning.items():
        yield from both(name, types, "meaning")


def drifts(study: fr.Study, demo: fr.Study) -> pd.DataFrame:
    """Score the pairs of the case study that are found and coded, and all planted pairs of the demonstration."""
    assert study.codes
    coders = [coded_types(rows) for _, rows in study.codes.families.groupby("coder")]
    planted, told = _planted(demo)
    return table_of(
        [
            *shares_of("case study", "both coders", found_types(study.drifts), coders),
            *shares_of("case study", "coder a with coder b", coders[0], coders[1:], meaning=CODED),
            *shares_of("demonstration", "planted", found_types(told), [coded_types(planted)]),
        ]
    )


def drift_misses(demo: fr.Study) -> pd.DataFrame:
    """List the planted drifts that are not found, and those found that are not planted, by type."""
    planted, told = _planted(demo)
    coded, found = coded_types(planted), found_types(told)
    misses = []
    for row in planted.itertuples():
        pair = frozenset((row.sentence_a, row.sentence_b))
        for code in ALIKE:
            is_coded, is_found = code in coded[pair], code in found.get(pair, set())
            if is_coded != is_found:
                misses.append((code, "missed" if is_coded else "not planted", row.sentence_a, row.sentence_b))
    return pd.DataFrame(misses, columns=["type", "error", "sentence_a", "sentence_b"]).sort_values(
        ["type", "error"], kind="stable"
    )


def _planted(demo: fr.Study) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the planted pairs of the demonstration, and the drifts found in them."""
    truth = read_csv(demo.root / "truth.csv").query("fact == 'pair'")
    planted = truth.rename(columns={"sentence_id": "sentence_a", "other_sentence_id": "sentence_b"})
    of_words = {"attributions": demo.attributions, "occurrences": demo.occurrences}
    return planted, fr.find_drifts(planted, demo.sentences, demo.corpus, **of_words)


def sentence_pair_drifts(datasets: Path) -> pd.DataFrame:
    """Score same-day pairs of real news that both coders take to share a proposition; no lexicon, so no `wording`."""
    table = read_csv(datasets / SENTENCE_PAIRS)
    table = table[(table["coder_1"] != "none") & (table["coder_2"] != "none")]
    texts = pd.concat(
        pd.DataFrame({"article_id": table["pair_id"] + side, "outlet": side, "text": table[f"text_{side}"]})
        for side in ("a", "b")
    )
    corpus = fr.read_articles(texts.reset_index(drop=True))
    ids = texts["article_id"].to_numpy()
    ends = [len(corpus.text(name)) for name in ids]
    sentences = pd.DataFrame(
        {"sentence_id": ids + ":01", "article_id": ids, "start": 0, "end": ends, "kind": "body", "kind_rule": ""}
    )
    pairs = table.assign(sentence_a=table["pair_id"] + "a:01", sentence_b=table["pair_id"] + "b:01")
    found = fr.find_drifts(pairs, sentences, corpus, attributions=fr.find_attributions(sentences, corpus))
    coders = [coded_types(pairs, f"drift_{number}") for number in (1, 2)]
    return table_of(
        [
            *shares_of("sentence pairs of real news", "both coders", found_types(found), coders, WITH_QUOTES),
            *shares_of(
                "sentence pairs of real news", "coder 1 with coder 2", coders[0], coders[1:], WITH_QUOTES, CODED
            ),
        ]
    )
