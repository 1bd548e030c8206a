"""Find the voice of each sentence: the narrator's, a quotation, indirect speech or mixed."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, cast

import pandas as pd

from framing.attribution.quotations import Span, find_quotations, plain_marks
from framing.attribution.reports import Reader, SentenceSpan, SentenceVoice, is_english, share_reported
from framing.corpus import Corpus, Reading, as_read
from framing.errors import BadInput
from framing.models import load_model
from framing.tables import rows, validate

if TYPE_CHECKING:
    from framing.models import AttributionTagger, TaggedSentence

Auto = Literal["auto"]
MOST_READ = 5_000  # articles in memory

_READ: dict[tuple[AttributionTagger | Auto | None, str, tuple[SentenceSpan, ...]], list[SentenceVoice]] = {}


def find_voice(
    sentences: pd.DataFrame, corpus: Corpus, *, tagger: AttributionTagger | Auto | None = "auto"
) -> pd.DataFrame:
    """Add voice and source to each sentence.

    Rules read quotation marks and reporting clauses; a tagger adds reports that they miss. The cues are English: in a
    text in another language only quotation marks are read, with a warning. The stance of the reporting verb is part of
    the rule: neutral, doubtful ("claimed") or factive ("revealed").

    Parameters
    ----------
    sentences : DataFrame
        Sentence table of `split_sentences`.
    corpus : Corpus
        The articles with their texts.
    tagger : AttributionTagger, "auto" or None, default "auto"
        Model that finds further reports. "auto" takes the shipped model, or rules alone, with a notice, if what it
        needs is not installed. None takes rules alone.

    Returns
    -------
    DataFrame
        The sentences with four more columns: voice, source (short name as in the text, at most six words; empty if the
        text names none), voice_rule (these are empty for boilerplate) and reported. The voice is `quote` if the
        sentence, or three quarters of its words outside the reporting clause, are in quotation marks; `mixed` if fewer
        are; `indirect` if it is reported without marks; otherwise `narrator`. reported is the share of the words that
        somebody says, thinks or wants by any attribution (one by one in `find_attributions`), wider than the voice.

    Raises
    ------
    TextNotAvailable
        If a text is not attached.

    Examples
    --------
    >>> import pandas as pd
    >>> from framing.corpus import read_articles, split_sentences
    >>> text = "“We are all done,” said Anna Berg. She claimed that it was a “gift” that no one wanted. It was not."
    >>> corpus = read_articles(pd.DataFrame({"article_id": ["a"], "outlet": ["C"], "text": [text]}))
    >>> found = find_voice(split_sentences(corpus), corpus, tagger=None)
    >>> for row in found[["voice", "source", "voice_rule"]].values:
    ...     print(*row, sep=" | ")
    quote | Anna Berg | reporting verb behind (neutral)
    mixed | Anna Berg | reporting verb (doubtful)
    narrator |  | no marks and no reporting clause
    """
    by_id: dict[str, SentenceVoice] = {}
    for table, voices in voices_by_article(sentences, corpus, tagger):
        by_id.update(zip((row.sentence_id for row in table), voices, strict=True))
    in_order = [by_id[sentence_id] for sentence_id in sentences["sentence_id"]]
    columns = {
        "voice": [voice.voice for voice in in_order],
        "source": [voice.source for voice in in_order],
        "voice_rule": [voice.rule for voice in in_order],
    }
    added = {name: pd.Series(values, index=sentences.index, dtype="str") for name, values in columns.items()}
    texts = (corpus.text(str(article_id)) for article_id in sentences["article_id"])
    reported = list(map(share_reported, texts, sentences["start"], sentences["end"], in_order))
    return validate(sentences.assign(**added, reported=reported), "sentences", "sentences")


def voices_by_article(
    sentences: pd.DataFrame, corpus: Corpus, tagger: AttributionTagger | Auto | None
) -> Iterator[tuple[list[Any], list[SentenceVoice]]]:
    """Yield the rows of each article and the voices of its sentences."""
    in_order = sentences.sort_values("start", kind="stable")
    tables = [list(rows(of_article)) for _, of_article in in_order.groupby("article_id", sort=False)]
    texts = [corpus.text(str(table[0].article_id)) for table in tables]
    _warn_of_languages([table[0].article_id for table in tables], texts)
    readings = [as_read(text) for text in texts]
    with_spans = [
        (one.text, tuple((one.place_of(row.start), one.place_of(row.end), row.kind) for row in table))
        for one, table in zip(readings, tables, strict=True)
    ]
    read = _voices_of_texts(with_spans, tagger)
    for table, key, reading in zip(tables, with_spans, readings, strict=True):
        yield table, [_as_stored(voice, reading) for voice in read[key]]


def text_to_tag(text: str) -> str:
    """Return the text that the tagger reads for a text as stored: as one reads it, with plain quotation marks."""
    return plain_marks(as_read(text).text)


def _as_stored(voice: SentenceVoice, reading: Reading) -> SentenceVoice:
    """Return a voice with its spans in the text as stored."""
    if isinstance(reading.places, range):
        return voice

    def moved(span: Span | None) -> Span | None:
        return (reading.places[span[0]], reading.places[span[1]]) if span else None

    reported = []
    for one in voice.reported:
        start, end = reading.places[one.start], reading.places[one.end]
        reported.append(replace(one, start=start, end=end, cue=moved(one.cue), source=moved(one.source)))
    return replace(voice, reported=tuple(reported))


def _voices_of_texts(
    texts: list[tuple[str, tuple[SentenceSpan, ...]]], tagger: AttributionTagger | Auto | None
) -> dict[tuple[str, tuple[SentenceSpan, ...]], list[SentenceVoice]]:
    """Return the voices of each text; texts read before are looked up, as voices, sources and slots all need them."""
    known = {text: _READ[tagger, *text] for text in texts if (tagger, *text) in _READ}
    new = list(dict.fromkeys(text for text in texts if text not in known))
    tagged = _tagged(tagger, [(plain_marks(text), spans, find_quotations(text)) for text, spans in new])
    for (text, spans), of_tagger in zip(new, tagged, strict=True):
        known[text, spans] = _READ[tagger, text, spans] = Reader(text, spans, of_tagger).voices()
    while len(_READ) > MOST_READ:
        _READ.pop(next(iter(_READ)))
    return known


def voices_of(
    text: str, sentences: Sequence[SentenceSpan], *, tagger: AttributionTagger | None = None
) -> list[SentenceVoice]:
    """Return the voice of each sentence (start, end, kind) of one text."""
    tagged = tagger.read([(plain_marks(text), sentences, find_quotations(text))])[0] if tagger else ()
    return Reader(text, sentences, tagged).voices()


def _warn_of_languages(article_ids: Sequence[str], texts: Sequence[str]) -> None:
    others = [one for one, text in zip(article_ids, texts, strict=True) if not is_english(text)]
    if others:
        warnings.warn(
            f"{len(others)} of {len(texts)} articles seem to be in another language than English, such as "
            f"{', '.join(others[:3])}. The reporting verbs are English, so that only quotation marks are read there.",
            stacklevel=4,
        )


def _tagged(
    tagger: AttributionTagger | Auto | None, texts: list[tuple[str, Sequence[SentenceSpan], Sequence[Span]]]
) -> Sequence[Sequence[TaggedSentence]]:
    """Tag texts; nothing is tagged without a tagger, or if the shipped one cannot be used."""
    try:
        model = _shipped_tagger() if tagger == "auto" else tagger
        return model.read(texts) if model else [()] * len(texts)
    except BadInput as error:
        if tagger != "auto":
            raise
        _notice(str(error))
        return [()] * len(texts)


@cache
def _shipped_tagger() -> AttributionTagger:
    """Load the shipped tagger once."""
    return cast("AttributionTagger", load_model("attribution"))


@cache
def _notice(reason: str) -> None:
    """Warn once that only rules are used."""
    warnings.warn(
        f"Reports are found by rules alone, which miss more of them: {reason} With tagger=None there is no notice.",
        stacklevel=6,
    )
