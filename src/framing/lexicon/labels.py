"""Find who gives a label: "Berg called him a tyrant", "he is seen by many as an ally", "she denied that he is a spy".

The predicates, the verbs that govern them and the phrases for a point of view are in labels.csv, each with an example;
the word orders here are those of English. A label is judged from its phrase: the words between a predicate and the
phrase must be what the predicate needs (the one who is labelled, "as", a determiner). A word that merely follows such a
verb ("called a meeting of the regime") is no label.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import as_file, files
from typing import Literal

import regex

from framing.attribution import read_cues, subject_before, subject_of_sentence
from framing.tables import read_csv, rows

Span = tuple[int, int]
Status = Literal["stated", "denied", "questioned", "hypothetical"]

LONGEST_CONTEXT = 600  # code points on each side of a label; longer "sentences" have no full stops
MOST_MODIFIERS = 6
MOST_WORDS_OF_PHRASE = 14
TOKEN = regex.compile(
    r"(?:\p{L}\.){2,}|(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|St|Jr)\.|['’](?:s|re|ve|d|ll|m)\b|\p{Lu}\.(?=\s\p{Lu})"
    r"|[\p{L}\p{N}$][\p{L}\p{M}\p{N}]*(?:[-‐‑.,&/](?=[\p{L}\p{N}])[\p{L}\p{M}\p{N}]+|['’](?!(?:s|re|ve|d|ll|m)\b)\p{L}+)*"
    r"|[^\s\w]"
)
MARKS = frozenset("“”„«»\"‘’'")


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


INDEFINITE = _words("a an")
DETERMINERS = INDEFINITE | _words(
    "the this that these those his her its their our my your another no some any every each"
)
HEDGES = _words("nothing more less but than little better something kind sort just merely simply only one such short")
PRONOUNS = _words(
    "him her it them me us you himself herself itself themselves myself ourselves this that these those everyone anyone "
    "others both all he she they who"
)
PREPOSITIONS = _words(
    "of in on at to from for with by about into over under after before during against between among through upon than "
    "as off out up down away back onto toward towards within without near inside outside across around behind beyond "
    "despite since until like unlike via per"
)
BE = _words("am is are was were be been being isn't aren't wasn't weren't ain't 's 're get gets got gotten")
AUXILIARIES = BE | _words(
    "has have had having hasn't haven't hadn't do does did don't doesn't didn't will would can could may might must "
    "should shall cannot won't wouldn't can't couldn't shouldn't mightn't mustn't 've 'd 'll 'm"
)
MODALS = _words("will would can could may might must should shall can't cannot won't wouldn't couldn't shouldn't 'll")
COPULAS = (BE - _words("get gets got gotten")) | _words("remain remains remained become becomes became")
CONJUNCTIONS = _words(
    "and or but nor yet because although though if unless whether while when where that which who whom whose what so how why"
)
NEGATIONS = _words("not never cannot no hardly neither nor without")
ADVERBS = (
    _words(
        "once also again then now even often just still always ever already later first only long since more today "
        "yesterday never not simply instead best perhaps rather too soon sometimes both either all hardly no longer has "
        "have had"
    )
    - AUXILIARIES
)
NOT_ADVERBS = _words(
    "family ally assembly bully reply rally italy supply july anomaly monopoly ugly friendly holy only"
)
AUTHORS = _words("i we you one us let let's let’s")
RELATIVES = _words("whom which who that what whatever")
SAYING_NOUNS = _words(
    "claim claims accusation accusations allegation allegations charge charges suggestion suggestions assertion "
    "assertions report reports rumour rumours rumor rumors talk notion idea view argument criticism insinuation "
    "insinuations belief"
)
QUESTIONING, LINKS = (
    _words("whether if"),
    _words("of for by after before in from without while when despite on about at"),
)
IMPLICATIVE = _words("first latest last")


@dataclass(frozen=True)
class Labelling:
    """Store who gives a label to whom; spans are those of the article's text.

    Parameters
    ----------
    predicate : str
        Dictionary form of the verb or phrase that gives the label.
    cue : (int, int)
        Span of that verb or phrase.
    label : (int, int)
        Span of the label, from its determiner.
    labeller : (int, int) or None
        Span of the phrase that names who gives the label; None if the text names no one.
    labelled : (int, int) or None
        Span of the phrase that names who gets it.
    status : {"stated", "denied", "questioned", "hypothetical"}
        Whether the labeller gives the label, denies or questions it, or only might give it.
    by_author : bool
        Whether the author speaks: "we call", "can only be called", a question in own words.
    """

    predicate: str
    cue: Span
    label: Span
    labeller: Span | None
    labelled: Span | None
    status: Status
    by_author: bool = False


def label_of(text: str, sentence_start: int, sentence_end: int, slot_start: int, slot_end: int) -> Labelling | None:
    """Return the labelling that governs a phrase, or None if nobody but the author gives it as a label.

    Parameters
    ----------
    text : str
        The whole article.
    sentence_start, sentence_end : int
        Span of the sentence.
    slot_start, slot_end : int
        Span of the phrase, such as "a tyrant".

    Examples
    --------
    >>> text = "Anna Berg once called him a tyrant."
    >>> found = label_of(text, 0, len(text), 26, 34)
    >>> found.predicate, text[slice(*found.labeller)], text[slice(*found.labelled)], found.status
    ('call', 'Anna Berg', 'him', 'stated')
    """
    offset = (
        max(sentence_start, slot_start - LONGEST_CONTEXT)
        if sentence_end - sentence_start > LONGEST_CONTEXT
        else sentence_start
    )
    end = min(sentence_end, offset + 3 * LONGEST_CONTEXT)
    sentence = _sentence_of(text[offset:end])
    found = sentence.label_of(slot_start - offset, slot_end - offset) if sentence.may_label else None
    return _shifted(found, offset) if found else None


def _shifted(found: Labelling, by: int) -> Labelling:
    def shifted(span: Span | None) -> Span | None:
        return (span[0] + by, span[1] + by) if span else None

    cue, label = found.cue, found.label
    return replace(
        found,
        cue=(cue[0] + by, cue[1] + by),
        label=(label[0] + by, label[1] + by),
        labeller=shifted(found.labeller),
        labelled=shifted(found.labelled),
    )


@dataclass(frozen=True)
class _Form:
    """Store one form of a row of labels.csv."""

    predicate: str
    tag: str
    kind: str
    frame: str
    stance: str


@cache
def read_predicates() -> dict[str, tuple[_Form, ...]]:
    """Read every form of labels.csv with its readings."""
    with as_file(files("framing.lexicon") / "labels.csv") as path:
        table = list(rows(read_csv(path)))
    readings: dict[str, list[_Form]] = {}
    for row in table:
        pieces = [
            ("base", row.predicate),
            *(piece.strip().split("=") for piece in row.forms.split(";") if piece.strip()),
        ]
        for tag, form in pieces:
            readings.setdefault(form, []).append(_Form(row.predicate, tag, row.kind, row.frame, row.stance))
    return {form: tuple(of_form) for form, of_form in readings.items()}


@cache
def _forms(kind: str) -> dict[str, list[tuple[str, ...]]]:
    """Return the forms of one kind as words, the longest first, by their first word."""
    by_word: dict[str, list[tuple[str, ...]]] = {}
    for form, readings in read_predicates().items():
        if any(reading.kind == kind for reading in readings):
            words = tuple(form.split())
            by_word.setdefault(words[0], []).append(words)
    return {word: sorted(of_word, key=len, reverse=True) for word, of_word in by_word.items()}


@dataclass(frozen=True)
class _Predicate:
    """Store a predicate in its sentence: tokens from `start` to `end`, and its readings."""

    start: int
    end: int
    readings: tuple[_Form, ...]

    @property
    def tags(self) -> frozenset[str]:
        return frozenset(reading.tag for reading in self.readings)

    @property
    def is_official(self) -> bool:
        return any(reading.stance == "official" for reading in self.readings)


@lru_cache(maxsize=512)
def _sentence_of(text: str) -> _Sentence:
    return _Sentence(text)


class _Sentence:
    """Read one sentence: its tokens and the predicates in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans = [match.span() for match in TOKEN.finditer(text)]
        self.words = [text[slice(*span)].lower().replace("’", "'") for span in self.spans]
        self.predicates = list(self._found("predicate"))
        self.reports = [
            index
            for index, word in enumerate(self.words)
            if word in SAYING_NOUNS or word in QUESTIONING or word in _reporting_verbs()
        ]

    @property
    def may_label(self) -> bool:
        """Whether the sentence has any word that could give a label; most have none."""
        return bool(self.predicates or self.reports or "?" in self.words or _viewpoint().search(self.text))

    def _found(self, kind: str) -> Iterator[_Predicate]:
        forms, reached = _forms(kind), 0
        for index, word in enumerate(self.words):
            for words in forms.get(word, ()) if index >= reached else ():
                if tuple(self.words[index : index + len(words)]) == words:
                    reached = index + len(words)
                    readings = read_predicates()[" ".join(words)]
                    yield _Predicate(index, reached, tuple(one for one in readings if one.kind == kind))
                    break

    # ---- words and phrases

    def word(self, index: int) -> str:
        """Return the word at a place; empty outside the sentence."""
        return self.words[index] if 0 <= index < len(self.words) else ""

    def is_name(self, index: int) -> bool:
        """Check for a capital letter."""
        return 0 <= index < len(self.words) and self.text[self.spans[index][0]].isupper()

    def is_noun(self, index: int) -> bool:
        """Check that a word can stand in a noun phrase: no mark, and no word of a closed class."""
        word = self.word(index)
        return (
            word[:1].isalnum() or word[:1] == "$"
        ) and word not in DETERMINERS | PREPOSITIONS | AUXILIARIES | CONJUNCTIONS | PRONOUNS | AUTHORS | {
            "not",
            "said",
            "says",
        }

    def span(self, start: int, end: int) -> Span | None:
        """Return the span of tokens in code points, without marks and commas at the edges."""
        while start < end and not self.words[start][0].isalnum():
            start += 1
        while end > start and not self.words[end - 1][0].isalnum():
            end -= 1
        return (self.spans[start][0], self.spans[end - 1][1]) if start < end else None

    def is_phrase(self, start: int, end: int) -> bool:
        """Check that words are one noun phrase, possibly with phrases behind it."""
        if not 0 < end - start <= MOST_WORDS_OF_PHRASE:
            return False
        first, last = self.word(start), self.word(end - 1)
        if end - start == 1 and first in PRONOUNS:
            return True
        if first in PREPOSITIONS | CONJUNCTIONS | {",", "'s"} or not (
            self.is_noun(end - 1) or last in PRONOUNS or last == "'"
        ):
            return False
        if first.endswith("ing") and not self.is_name(start):
            return False
        inside = self.words[start:end]
        return not any(
            word in AUXILIARIES - {"'s"}
            or word in CONJUNCTIONS - {"and", "or"}
            or word in {"to", "not", "as"}
            or word in ".;:!?()[]—–"
            for word in inside
        )

    def start_of_phrase(self, index: int) -> int:
        """Return the start of the noun phrase whose noun is at `index`: its determiner or its first modifier."""
        start = index
        while start > 0 and index - start <= MOST_MODIFIERS:
            before = start - 1
            while before > 0 and (
                self.words[before] in MARKS
                or (self.words[before] in {",", "and", "or"} and start < index and self.is_noun(before - 1))
            ):
                before -= 1
            if self.words[before] in DETERMINERS:
                return self._with_hedges(before)
            if not self.is_noun(before) and self.words[before] != "'s":
                break
            start = before
        return -1

    def _with_hedges(self, start: int) -> int:
        """Include "nothing but", "some kind of" and "one of" before a determiner."""
        while start > 0 and (
            self.words[start - 1] in HEDGES or (self.words[start - 1] == "of" and self.word(start - 2) in HEDGES)
        ):
            start -= 1
        return start

    def bare_start(self, index: int) -> int:
        """Return the start of a label without a determiner: "called them violent extremists"."""
        start = index
        while start > 0 and index - start < 3 and self.is_noun(start - 1) and not self.is_name(start - 1):
            if self.words[start - 1].endswith("s") and not self.words[start - 1].endswith("ss"):
                break
            start -= 1
        return start

    def before_conjuncts(self, start: int) -> int:
        """Return the start of the first of several labels: "a liar, a thug and a [tyrant]"."""
        while self.word(start) in INDEFINITE and self.word(start - 1) in {"and", "or", ",", "but"}:
            first = start - 1
            while first > 0 and start - first < 10 and self.words[first] not in INDEFINITE:
                if self.words[first] in AUXILIARIES | {".", ";", ":", "who", "that"}:
                    return start
                first -= 1
            if self.words[first] not in INDEFINITE:
                return start
            start = first
        return start

    # ---- the label

    def label_of(self, slot_start: int, slot_end: int) -> Labelling | None:
        """Return the labelling of the phrase at a span of the sentence."""
        inside = [index for index, span in enumerate(self.spans) if span[0] < slot_end and span[1] > slot_start]
        if not inside:
            return None
        first, end = inside[0], inside[-1] + 1
        while first < end - 1 and self.words[first] in DETERMINERS | MARKS:
            first += 1
        if self.word(end) == "'s" or (
            self.word(end) == "'" and self.word(end - 1).endswith("s") and self.is_noun(end + 1)
        ):
            return None
        with_determiner, bare = self.start_of_phrase(first), self.bare_start(first)
        for start, has_determiner in (
            ((with_determiner, True), (bare, False)) if with_determiner >= 0 else ((bare, False),)
        ):
            outer = self.before_conjuncts(start)
            for predicate in reversed([one for one in self.predicates if one.end <= outer]):
                found = self._by_predicate(predicate, outer, end, has_determiner=has_determiner)
                if found:
                    return replace(found, label=self.span(start, end) or found.label)
            found = self._by_clause(outer, end)
            if found:
                return replace(found, label=self.span(start, end) or found.label)
        return None

    def _by_predicate(self, predicate: _Predicate, start: int, end: int, *, has_determiner: bool) -> Labelling | None:
        begin, stop = predicate.end, start
        while begin < stop and self._is_adverb(begin):
            begin += 1
        denied = "not" in self.words[predicate.end : begin]
        while stop > begin and (self._is_adverb(stop - 1) or self.words[stop - 1] in MARKS):
            denied |= self.words[stop - 1] == "not"
            stop -= 1
        link, stop = self._link(begin, stop)
        if not any(self._fits(reading.frame, link) for reading in predicate.readings):
            return None
        while stop > begin and self._is_adverb(stop - 1):
            denied |= self.words[stop - 1] == "not"
            stop -= 1
        if link == "as" and self.words[start - 1] == "as" and self._is_clause(start, end):
            return None
        group = self._start_of_group(predicate.start)
        is_passive = self._is_passive(predicate, group)
        middle = (begin, stop)
        if begin == stop or self.word(begin) in {"by", "among", "in"}:
            found = self._without_object(
                predicate, group, middle, start, end, link, is_passive=is_passive, has_determiner=has_determiner
            )
        elif is_passive or not self._is_object(*middle, link=link, has_determiner=has_determiner):
            return None
        else:
            labeller, status, by_author = self._labeller(predicate, group)
            found = self._labelling(predicate, (start, end), labeller, self.span(*middle), status, by_author=by_author)
        return replace(found, status="denied") if found and denied else found

    def _is_adverb(self, index: int) -> bool:
        word = self.word(index)
        return (
            word in ADVERBS
            or (word.endswith("ly") and word not in NOT_ADVERBS and not self.is_name(index))
            or word in {"not"}
        )

    def _link(self, begin: int, stop: int) -> tuple[str, int]:
        """Return the words that link the object to its label, and the end of the words before them."""
        for link in ("as being", "of being", "of having been", "of acting as", "to be", "as", "to", "of"):
            words = link.split()
            if stop - len(words) >= begin and self.words[stop - len(words) : stop] == words:
                return link, stop - len(words)
        return "", stop

    @staticmethod
    def _fits(frame: str, link: str) -> bool:
        if frame == "of being":
            return link.startswith("of ")
        if frame == "to":
            return link == "to"
        if frame == "be":
            return link == "to be"
        return (
            link in {"as", "as being"}
            if frame == "as"
            else link in {"", "to be"} or (link.startswith("as") and frame == "noun|as")
        )

    def _is_clause(self, start: int, end: int) -> bool:
        """Check that a verb follows the phrase, so that "as" means while or because."""
        after = self.word(end)
        return self.word(start) not in INDEFINITE and (
            after in AUXILIARIES - {"'s"}
            or (after.endswith("ed") and not self.is_name(end))
            or after in _irregular_past()
        )

    def _is_object(self, begin: int, stop: int, *, link: str, has_determiner: bool) -> bool:
        if not self.is_phrase(begin, stop) or (self.word(begin) in PREPOSITIONS):
            return False
        if link:
            return True
        if "," in self.words[begin:stop]:
            return False
        first, last = self.word(begin), self.word(stop - 1)
        if not (
            first in PRONOUNS | DETERMINERS
            or self.is_name(begin)
            or first.endswith("s")
            or (self.is_noun(begin) and self.word(begin + 1).endswith("s"))
            or first in {"many", "most", "all", "people"}
        ):
            return False
        return has_determiner or last in PRONOUNS or self.is_name(stop - 1) or last.endswith("s")

    # ---- who gives it

    def _start_of_group(self, index: int) -> int:
        """Return the start of the verb group that ends before `index`: auxiliaries, adverbs, negations."""
        while index > 0 and (
            self.word(index - 1) in AUXILIARIES
            or self._is_adverb(index - 1)
            or (self.word(index - 1) == "," and self._is_adverb(index - 2) and self.word(index - 3) == ",")
        ):
            index -= 1
        return index

    def _is_passive(self, predicate: _Predicate, group: int) -> bool:
        verbs = [word for word in self.words[group : predicate.start] if word in AUXILIARIES]
        return "participle" in predicate.tags and bool(verbs) and verbs[-1] in BE

    def _status(self, group: int, verb: int) -> Status:
        """Return the status by the words of the verb group and the words before it."""
        words = self.words[group:verb]
        before = self.words[max(0, group - MOST_WORDS_OF_PHRASE) : group]
        if any(word in NEGATIONS or word.endswith("n't") for word in words) or self._nobody(group):
            return "denied"
        clause = before[max((place + 1 for place, word in enumerate(before) if word in ",;:."), default=0) :]
        if "whether" in clause or ("if" in clause and any(word.startswith(("ask", "wonder")) for word in clause)):
            return "questioned"
        if (
            self.words
            and "?" in self.words[verb:]
            and not self.text[self.spans[verb][0] :].rstrip(" ”\"'’").endswith(".")
        ):
            return "questioned"
        would = "would" in words and any(
            word in {"later", "once", "often", "then", "eventually", "soon", "repeatedly"} for word in words
        )
        sure = "must" in words or " ".join(words).startswith("can only")
        if "if" in clause or "unless" in clause or (any(word in MODALS for word in words) and not would and not sure):
            return "hypothetical"
        return "stated"

    def _nobody(self, group: int) -> bool:
        """Check for a subject such as "no one", "nobody in the room", "few critics"."""
        near = self.words[max(0, group - 7) : group]
        near = near[
            max((place + 1 for place, word in enumerate(near) if word in ",;:." or word in CONJUNCTIONS), default=0) :
        ]
        return any(word in {"nobody", "none", "neither", "no", "few"} for word in near)

    def _without_object(
        self,
        predicate: _Predicate,
        group: int,
        middle: Span,
        start: int,
        end: int,
        link: str,
        *,
        is_passive: bool,
        has_determiner: bool,
    ) -> Labelling | None:
        """Read a passive, a participle or a relative clause, where the label follows the verb."""
        agent = self._agent(*middle) if middle[0] < middle[1] else self._agent_behind(end)
        if middle[0] < middle[1] and agent is None:
            return None
        participle = "participle" in predicate.tags
        if is_passive:
            status = self._status(group, predicate.start)
            modal = any(word in MODALS for word in self.words[group : predicate.start])
            to_be = self.word(group - 1) == "to"
            by_author = modal and agent is None and not predicate.is_official
            labelled = self._subject(group) if not to_be else self._subject_of_infinitive(group)
            status = "hypothetical" if to_be and status == "stated" else status
            return self._labelling(predicate, (start, end), agent, labelled, status, by_author=by_author)
        relative = self._relative(predicate, group, is_loose=link == "as" or self.word(start) in INDEFINITE)
        if relative:
            return self._labelling(predicate, (start, end), *relative)
        before = self.word(predicate.start - 1)
        if (
            participle
            and (link or agent or has_determiner)
            and (
                agent
                or link
                or (before in {",", "(", "—", "–"})
                or (
                    self.word(start) in INDEFINITE
                    and predicate.readings[0].frame != "noun"
                    and before not in PRONOUNS | AUTHORS
                )
            )
        ):
            if before in PRONOUNS | AUTHORS - {"who"}:
                return None
            index = predicate.start
            while self._is_adverb(index - 1) or self.word(index - 1) in {",", "(", "—", "–"}:
                index -= 1
            return self._labelling(predicate, (start, end), agent, self._phrase_before(index), "stated")
        return None

    def _agent(self, begin: int, stop: int) -> Span | None:
        """Return the phrase after "by", "among" or "in", which may stand with "to be" or "as" behind it."""
        return self.span(begin + 1, stop) if stop - begin > 1 and self.is_phrase(begin + 1, stop) else None

    def _agent_behind(self, end: int) -> Span | None:
        """Return the phrase after "by" behind a label."""
        for index in range(end, min(end + 9, len(self.words))):
            word = self.words[index]
            if word == "by":
                stop = index + 1
                while (
                    stop < len(self.words)
                    and stop - index < 9
                    and (
                        self.is_noun(stop)
                        or self.word(stop)
                        in DETERMINERS | {"of", "'s", "and", "me", "us", "him", "her", "them"} | MARKS
                    )
                ):
                    stop += 1
                while stop > index + 1 and self.word(stop - 1) in {"of", "and", *DETERMINERS, *MARKS}:
                    stop -= 1
                return self.span(index + 1, stop)
            if (
                word in CONJUNCTIONS - {"and", "or"}
                or word in AUXILIARIES
                or word in {",", ".", ";", ":", "?", "!", "to", "—", "–"}
            ):
                return None
        return None

    def _relative(
        self, predicate: _Predicate, group: int, *, is_loose: bool
    ) -> tuple[Span | None, Span | None, Status, bool] | None:
        """Read "whom Berg once called", "what critics call", "the man Berg called": labeller, labelled, status, author."""
        if predicate.tags <= {"gerund"}:
            return None
        for index in range(group - 1, max(-1, group - 10), -1):
            if self.word(index) in RELATIVES and (
                self.is_phrase(index + 1, group) or (self.word(index + 1) in AUTHORS and index + 2 == group)
            ):
                by_author = self.word(group - 1) in AUTHORS
                labelled = None if self.words[index].startswith("what") else self._phrase_before(index)
                return self.span(index + 1, group), labelled, self._status(group, predicate.start), by_author
        if not is_loose:
            return None
        begin = group
        while begin > 0 and (self.is_name(begin - 1)):
            begin -= 1
        begin = (
            begin - 1
            if begin == group and self.word(group - 1) in {"he", "she", "they", "critics", "many", "some"}
            else begin
        )
        if begin < group and begin > 0 and self.is_noun(begin - 1):
            return self.span(begin, group), self._phrase_before(begin), self._status(group, predicate.start), False
        return None

    def _phrase_before(self, index: int) -> Span | None:
        """Return the noun phrase that ends before a token."""
        while index > 0 and (self.words[index - 1] in MARKS or self.words[index - 1] in {",", "(", "—", "–"}):
            index -= 1
        if self.word(index - 1) in PRONOUNS:
            return self.span(index - 1, index)
        start = index
        while (
            start > 0 and index - start < MOST_MODIFIERS and (self.is_noun(start - 1) or self.words[start - 1] == "'s")
        ):
            if self.is_name(start) and not self.is_name(start - 1) and start < index:
                break
            start -= 1
        start -= self.word(start - 1) in DETERMINERS
        return self.span(start, index)

    def _labeller(self, predicate: _Predicate, group: int) -> tuple[Span | None, Status, bool]:
        """Return who gives a label in the active voice, its status, and whether it is the author."""
        status = self._status(group, predicate.start)
        before = self.word(group - 1)
        if before == "to":
            return self._of_infinitive(group - 1, status)
        is_progressive = any(word in BE for word in self.words[group : predicate.start])
        if predicate.tags <= {"gerund"} and not is_progressive:
            return self._of_gerund(predicate, group, status)
        if before in AUTHORS and not self._nobody(group):
            return self.span(group - 1, group), status, True
        if group == 0 and "base" in predicate.tags:
            return None, status, True
        return self._subject(group), status, False

    def _subject(self, index: int) -> Span | None:
        """Return the subject of a verb group that starts at a token."""
        if index <= 0:
            return None
        if self.word(index - 1) == "who":
            return self._phrase_before(index - 1)
        near = range(index - 1, max(-1, index - 6), -1)
        nobody = next((place for place in near if self.words[place] in {"no", "nobody", "none", "few"}), None)
        if nobody is not None:
            return self.span(nobody, index)
        if self.word(index - 1) in AUTHORS:
            return self.span(index - 1, index)
        place = self.spans[index][0] if index < len(self.spans) else len(self.text)
        found = subject_before(self.text, place, is_gerund=False)
        if found is None or found.start == found.end:
            found = subject_of_sentence(self.text[:place])
        return self._whole(found.span) if found and found.start < found.end else None

    def _whole(self, span: Span) -> Span | None:
        """Return a subject without an auxiliary before it ("Did Berg …?"), with the head before "of"."""
        inside = [index for index, one in enumerate(self.spans) if one[0] >= span[0] and one[1] <= span[1]]
        if not inside:
            return span
        first, end = inside[0], inside[-1] + 1
        while first < end - 1 and self.words[first] in AUXILIARIES:
            first += 1
        if self.word(first - 1) == "of" or (self.word(first - 1) in DETERMINERS and self.word(first - 2) == "of"):
            head = self._phrase_before(first - 1 if self.word(first - 1) == "of" else first - 2)
            return (head[0], self.spans[end - 1][1]) if head else self.span(first, end)
        return self.span(first, end)

    def _of_infinitive(self, to: int, status: Status) -> tuple[Span | None, Status, bool]:
        """Read the verb that governs an infinitive: "refused to call", "urged them to call", "went on to call"."""
        at = to - 1 if self.word(to - 1) == "not" else to
        status = "denied" if at < to else status
        control = self._control_before(at)
        if control:
            verb, reading = control
            group = self._start_of_group(verb.start)
            outer = self._status(group, verb.start)
            if reading.frame == "object to" and verb.end < at:
                return self.span(verb.end, at), status if status == "denied" else "hypothetical", False
            if reading.stance == "denied":
                inner: Status = "denied" if outer == "stated" else "stated" if outer == "denied" else outer
            else:
                inner = outer if status == "stated" else status
            is_gerund = verb.tags <= {"gerund"}
            labeller = self._of_gerund(verb, group, "stated")[0] if is_gerund else self._subject(group)
            if self.word(group - 1) == "to":
                labeller = self._of_infinitive(group - 1, "stated")[0]
            return labeller, inner, self.word(group - 1) in AUTHORS
        if self.word(at - 1) in IMPLICATIVE or any(word in IMPLICATIVE for word in self.words[max(0, at - 4) : at]):
            return self._subject_at_start(at), status, False
        labeller = self._subject_of_infinitive(to + 1)
        by_author = labeller is None or self.text[slice(*labeller)].lower() in {"it", *AUTHORS}
        return (None if by_author else labeller), status if status == "denied" else "hypothetical", by_author

    def _subject_of_infinitive(self, group: int) -> Span | None:
        verb = group - 2
        outer = self._start_of_group(verb)
        if self.is_noun(verb) and self.word(outer - 1) not in DETERMINERS | PREPOSITIONS and outer > 0:
            found = self._subject(outer)
            if found:
                return found
        return self._subject_at_start(max(verb, 0))

    def _subject_at_start(self, index: int) -> Span | None:
        place = self.spans[index][0] if index < len(self.spans) else len(self.text)
        found = subject_of_sentence(self.text[:place])
        return found.span if found and found.start < found.end else None

    def _control_before(self, at: int) -> tuple[_Predicate, _Form] | None:
        """Return the nearest verb that governs an infinitive at a token, directly or with its object between."""
        for verb in reversed([one for one in self._found("control") if at - 10 <= one.start and one.end <= at]):
            for reading in verb.readings:
                if reading.frame == "to" and (verb.end == at or self.is_phrase(verb.end, at)):
                    return verb, reading
                if reading.frame == "object to" and self.is_phrase(verb.end, at):
                    return verb, reading
        return None

    def _of_gerund(self, predicate: _Predicate, group: int, status: Status) -> tuple[Span | None, Status, bool]:
        """Read "denied calling", "criticised Berg for calling", ", calling" and "Calling him a tyrant, Berg left"."""
        for verb in self._found("control"):
            if verb.end == group and any(reading.frame == "gerund" for reading in verb.readings):
                outer = self._start_of_group(verb.start)
                return (
                    self._subject(outer),
                    "denied" if self._status(outer, verb.start) == "stated" else "stated",
                    False,
                )
        if group == 0:
            comma = self.words.index(",") if "," in self.words else len(self.words)
            after = subject_of_sentence(self.text[self.spans[comma][1] :]) if comma < len(self.words) else None
            shift = self.spans[comma][1] if comma < len(self.words) else 0
            return ((after.start + shift, after.end + shift) if after else None), status, False
        link = self.word(group - 1)
        if link in {"of", "for", "from", "into"} and (self.is_name(group - 2) or self.word(group - 2) in PRONOUNS):
            return self._phrase_before(group - 1), status, False
        if link in LINKS | {",", "and", "without"} or link in PREPOSITIONS:
            return self._subject_at_start(group - 1), "denied" if link == "without" else status, False
        return self._phrase_before(group), status, False

    def _labelling(
        self,
        predicate: _Predicate,
        label: Span,
        labeller: Span | None,
        labelled: Span | None,
        status: Status,
        by_author: bool = False,
    ) -> Labelling:
        cue = self.spans[predicate.start][0], self.spans[predicate.end - 1][1]
        return Labelling(
            predicate.readings[0].predicate, cue, self.span(*label) or cue, labeller, labelled, status, by_author
        )

    # ---- clauses: "denied that X is", "for Kyiv, X is", "Is X a …?"

    def _by_clause(self, start: int, end: int) -> Labelling | None:
        """Read a label after "is" in a reported, rejected or questioned clause, or after a point of view."""
        at, denied = start, False
        while at > 0 and (self._is_adverb(at - 1) or self.words[at - 1] in MARKS or self.words[at - 1] == "as"):
            denied |= self.words[at - 1] in NEGATIONS
            at -= 1
        if self.word(at - 1) in {"being", "be"} or at == 0:
            return self._denied_being(at - 1, start, end)
        group = at
        while group > 0 and (self.word(group - 1) in AUXILIARIES | COPULAS or self._is_adverb(group - 1)):
            denied |= self.words[group - 1] in NEGATIONS or self.words[group - 1].endswith("n't")
            group -= 1
        verbs = [word for word in self.words[group:at] if word in COPULAS]
        is_question = self.words[-1:] == ["?"] or "?" in self.words[end:]
        if not verbs:
            first = next(
                (
                    index
                    for index in range(max(0, start - 10), start)
                    if self.words[index] in COPULAS and self.is_phrase(index + 1, start)
                ),
                None,
            )
            if first is not None and is_question and first <= 3:
                return self._clause(
                    "be",
                    first,
                    first + 1,
                    (start, end),
                    None,
                    self.span(first + 1, start),
                    "questioned",
                    by_author=True,
                )
            return None
        found = self._report_before(group, at, start, end, denied=denied)
        if found:
            return found
        view = _viewpoint().search(self.text)
        if view:
            labelled = self._subject(group)
            source = regex.sub(r"(?:['’]s|(?<=s)['’])$", "", view["labeller"])
            if labelled and (labelled[1] <= view.start() or labelled[0] >= view.end()):
                first = view.start("labeller")
                status: Status = "denied" if denied else "questioned" if is_question else "stated"
                cue = self._viewpoint_cue(view)
                return Labelling(cue, view.span(), view.span(), (first, first + len(source)), labelled, status)
        if is_question:
            return self._clause("be", group, at, (start, end), None, self._subject(group), "questioned", by_author=True)
        return None

    @staticmethod
    def _viewpoint_cue(view: regex.Match[str]) -> str:
        """Return the cue of labels.csv that a phrase contains."""
        words = view[0].lower()
        return next(
            cue
            for cue in sorted(_viewpoints(), key=len, reverse=True)
            if all(word in words for word in cue.replace("X", " ").split())
        )

    def _clause(
        self,
        predicate: str,
        start: int,
        stop: int,
        label: Span,
        labeller: Span | None,
        labelled: Span | None,
        status: Status,
        *,
        by_author: bool = False,
    ) -> Labelling:
        cue = self.spans[start][0], self.spans[stop - 1][1]
        return Labelling(predicate, cue, self.span(*label) or cue, labeller, labelled, status, by_author)

    def _denied_being(self, being: int, start: int, end: int) -> Labelling | None:
        """Read "denied being a tyrant"."""
        if self.word(being) != "being":
            return None
        for verb in self._found("control"):
            if verb.end == being and any(reading.frame == "gerund" for reading in verb.readings):
                subject = self._subject(self._start_of_group(verb.start))
                return self._clause(
                    verb.readings[0].predicate, verb.start, verb.end, (start, end), subject, subject, "denied"
                )
        return None

    def _report_before(self, group: int, at: int, start: int, end: int, *, denied: bool) -> Labelling | None:
        """Read a clause that a verb or noun of saying reports: "denied that X is", "asked whether X is"."""
        for index in reversed([one for one in self.reports if group - MOST_WORDS_OF_PHRASE - 4 <= one < group - 1]):
            begin = index + 1
            word = self.words[index]
            if word in QUESTIONING:
                verb = next((place for place in range(index - 1, max(-1, index - 8), -1) if self._denying(place)), None)
                if word == "if" and verb is None:
                    continue
                if not self.is_phrase(begin, group):
                    continue
                labeller = self._subject_or_none(verb) if verb is not None else None
                return self._clause(
                    self._lemma(verb, "whether"),
                    index if verb is None else verb,
                    index + 1,
                    (start, end),
                    labeller,
                    self.span(begin, group),
                    "questioned",
                )
            linked = self.word(begin) == "that"
            begin += linked
            if not linked and word in SAYING_NOUNS and word not in _reporting_verbs():
                continue
            if not self.is_phrase(begin, group):
                that = next((place for place in range(begin, group) if self.words[place] == "that"), None)
                if that is None or not self.is_phrase(begin, that) or not self.is_phrase(that + 1, group):
                    continue
                begin = that + 1
            return self._reported(index, begin, group, (start, end), denied=denied)
        return None

    def _reported(self, index: int, begin: int, group: int, label: Span, *, denied: bool) -> Labelling:
        verb = index
        if self.words[index] in SAYING_NOUNS:
            earlier = next((place for place in range(index - 1, max(-1, index - 8), -1) if self._denying(place)), None)
            verb = index if earlier is None else earlier
        stance = self._denying(verb)
        outer = self._start_of_group(verb)
        negated = self._status(outer, verb) == "denied"
        is_denied = (stance == "denied") ^ denied ^ negated
        status: Status = "questioned" if stance == "questioned" else "denied" if is_denied else "stated"
        by_author = self.word(outer - 1) in AUTHORS
        return self._clause(
            self._lemma(verb, self.words[verb]),
            verb,
            index + 1,
            label,
            self._subject_or_none(verb),
            self.span(begin, group),
            status,
            by_author=by_author,
        )

    def _denying(self, index: int) -> str:
        """Return "denied" or "questioned" if the word at a place is such a verb."""
        readings = read_predicates().get(self.word(index), ())
        return next((reading.stance for reading in readings if reading.kind == "report"), "")

    def _lemma(self, index: int | None, otherwise: str) -> str:
        word = self.word(index) if index is not None else ""
        own = [reading.predicate for reading in read_predicates().get(word, ()) if reading.kind == "report"]
        return own[0] if own else read_cues()[word][0].cue if word in read_cues() else otherwise

    def _subject_or_none(self, verb: int) -> Span | None:
        """Return the subject of a verb of saying; None for a passive or a participle."""
        group = self._start_of_group(verb)
        is_passive = any(word in BE for word in self.words[group:verb]) and not self.words[verb].endswith("ing")
        if is_passive or (group == 0 and verb == 0):
            return None
        if self.words[verb].endswith("ing") and not any(word in BE for word in self.words[group:verb]):
            return self._subject_at_start(group)
        return self._subject(group)


@cache
def _reporting_verbs() -> frozenset[str]:
    """Return the forms that report a clause, of the cues of attribution and of labels.csv."""
    own = [
        form for form, readings in read_predicates().items() if any(reading.kind == "report" for reading in readings)
    ]
    cues = [
        form
        for form, readings in read_cues().items()
        if any(cue.kind in {"say", "tell", "verb", "that"} for cue in readings)
    ]
    return frozenset([*own, *cues])


@cache
def _irregular_past() -> frozenset[str]:
    """Return past forms without -ed of the cues of attribution, and the commonest others."""
    return _words(
        "came went left fell met took made began said sought held rose gave got kept told lost won spoke stood"
    )


@cache
def _viewpoint() -> regex.Pattern[str]:
    """Compile the phrases that name a point of view; X is a name, a role, or a word such as "many"."""
    name = r"\p{Lu}[\p{L}\p{M}.'’&-]*(?:\s+(?:of\s+|the\s+)*\p{Lu}[\p{L}\p{M}.'’&-]*)*"
    determiner = r"(?:(?i:the|a|his|her|its|their|many|some|most|all|several|these|those)\s+(?:of\s+)?)"
    people = (
        rf"{determiner}*(?:\p{{Ll}}[\p{{L}}-]+\s+){{0,2}}(?:\L<people>)(?:\s+of\s+(?:{name}|the\s+[\p{{L}}-]+))?|{determiner}?{name}"
        r"|him|her|them"
    )
    parts = []
    for cue in _viewpoints():
        before, _, after = cue.partition("X")
        if after.startswith("'s"):
            own = rf"(?:his|her|their|its)|(?:{people})(?:['’]s|(?<=s)['’])"
            parts.append(rf"(?i:\b{before})(?P<labeller>{own})\s+(?:own\s+)?{after[2:].strip()}\b")
        elif before.count(" ") == 1 and not after:  # "for X" and "to X" are points of view at the edge of a clause only
            parts.append(
                rf"(?:^|[,;(—–]\s*|\b(?:is|was|are|were|remains)\s+)(?i:{before})(?P<labeller>{people})(?=\s*(?:,|an?\b|the\b))"
            )
        else:
            parts.append(rf"\b(?i:{before})(?P<labeller>{people}){after.replace(' ', '[ ]')}\b")
    words = [form for form, readings in read_predicates().items() if any(one.kind == "people" for one in readings)]
    words += [
        form
        for form, readings in read_cues().items()
        if any(one.kind in {"role", "organ", "critic"} for one in readings)
    ]
    return regex.compile("|".join(parts), people=words)


@cache
def _viewpoints() -> tuple[str, ...]:
    return tuple(
        form for form, readings in read_predicates().items() if any(one.kind == "viewpoint" for one in readings)
    )
