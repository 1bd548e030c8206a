"""Find the voice of each sentence: the narrator's, a quotation, indirect speech or mixed.

Quotation marks (quotations.py) and reporting clauses (clauses.py) decide together; the table states which rule
applied. The context of a sentence adds the speaker of a quotation that spans several sentences or continues without
a new clause, and the person to whom "he" or "the expert" refers.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import itemgetter

import pandas as pd
import regex

from framing.attribution.clauses import clauses_of
from framing.attribution.cues import cue_pattern
from framing.attribution.phrases import Clause
from framing.attribution.quotations import Quotation, Span, overlap, quotations_of, within
from framing.attribution.speakers import DETERMINER, MASK, NAME, Source, Sources, short_name, trimmed
from framing.corpus import Corpus
from framing.tables import rows, validate

QUOTE_SHARE = 0.75
HALF = 0.5
MOST_WORDS_OF_A_NAME = 8
MOST_WORDS_OF_A_CLAUSE = 12
MOST_WORDS_OF_SCARE_QUOTES = 4
MOST_SENTENCES_BACK = 3
MOST_LINES_BACK = 2
WORD = regex.compile(r"[\w'’-]*\w")
LONG_WORD = regex.compile(r"\p{L}{4,}")
SPOKEN_AT_END = regex.compile(r"[,!?…]$")
CLOSING_MARKS = "”\"»’'"
SHORT_LINES = ("headline", "crosshead", "caption")
NAME_AND_COLON = regex.compile(rf"^(?P<source>(?i:{DETERMINER}\s+)?{NAME})\s*:\s+(?P<content>[^“\"‘'«].+)$")
DASH_AND_NAME = regex.compile(rf"^(?P<content>.*\p{{Ll}}.*[^”\"’'»])\s+[–—-]\s+(?P<source>{NAME})$")
TURN = regex.compile(
    r"\s*[“\"]?(?P<source>\p{Lu}[\p{Lu}.'’-]+(?:\s\p{Lu}[\p{Lu}.'’-]*){0,3}(?:\s\([^()]{1,30}\))?(?=:\s)|[QA](?=[:.]\s))[:.]\s+"
)
FEWEST_TURNS = 3
MOST_LINES_OF_A_TURN = 4
LINE = regex.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029]++")
LINE_BREAK = regex.compile(r"[\r\n\x0b\x0c\x85\u2028\u2029]")

SentenceSpan = tuple[int, int, str]


@dataclass(frozen=True)
class Reported:
    """Store a span with the words of a source.

    Parameters
    ----------
    start, end : int
        Span of the words in the article's text.
    phrase : str
        The phrase that names the source, with its apposition; for a pronoun the phrase that it refers to.
    in_marks : bool
        Whether the words are in quotation marks.
    name : str, default ""
        Short name of the source; that of the person for a pronoun.
    scare : bool, default False
        Whether the marks hold a word or short phrase that the sentence attributes to nobody: scare quotes.
    cue, source : (int, int), optional
        Span of the reporting words and of the words that name the source; None if there are none.
    stance : {"", "neutral", "doubtful", "factive"}, default ""
        Stance of the cue.
    found_by : {"rules", "tagger"}, default "rules"
        What found the span.
    """

    start: int
    end: int
    phrase: str
    in_marks: bool
    name: str = ""
    scare: bool = False
    cue: Span | None = None
    source: Span | None = None
    stance: str = ""
    found_by: str = "rules"
    is_object: bool = False


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
        turns = dict(_turns(text))
        quotations = [one for one in quotations_of(text) if one.start < one.end]
        quotations = sorted([*_outside(quotations, turns), *turns], key=lambda one: one.start)
        self.labels = {place: turns[one] for place, one in enumerate(quotations) if one in turns}
        self.spans = [(quotation.start, quotation.end) for quotation in quotations]
        self.speech_numbers = _numbered_speeches(text, quotations)
        self.breaks = [match.start() for match in LINE_BREAK.finditer(text)]
        self.attributions: list[list[_Attribution]] = []
        self.of_speech: dict[int, _Attribution] = {}
        self.read()

    def read(self) -> None:
        sources, without_speech = Sources(), masked(self.text, self.spans)
        for number, (start, end, kind) in enumerate(self.sentences):
            clauses = [] if kind == "boilerplate" else clauses_of(without_speech[start:end])
            if kind in SHORT_LINES:
                clauses = list(self.labels_of_line(number)) or clauses
            self.attributions.append([self.attribution(clause.shifted(start), sources) for clause in clauses])
            self.assign_turns(number, sources)
            self.assign_quotations(number)
            if not clauses and kind != "boilerplate":
                self.assign_previous_quotation(number, without_speech, sources)

    def attribution(self, clause: Clause, sources: Sources) -> _Attribution:
        """Resolve the source of a clause."""
        if clause.source is None:
            return _Attribution(clause)
        name, phrase = (self.text[slice(*span)] for span in (clause.source, clause.phrase or clause.source))
        return _Attribution(clause, sources.resolve(Source(short_name(name), phrase, self.line_of(clause.start))))

    def line_of(self, place: int) -> int:
        """Count the line breaks before a place."""
        return bisect_right(self.breaks, place)

    def speaker(self, number: int) -> _Attribution | None:
        """Return the clause that decides a sentence, if it has a source."""
        deciding = self.attributions[number][:1]
        return deciding[0] if deciding and deciding[0].source else None

    def quotations_in(self, number: int) -> list[int]:
        """Return the numbers of the quotations that overlap a sentence."""
        start, end, _ = self.sentences[number]
        inside = []
        for place in range(bisect_right(self.spans, start, key=itemgetter(1)), len(self.spans)):
            if self.spans[place][0] >= end:
                break
            inside.append(place)
        return inside

    def assign_turns(self, number: int, sources: Sources) -> None:
        """Assign each turn of a transcript to the name before it."""
        for place in self.quotations_in(number):
            label = self.labels.pop(place, None)
            if label:
                clause = Clause(*label, label, (), "name before a turn of a transcript", 0)
                self.of_speech[self.speech_numbers[place]] = self.attribution(clause, sources)

    def labels_of_line(self, number: int) -> Iterator[Clause]:
        """Yield the name before a colon or after a dash, if the text has it again: "Berg: road will close"."""
        start, end, _ = self.sentences[number]
        for match in filter(
            None, (pattern.search(self.text[start:end]) for pattern in (NAME_AND_COLON, DASH_AND_NAME))
        ):
            again = self.text.find(match["source"].split()[-1], end) >= 0
            if again or cue_pattern("role", "organ").search(match["source"]):
                source, content = match.span("source"), match.span("content")
                yield Clause(*source, source, (content,), "name beside the line", 0, stance="neutral")

    def assign_quotations(self, number: int) -> None:
        """Assign a quotation to the source of its first clause, in all its sentences."""
        speaker = self.speaker(number)
        for place in self.quotations_in(number):
            if speaker:
                self.of_speech.setdefault(self.speech_numbers[place], speaker)

    def assign_previous_quotation(self, number: int, without_speech: str, sources: Sources) -> None:
        """Read a sentence such as “she asked.” after “Who is there?” as part of the sentence before it."""
        (first, middle, _), (start, end, _) = self.sentences[max(0, number - 1)], self.sentences[number]
        if self.text[middle - 1] not in CLOSING_MARKS or self.count_words(start, end) > MOST_WORDS_OF_A_CLAUSE:
            return
        clause = next(iter(clauses_of(without_speech[first:end])), None)
        if clause and clause.source and first + clause.start >= middle:
            speaker = self.attribution(clause.shifted(first), sources)
            for place in self.quotations_in(number - 1)[-1:]:
                self.of_speech.setdefault(self.speech_numbers[place], speaker)

    def voice_of(self, number: int) -> SentenceVoice:
        """Return the voice of one sentence."""
        if self.sentences[number][2] == "boilerplate":
            return SentenceVoice("", "", "")
        has_report = any(one.source and one.clause.reports for one in self.attributions[number])
        spoken = [
            place
            for place in self.quotations_in(number)
            if has_report or not _is_name(self.text[slice(*self.spans[place])])
        ]
        return self.with_marks(number, spoken) if spoken else self.without_marks(number)

    def without_marks(self, number: int) -> SentenceVoice:
        start, end, _ = self.sentences[number]
        deciding = next((one for one in self.attributions[number] if one.clause.reports and one.clause.said), None)
        reported = tuple(self.reported_without_marks(number))
        if deciding is None:
            rule = self.attributions[number][0].clause.rule if reported else "no marks and no reporting clause"
            return SentenceVoice("narrator", "", rule, reported)
        words = sum(self.count_words(*span) for span in deciding.clause.content)
        if not deciding.clause.main and words < HALF * self.count_words(start, end):
            return SentenceVoice("narrator", "", "a report in part of the sentence only", reported)
        return SentenceVoice("indirect", deciding.name, deciding.clause.rule, reported)

    def reported_without_marks(self, number: int) -> Iterator[Reported]:
        """Yield the spans outside marks that reporting clauses attribute to a source."""
        for one in self.attributions[number]:
            for span in one.clause.content if one.clause.reports and one.source else ():
                start, end = trimmed(self.text, *span)
                if start < end:
                    yield one.reported((start, end), in_marks=False)

    def with_marks(self, number: int, spoken: list[int]) -> SentenceVoice:
        start, end, _ = self.sentences[number]
        spans = list(within(start, end, [self.spans[place] for place in spoken]))
        speaker, rule = self.speaker_in_marks(number, spoken)
        is_alone = not self.attributions[number] and not (speaker and speaker.source)
        reported = [
            replace(
                speaker.reported(span, in_marks=True) if speaker else Reported(*span, "", in_marks=True),
                scare=is_alone and self.count_words(*span) <= MOST_WORDS_OF_SCARE_QUOTES,
            )
            for span in spans
        ]
        voice = "quote" if self.share_in_marks(number, spans) >= QUOTE_SHARE else "mixed"
        return SentenceVoice(
            voice, speaker.name if speaker else "", rule, (*reported, *self.reported_without_marks(number))
        )

    def share_in_marks(self, number: int, spans: list[Span]) -> float:
        """Return the share of words in marks among the words outside the deciding clause."""
        start, end, _ = self.sentences[number]
        inside = sum(self.count_words(*span) for span in spans)
        deciding = [one.clause for one in self.attributions[number][:1] if one.clause.reports]
        of_clause = sum(self.count_words(clause.start, clause.end) for clause in deciding)
        return inside / max(self.count_words(start, end) - of_clause, 1)

    def count_words(self, start: int, end: int) -> int:
        return len(WORD.findall(self.text, start, end))

    def speaker_in_marks(self, number: int, spoken: list[int]) -> tuple[_Attribution | None, str]:
        """Return the speaker of the quotations in a sentence, and the rule that found it."""
        speaker, attributions = self.speaker(number), self.attributions[number]
        if speaker:
            return speaker, speaker.clause.rule
        known = [
            self.of_speech[self.speech_numbers[place]]
            for place in spoken
            if self.speech_numbers[place] in self.of_speech
        ]
        if known:
            return known[0], "the same quotation has its speaker in another sentence"
        before = self.speaker_before(number)
        if before:
            return before, "the speaker before goes on in marks"
        return None, attributions[0].clause.rule if attributions else "marks without a speaker"

    def speaker_before(self, number: int) -> _Attribution | None:
        """Return the speaker of the sentence before, or before further sentences in marks, at most one paragraph up."""
        start, _, kind = self.sentences[number]
        for earlier in range(number - 1, max(-1, number - 1 - MOST_SENTENCES_BACK), -1):
            far = self.line_of(start) - self.line_of(self.sentences[earlier][0]) > MOST_LINES_BACK
            if far or self.sentences[earlier][2] != kind:
                return None
            if self.speaker(earlier) or not self.quotations_in(earlier):
                return self.speaker(earlier)
        return None


@dataclass(frozen=True)
class _Attribution:
    """Store a clause, with spans in the article's text, and the source that it refers to."""

    clause: Clause
    source: Source | None = None

    @property
    def name(self) -> str:
        return self.source.name if self.source else ""

    def reported(self, span: Span, *, in_marks: bool) -> Reported:
        """Return a span of words as those of the source."""
        phrase, clause = self.source.phrase if self.source else "", self.clause
        return Reported(
            *span,
            phrase,
            in_marks,
            name=self.name,
            cue=clause.cue,
            source=clause.phrase or clause.source,
            stance=clause.stance,
            is_object="object" in clause.rule or "wants" in clause.rule,
        )


def _turns(text: str) -> Iterator[tuple[Quotation, Span]]:
    """Yield what each speaker of a transcript says, with the span of the name before it.

    A turn goes on over lines without a name if another turn follows soon.
    """
    lines = [(match, TURN.match(text, *match.span())) for match in LINE.finditer(text) if not match[0].isspace()]
    named = [number for number, (_, turn) in enumerate(lines) if turn]
    for number, following in pairwise([*named, len(lines)] if len(named) >= FEWEST_TURNS else []):
        goes_on = following < len(lines) and following - number <= MOST_LINES_OF_A_TURN
        label = lines[number][1]
        for place in range(number, following if goes_on else number + 1):
            line = lines[place][0]
            start = label.end() if label and place == number else line.start()
            if label and start < line.end():
                yield Quotation(start, line.end(), closed=not goes_on), label.span("source")


def _outside(quotations: list[Quotation], turns: Iterable[Quotation]) -> list[Quotation]:
    """Return the quotations that no turn contains."""
    spans = [(turn.start, turn.end) for turn in turns]
    return [one for one in quotations if not overlap(one.start, one.end, spans)]


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
