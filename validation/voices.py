"""Voice and source of `find_voice` against the codes of coders, and against what the demonstration corpus plants."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

import framing as fr
from framing.attribution import QUOTE_SHARE, find_quotations, overlap
from framing.tables import read_csv
from shares import Share, share, table_of

# rules were written with the first two in view; the voice of the other three was coded later
CODED = {
    "five texts": ("oboz", "ua-analysis", "agg-triumph", "agg-backing", "tsf"),
    "two texts": ("oboz", "ua-analysis"),
    "three texts": ("agg-triumph", "agg-backing", "tsf"),
}


def same_source(one: str, other: str) -> bool:
    """Whether two names of a source may be one: the last word in common, or all words of the shorter name."""
    words, others = (re.findall(r"\w[\w'’-]*", name.casefold()) for name in (one, other))
    words, others = ([word for word in names if word not in ("the", "a", "an")] for names in (words, others))
    if not words or not others:
        return not words and not others
    return words[-1] == others[-1] or set(words) <= set(others) or set(others) <= set(words)


def beside(codes: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Coded sentences with the voice and source found, or coded by somebody else."""
    found = sentences.set_index("sentence_id")[["voice", "source"]].add_suffix("_found")
    return codes.join(found, on="sentence_id", how="inner")


def shares_of(texts: str, against: str, pairs: pd.DataFrame) -> Iterator[Share]:
    """Accuracy of the voice, and of the source where the coder (of both, each) names one."""
    yield share(texts, against, "voice", pairs["voice"] == pairs["voice_found"])
    named = pairs[pairs["source"] != ""]
    yield share(texts, against, "source", list(map(same_source, named["source"], named["source_found"])))


def by_coder(study: fr.Study) -> Iterator[dict[str, pd.DataFrame]]:
    """Yield, for the primary coders and for the others, the codes of each and those of which both say the same."""
    assert study.codes
    others = [coder for coder in study.codes.coders if coder not in study.primary_coders]
    for pair in (study.primary_coders, others):
        codes = {f"coder {name}": rows for name, rows in study.codes.by(pair).voice.groupby("coder")}
        one, other = codes.values()
        pairs = beside(one, other)
        agreed = pairs[pairs["voice"] == pairs["voice_found"]]
        agreed = agreed[list(map(same_source, agreed["source"], agreed["source_found"]))]
        yield {**codes, f"coders {' and '.join(pair)}": agreed.drop(columns=["voice_found", "source_found"])}


def case_shares(study: fr.Study) -> Iterator[Share]:
    """Score the texts with coded voice, and the agreement of the coders for reference."""
    for codes in by_coder(study):
        coded = {article for rows in codes.values() for article in rows["sentence_id"].str.rpartition(":")[0]}
        for texts, articles in CODED.items():
            if not coded.issuperset(articles):
                continue
            of_texts = {
                against: rows[rows["sentence_id"].str.rpartition(":")[0].isin(articles)]
                for against, rows in codes.items()
            }
            for against, rows in of_texts.items():
                yield from shares_of(texts, against, beside(rows, study.sentences))
            (name, one), (other_name, other), _ = of_texts.items()
            yield from shares_of(texts, f"{name} with {other_name}", beside(one, other))


def demo_shares(demo: fr.Study) -> Iterator[Share]:
    """Score the author's codes and the planted quotations and reports."""
    texts, voices = "demonstration", demo.voiced.set_index("sentence_id")["voice"]
    yield from shares_of(texts, "author", beside(demo_codes(demo), demo.voiced))
    by_marks = beside(demo_codes(demo), by_marks_alone(demo))
    yield share("demonstration, marks alone", "author", "voice", by_marks["voice"] == by_marks["voice_found"])
    truth = read_csv(demo.root / "truth.csv")
    for fact, voices_of_fact in (("quote", ("quote", "mixed")), ("indirect", ("indirect", "mixed"))):
        planted = truth.loc[truth["fact"] == fact, "sentence_id"].map(voices)
        yield share(
            texts, "planted", f"{fact} in a sentence called {' or '.join(voices_of_fact)}", planted.isin(voices_of_fact)
        )
    slots = planted_slots(demo, truth)
    yield share(texts, "planted", "voice of a slot found", slots["voice_of_term"] == slots["voice_of_term_found"])
    loaded = slots[slots["form"] == "loaded"]
    yield share(
        texts, "planted", "voice of a loaded slot found", loaded["voice_of_term"] == loaded["voice_of_term_found"]
    )


def by_marks_alone(demo: fr.Study) -> pd.DataFrame:
    """Sentences with the voice that quotation marks alone would give: what a user without cues would have."""
    table, spans = demo.voiced.copy(), {name: find_quotations(text) for name, text in demo.corpus.texts.items()}
    in_marks = [overlap(row.start, row.end, spans[row.article_id]) for row in table.itertuples()]
    parts = in_marks / (table["end"] - table["start"])
    table["voice"] = ["quote" if part >= QUOTE_SHARE else "mixed" if part else "narrator" for part in parts]
    return table


def demo_codes(demo: fr.Study) -> pd.DataFrame:
    """Return the codes of the author of the demonstration corpus."""
    assert demo.codes
    return demo.codes.voice


def planted_slots(demo: fr.Study, truth: pd.DataFrame) -> pd.DataFrame:
    """Planted slots, each beside the found slot of its target that touches it first."""
    planted = truth[truth["fact"] == "slot"].astype({"start": int, "end": int})
    planted["article_id"] = planted["sentence_id"].str.rpartition(":")[0]
    occurrences = fr.find_occurrences(demo.voiced, demo.corpus, lexicon=demo.lexicon)
    found = occurrences[occurrences["kind"] == "naming"]
    pairs = planted.merge(found, on=["article_id", "target"], suffixes=("", "_found"))
    pairs = pairs[(pairs["start"] < pairs["end_found"]) & (pairs["end"] > pairs["start_found"])]
    return pairs.drop_duplicates("fact_id").drop_duplicates("occurrence_id")


def confusion(study: fr.Study, demo: fr.Study) -> pd.DataFrame:
    """How often each voice was coded and found."""
    primary = next(by_coder(study))
    codes = [("five texts", against, rows, study.sentences) for against, rows in primary.items()]
    codes.append(("demonstration", "author", demo_codes(demo), demo.voiced))
    counts = [
        beside(rows, sentences)
        .groupby(["voice", "voice_found"])
        .size()
        .reset_index(name="n")
        .assign(texts=texts, against=against)
        for texts, against, rows, sentences in codes
    ]
    table = pd.concat(counts, ignore_index=True).rename(columns={"voice": "coded", "voice_found": "found"})
    return table[["texts", "against", "coded", "found", "n"]]


def voice(study: fr.Study, demo: fr.Study) -> pd.DataFrame:
    """All shares about voice."""
    return table_of([*case_shares(study), *demo_shares(demo)])
