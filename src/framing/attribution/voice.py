"""Find the voice of each sentence: the narrator's, a quotation, indirect speech or mixed.

Quotation marks (quotations.py) and reporting clauses (clauses.py) decide together; the table states which rule
applied. The context of a sentence adds the speaker of a quotation that spans several sentences or continues without
a new clause, and the person to whom "he" or "the expert" refers.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter

import pandas as pd
import regex

from framing.attribution.clauses import clauses_of
from framing.attribution.phrases import Clause
from framing.attribution.quotations import Quotation, Span, quotations_of, within
from framing.attribution.speakers import MASK, Source, Sources, short_name
from framing.corpus import Corpus
from framing.tables import rows, validate

QUOTE_SHARE = 0.75
HALF = 0.5
MOST_WORDS_OF_A_NAME = 8
MOST_WORDS_OF_A_CLAUSE = 12
MOST_SENTENCES_BACK = 3
MOST_LINES_BACK = 2
WORD = regex.compile(r"[\w'’-]*\w")
LONG_WORD = regex.compile(r"\p{L}{4,}")
SPOKEN_AT_END = regex.compile(r"[,!?…]$")
CLOSING_MARKS = "”\"»’'"
LINE_BREAK = regex.compile(r"[\r\n\x0b\x0c\x85\u2028\u2029]")

SentenceSpan = tuple[int, int, str]


@dataclass(frozen=True)
class Reported:
    """Store a span with the words of a source, and the phrase that names the source."""

    start: int
    end: int
    phrase: str
    in_marks: bool
    scare: bool = False


@dataclass(frozen=True)
class SentenceVoice:
    """Store the voice of one sentence, the short name of its source, the rule, and the spans in the source's words."""

    voice: str
    source: str
    rule: str
    reported: tuple[Reported, ...] = ()


def find_voice(sentences: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Add voice and source to each sentence.

    The cues are English. The stance of the reporting verb is part of the rule: neutral, doubtful ("claimed") or factive
    ("revealed").

    Parameters
    ----------
    sentences : DataFrame
        Sentence table of `split_sentences`.
    corpus : Corpus
        The articles with their texts.

    Returns
    -------
    DataFrame
        The sentences with three more columns, empty for boilerplate: voice, source (short name as in the text, at most
        six words; empty if the text names none) and voice_rule. The voice is `quote` if the sentence, or three quarters
        of its words outside the reporting clause, are in quotation marks; `mixed` if fewer are; `indirect` if it is
        reported without marks; otherwise `narrator`.

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
    >>> for row in find_voice(split_sentences(corpus), corpus)[["voice", "source", "voice_rule"]].values:
    ...     print(*row, sep=" | ")
    quote | Anna Berg | reporting verb behind (neutral)
    mixed | Anna Berg | reporting verb (doubtful)
    narrator |  | no marks and no reporting clause
    """
    by_id: dict[str, SentenceVoice] = {}
    for article_id, of_article in sentences.groupby("article_id", sort=False):
        table = list(rows(of_article))
        voices = voices_of(corpus.text(str(article_id)), [(row.start, row.end, row.kind) for row in table])
        by_id.update(zip((row.sentence_id for row in table), voices, strict=True))
    in_order = [by_id[sentence_id] for sentence_id in sentences["sentence_id"]]
    columns = {
        "voice": [voice.voice for voice in in_order],
        "source": [voice.source for voice in in_order],
        "voice_rule": [voice.rule for voice in in_order],
    }
    added = {name: pd.Series(values, index=sentences.index, dtype="str") for name, values in columns.items()}
    return validate(sentences.assign(**added), "sentences", "sentences")


def voices_of(text: str, sentences: Sequence[SentenceSpan]) -> list[SentenceVoice]:
    """Return the voice of each sentence (start, end, kind) of one text."""
    reader = _Reader(text, sentences)
    return [reader.voice_of(number) for number in range(len(sentences))]


class _Reader:
    """Read a text from its first sentence to its last: clauses, their sources, and the speaker of each quotation."""

    def __init__(self, text: str, sentences: Sequence[SentenceSpan]) -> None:
        self.text, self.sentences = text, sentences
        quotations = [quotation for quotation in quotations_of(text) if quotation.start < quotation.end]
        self.spans = [(quotation.start, quotation.end) for quotation in quotations]
        self.speech_numbers = _numbered_speeches(text, quotations)
        self.breaks = [match.start() for match in LINE_BREAK.finditer(text)]
        self.clauses: list[list[Clause]] = []
        self.clause_sources: list[list[Source | None]] = []
        self.speaker_of_speech: dict[int, Source] = {}
        self.read()

    def read(self) -> None:
        sources, without_speech = Sources(), masked(self.text, self.spans)
        for start, end, kind in self.sentences:
            clauses = [] if kind == "boilerplate" else clauses_of(without_speech[start:end])
            self.clauses.append(clauses)
            self.clause_sources.append([self.source_of(clause, start, sources) for clause in clauses])
            self.assign_quotations(len(self.clauses) - 1)
            if not clauses and kind != "boilerplate":
                self.assign_previous_quotation(len(self.clauses) - 1, without_speech, sources)

    def source_of(self, clause: Clause, offset: int, sources: Sources) -> Source | None:
        if clause.source is None:
            return None
        name, phrase = (
            self.text[offset + start : offset + end] for start, end in (clause.source, clause.phrase or clause.source)
        )
        return sources.resolve(Source(short_name(name), phrase, self.line_of(offset)))

    def line_of(self, place: int) -> int:
        """Count the line breaks before a place."""
        return bisect_right(self.breaks, place)

    def speaker(self, number: int) -> Source | None:
        """Return the source of the clause that decides a sentence."""
        return self.clause_sources[number][0] if self.clause_sources[number] else None

    def quotations_in(self, number: int) -> list[int]:
        """Return the numbers of the quotations that overlap a sentence."""
        start, end, _ = self.sentences[number]
        inside = []
        for place in range(bisect_right(self.spans, start, key=itemgetter(1)), len(self.spans)):
            if self.spans[place][0] >= end:
                break
            inside.append(place)
        return inside

    def assign_quotations(self, number: int) -> None:
        """Assign a quotation to the source of its first clause, in all its sentences."""
        speaker = self.speaker(number)
        for place in self.quotations_in(number):
            if speaker:
                self.speaker_of_speech.setdefault(self.speech_numbers[place], speaker)

    def assign_previous_quotation(self, number: int, without_speech: str, sources: Sources) -> None:
        """Read a sentence such as “she asked.” after “Who is there?” as part of the sentence before it."""
        (first, middle, _), (start, end, _) = self.sentences[max(0, number - 1)], self.sentences[number]
        if self.text[middle - 1] not in CLOSING_MARKS or self.count_words(start, end) > MOST_WORDS_OF_A_CLAUSE:
            return
        clause = next(iter(clauses_of(without_speech[first:end])), None)
        source = self.source_of(clause, first, sources) if clause and first + clause.start >= middle else None
        for place in self.quotations_in(number - 1)[-1:]:
            if source:
                self.speaker_of_speech.setdefault(self.speech_numbers[place], source)

    def voice_of(self, number: int) -> SentenceVoice:
        """Return the voice of one sentence."""
        if self.sentences[number][2] == "boilerplate":
            return SentenceVoice("", "", "")
        has_report = any(clause.source and clause.reports for clause in self.clauses[number])
        spoken = [
            place
            for place in self.quotations_in(number)
            if has_report or not _is_name(self.text[slice(*self.spans[place])])
        ]
        return self.with_marks(number, spoken) if spoken else self.without_marks(number)

    def without_marks(self, number: int) -> SentenceVoice:
        start, end, _ = self.sentences[number]
        reports = [place for place, clause in enumerate(self.clauses[number]) if clause.reports]
        if not reports:
            return SentenceVoice("narrator", "", "no marks and no reporting clause")
        deciding, source = self.clauses[number][reports[0]], self.clause_sources[number][reports[0]]
        reported = tuple(self.reported_without_marks(number))
        words = sum(self.count_words(start + first, start + last) for first, last in deciding.content)
        if not deciding.main and words < HALF * self.count_words(start, end):
            return SentenceVoice("narrator", "", "a report in part of the sentence only", reported)
        return SentenceVoice("indirect", source.name if source else "", deciding.rule, reported)

    def reported_without_marks(self, number: int) -> Iterator[Reported]:
        """Yield the spans outside marks that reporting clauses attribute to a source."""
        offset = self.sentences[number][0]
        for clause, source in zip(self.clauses[number], self.clause_sources[number], strict=True):
            for start, end in clause.content if clause.reports and source else ():
                if source and start < end:
                    yield Reported(offset + start, offset + end, source.phrase, in_marks=False)

    def with_marks(self, number: int, spoken: list[int]) -> SentenceVoice:
        start, end, _ = self.sentences[number]
        spans = list(within(start, end, [self.spans[place] for place in spoken]))
        source, rule = self.speaker_in_marks(number, spoken)
        phrase = source.phrase if source else ""
        reported = [Reported(*span, phrase, in_marks=True) for span in spans]
        voice = "quote" if self.share_in_marks(number, spans) >= QUOTE_SHARE else "mixed"
        return SentenceVoice(
            voice, source.name if source else "", rule, (*reported, *self.reported_without_marks(number))
        )

    def share_in_marks(self, number: int, spans: list[Span]) -> float:
        """Return the share of words in marks among the words outside the deciding clause."""
        start, end, _ = self.sentences[number]
        inside = sum(self.count_words(*span) for span in spans)
        of_clause = [
            self.count_words(start + one.start, start + one.end) for one in self.clauses[number][:1] if one.reports
        ]
        return inside / max(self.count_words(start, end) - sum(of_clause), 1)

    def count_words(self, start: int, end: int) -> int:
        return len(WORD.findall(self.text, start, end))

    def speaker_in_marks(self, number: int, spoken: list[int]) -> tuple[Source | None, str]:
        """Return the speaker of the quotations in a sentence, and the rule that found it."""
        speaker, clauses = self.speaker(number), self.clauses[number]
        if speaker:
            return speaker, clauses[0].rule
        known = [
            self.speaker_of_speech[self.speech_numbers[place]]
            for place in spoken
            if self.speech_numbers[place] in self.speaker_of_speech
        ]
        if known:
            return known[0], "the same quotation has its speaker in another sentence"
        before = self.speaker_before(number)
        if before:
            return before, "the speaker before goes on in marks"
        return None, clauses[0].rule if clauses else "marks without a speaker"

    def speaker_before(self, number: int) -> Source | None:
        """Return the speaker of the sentence before, or before further sentences in marks, at most one paragraph up."""
        start, _, kind = self.sentences[number]
        for earlier in range(number - 1, max(-1, number - 1 - MOST_SENTENCES_BACK), -1):
            far = self.line_of(start) - self.line_of(self.sentences[earlier][0]) > MOST_LINES_BACK
            if far or self.sentences[earlier][2] != kind:
                return None
            if self.speaker(earlier) or not self.quotations_in(earlier):
                return self.speaker(earlier)
        return None


def _numbered_speeches(text: str, quotations: list[Quotation]) -> list[int]:
    """Assign a number to each quotation; parts of one speech share a number.

    A speech continues if a quotation is not closed and another opens on the next line.
    """
    numbers = [0] * len(quotations)
    for place, (one, other) in enumerate(pairwise(quotations), start=1):
        between = text[one.end : other.start]
        continues = not one.closed and not WORD.search(between) and LINE_BREAK.search(between) is not None
        numbers[place] = numbers[place - 1] + (not continues)
    return numbers


def masked(text: str, spans: list[Span]) -> str:
    r"""Mask speech in quotation marks, character for character; names in marks are kept.

    >>> masked("He said “go”.", [(9, 11)]).replace("\ue000", "_")
    'He said “__”.'
    """
    pieces, reached = [], 0
    for start, end in spans:
        if not _is_name(text[start:end]):
            pieces += [text[reached:start], MASK * (end - start)]
            reached = end
    return "".join([*pieces, text[reached:]])


def _is_name(quoted: str) -> bool:
    """Check whether quotation marks contain a name, such as a book's or a ship's, rather than speech."""
    words = LONG_WORD.findall(quoted)
    return (
        bool(words)
        and all(word[0].isupper() for word in words)
        and len(quoted.split()) <= MOST_WORDS_OF_A_NAME
        and not SPOKEN_AT_END.search(quoted.strip())
    )
