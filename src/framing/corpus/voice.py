"""Voice: whose words a sentence holds, and which of its words.

Quotation marks (quotations.py) and reporting clauses (attribution.py) decide together; the rule that decided stands
in the row. What a sentence alone does not say is read off its neighbours: the speaker of a quotation that runs over
several sentences, of one that goes on without a new clause, and the person behind "he" or "the expert".
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any

import pandas as pd
import regex

from framing.corpus.articles import Corpus
from framing.corpus.attribution import Clause, clauses_of
from framing.corpus.quotations import Quotation, marked, overlap, quotations, within
from framing.corpus.reporting import any_of, cues
from framing.corpus.speakers import MASK, NAME, Span, short_name
from framing.tables import rows, validate

__all__ = ["Reported", "Voiced", "find_voice", "overlap", "quotations", "voices_of"]

WHOLE = 0.75
MOST_WORDS_OF_A_NAME = 8
WORD = regex.compile(r"[\w'’-]*\w")
LONG_WORD = regex.compile(r"\p{L}{4,}")
SPOKEN_AT = regex.compile(r"[,!?…]$")
NAME_ONLY = regex.compile(NAME)
PERSON = regex.compile(r"(?i)(?:he|she|him|his|her)")
PLURAL = regex.compile(r"(?i)(?:they|them|their)")
THING = regex.compile(r"(?i)(?:it|its)")
LINE_BREAK = regex.compile(r"[\r\n\x0b\x0c\x85\u2028\u2029]")


@dataclass(frozen=True)
class Reported:
    """A stretch of a text that is a source's words, the phrase that names the source and the rule."""

    start: int
    end: int
    phrase: str
    rule: str
    in_marks: bool


@dataclass
class Voiced:
    """What is known of one sentence: voice, source by its short name, rule, and the words that are reported."""

    voice: str = "narrator"
    source: str = ""
    rule: str = "no marks and no reporting clause"
    reported: list[Reported] = field(default_factory=list)


@dataclass(frozen=True)
class Speaker:
    """A source met in the text: its short name, the whole phrase and the paragraph."""

    name: str
    phrase: str
    line: int

    @property
    def is_person(self) -> bool:
        """Whether the name could be a person's."""
        return (
            NAME_ONLY.fullmatch(self.name) is not None
            and not self.phrase.lower().startswith("the " + self.name.lower())
            and not self.name.isupper()
            and not any_of("organ").search(self.name)
        )

    @property
    def is_plural(self) -> bool:
        """Whether "they" could be said of it."""
        return not self.is_person and self.name.endswith("s")


def find_voice(sentences: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Add whose words each sentence holds.

    Parameters
    ----------
    sentences
        sentence table of `split_sentences`.
    corpus
        the articles with their texts.

    Returns
    -------
    DataFrame
        the sentences with voice (narrator; indirect: reported without quotation marks; quote: the sentence, or three
        quarters of its words outside the reporting clause, in marks; mixed: fewer in marks), source (short name as the
        text gives it, six words at most; empty where the text names none) and voice_rule (with the stance of the verb:
        neutral, doubtful as "claimed", factive as "revealed"). Boilerplate has no voice. The cues are English.

    Raises
    ------
    TextNotAvailable
        when a text is not attached.

    Examples
    --------
    >>> import pandas as pd
    >>> from framing.corpus.articles import read_articles
    >>> from framing.corpus.sentences import split_sentences
    >>> text = "“We are all done here,” said Anna Berg. She claimed that it was a “gift” that no one wanted. It was not."
    >>> corpus = read_articles(pd.DataFrame({"article_id": ["a"], "outlet": ["C"], "text": [text]}))
    >>> find_voice(split_sentences(corpus), corpus)[["voice", "source", "voice_rule"]].values.tolist()
    [['quote', 'Anna Berg', 'reporting verb behind (neutral)'], ['mixed', 'Anna Berg', 'reporting verb (doubtful)'],
    ['narrator', '', 'no marks and no reporting clause']]
    """
    found: dict[str, Voiced] = {}
    for article_id, of_article in sentences.groupby("article_id", sort=False):
        table = list(rows(of_article))
        voiced = voices_of(corpus.text(str(article_id)), [(row.start, row.end, row.kind) for row in table])
        found.update(zip((row.sentence_id for row in table), voiced, strict=True))
    in_order = [found[sentence_id] for sentence_id in sentences["sentence_id"]]
    columns = {
        "voice": [voiced.voice for voiced in in_order],
        "source": [voiced.source for voiced in in_order],
        "voice_rule": [voiced.rule for voiced in in_order],
    }
    added = {name: pd.Series(values, index=sentences.index, dtype="str") for name, values in columns.items()}
    return validate(sentences.assign(**added), "sentences", "sentences")


def voices_of(text: str, sentences: Sequence[tuple[int, int, str]]) -> list[Voiced]:
    """The voice of each sentence (start, end, kind) of one text."""
    return Reader(text, sentences).read()


class Reader:
    """Reads one text from its first sentence to its last and remembers who spoke."""

    def __init__(self, text: str, sentences: Sequence[tuple[int, int, str]]) -> None:
        self.text, self.sentences = text, sentences
        self.marked = [quotation for quotation in marked(text) if quotation.start < quotation.end]
        self.spans = [(quotation.start, quotation.end) for quotation in self.marked]
        self.masked = masked(text, self.spans)
        self.breaks = [match.start() for match in LINE_BREAK.finditer(text)]
        self.speakers: list[Speaker] = []
        self.clauses: list[list[Clause]] = []
        self.named: list[Speaker | None] = []
        self.of_speech: dict[int, Speaker] = {}
        self.speech = numbered_speeches(text, self.marked)

    def read(self) -> list[Voiced]:
        for start, end, kind in self.sentences:
            found = [] if kind == "boilerplate" else clauses_of(self.masked[start:end])
            self.clauses.append(found)
            self.named.append(self.speaker_of(found[0], start) if found else None)
            self.remember_speech(start, end)
        return [self.voiced(number) for number in range(len(self.sentences))]

    def line_of(self, place: int) -> int:
        """Number of line breaks before a place."""
        return bisect_right(self.breaks, place)

    def speaker_of(self, clause: Clause, offset: int) -> Speaker | None:
        """The source of a clause; a pronoun or "the expert" is followed to the speaker named last."""
        if clause.source is None:
            return None
        source, whole = clause.source, clause.phrase or clause.source
        named = Speaker(
            short_name(self.text[offset + source[0] : offset + source[1]]),
            self.text[offset + whole[0] : offset + whole[1]],
            self.line_of(offset),
        )
        named = self.introduced(named)
        meant = self.meant_by(named)
        if meant is None:
            self.speakers.append(named)
            return named
        return Speaker(meant.name, meant.phrase, named.line)

    def introduced(self, named: Speaker) -> Speaker:
        """A surname alone with the phrase that introduced it: "Berg" was "Anna Berg, the mayor"."""
        earlier = self.last(lambda speaker: speaker.name.endswith(f" {named.name}")) if named.is_person else None
        return Speaker(named.name, earlier.phrase, named.line) if earlier else named

    def meant_by(self, named: Speaker) -> Speaker | None:
        """Who a pronoun or a bare role stands for, if it can be decided."""
        word = named.name
        if PERSON.fullmatch(word):
            return self.last(lambda speaker: speaker.is_person)
        if PLURAL.fullmatch(word):
            return self.last(lambda speaker: speaker.is_plural)
        if THING.fullmatch(word):
            return self.last(lambda speaker: not speaker.is_person and not speaker.is_plural)
        role = cues().get(word.lower(), ())
        if named.phrase.lower().startswith("the ") and any(cue.kind == "role" and cue.tag == "base" for cue in role):
            near = named.line - 2
            anyone = any(cue.stance == "any" for cue in role)
            return self.last(
                lambda speaker: (
                    speaker.is_person and speaker.line >= near and (anyone or word.lower() in speaker.phrase.lower())
                )
            )
        return None

    def last(self, fits: Any) -> Speaker | None:
        return next((speaker for speaker in reversed(self.speakers[-20:]) if fits(speaker)), None)

    def inside(self, start: int, end: int) -> list[int]:
        """Numbers of the quotations that touch a stretch."""
        first = bisect_right(self.spans, start, key=itemgetter(1))
        found = []
        for number in range(first, len(self.spans)):
            if self.spans[number][0] >= end:
                break
            found.append(number)
        return found

    def remember_speech(self, start: int, end: int) -> None:
        """The speaker of a quotation is known from the first clause beside it, also for its other sentences."""
        speaker, found = self.named[-1], self.clauses[-1]
        if speaker is None or not found:
            return
        for number in self.inside(start, end):
            self.of_speech.setdefault(self.speech[number], speaker)
        if len(self.sentences) > 1 and len(self.clauses) > 1 and not self.inside(start, end):
            previous = self.sentences[len(self.clauses) - 2]
            clause = found[0]
            is_bare = not WORD.search(self.text[start + clause.end : end]) and clause.start == 0
            if is_bare and self.text[previous[1] - 1] in "”\"»’'":
                for number in self.inside(*previous[:2])[-1:]:
                    self.of_speech.setdefault(self.speech[number], speaker)

    def voiced(self, number: int) -> Voiced:
        start, end, kind = self.sentences[number]
        if kind == "boilerplate":
            return Voiced("", "", "")
        clauses = self.clauses[number]
        spoken = [
            quotation
            for quotation in self.inside(start, end)
            if clauses
            and any(one.source and one.reports for one in clauses)
            or not is_name(self.text[slice(*self.spans[quotation])])
        ]
        if spoken:
            return self.with_marks(number, spoken)
        return self.without_marks(number)

    def without_marks(self, number: int) -> Voiced:
        start, end, _ = self.sentences[number]
        clauses = [clause for clause in self.clauses[number] if clause.reports]
        reported = list(self.reported_outside(number, clauses))
        if not clauses:
            return Voiced()
        deciding, speaker = clauses[0], self.named[number]
        if deciding != self.clauses[number][0]:
            speaker = self.speaker_of(deciding, start)
        words = len(WORD.findall(self.text[start:end]))
        share = sum(len(WORD.findall(self.text[one.start : one.end])) for one in reported[:1]) / max(words, 1)
        if not deciding.main and share < 0.5:
            return Voiced("narrator", "", "a report in part of the sentence only", reported)
        return Voiced("indirect", speaker.name if speaker else "", deciding.rule, reported)

    def reported_outside(self, number: int, clauses: list[Clause]) -> Iterator[Reported]:
        start, _, _ = self.sentences[number]
        for clause in clauses:
            if clause.source is None:
                continue
            speaker = self.named[number] if clause == self.clauses[number][0] else self.speaker_quietly(clause, start)
            for first, last in clause.content:
                if first < last and speaker:
                    yield Reported(start + first, start + last, speaker.phrase, clause.rule, in_marks=False)

    def speaker_quietly(self, clause: Clause, offset: int) -> Speaker | None:
        kept = list(self.speakers)
        speaker = self.speaker_of(clause, offset)
        self.speakers = kept
        return speaker

    def with_marks(self, number: int, spoken: list[int]) -> Voiced:
        start, end, _ = self.sentences[number]
        clauses = self.clauses[number]
        clause = clauses[0] if clauses else None
        stretches = list(within(start, end, [self.spans[quotation] for quotation in spoken]))
        speaker, rule = self.owner(number, spoken)
        reported = [Reported(*span, speaker.phrase if speaker else "", rule, in_marks=True) for span in stretches]
        reported += self.reported_outside(number, [one for one in clauses if one.reports])
        voice = "quote" if self.share(start, end, stretches, clause) >= WHOLE else "mixed"
        return Voiced(voice, speaker.name if speaker else "", rule, reported)

    def share(self, start: int, end: int, stretches: list[Span], clause: Clause | None) -> float:
        """Words in marks among all words of the sentence outside its reporting clause."""
        inside = sum(len(WORD.findall(self.text[slice(*span)])) for span in stretches)
        words = len(WORD.findall(self.text[start:end]))
        of_clause = (
            len(WORD.findall(self.text[start + clause.start : start + clause.end])) if clause and clause.reports else 0
        )
        return inside / max(words - of_clause, 1)

    def owner(self, number: int, spoken: list[int]) -> tuple[Speaker | None, str]:
        """Whose the quotation of a sentence is, and by which rule."""
        clauses, speaker = self.clauses[number], self.named[number]
        if clauses and speaker:
            return speaker, clauses[0].rule
        known = next((self.of_speech[self.speech[one]] for one in spoken if self.speech[one] in self.of_speech), None)
        if known:
            return known, "the same quotation has its speaker in another sentence"
        before = self.goes_on(number)
        if before:
            return before, "the speaker before goes on in marks"
        return None, clauses[0].rule if clauses else "marks without a speaker"

    def goes_on(self, number: int) -> Speaker | None:
        """The speaker of the sentence before, in the same paragraph or the one before it."""
        line = self.line_of(self.sentences[number][0])
        for earlier in range(number - 1, max(-1, number - 4), -1):
            start, _, kind = self.sentences[earlier]
            if kind == "boilerplate" or kind != self.sentences[number][2] or line - self.line_of(start) > 2:
                return None
            if self.named[earlier]:
                return self.named[earlier]
            if not self.inside(*self.sentences[earlier][:2]):
                return None
        return None


def numbered_speeches(text: str, marked: list[Quotation]) -> list[int]:
    """A number for each quotation, the same for those that go on: never closed, and opened again on the next line."""
    numbers = [0] * len(marked)
    for place, (one, other) in enumerate(pairwise(marked), start=1):
        between = text[one.end : other.start]
        goes_on = not one.closed and not WORD.search(between) and LINE_BREAK.search(between)
        numbers[place] = numbers[place - 1] + (not goes_on)
    return numbers


def masked(text: str, spans: list[Span]) -> str:
    """The text with what is spoken in marks masked, character for character; names in marks are kept."""
    pieces, reached = [], 0
    for start, end in spans:
        if not is_name(text[start:end]):
            pieces += [text[reached:start], MASK * (end - start)]
            reached = end
    return "".join([*pieces, text[reached:]])


def is_name(quoted: str) -> bool:
    """Whether what stands in marks is a name (a title, a ship): few words, all long ones with a capital, no stop."""
    words = LONG_WORD.findall(quoted)
    return (
        bool(words)
        and all(word[0].isupper() for word in words)
        and len(quoted.split()) <= MOST_WORDS_OF_A_NAME
        and not SPOKEN_AT.search(quoted.strip())
    )
