"""Find whose words a text gives: the voice of each sentence, and every attribution with the person it refers to."""

from __future__ import annotations

import warnings
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, cast

import pandas as pd
import regex

from framing.attribution.cues import cue_pattern, languages_of_cues
from framing.attribution.quotations import Span, find_quotations, overlap, plain_marks
from framing.attribution.reports import Reader, Reported, SentenceSpan, SentenceVoice, share_reported
from framing.attribution.speakers import DETERMINER, NAME, PREPOSITION, PRONOUN, TITLE, short_name
from framing.corpus import ENGLISH, Corpus, Reading, as_read, base_of, listed_languages, other_languages
from framing.errors import BadInput
from framing.models import load_model
from framing.schema import ATTRIBUTIONS
from framing.tables import rows, validate

if TYPE_CHECKING:
    from framing.models import AttributionTagger, TaggedSentence

Auto = Literal["auto"]
MOST_READ = 5_000  # articles in memory
WORD = regex.compile(r"[\w'’-]*\w")
FULL_NAME = regex.compile(NAME)
BEFORE_NAME = regex.compile(rf"^(?:(?:{TITLE}\.?|(?i:{DETERMINER}|{PREPOSITION}|but|and))\s+)+(?=\p{{Lu}})")
BREAKS_NAME = regex.compile(r"\p{L}{2,}\.\s|[\r\n]")  # the end of a sentence or line
POSSESSIVE = regex.compile(r"['’]s?$")
FEWEST_PARTS, MOST_PARTS = 2, 4

_Text = tuple[str, tuple[SentenceSpan, ...], str]  # with its sentences and its language
_READ: dict[tuple[AttributionTagger | Auto | None, *_Text], list[SentenceVoice]] = {}


def find_voice(
    sentences: pd.DataFrame, corpus: Corpus, *, tagger: AttributionTagger | Auto | None = "auto"
) -> pd.DataFrame:
    """Add voice and source to each sentence.

    Rules read quotation marks and reporting clauses; a tagger adds reports that they miss in English. Fewer rules read
    Ukrainian, Russian and Portuguese; in other languages only quotation marks are read, with a warning. The stance of
    the reporting verb is part of the rule: neutral, doubtful ("claimed") or factive ("revealed").

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
    of_articles: dict[str, list[Any]] = {}
    for row in rows(sentences.sort_values("start", kind="stable")):
        of_articles.setdefault(row.article_id, []).append(row)
    tables = list(of_articles.values())
    texts = [corpus.text(str(table[0].article_id)) for table in tables]
    others = other_languages(corpus)
    warn_of_unread(corpus, others)
    readings = [as_read(text) for text in texts]
    with_spans = [
        (
            one.text,
            tuple((one.place_of(row.start), one.place_of(row.end), row.kind) for row in table),
            base_of(others.get(table[0].article_id, ENGLISH)),
        )
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


def _voices_of_texts(texts: list[_Text], tagger: AttributionTagger | Auto | None) -> dict[_Text, list[SentenceVoice]]:
    """Return the voices of each text; texts read before are looked up, as voices, sources and slots all need them."""
    known = {text: _READ[tagger, *text] for text in texts if (tagger, *text) in _READ}
    new = list(dict.fromkeys(text for text in texts if text not in known))
    in_english = [(plain_marks(text), spans, find_quotations(text)) for text, spans, lang in new if lang == ENGLISH]
    tagged = iter(_tagged(tagger, in_english))
    for text, spans, language in new:
        of_tagger = next(tagged) if language == ENGLISH else ()
        found = Reader(text, spans, of_tagger, language).voices()
        known[text, spans, language] = _READ[tagger, text, spans, language] = found
    while len(_READ) > MOST_READ:
        _READ.pop(next(iter(_READ)))
    return known


def voices_of(
    text: str,
    sentences: Sequence[SentenceSpan],
    *,
    tagger: AttributionTagger | None = None,
    language: str = ENGLISH,
) -> list[SentenceVoice]:
    """Return the voice of each sentence (start, end, kind) of one text."""
    tagged = tagger.read([(plain_marks(text), sentences, find_quotations(text))])[0] if tagger else ()
    return Reader(text, sentences, tagged, language).voices()


def warn_of_unread(corpus: Corpus, others: Mapping[str, str]) -> None:
    """Warn of articles in languages whose reporting verbs are not known, given those that are not in English."""
    unread = {name: language for name, language in others.items() if base_of(language) not in languages_of_cues()}
    if unread:
        warnings.warn(
            f"Only quotation marks are read in {len(unread)} of {len(corpus)} articles, because the reporting verbs of "
            f"their languages are not known: {listed_languages(unread)}.",
            stacklevel=4,
        )


def _tagged(
    tagger: AttributionTagger | Auto | None, texts: Sequence[tuple[str, Sequence[SentenceSpan], Sequence[Span]]]
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


def find_attributions(
    sentences: pd.DataFrame, corpus: Corpus, *, tagger: AttributionTagger | Auto | None = "auto"
) -> pd.DataFrame:
    """Find every attribution: which words, of whom, and by which cue.

    Parameters
    ----------
    sentences : DataFrame
        Sentence table of `split_sentences`.
    corpus : Corpus
        The articles with their texts.
    tagger : AttributionTagger, "auto" or None, default "auto"
        Model that finds further reports, as in `find_voice`.

    Returns
    -------
    DataFrame
        One row per attribution and sentence: attribution_id, sentence_id, article_id; start and end of the content;
        cue_start, cue_end, source_start, source_end (missing where the text has none; they may stand in another
        sentence); source (short name as in the text, at most six words), name (that of a pronoun's antecedent; empty if
        it cannot be decided), person (one name for all names of a person in the article; empty for a pronoun); marks:
        ``direct`` (in quotation marks), ``mixed`` (in part), ``indirect`` or ``scare`` (a word in marks that is
        attributed to nobody); n_words; stance, said (false for what somebody wants or supports) and found_by (rules or
        tagger).

    Raises
    ------
    TextNotAvailable
        If a text is not attached.

    Examples
    --------
    >>> import pandas as pd
    >>> from framing.corpus import read_articles, split_sentences
    >>> text = "Anna Berg, the mayor, said that it rained. “We are all done,” she added. It was cold. It was a “gift”."
    >>> corpus = read_articles(pd.DataFrame({"article_id": ["a"], "outlet": ["C"], "text": [text]}))
    >>> found = find_attributions(split_sentences(corpus), corpus, tagger=None)
    >>> for row in found.itertuples():
    ...     print(row.source, row.person, row.marks, text[row.start : row.end], sep=" | ")
    Anna Berg, the mayor | Anna Berg | indirect | it rained.
    she | Anna Berg | direct | We are all done,
     |  | scare | gift
    """
    found = [
        row
        for table, voices in voices_by_article(sentences, corpus, tagger)
        for row in _rows_of_article(corpus.text(str(table[0].article_id)), table, voices)
    ]
    return validate(pd.DataFrame(found, columns=list(ATTRIBUTIONS.columns)), "attributions", "attributions")


def _rows_of_article(text: str, table: Sequence[Any], voices: Sequence[SentenceVoice]) -> Iterator[tuple[object, ...]]:
    full_names = _full_names(text)
    for row, voice in zip(table, voices, strict=True):
        for number, (one, marks) in enumerate(_with_marks(text, voice.reported), start=1):
            cue, source = one.cue or (pd.NA, pd.NA), one.source or (pd.NA, pd.NA)
            yield (
                f"{row.sentence_id}.a{number:02d}",
                row.sentence_id,
                row.article_id,
                one.start,
                one.end,
                *cue,
                *source,
                short_name(text[slice(*one.source)]) if one.source else "",
                one.name,
                _person(one.name, full_names),
                marks,
                len(WORD.findall(text, one.start, one.end)),
                one.stance,
                one.said,
                one.found_by,
            )


def _with_marks(text: str, reported: Sequence[Reported]) -> list[tuple[Reported, str]]:
    """Pair each report with its marks, in order; marks within a report of the same cue are part of it."""
    marked = [one for one in reported if one.in_marks]
    found: list[tuple[Reported, str]] = []
    for one in dict.fromkeys(reported):
        inside = [(mark.start, mark.end) for mark in marked if mark.cue == one.cue]
        if one.in_marks:
            wider = [wide for wide in reported if not wide.in_marks and wide.cue == one.cue]
            if not any(wide.start <= one.start and one.end <= wide.end for wide in wider):
                found.append((one, "scare" if one.scare else "direct"))
        else:
            words = [word.start() for word in WORD.finditer(text, one.start, one.end)]
            in_marks = sum(overlap(place, place + 1, inside) for place in words)
            found.append((one, "direct" if in_marks == len(words) else "mixed" if in_marks else "indirect"))
    return sorted(found, key=lambda pair: (pair[0].start, pair[0].end))


def _full_names(text: str) -> dict[str, str]:
    """Map the last part of each name of a text, in lower case, to the commonest name of two parts or more ending so."""
    full: dict[str, Counter[str]] = defaultdict(Counter)
    for match in FULL_NAME.finditer(text):
        name, breaks = _without_title(match[0]), BREAKS_NAME.search(BEFORE_NAME.sub("", match[0]))
        parts = name.split()
        if FEWEST_PARTS <= len(parts) <= MOST_PARTS and not (name.isupper() or breaks):
            full[parts[-1].lower()][name] += 1
    return {last: names.most_common(1)[0][0] for last, names in full.items()}


def _without_title(name: str) -> str:
    """Return a name without article, title and office before it."""
    parts = POSSESSIVE.sub("", BEFORE_NAME.sub("", name).strip(" .")).split()
    offices = [
        place
        for place, (part, after) in enumerate(pairwise(parts), start=1)
        if cue_pattern("role").fullmatch(part) and after[0].isupper()
    ]
    return " ".join(parts[offices[-1] if offices else 0 :])


def _person(name: str, full_names: dict[str, str]) -> str:
    """Return the full name for a surname, with or without title or in capitals; other names stay as they are."""
    if PRONOUN.fullmatch(name):
        return ""
    bare = _without_title(name)
    parts = bare.split()
    full = full_names.get(parts[-1].lower(), "") if parts and FULL_NAME.fullmatch(bare) else ""
    is_same = full and (len(parts) == 1 or parts[0].lower() == full.split()[0].lower())
    return full if is_same else bare
