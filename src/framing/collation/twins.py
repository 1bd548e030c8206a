"""Twins: the sentences of a pair side by side, with their words where the texts are at hand."""

from __future__ import annotations

from typing import Any

import pandas as pd

from framing.corpus.articles import Corpus
from framing.tables import rows

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
    shown = sentences.assign(text=[words(row, corpus) for row in rows(sentences)]).set_index("sentence_id", drop=False)
    sides = [
        shown.loc[alignments[f"sentence_{side}"], [*OF_SENTENCE, "text"]].add_suffix(f"_{side}").reset_index(drop=True)
        for side in ("a", "b")
    ]
    return pd.concat([alignments[OF_PAIR].reset_index(drop=True), *sides], axis=1)


def words(sentence: Any, corpus: Corpus) -> str:
    """A sentence's words, or nothing where its text is not attached."""
    text = corpus.texts.get(sentence.article_id, "")
    return " ".join(text[sentence.start : sentence.end].split("\n"))
