"""Concordance: each place where a word stands, with the words around it (key word in context)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import regex

from framing.chain import RECORD, derived_now
from framing.classifiers.panel import GENERAL
from framing.columns import DTYPES, Type
from framing.corpus.articles import Corpus
from framing.errors import BadInput, did_you_mean
from framing.reads import PublishedStudy
from framing.reporting.provenance import read_provenance
from framing.search import hits, patterns_of
from framing.study import Study

COLUMNS: dict[str, Type] = {
    "article_id": "text",
    "outlet": "text",
    "sentence_id": "text",
    "start": "whole",
    "end": "whole",
    "left": "text",
    "node": "text",
    "right": "text",
    "voice": "text",
    "score": "real",
}
OF_OCCURRENCES = ("target", "form", "voice_of_term", "rule")
PLACE = ["article_id", "start", "end"]
BREAKS = dict.fromkeys(map(ord, "\t\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), " ")
WORD = regex.compile(r"\w+(?:['’]\w+)*")


def words_rightward(context: str) -> list[str]:
    return WORD.findall(context.casefold())


def words_leftward(context: str) -> list[str]:
    return words_rightward(context)[::-1]


# what each order compares; ties stay in the order of the texts
SORTS: dict[str, Callable[[pd.DataFrame], Sequence[Any]]] = {
    "text": lambda lines: range(len(lines)),
    "left": lambda lines: lines["left"].map(words_leftward).tolist(),
    "node": lambda lines: lines["node"].map(words_rightward).tolist(),
    "right": lambda lines: lines["right"].map(words_rightward).tolist(),
    "outlet": lambda lines: lines["outlet"].tolist(),
    "voice": lambda lines: lines["voice"].tolist(),
    "score": lambda lines: (-lines["score"]).fillna(np.inf).tolist(),
}


def concordance(
    study: Study, what: str | Sequence[str] | pd.DataFrame, *, regex: bool = False, width: int = 40, sort: str = "text"
) -> pd.DataFrame:
    r"""Every place where a word, a phrase or a pattern stands, with the words around it.

    Parameters
    ----------
    study
        whose texts are searched, boilerplate included.
    what
        a word or phrase, or several: whole words, case ignored, a phrase over line breaks too; or rows of a table of
        occurrences, which are then shown.
    regex
        whether `what` is a regular expression; ``(?-i:…)`` minds the case of what stands in it.
    width
        characters on each side.
    sort
        text: the order of the articles; left: the words before, reading backwards from the node; right: the words
        behind; node, outlet, voice; score: the most loaded first.

    Returns
    -------
    DataFrame
        article_id, outlet, sentence_id, start, end, left, node, right (line breaks as spaces), voice of the sentence
        (empty in boilerplate), score: loadedness of the sentence by the general model, where it is published. Of
        occurrences also target, form, voice_of_term, rule. A match over several sentences stands under the first.

    Raises
    ------
    TextNotAvailable
        where a text is private and not attached: a concordance quotes it.
    BadInput
        for a pattern that is wrong, or has no end.

    Examples
    --------
    >>> import framing as fr
    >>> for line in fr.concordance(fr.demo(), "tyrant", width=21).tail(2).to_dict("records"):
    ...     print(line["left"], "|", line["node"], "|", line["right"])
    uay House. "He is no  | tyrant | : I saw a tired man i
    esident of Galvora a  | tyrant |  one day and ask me t
    """
    if sort not in SORTS:
        raise BadInput(f"A concordance has no order '{sort}'; {did_you_mean(sort, SORTS)}")
    if width < 0:
        raise BadInput(f"width is {width}; expected how many characters are shown on each side, 0 or more.")
    places = given(what) if isinstance(what, pd.DataFrame) else found(study, what, expressions=regex)
    lines = with_sentences(with_contexts(places, study.corpus, width), study)
    order = {article_id: place for place, article_id in enumerate(study.articles["article_id"])}
    lines = lines.assign(place=lines["article_id"].map(order)).sort_values(["place", "start", "end"], kind="stable")
    compared = SORTS[sort](lines)
    in_order = sorted(range(len(lines)), key=lambda line: compared[line])
    types = {name: DTYPES[kind] for name, kind in COLUMNS.items()}
    return lines.iloc[in_order][[*COLUMNS, *of_occurrences(places)]].astype(types).reset_index(drop=True)


def found(study: Study, what: str | Sequence[str], *, expressions: bool) -> pd.DataFrame:
    """The places at which words, phrases or expressions stand."""
    patterns = patterns_of([what] if isinstance(what, str) else what, expressions=expressions)
    places = {
        (article_id, *place)
        for article_id in study.articles["article_id"]
        for pattern in patterns
        for place in hits(pattern, study.corpus.text(article_id), article_id)
    }
    return pd.DataFrame(sorted(places), columns=PLACE)


def given(occurrences: pd.DataFrame) -> pd.DataFrame:
    """The places of occurrences."""
    missing = [name for name in PLACE if name not in occurrences]
    if missing:
        raise BadInput(
            f"Rows of a table of occurrences are shown by article_id, start and end; {', '.join(missing)} is missing."
        )
    return occurrences[[*PLACE, *of_occurrences(occurrences)]].reset_index(drop=True)


def of_occurrences(places: pd.DataFrame) -> list[str]:
    """What a concordance of occurrences shows beside the words."""
    return [name for name in OF_OCCURRENCES if name in places]


def with_contexts(places: pd.DataFrame, corpus: Corpus, width: int) -> pd.DataFrame:
    """Places with the words there and around."""
    texts = {article_id: corpus.text(article_id).translate(BREAKS) for article_id in places["article_id"].unique()}
    spans = list(zip(*(places[name].tolist() for name in PLACE), strict=True))
    return places.assign(
        left=[texts[article_id][max(0, start - width) : start] for article_id, start, _ in spans],
        node=[texts[article_id][start:end] for article_id, start, end in spans],
        right=[texts[article_id][end : end + width] for article_id, _, end in spans],
    )


def with_sentences(lines: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Lines with outlet, and with the sentence in which each begins: its voice and its loadedness."""
    outlets = dict(zip(study.articles["article_id"], study.articles["outlet"], strict=True))
    lines = lines.assign(outlet=lines["article_id"].map(outlets), sentence_id="", voice="", score=np.nan)
    if lines.empty:
        return lines
    of_articles = dict(list(lines.groupby("article_id")))
    for article_id, sentences in sentences_of(study).groupby("article_id"):
        if article_id in of_articles:
            starts = of_articles[article_id]["start"]
            rows = sentences["end"].searchsorted(starts.to_numpy(), side="right").clip(max=len(sentences) - 1)
            lines.loc[starts.index, ["sentence_id", "voice"]] = sentences[["sentence_id", "voice"]].to_numpy()[rows]
    scores = study.scores[study.scores["classifier"] == GENERAL]
    return lines.assign(score=lines["sentence_id"].map(scores.set_index("unit_id")["probability"]))


def sentences_of(study: Study) -> pd.DataFrame:
    """Sentences with voice: the published ones where a rebuild would give the same, since they are made slowly."""
    record = study.path("derived") / RECORD
    current = record.is_file() and not read_provenance(record).differences(derived_now(study, record.parent))
    return PublishedStudy.of(study).sentences if current else study.voiced
