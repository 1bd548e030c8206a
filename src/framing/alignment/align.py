"""Alignment: which sentences of different articles state one proposition, in full or in part.

A pair is scored by its wording (the rare words shared), its meaning (the cosine of sentence embeddings, where an
encoder is at hand) and its evidence (numbers and dates that conflict count against it). The thresholds were fixed on
158 sentence pairs of NewsWCL50 (public news, ten events), coded by the codebook's rule for shared propositions;
bench/alignment.py prints them again. The coders' pairs of the case study were in sight while the rule was chosen, so
its score there is not independent.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.alignment.similarity import (
    Encoder,
    Vectors,
    Wording,
    conflicts,
    covered,
    evidence_of,
    installed_encoder,
    meaning_vectors,
    shared,
    wording_of,
)
from framing.corpus import Corpus
from framing.errors import BadInput
from framing.tables import rows, validate

REPORTED = ("quote", "indirect")


def _voice_drift(voice: str, other: str) -> str:
    """`voice` where one sentence is quoted or reported and the other the narrator's, else `none`.

    A mixed sentence has both voices: which of them the proposition has is not known, and no drift is claimed.

    >>> _voice_drift("quote", "narrator"), _voice_drift("narrator", "mixed"), _voice_drift("quote", "indirect")
    ('voice', 'none', 'none')
    """
    changed = "narrator" in (voice, other) and (voice in REPORTED or other in REPORTED)
    return "voice" if changed else "none"


# least similarity of a pair: on the coded pairs about eight in ten at or above it state one proposition
LEAST = 0.425
# the same where wording is all there is: it runs lower than meaning does, and nine in ten hold
LEAST_BY_WORDING = 0.225
# what one conflict, of numbers or of dates, takes away: it turns a doubtful pair, not a verbatim one
CONFLICT = 0.05
# share of the lighter sentence's words by weight, half, from which a pair is full
FULL = 0.5
# sentences compared at once with all later ones: 512 × 100,000 similarities are 200 MB
BLOCK = 512
# more digits would differ from one machine to the next
DIGITS = 3

Places = npt.NDArray[np.intp]


def align_sentences(
    sentences: pd.DataFrame, corpus: Corpus, *, encoder: Encoder | Literal["installed"] | None = "installed"
) -> pd.DataFrame:
    """Pair the sentences of different articles that state one proposition.

    Parameters
    ----------
    sentences
        sentence table of `split_sentences` or `find_voice`; boilerplate takes no part.
    corpus
        the articles with their texts. Where the manifest has story_id, articles of one story are compared; those
        without one are compared with each other.
    encoder
        turns a list of sentences into one vector each; ``installed``: the small encoder of the extra `text`, or, where
        that is not installed, none; None: wording alone, which finds fewer pairs.

    Returns
    -------
    DataFrame
        alignments: sentence_a, sentence_b (by article_id), overlap (full: half or more of the shorter one's words by
        weight are in the other; else part), similarity (the mean of wording and meaning less 0.05 for each conflict),
        wording, meaning (empty without an encoder), numbers, dates and names shared as evidence, conflicts, drift
        (`voice` where one quotes or reports what the other says itself; empty before `find_voice`).

    Raises
    ------
    BadInput
        for sentences of one article alone: a text is not aligned with itself.
    TextNotAvailable
        when a text is not attached.

    Examples
    --------
    >>> import pandas as pd
    >>> from framing.corpus import read_articles, split_sentences
    >>> texts = ["Ruk met 30 envoys in Dorn. It rained.", "In Dorn, Ruk met 30 envoys. Trade grew by a fifth."]
    >>> corpus = read_articles(pd.DataFrame({"article_id": ["a", "b"], "outlet": ["C", "D"], "text": texts}))
    >>> pairs = align_sentences(split_sentences(corpus), corpus)
    >>> pairs[["sentence_a", "sentence_b", "overlap", "evidence", "conflicts"]].values.tolist()
    [['a:01', 'b:01', 'full', 2, 0]]
    """
    _refuse_one_article(sentences)
    compared = sentences[sentences["kind"] != "boilerplate"].sort_values(["article_id", "start"], kind="stable")
    compared = compared.assign(text=[corpus.text(row.article_id)[row.start : row.end] for row in rows(compared)])
    stories = compared.groupby(_stories_of(compared, corpus), sort=True)
    if encoder == "installed":
        encoder = installed_encoder() if len(compared) else None
    found = [_pairs_of_story(story, encoder) for _, story in stories if len(set(story["article_id"])) > 1]
    return validate(pd.concat(found) if found else no_pairs(), "alignments", "alignments")


def _refuse_one_article(sentences: pd.DataFrame) -> None:
    articles = set(sentences["article_id"])
    if len(articles) == 1:
        raise BadInput(
            f"All sentences are of the article '{articles.pop()}', and a text is not aligned with "
            "itself; pass the sentences of two articles or more."
        )


def _stories_of(sentences: pd.DataFrame, corpus: Corpus) -> pd.Series[str]:
    if "story_id" not in corpus.articles:
        return pd.Series("", index=sentences.index, dtype="str")
    return sentences["article_id"].map(corpus.articles.set_index("article_id")["story_id"])


def no_pairs() -> pd.DataFrame:
    text, whole, real = ("sentence_a", "sentence_b", "overlap", "drift"), ("evidence", "conflicts"), ("similarity",)
    return pd.DataFrame(columns=[*text, *whole, *real, "wording", "meaning"], dtype="str")


def _pairs_of_story(sentences: pd.DataFrame, encoder: Encoder | None) -> pd.DataFrame:
    """The pairs among sentences that stand in the order of their articles."""
    texts = sentences["text"].tolist()
    wording = wording_of(texts)
    meaning = meaning_vectors(texts, encoder) if encoder else None
    articles = pd.factorize(sentences["article_id"])[0]
    first, second = np.hstack([np.empty((2, 0), dtype=np.intp), *candidates(wording, meaning, articles)])
    return _in_columns(sentences, wording, meaning, first, second)


def candidates(wording: Wording, meaning: Vectors | None, articles: Places) -> Iterator[Places]:
    """Places of the sentences whose similarity, conflicts apart, is enough, block by block; exact."""
    for start in range(0, len(articles), BLOCK):
        block = slice(start, start + BLOCK)
        later = int(np.searchsorted(articles, articles[start], side="right"))
        if later == len(articles):
            return
        similarity = (wording.vectors[block] @ wording.vectors[later:].T).toarray()
        if meaning is not None:
            similarity += meaning[block] @ meaning[later:].T
            similarity /= 2
        here, there = np.nonzero(similarity >= least(meaning))
        apart = articles[start + here] < articles[later + there]
        yield np.stack([start + here[apart], later + there[apart]])


def least(meaning: Vectors | None) -> float:
    return LEAST_BY_WORDING if meaning is None else LEAST


def _in_columns(
    sentences: pd.DataFrame, wording: Wording, meaning: Vectors | None, first: Places, second: Places
) -> pd.DataFrame:
    """The pairs with what speaks for them and against them; those whose conflicts outweigh the rest are left out."""
    words = np.asarray(wording.vectors[first].multiply(wording.vectors[second]).sum(axis=1), dtype=np.float32)
    cosine = None if meaning is None else np.einsum("ij,ij->i", meaning[first], meaning[second])
    evidence = {place: evidence_of(sentences["text"].iloc[place]) for place in {*first.tolist(), *second.tolist()}}
    both = [(evidence[one], evidence[other]) for one, other in zip(first.tolist(), second.tolist(), strict=True)]
    against = np.array([conflicts(one, other) for one, other in both], dtype=np.int64)
    similarity = (words if cosine is None else (words + cosine) / 2) - CONFLICT * against
    ids = sentences["sentence_id"].to_numpy()
    full = covered(words, wording.weights[first], wording.weights[second]) >= FULL
    found = pd.DataFrame(
        {
            "sentence_a": ids[first],
            "sentence_b": ids[second],
            "overlap": np.where(full, "full", "part"),
            "similarity": similarity.round(DIGITS),
            "wording": words.round(DIGITS),
            "meaning": np.nan if cosine is None else cosine.round(DIGITS),
            "evidence": np.array([shared(one, other) for one, other in both], dtype=np.int64),
            "conflicts": against,
            "drift": _drifts(sentences, first, second),
        }
    )
    return found[similarity >= least(meaning)]


def _drifts(sentences: pd.DataFrame, first: Places, second: Places) -> list[str]:
    if "voice" not in sentences:
        return [""] * len(first)
    voices = sentences["voice"].to_numpy()
    return [_voice_drift(one, other) for one, other in zip(voices[first], voices[second], strict=True)]


OF_PAIR = ["overlap", "similarity", "drift"]
OF_SENTENCE = ["sentence_id", "voice", "start", "end"]


def twins(alignments: pd.DataFrame, sentences: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Pairs of sentences side by side.

    Parameters
    ----------
    alignments
        table of `align_sentences`, or any rows of it.
    sentences
        the sentences that were aligned.
    corpus
        the articles, with their texts where these are at hand.

    Returns
    -------
    DataFrame
        overlap, similarity, drift, then for either side (ending in _a, _b) sentence_id, voice, start, end (code points
        of the article) and text: the sentence, or empty where its text is private and not attached.

    Examples
    --------
    >>> import framing as fr
    >>> study = fr.open_study("study.toml")
    >>> pairs = study.alignments.query("overlap == 'full'")
    >>> list(fr.twins(pairs, study.sentences, study.corpus).columns[3:8])
    ['sentence_id_a', 'voice_a', 'start_a', 'end_a', 'text_a']
    """
    shown = sentences.assign(text=[_words(row, corpus) for row in rows(sentences)]).set_index("sentence_id", drop=False)
    sides = [
        shown.loc[alignments[f"sentence_{side}"], [*OF_SENTENCE, "text"]].add_suffix(f"_{side}").reset_index(drop=True)
        for side in ("a", "b")
    ]
    return pd.concat([alignments[OF_PAIR].reset_index(drop=True), *sides], axis=1)


def _words(sentence: Any, corpus: Corpus) -> str:
    """A sentence's words, or nothing where its text is not attached."""
    text = corpus.texts.get(sentence.article_id, "")
    return " ".join(text[sentence.start : sentence.end].split("\n"))
