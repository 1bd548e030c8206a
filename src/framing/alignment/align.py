"""Align sentences of different articles that state the same proposition, in full or in part.

Candidates are alike in wording (shared rare words), meaning (cosine of sentence embeddings) and evidence (differing
numbers and dates count against them; a denial or an opposite is told only). Whether a candidate is a pair, in full or
in part, is decided by a network that reads both sentences, `framing.models.PairModel`.

Where it is not installed, and in other languages than English, a rule decides by thresholds. They were set on 158
sentence pairs of NewsWCL50 (public news, ten events), coded by the codebook's rule for shared propositions;
bench/alignment.py reproduces them. The coders' pairs of the case study were known when the rule was chosen, so its
score there is not independent.

A sentence and its translation share no words. They are a pair if they are much more alike, by the embeddings of a
multilingual encoder, than either is to its other neighbours: the ratio of Artetxe & Schwenk (2019).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from itertools import combinations
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import regex

from framing.alignment.similarity import (
    WORDING_WORD,
    Encoder,
    Vectors,
    Wording,
    count_conflicts,
    count_differing_values,
    count_shared,
    covered_share,
    evidence_of,
    installed_encoder,
    meaning_vectors,
    wording_of,
)
from framing.corpus import ENGLISH, Corpus, base_of, other_languages
from framing.errors import BadInput
from framing.models import MEASURES, MULTILINGUAL, MultilingualEncoder, PairModel, is_installed, pair_model
from framing.tables import rows, validate

REPORTED = ("quote", "indirect")
# lowest similarity of a candidate of which the network decides, and lowest probability of a shared proposition: chosen
# with the scores of docs/validation.md in view; the stories kept out of training alone would favour 0.25 and 0.5
CANDIDATE, LEAST = 0.3, 0.6
# lowest similarity of a pair by the rule: of the coded pairs at or above it, about eight in ten state one proposition
THRESHOLD = 0.425
# lowest similarity without an encoder: wording takes lower values than meaning; about nine in ten pairs are correct
WORDING_THRESHOLD = 0.225
# subtracted where numbers, or dates, differ: enough to reject a doubtful pair, not a verbatim one
CONFLICT = 0.05
# lowest share of the lighter sentence's words, by weight, in a full pair
FULL = 0.5
# sentences compared at once with all later ones: 512 × 100,000 similarities take 200 MB
BLOCK = 512
# a word in a larger share of the sentences is a column of the dense product
COMMON = 0.05
# products of another order differ by less
ROUNDING = 1e-4
STATES_NOTHING = regex.compile(
    r"^\p{Lu}{3}.*[—–-]\s*$"  # a dateline
    r"|^\W*(?:[\p{L}.'’-]+\s+){1,4}(?:said|says|added|adds|asked|asks|replied|wrote|writes|tweeted|noted|continued|"
    r"explained|concluded|told (?:reporters|journalists|\p{Lu}[\p{L}.]*(?: \p{Lu}[\p{L}.]*)?))\W*$"
)
# of two languages: lowest ratio, set on invented stories in four languages; neighbours of the mean
ACROSS, NEIGHBOURS = 1.035, 4
# further digits would differ between machines
DIGITS = 3
Positions = npt.NDArray[np.intp]


def align_sentences(
    sentences: pd.DataFrame,
    corpus: Corpus,
    *,
    encoder: Encoder | Literal["installed"] | None = "installed",
    across: Encoder | Literal["installed"] | None = "installed",
    model: PairModel | Literal["installed"] | None = "installed",
) -> pd.DataFrame:
    """Align the sentences of different articles that state the same proposition, also of an original and a translation.

    Parameters
    ----------
    sentences : DataFrame
        Sentence table of `split_sentences` or `find_voice`; boilerplate is skipped.
    corpus : Corpus
        The articles with their texts. If the manifest has story_id, only articles of the same story are compared, and
        articles without a story_id with each other.
    encoder : callable, "installed" or None, default "installed"
        Maps a list of n sentences to an (n, d) array of embeddings. "installed" uses the small encoder of the extra
        `text` if it is installed. None compares wording only, which finds fewer pairs.
    across : callable, "installed" or None, default "installed"
        Encoder for articles in different languages, by the column language or as told from the texts. "installed" uses
        multilingual-e5-small of the extra `languages` if it is installed; None pairs within each language only.
    model : PairModel, "installed" or None, default "installed"
        Decides which English candidates are pairs. "installed" uses the shipped model with the small encoder of the
        extra `text`, if it is installed. None decides by similarity: faster, and less often right.

    Returns
    -------
    DataFrame
        One row per pair, with the columns of the table `alignments`: sentence_a, sentence_b (ordered by article_id);
        overlap (the likelier one of full and part by the model; without it, full if the sentences share at least half
        of the lighter one's words, weighted by rarity); similarity (mean of wording and meaning, minus 0.05 each if
        numbers or dates differ); wording, meaning (0 to 1; meaning is empty without an encoder); evidence (number of
        shared numbers, dates and names); conflicts
        (0 to 3: of numbers, of dates, and of a statement with its denial or opposite); drift
        (`voice` if one sentence quotes or reports what the other states as narrator; empty before `find_voice`).
        Of two languages, similarity is the cosine, wording is empty, evidence and conflicts compare digits and names
        in the same letters, and overlap is full if each sentence is the other's nearest.

    Raises
    ------
    BadInput
        If all sentences belong to one article, or the encoder returns an array of the wrong shape.
    TextNotAvailable
        If a text is not attached.

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
    compared = compared[compared["text"].map(states_something).astype(bool)]
    others = other_languages(corpus)
    languages = [base_of(others.get(article_id, ENGLISH)) for article_id in compared["article_id"]]
    compared = compared.assign(language=pd.Series(languages, compared.index, dtype="str"))
    stories = _stories_of(compared, corpus)
    if model == "installed":
        model = pair_model() if encoder == "installed" and is_installed() and len(compared) else None
    if encoder == "installed":
        encoder = installed_encoder() if len(compared) else None
    in_one = compared.groupby([stories, "language"], sort=True)
    pairs = [
        _pairs_of_story(story, encoder, model if language == ENGLISH else None)
        for (_, language), story in in_one
        if len(set(story["article_id"])) > 1
    ]
    if across == "installed":
        across = MultilingualEncoder() if find_spec(MULTILINGUAL) else None
    if across is not None and others:
        for _, story in compared.groupby(stories, sort=True):
            pairs += _pairs_across(story, across)
    return validate(pd.concat(pairs) if pairs else empty_alignments(), "alignments", "alignments")


def states_something(text: str) -> bool:
    """Check that a sentence states something: it has a word, and is more than a dateline or than who said it.

    >>> [states_something(text) for text in ("Ruk said.", "DORN, Omra (AP) —", "Rain fell.")]
    [False, False, True]
    """
    return WORDING_WORD.search(text) is not None and not STATES_NOTHING.search(text)


def _refuse_one_article(sentences: pd.DataFrame) -> None:
    articles = set(sentences["article_id"])
    if len(articles) == 1:
        raise BadInput(
            f"All sentences belong to the article '{articles.pop()}', and a text is not aligned with itself. "
            "Pass the sentences of at least two articles."
        )


def _stories_of(sentences: pd.DataFrame, corpus: Corpus) -> pd.Series[str]:
    if "story_id" not in corpus.articles:
        return pd.Series("", index=sentences.index, dtype="str")
    return sentences["article_id"].map(corpus.articles.set_index("article_id")["story_id"])


def empty_alignments() -> pd.DataFrame:
    """Return an empty table of alignments."""
    columns = "sentence_a sentence_b overlap drift evidence conflicts similarity wording meaning"
    return pd.DataFrame(columns=columns.split(), dtype="str")


def _pairs_of_story(sentences: pd.DataFrame, encoder: Encoder | None, model: PairModel | None) -> pd.DataFrame:
    """Align sentences that are sorted by article."""
    texts = sentences["text"].tolist()
    wording = wording_of(texts)
    meaning = meaning_vectors(texts, encoder) if encoder else None
    articles = pd.factorize(sentences["article_id"])[0]
    lowest = CANDIDATE if model else threshold(meaning)
    found = np.hstack([np.empty((2, 0), dtype=np.intp), *candidates(wording, meaning, articles, lowest)])
    pairs = _table_of_pairs(sentences, wording, meaning, found, lowest)
    if model is None or pairs.empty:
        return pairs
    text_of = sentences.set_index("sentence_id")["text"]
    both = list(zip(text_of[pairs["sentence_a"]], text_of[pairs["sentence_b"]], strict=True))
    chances = model.predict_proba(both, pairs[[*MEASURES]].to_numpy(np.float64))
    overlaps = np.where(chances[:, 2] > chances[:, 1], "full", "part")
    return pairs.assign(overlap=overlaps)[1 - chances[:, 0] >= LEAST]


def measures_of(pairs: Sequence[tuple[str, str]]) -> npt.NDArray[np.float64]:
    """Measure wording, meaning and similarity of pairs of sentences; words are weighted by their rarity in all of them.

    Returns
    -------
    ndarray of shape (n, 3)
    """
    texts = [*(one for one, _ in pairs), *(other for _, other in pairs)]
    encoder = installed_encoder()
    assert encoder
    places = np.arange(len(texts)).reshape(2, -1)
    sentences = pd.DataFrame({"sentence_id": range(len(texts)), "text": texts})
    table = _table_of_pairs(sentences, wording_of(texts), meaning_vectors(texts, encoder), places, -1.0)
    return table[[*MEASURES]].to_numpy(np.float64)


def candidates(wording: Wording, meaning: Vectors | None, articles: Positions, lowest: float) -> Iterator[Positions]:
    """Yield the positions of all pairs of a lowest similarity before conflicts, block by block; the search is exact.

    Words that many sentences have would fill a sparse product, so they are columns of the dense one, beside the
    meaning; the products of the other words are added where there are any. Pairs within rounding of it are yielded too.
    """
    words = wording.vectors
    common = np.bincount(words.indices, minlength=words.shape[1]) > COMMON * words.shape[0]
    dense = words[:, np.flatnonzero(common)].toarray()
    rare = words[:, np.flatnonzero(~common)].tocsr()
    if meaning is not None:
        dense = np.hstack([meaning, dense])
    least = (1 if meaning is None else 2) * lowest - ROUNDING
    for start in range(0, len(articles), BLOCK):
        block = slice(start, start + BLOCK)
        later = int(np.searchsorted(articles, articles[start], side="right"))
        if later == len(articles):
            return
        similarity = dense[block] @ dense[later:].T
        shared = rare[block] @ rare[later:].T
        flat = similarity.reshape(-1)
        flat[np.repeat(np.arange(shared.shape[0]), np.diff(shared.indptr)) * similarity.shape[1] + shared.indices] += (
            shared.data
        )
        here, there = np.divmod(np.flatnonzero(flat >= least), similarity.shape[1])
        apart = articles[start + here] < articles[later + there]
        yield np.stack([start + here[apart], later + there[apart]])


def threshold(meaning: Vectors | None) -> float:
    return WORDING_THRESHOLD if meaning is None else THRESHOLD


def _table_of_pairs(
    sentences: pd.DataFrame, wording: Wording, meaning: Vectors | None, found: Positions, lowest: float
) -> pd.DataFrame:
    """Build the table of pairs, without those of which the similarity is too low because numbers or dates differ."""
    first, second = found
    words = np.asarray(wording.vectors[first].multiply(wording.vectors[second]).sum(axis=1), dtype=np.float32)
    cosine = None if meaning is None else np.einsum("ij,ij->i", meaning[first], meaning[second])
    evidence = {
        position: evidence_of(sentences["text"].iloc[position]) for position in {*first.tolist(), *second.tolist()}
    }
    both = [(evidence[one], evidence[other]) for one, other in zip(first.tolist(), second.tolist(), strict=True)]
    # a denial or opposite is told, not subtracted: two tellings may contradict each other about one proposition
    differing = np.array([count_differing_values(one, other) for one, other in both], dtype=np.int64)
    similarity = (words if cosine is None else (words + cosine) / 2) - CONFLICT * differing
    ids = sentences["sentence_id"].to_numpy()
    full = covered_share(words, wording.weights[first], wording.weights[second]) >= FULL
    pairs = pd.DataFrame(
        {
            "sentence_a": ids[first],
            "sentence_b": ids[second],
            "overlap": np.where(full, "full", "part"),
            "similarity": similarity.round(DIGITS),
            "wording": words.round(DIGITS),
            "meaning": np.nan if cosine is None else cosine.round(DIGITS),
            "evidence": np.array([count_shared(one, other) for one, other in both], dtype=np.int64),
            "conflicts": np.array([count_conflicts(one, other) for one, other in both], dtype=np.int64),
            "drift": _drifts(sentences, first, second),
        }
    )
    return pairs[similarity >= lowest]


def _pairs_across(sentences: pd.DataFrame, encoder: Encoder) -> Iterator[pd.DataFrame]:
    """Yield the pairs of each two articles of a story that are in different languages."""
    if sentences["language"].nunique() < 2:
        return
    articles = [of_article for _, of_article in sentences.groupby("article_id")]
    vectors = [meaning_vectors(of_article["text"].tolist(), encoder) for of_article in articles]
    for one, other in combinations(range(len(articles)), 2):
        if articles[one]["language"].iloc[0] != articles[other]["language"].iloc[0]:
            cosine = vectors[one] @ vectors[other].T
            first, second = np.nonzero(ratio_to_neighbours(cosine) >= ACROSS)
            both = pd.concat([articles[one], articles[other]])
            nearest = (cosine[first].argmax(axis=1) == second) & (cosine[:, second].argmax(axis=0) == first)
            texts = [articles[one]["text"].iloc[first], articles[other]["text"].iloc[second]]
            evidence = [[evidence_of(text) for text in side] for side in texts]
            yield pd.DataFrame(
                {
                    "sentence_a": articles[one]["sentence_id"].to_numpy()[first],
                    "sentence_b": articles[other]["sentence_id"].to_numpy()[second],
                    "overlap": np.where(nearest, "full", "part"),
                    "similarity": cosine[first, second].round(DIGITS),
                    "wording": np.nan,
                    "meaning": cosine[first, second].round(DIGITS),
                    "evidence": [count_shared(*pair) for pair in zip(*evidence, strict=True)],
                    "conflicts": [count_differing_values(*pair) for pair in zip(*evidence, strict=True)],
                    "drift": _drifts(both, first, len(articles[one]) + second),
                }
            )


def ratio_to_neighbours(similarity: Vectors) -> Vectors:
    """Divide each similarity by the mean of those of both sentences to their nearest neighbours.

    Parameters
    ----------
    similarity : array, shape (n, m)
        Cosines between the sentences of two texts.

    Returns
    -------
    array, shape (n, m)
        Above 1 where two sentences are more alike than each is to its four nearest on average.
    """
    nearest = [np.sort(side, axis=1)[:, -NEIGHBOURS:].mean(axis=1) for side in (similarity, similarity.T)]
    return np.asarray(2 * similarity / (nearest[0][:, None] + nearest[1]), dtype=np.float32)


def _drifts(sentences: pd.DataFrame, first: Positions, second: Positions) -> list[str]:
    if "voice" not in sentences:
        return [""] * len(first)
    voices = sentences["voice"].to_numpy()
    return [_voice_drift(one, other) for one, other in zip(voices[first], voices[second], strict=True)]


def _voice_drift(voice: str, other: str) -> str:
    """Return `voice` if one sentence is quoted or reported and the other is the narrator's, otherwise `none`.

    A mixed sentence has both voices. It is unknown which of them states the proposition, so no drift is recorded.

    >>> _voice_drift("quote", "narrator"), _voice_drift("narrator", "mixed"), _voice_drift("quote", "indirect")
    ('voice', 'none', 'none')
    """
    changed = "narrator" in (voice, other) and (voice in REPORTED or other in REPORTED)
    return "voice" if changed else "none"


def twins(alignments: pd.DataFrame, sentences: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Show aligned sentences side by side.

    Parameters
    ----------
    alignments : DataFrame
        Table of `align_sentences`, or any rows of it.
    sentences : DataFrame
        The sentences that were aligned, with the column voice.
    corpus : Corpus
        The articles, with their texts if available.

    Returns
    -------
    DataFrame
        One row per pair: overlap, similarity, drift and, for each side (suffixes _a and _b), sentence_id, voice, start,
        end (code points of the article) and text. The text is empty if it is private and not attached.

    Examples
    --------
    >>> import framing as fr
    >>> study = fr.open_study("study.toml")
    >>> pairs = study.alignments.query("overlap == 'full'")
    >>> list(fr.twins(pairs, study.sentences, study.corpus).columns[3:8])
    ['sentence_id_a', 'voice_a', 'start_a', 'end_a', 'text_a']
    """
    if "voice" not in sentences:
        raise BadInput("sentences: no column voice. Pass the sentences that find_voice returns.")
    with_text = sentences.assign(text=[_text_of(row, corpus) for row in rows(sentences)])
    by_id = with_text.set_index("sentence_id", drop=False)
    sides = [
        by_id.loc[alignments[f"sentence_{side}"], ["sentence_id", "voice", "start", "end", "text"]]
        .add_suffix(f"_{side}")
        .reset_index(drop=True)
        for side in ("a", "b")
    ]
    return pd.concat([alignments[["overlap", "similarity", "drift"]].reset_index(drop=True), *sides], axis=1)


def _text_of(sentence: Any, corpus: Corpus) -> str:
    """Return the text of a sentence in one line; empty if it is not attached."""
    text = corpus.texts.get(sentence.article_id, "")
    return " ".join(text[sentence.start : sentence.end].split("\n"))
