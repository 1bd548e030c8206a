"""Pairs of `align_sentences`, against those that coders gave or the demonstration plants."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

import framing as fr
from framing.tables import read_csv
from shares import Share, f1, share, table_of

CODED = (("oboz", "tsf"), ("oboz", "ua-analysis"))
Pairs = dict[frozenset[str], str]


def pairs_in(table: pd.DataFrame) -> Pairs:
    """Return the pairs of a table in either order, with their overlap."""
    keys = (frozenset(pair) for pair in zip(table["sentence_a"], table["sentence_b"], strict=True))
    return dict(zip(keys, table["overlap"], strict=True))


def of_articles(table: pd.DataFrame, one: str, other: str) -> pd.DataFrame:
    """Return the pairs of two articles."""
    sides = zip(table["sentence_a"].str.rpartition(":")[0], table["sentence_b"].str.rpartition(":")[0], strict=True)
    return table[[set(side) == {one, other} for side in sides]]


def shares_of(texts: str, against: str, found: Pairs, coders: list[Pairs]) -> Iterator[Share]:
    """Precision against pairs that any coder gave, recall of pairs that all gave; full and part apart."""
    given = set().union(*coders)
    agreed = set(coders[0]).intersection(*coders)
    yield share(texts, against, "precision", [pair in given for pair in found])
    yield share(texts, against, "recall", [pair in found for pair in agreed])
    for overlap in ("full", "part"):
        told = [pair for pair, kind in found.items() if kind == overlap]
        wanted = [pair for pair in agreed if all(coder[pair] == overlap for coder in coders)]
        yield share(texts, against, f"precision of pairs called {overlap}", [pair in given for pair in told])
        yield share(texts, against, f"recall of pairs coded {overlap}", [pair in found for pair in wanted])
    same = [pair for pair in agreed & set(found) if len({coder[pair] for coder in coders}) == 1]
    yield share(texts, against, "full or part as coded", [found[pair] == coders[0][pair] for pair in same])


def case_shares(study: fr.Study) -> Iterator[Share]:
    """Score the two coded pairs of texts, separately and together, next to the agreement of the coders."""
    assert study.codes
    coders = [rows for _, rows in study.codes.families.groupby("coder")]
    for texts, sides in {
        "two pairs of texts": CODED,
        **{f"{one}, {other}": ((one, other),) for one, other in CODED},
    }.items():
        found, one, other = (
            pairs_in(pd.concat([of_articles(table, *pair) for pair in sides])) for table in (study.alignments, *coders)
        )
        yield from shares_of(texts, "both coders", found, [one, other])
        yield from list(shares_of(texts, "coder a with coder b", one, [other]))


def demo_shares(demo: fr.Study) -> Iterator[Share]:
    """Planted pairs of the demonstration corpus, by wording and meaning and by wording alone."""
    truth = read_csv(demo.root / "truth.csv").query("fact == 'pair'")
    planted = pairs_in(truth.rename(columns={"sentence_id": "sentence_a", "other_sentence_id": "sentence_b"}))
    by_words = fr.align_sentences(demo.voiced, demo.corpus, encoder=None)
    for texts, table in (("demonstration", demo.alignments), ("demonstration, wording alone", by_words)):
        yield from shares_of(texts, "planted", pairs_in(table), [planted])


def pairs(study: fr.Study, demo: fr.Study) -> pd.DataFrame:
    """All shares about pairs, and F1 of each precision with its recall."""
    table = table_of(shares := [*case_shares(study), *demo_shares(demo)])
    return pd.concat([table, pd.DataFrame(f1_rows(shares))], ignore_index=True)


def f1_rows(shares: list[Share]) -> Iterator[dict[str, object]]:
    """F1, which has no count of its own."""
    known = {(row.texts, row.against, row.measure): row for row in shares}
    for (texts, against, measure), precision in known.items():
        if measure == "precision":
            score = f1(precision, known[texts, against, "recall"])
            yield {"texts": texts, "against": against, "measure": "F1", "estimate": score}
