"""Read the reports of a text: quotations and reporting clauses, each with its source, and the voice of each sentence.

Quotation marks (quotations.py) and reporting clauses (clauses.py) decide together; the rule that applied is stated. The
context of a sentence adds the speaker of a quotation that spans several sentences or continues without a new clause,
and the person to whom "he" or "the expert" refers. A tagger may add reports that the rules miss.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

import regex

from framing.attribution.clauses import clauses_of
from framing.attribution.cues import VERBS, cue_pattern, find_cues, languages_of_cues, read_cues
from framing.attribution.phrases import LABELLED, LEADS, Clause, announced
from framing.attribution.quotations import (
    Quotation,
    Span,
    masked,
    names_something,
    overlap,
    plain_marks,
    quotations_of,
    turns_of,
    within,
    without_fillers,
)
from framing.attribution.speakers import (
    DETERMINER,
    FINITE,
    LEADING_WORDS,
    NAME,
    NAME_ONLY,
    NOT_A_SOURCE,
    PRONOUN,
    Source,
    Sources,
    short_name,
    subject_in_phrase,
    trimmed,
)
from framing.corpus import ENGLISH

if TYPE_CHECKING:
    from framing.models import TaggedSentence

QUOTE_SHARE = 0.75
HALF = 0.5
NOT_SAID = regex.compile(
    r"(?i)\b(?:not|never|to|will|would|can|could|may|might|should|is|are|was|were|been|be|refuse[sd]?|declined?)\b|n['’]t"
)
SURE = 0.7  # probability from which the tagger's source replaces that of the rules
CLAUSE = regex.compile(r"(?i)(?:that|whether|how|why)\b")
NOUN_PHRASE = regex.compile(
    rf"(?i:{DETERMINER}|he|she|they|it|we|I|you)\b|\p{{Lu}}|\d|\p{{Ll}}+s\b(?!\s+\p{{Ll}}+ed\b)"
)
MOST_WORDS_OF_A_CLAUSE = 12
MOST_WORDS_OF_SCARE_QUOTES = 4
MOST_SENTENCES_BACK = 3
MOST_LINES_BACK = 2
WORD = regex.compile(r"[\w'’-]*\w")
CLOSING_MARKS = "”\"»’'"
POSSESSIVE = regex.compile(r"['’](?:s|\s|$)")
MOST_WORDS_OF_A_LABEL = 3
SHORT_LINES = ("headline", "crosshead", "caption")
SPEAKER = rf"(?:(?i:{DETERMINER}\s+)?{NAME}|(?i:the\s+)?\p{{Ll}}+(?:\s+\p{{Ll}}+)?"
SPEAKER += rf"|(?:{NAME}\s+)?\p{{Ll}}+\s+{NAME}|{NAME}\s+\p{{Ll}}+)"  # opposition leader Berg; Omra minister
NAME_AND_COLON = regex.compile(
    rf"^(?P<source>{SPEAKER})(?:(?P<place>\s+of)\s+{NAME})?"
    rf"(?P<topic>\s+(?:on|about)\s+[^:()]{{1,30}})?(?P<office>\s+\([^()]+\))?\s*:\s+"
    r"(?P<content>[^“\"‘'«\s].+)$",
    regex.S,
)
DASH_AND_NAME = regex.compile(
    rf"^(?P<content>.+[^”\"’'»\s])(?:\s+[–—-]\s+|\s*:\s+)(?P<source>{SPEAKER})(?:(?:,|(?P<place>\s+of))\s+[^.:;!?]+)?$",
    regex.S,
)
IN_PLACE = r"(?i:\b(?:in|at|near|outside|across)\s+(?:the\s+)?)"
STATES = regex.compile(rf"(?i){FINITE.pattern}")
LINE_BREAK = regex.compile(r"[\r\n\x0b\x0c\x85\u2028\u2029]")

SentenceSpan = tuple[int, int, str]
TAGGED = "attribution tagger"
WEAK = 2


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
    said : bool, default True
        Whether the source said it; False for what the source wants or supports.
    is_object : bool, default False
        Whether the words are the object of the cue, as in "accused Ruk of theft", rather than a clause.
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
    said: bool = True
    is_object: bool = False


@dataclass(frozen=True)
class SentenceVoice:
    """Store the voice of one sentence, the short name of its source, the rule, and the spans in the source's words."""

    voice: str
    source: str
    rule: str
    reported: tuple[Reported, ...] = ()


def share_reported(text: str, start: int, end: int, voice: SentenceVoice) -> float:
    """Return the share of the words of a sentence that it reports of a source, whether said, thought or wanted."""
    spans: list[Span] = []
    for one in sorted((one for one in voice.reported if not one.scare), key=lambda one: one.start):
        reached = spans[-1][1] if spans else start
        spans.append((max(one.start, reached), max(one.end, reached)))
    words = [match.start() for match in WORD.finditer(text, start, end)] if spans else []
    return sum(overlap(word, word + 1, spans) for word in words) / max(len(words), 1)


class Reader:
    """Read a text from its first sentence to its last: clauses, their sources, and the speaker of each quotation."""

    def __init__(
        self,
        text: str,
        sentences: Sequence[SentenceSpan],
        tagged: Sequence[TaggedSentence] = (),
        language: str = ENGLISH,
    ) -> None:
        text = plain_marks(text)
        self.text, self.sentences, self.tagged = text, sentences, tagged
        self.language = language
        turns = dict(turns_of(text))
        quotations = [one for one in quotations_of(text) if one.start < one.end]
        quotations = sorted([*_outside(quotations, turns), *turns], key=lambda one: one.start)
        self.labels = {place: turns[one] for place, one in enumerate(quotations) if one in turns}
        self.spans = [(quotation.start, quotation.end) for quotation in quotations]
        self.speech_numbers = _numbered_speeches(text, quotations)
        self.breaks = [match.start() for match in LINE_BREAK.finditer(text)]
        self.attributions: list[list[_Attribution]] = []
        self.of_speech: dict[int, _Attribution] = {}
        self.going_on: dict[int, _Attribution] = {}  # speeches of whoever spoke before
        self.read()

    def read(self) -> None:
        """Read the clauses of every sentence, and find whose words each quotation holds."""
        sources, without_speech = Sources(), masked(self.text, self.spans)
        for number, (start, end, kind) in enumerate(self.sentences):
            is_read = self.language in languages_of_cues() and kind != "boilerplate"
            clauses = clauses_of(without_speech[start:end], self.language) if is_read else []
            if is_read and self.language == ENGLISH:
                clauses = list(self.labels_of_line(number)) or clauses
            clauses = [clause.shifted(start) for clause in clauses]
            if is_read and self.tagged:
                clauses = [*self.confirmed(number, clauses), *self.further_clauses(number, clauses)]
            self.attributions.append([self.attribution(clause, sources) for clause in clauses])
            self.assign_turns(number, sources)
            self.assign_quotations(number)
            if not clauses and is_read:
                self.assign_previous_quotation(number, without_speech, sources)
                if self.language == ENGLISH:
                    self.assign_announced(number, without_speech, sources)

    def voices(self) -> list[SentenceVoice]:
        """Return the voice of every sentence."""
        return [self.voice_of(number) for number in range(len(self.sentences))]

    def confirmed(self, number: int, clauses: list[Clause]) -> Iterator[Clause]:
        """Yield the clauses of the rules without weak ones in whose report the tagger finds nothing."""
        contents = sorted((one.content.start, one.content.end) for one in self.tagged[number].attributions)
        for clause in clauses:
            inside = sum(overlap(*span, contents) for span in clause.content)
            if clause.rank < WEAK or inside or not clause.content:
                yield self.with_tagged_source(number, clause)

    def with_tagged_source(self, number: int, clause: Clause) -> Clause:
        """Replace the source of a clause by the one that the tagger finds for the same words, unless that is “who”."""
        for one in self.tagged[number].attributions:
            shared = sum(overlap(one.content.start, one.content.end, [span]) for span in clause.content)
            longest = max(one.content.end - one.content.start, *(end - start for start, end in clause.content), 0)
            if not one.source or 2 * shared < longest or one.source.probability < SURE:
                continue
            span = one.source.start, one.source.end
            if not NOUN_PHRASE.match(self.text, *span):
                continue
            is_same = clause.source and overlap(*span, [clause.source])
            source = clause.source if is_same else subject_in_phrase(self.text, *span)
            return replace(clause, source=source, phrase=span)
        return clause

    def further_clauses(self, number: int, clauses: list[Clause]) -> Iterator[Clause]:
        """Yield the attributions of the tagger that the rules miss, without what is in quotation marks."""
        known = sorted(span for clause in clauses if clause.reports and clause.source for span in clause.content)
        for one in self.tagged[number].attributions:
            start, end = one.content.start, one.content.end
            if 2 * overlap(start, end, known) >= end - start or not (one.cue or one.source):
                continue
            cue = (one.cue.start, one.cue.end) if one.cue else None
            phrase = (one.source.start, one.source.end) if one.source else None
            source = subject_in_phrase(self.text, *phrase) if phrase else None
            content = tuple(_between(start, end, self.spans))
            stance, said = self.stance_of(cue, self.text[start:end])
            begins = cue or (start, start)
            clause = Clause(*begins, source, content, TAGGED, 9, main=False, reports=bool(content), said=said)
            # verbs that tell by their object alone ("criticize") and words that no list has ("is critical of")
            yield replace(
                clause, phrase=phrase, cue=cue, stance=stance, is_object=self.is_object(cue, self.text[start:end])
            )

    def is_object(self, cue: Span | None, content: str) -> bool:
        """Check that a content is the object of its cue: the cue reports by no clause, or not here ("ruled Omra")."""
        forms = find_cues(self.text[slice(*cue)], *VERBS, "noun") if cue else ()
        kinds = {one.kind for _, _, form in forms for one in read_cues()[form]}
        is_clause = bool(kinds & {"say", "tell", "verb", "quoting"}) or ("that" in kinds and FINITE.search(content))
        before_infinitive, to, _ = content.partition(" to ")
        asks = bool(to and kinds & {"tell", "quoting"}) and not (
            FINITE.search(before_infinitive) or CLAUSE.match(content)
        )
        return asks or not is_clause

    def stance_of(self, cue: Span | None, content: str) -> tuple[str, bool]:
        """Return the stance of the first known reporting verb of a cue, and whether it says rather than wishes.

        A view that is given as a clause ("they fear that …") counts as said.
        """
        words = self.text[slice(*cue)] if cue else ""
        is_view = CLAUSE.match(content) is not None
        for _, _, form in find_cues(words, *VERBS, "noun"):
            readings = read_cues()[form]
            says = is_view or any(one.kind not in ("wish", "fragment", "noun") for one in readings)
            return readings[0].stance, says and not NOT_SAID.search(words)
        return "neutral", is_view and bool(words) and not NOT_SAID.search(words)

    def attribution(self, clause: Clause, sources: Sources) -> _Attribution:
        """Resolve the source of a clause."""
        if clause.source is None:
            return _Attribution(clause)
        words, phrase = (self.text[slice(*span)] for span in (clause.source, clause.phrase or clause.source))
        name = short_name(words)
        if NOT_A_SOURCE.fullmatch(name) and not PRONOUN.fullmatch(name):
            return _Attribution(clause)
        return _Attribution(clause, sources.resolve(Source(name, phrase, self.line_of(clause.start))))

    def line_of(self, place: int) -> int:
        """Count the line breaks before a place."""
        return bisect_right(self.breaks, place)

    def speaker(self, number: int) -> _Attribution | None:
        """Return the first clause of a sentence that has a source."""
        return next((one for one in self.attributions[number] if one.source), None)

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
        """Yield the name before a colon, or after a colon or dash, of who speaks: "Berg: road will close"."""
        start, end, kind = self.sentences[number]
        is_short = kind in SHORT_LINES
        if not is_short and self.is_first_in_body(number):
            return  # "OMRA: The road was closed" says where it was written
        for pattern in (NAME_AND_COLON, DASH_AND_NAME) if is_short else (NAME_AND_COLON,):
            match = pattern.search(self.text[start:end])
            if match and match.captures("place") and not cue_pattern("role").search(match["source"]):
                continue  # "A triumph: Guest of honour at the fair" names nobody
            # “Berg on the storm: …” needs a name that the text has again
            content = match["content"] if match and not match.groupdict().get("topic") else ""
            office = match and match.groupdict().get("office")
            is_known = bool(office and cue_pattern("role").search(office))
            if match and self.may_speak(match["source"], content, end, is_short=is_short, is_known=is_known):
                source, content = match.span("source"), match.span("content")
                yield Clause(*source, source, (content,), "name beside the line", 0, stance="neutral")

    def may_speak(self, name: str, content: str, end: int, *, is_short: bool, is_known: bool = False) -> bool:
        """Check that a label names a speaker: a role, a name that the text has again, or a name beside a statement."""
        words = name.split()
        is_place = regex.search(IN_PLACE + regex.escape(name) + r"(?!\w)", self.text, regex.I)
        headed = cue_pattern("heading").search(name)
        if (
            NOT_A_SOURCE.fullmatch(name.strip(" ."))
            or is_place
            or headed
            or POSSESSIVE.search(name)
            or len(words) > MOST_WORDS_OF_A_LABEL
        ):
            return False
        bare = LEADING_WORDS.sub("", name)
        small = [word for word in bare.split() if word[0].islower()]
        if bare[0].isupper() and not NAME_ONLY.fullmatch(bare) and not all(map(cue_pattern("role").fullmatch, small)):
            return False  # "Mayor meets Ruk: …" is no speaker
        if cue_pattern("role", "organ").search(name):
            return is_short or (STATES.search(content) is not None and content[:1].isupper())
        again = regex.search(rf"(?<=[\p{{Ll}},] ){regex.escape(words[-1])}(?!\w)", self.text, pos=end) is not None
        if not words[-1][0].isupper():
            return False
        if is_short:
            return again or STATES.search(content) is not None
        is_turn = content[:1].isupper() and STATES.search(content) is not None
        return is_turn and (again or is_known or len(words) > 1 or name.isupper())

    def is_first_in_body(self, number: int) -> bool:
        """Check that no running text comes before a sentence."""
        return all(kind != "body" for *_, kind in self.sentences[:number])

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
        clause = next(iter(clauses_of(without_speech[first:end], self.language)), None)
        if clause and clause.source and first + clause.start >= middle:
            speaker = self.attribution(clause.shifted(first), sources)
            for place in self.quotations_in(number - 1)[-1:]:
                self.of_speech.setdefault(self.speech_numbers[place], speaker)

    def assign_announced(self, number: int, without_speech: str, sources: Sources) -> None:
        """Assign a quotation to whom the line before it announces: "And from the mayor:"."""
        (first, middle, _), (start, end, _) = self.sentences[max(0, number - 1)], self.sentences[number]
        opened = [place for place in self.quotations_in(number) if self.spans[place][0] - 1 <= start + 1]
        if not opened or self.speech_numbers[opened[0]] in self.of_speech or not self.text[:middle].endswith(":"):
            return
        both = clauses_of(without_speech[first:end])
        says = (one for one in both if one.source and one.rule != LEADS and first + one.start < middle)
        clause = next(says, None)
        span = announced(self.text[first:middle])
        if span and (clause is None or clause.rank > WEAK):
            clause = Clause(*span, span, (), LABELLED, 0)
        named = clause.source if clause else None
        if clause and named and not cue_pattern("heading").search(self.text[first + named[0] : first + named[1]]):
            self.of_speech[self.speech_numbers[opened[0]]] = self.attribution(clause.shifted(first), sources)

    def voice_of(self, number: int) -> SentenceVoice:
        """Return the voice of one sentence."""
        if self.sentences[number][2] == "boilerplate":
            return SentenceVoice("", "", "")
        has_report = any(one.source and one.clause.reports for one in self.attributions[number])
        spoken = [
            place
            for place in self.quotations_in(number)
            if has_report or not names_something(self.text, *self.spans[place])
        ]
        return self.with_marks(number, spoken) if spoken else self.without_marks(number)

    def without_marks(self, number: int) -> SentenceVoice:
        """Return the voice of a sentence without quotations."""
        start, end, _ = self.sentences[number]
        deciding = next((one for one in self.attributions[number] if one.clause.reports and one.clause.said), None)
        reported = tuple(self.reported_without_marks(number))
        if deciding is None:
            rule = self.attributions[number][0].clause.rule if reported else "no marks and no reporting clause"
            return SentenceVoice("narrator", "", rule, reported)
        said = [one.clause for one in self.attributions[number] if one.clause.reports and one.clause.said]
        words = {word.start() for one in said for span in one.content for word in WORD.finditer(self.text, *span)}
        if not deciding.clause.main and len(words) < HALF * self.count_words(start, end):
            return SentenceVoice("narrator", "", "a report in part of the sentence only", reported)
        return SentenceVoice("indirect", deciding.name, deciding.clause.rule, reported)

    def reported_without_marks(self, number: int) -> Iterator[Reported]:
        """Yield the spans outside marks that reporting clauses attribute to a source."""
        for one in self.attributions[number]:
            for span in one.clause.content if one.clause.reports and (one.source or one.by_tagger) else ():
                start, end = trimmed(self.text, *span)
                if any(self.count_words(*part) for part in _between(start, end, self.spans)):
                    yield one.reported((start, end), in_marks=False)

    def with_marks(self, number: int, spoken: list[int]) -> SentenceVoice:
        """Return the voice of a sentence with quotations."""
        start, end, _ = self.sentences[number]
        inside = within(start, end, [self.spans[place] for place in spoken])
        spans = [one for one in (without_fillers(self.text, *span) for span in inside) if one[0] < one[1]]
        speaker, rule = self.speaker_in_marks(number, spoken)
        voice = "quote" if self.share_in_marks(number, spans) >= QUOTE_SHARE else "mixed"
        is_alone = voice == "mixed" and not self.attributions[number] and not (speaker and speaker.source)
        reported = [
            replace(
                speaker.reported(span, in_marks=True) if speaker else Reported(*span, "", in_marks=True),
                scare=is_alone and self.count_words(*span) <= MOST_WORDS_OF_SCARE_QUOTES,
            )
            for span in spans
        ]
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
        """Count the words of a stretch of the text."""
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
        before = self.speaker_before(number) or self.going_on.get(self.speech_numbers[spoken[0]])
        if before:
            self.going_on.setdefault(self.speech_numbers[spoken[-1]], before)
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

    @property
    def by_tagger(self) -> bool:
        return self.clause.rule == TAGGED

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
            found_by="tagger" if self.by_tagger else "rules",
            said=clause.said,
            is_object=clause.is_object,
        )


def _between(start: int, end: int, spans: list[Span]) -> Iterator[Span]:
    """Yield the parts of [start, end) outside sorted, disjoint spans."""
    for first, last in within(start, end, spans):
        if start < first:
            yield start, first
        start = last
    if start < end:
        yield start, end


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
