"""Read a sentence as words: noun phrases, verb groups and subjects, without a parser.

The closed classes of words are in words.csv, the verbs in labels.csv.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import as_file, files
from itertools import takewhile
from typing import Literal

import regex

from framing.attribution import read_cues, subject_before, subject_of_sentence
from framing.lexicon.terms import words
from framing.tables import read_csv, rows

Span = tuple[int, int]
Status = Literal["stated", "denied", "questioned", "hypothetical"]
Giver = tuple[Span | None, Status, bool]  # labeller, status, whether it is the author

MOST_MODIFIERS, MOST_WORDS_OF_PHRASE, MOST_WORDS_BACK = 6, 14, 18
TOKEN = regex.compile(
    r"(?:\p{L}\.){2,}|(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|St|Jr)\.|['’](?:s|re|ve|d|ll|m)\b|\p{Lu}\.(?=\s\p{Lu})"
    r"|[\p{L}\p{N}$#][\p{L}\p{M}\p{N}]*(?:[-‐‑.,&/](?=[\p{L}\p{N}])[\p{L}\p{M}\p{N}]+|['’](?!(?:s|re|ve|d|ll|m)\b)\p{L}+)*"
    r"|[^\s\w]"
)
MARKS = frozenset("“”„«»\"‘’'")
NO_NOUNS = "determiner", "preposition", "being", "becoming", "modal", "auxiliary", "conjunction", "pronoun", "author"
NAMES = frozenset(("May", "Will"))  # after the first word; the other forms are auxiliaries
STOPS = frozenset(".;:!?()[]—–")


@dataclass(frozen=True)
class _Form:
    """Store one reading of a form of labels.csv."""

    predicate: str
    tag: str
    kind: str
    frames: frozenset[str]
    stance: str


@dataclass(frozen=True)
class Verb:
    """Store a verb in its sentence: tokens from `start` to `end`, the first token of its group, its readings."""

    start: int
    end: int
    group: int
    readings: tuple[_Form, ...]

    @property
    def tags(self) -> set[str]:
        """Tags of its form: base, third, past, participle, gerund."""
        return {reading.tag for reading in self.readings}


@cache
def read_predicates() -> dict[str, tuple[_Form, ...]]:
    """Read every form of labels.csv with its readings."""
    readings: dict[str, tuple[_Form, ...]] = {}
    with as_file(files("framing.lexicon") / "labels.csv") as path:
        table = read_csv(path)
    for row in rows(table):
        pieces = [piece.strip().partition("=") for piece in row.forms.split(";") if piece]
        for tag, _, form in [("base", "", row.predicate), *pieces]:
            reading = _Form(row.predicate, tag, row.kind, frozenset(row.frame.split("|")), row.stance)
            readings[form] = (*readings.get(form, ()), reading)
    return readings


@cache
def _forms(kind: str) -> dict[str, list[tuple[str, ...]]]:
    """Return the forms of one kind of labels.csv as words, the longest first, by their first word."""
    by_word: dict[str, list[tuple[str, ...]]] = {}
    for form, readings in read_predicates().items():
        if any(reading.kind == kind for reading in readings):
            by_word.setdefault(form.split()[0], []).append(tuple(form.split()))
    return {word: sorted(of_word, key=len, reverse=True) for word, of_word in by_word.items()}


@cache
def reporting() -> dict[str, tuple[str, bool]]:
    """Return the dictionary form of each form that reports a clause, and whether it needs "that"."""
    cues = {
        form: (readings[0].cue, not any(cue.kind in {"say", "tell", "verb"} for cue in readings))
        for form, readings in read_cues().items()
        if any(cue.kind in {"say", "tell", "verb", "that"} for cue in readings)
    }
    own = {
        form: one.predicate for form, readings in read_predicates().items() for one in readings if one.kind == "report"
    }
    nouns = {noun: (noun, True) for noun in words("saying") - {*cues, *own}}
    return (
        nouns
        | cues
        | {form: (verb, True) for form, verb in own.items()}
        | {"whether": ("whether", False), "if": ("if", False)}
    )


@cache
def viewpoint() -> tuple[tuple[str, ...], regex.Pattern[str]]:
    """Compile the phrases that name a point of view; X is a name, a role, or a word such as "many"."""
    cues = tuple(form for form, readings in read_predicates().items() if readings[0].kind == "viewpoint")
    name = r"\p{Lu}[\p{L}\p{M}.'’&-]*(?:\s+(?:of\s+|the\s+)*\p{Lu}[\p{L}\p{M}.'’&-]*)*"
    determiner = rf"(?:(?i:{'|'.join(sorted(words('point')))})\s+(?:of\s+)?)"
    people = (
        rf"{determiner}*(?:\p{{Ll}}[\p{{L}}-]+\s+){{0,2}}(?:\L<people>|\p{{Ll}}{{3,}}(?:men|women|ers|ors|ists|ians))(?:\s+of\s+(?:{name}|the\s+[\p{{L}}-]+))?"
        rf"|{determiner}?{name}|him|her|them"
    )
    parts = []
    for number, cue in enumerate(cues):
        before, _, after = cue.partition("X")
        if after.startswith("'s"):
            own = rf"(?:his|her|their|its)|(?:{people})(?:['’]s|(?<=s)['’])"
            part = rf"(?i:\b{before})(?P<labeller>{own})\s+(?:own\s+)?{after[2:].strip()}\b"
        elif before.count(" ") == 1 and not after:  # "for X" and "to X" count at the edge of a clause only
            edge = r"(?:^|[,;(—–]\s*|\b(?:is|was|are|were|remains)\s+)"
            part = rf"{edge}(?i:{before})(?P<labeller>{people})(?=\s*(?:,|an?\b|the\b))"
        else:
            part = rf"\b(?i:{before})(?P<labeller>{people}){after}\b"
        parts.append(rf"(?P<_{number}>{part})")
    people_words = [form for form, readings in read_predicates().items() if readings[0].kind == "people"]
    people_words += [form for form, readings in read_cues().items() if readings[0].kind in {"role", "organ", "critic"}]
    return cues, regex.compile("|".join(parts), people=people_words)


class Sentence:
    """Read one sentence: its tokens, and the predicates among them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans = [match.span() for match in TOKEN.finditer(text)]
        written = [text[slice(*span)].replace("’", "'") for span in self.spans]
        self.words = [word if word in NAMES and place else word.lower() for place, word in enumerate(written)]

    @cached_property
    def predicates(self) -> list[Verb]:
        """Verbs that give a label to their object."""
        return list(self.verbs("predicate"))

    @cached_property
    def reports(self) -> list[int]:
        """Places of the words that may report a clause."""
        return [index for index, word in enumerate(self.words) if word in reporting()]

    def verbs(self, kind: str) -> Iterator[Verb]:
        """Yield the verbs of one kind of labels.csv."""
        forms, reached = _forms(kind), 0
        for index, word in enumerate(self.words):
            for form in forms.get(word, ()) if index >= reached else ():
                if tuple(self.words[index : index + len(form)]) == form:
                    reached = index + len(form)
                    readings = tuple(one for one in read_predicates()[" ".join(form)] if one.kind == kind)
                    yield Verb(index, reached, self.start_of_group(index), readings)
                    break

    # words and phrases

    def word(self, index: int) -> str:
        """Return the word at a place; empty outside the sentence."""
        return self.words[index] if 0 <= index < len(self.words) else ""

    def has(self, index: int, *kinds: str) -> bool:
        """Check whether the word at a place belongs to one of some classes of words.csv."""
        return index >= 0 and self.word(index) in words(*kinds)

    def is_name(self, index: int) -> bool:
        """Check for a capital letter."""
        return 0 <= index < len(self.words) and self.text[self.spans[index][0]].isupper()

    def is_plural(self, index: int) -> bool:
        """Check for a noun that looks like a plural."""
        return (
            self.is_noun(index) and self.word(index).endswith("s") and not self.word(index).endswith(("ss", "us", "is"))
        )

    def is_singular(self, index: int) -> bool:
        """Check for a noun that cannot be the subject of "call": "a phone call"."""
        near = range(max(0, index - MOST_MODIFIERS), index + 1)  # "critics of the plan call"
        is_common = self.is_noun(index) and not self.is_name(index)
        return is_common and not any(self.is_plural(place) or self.has(place, "plural", "quantity") for place in near)

    def is_noun(self, index: int) -> bool:
        """Check that a word can stand in a noun phrase: no mark, and no word of a closed class."""
        return (
            index >= 0 and bool(regex.match(r"[\w$#]", self.word(index))) and not self.has(index, *NO_NOUNS, "negation")
        )

    def is_auxiliary(self, index: int) -> bool:
        """Check for an auxiliary; "'s" is one after a pronoun, and before a participle, "not" or an article."""
        if self.word(index) == "'s":
            return (
                self.has(index - 1, "subject", "relative")
                or self.word(index + 1).endswith("ed")
                or self.word(index + 1) in {"a", "an", "not", "no", "been", "seen"}
            )
        return self.has(index, "being", "getting", "becoming", "modal", "auxiliary")

    def is_adverb(self, index: int) -> bool:
        """Check for an adverb, "not" included."""
        is_manner = self.word(index).endswith("ly") and not self.has(index, "not-adverb") and not self.is_name(index)
        is_no_longer = "longer" in {self.word(index), self.word(index + 1)} and "no" in {
            self.word(index),
            self.word(index - 1),
        }
        return index >= 0 and (is_manner or is_no_longer or self.has(index, "adverb"))

    def is_negation(self, index: int) -> bool:
        """Check for "not", "never" or "isn't", but not for "not only"."""
        is_not = self.has(index, "negation") or self.word(index).endswith("n't")
        return is_not and self.word(index + 1) not in {"just", "only", "merely", "simply"}

    def is_phrase(self, start: int, end: int) -> bool:
        """Check that words are one noun phrase, possibly with phrases behind it."""
        if not 0 < end - start <= MOST_WORDS_OF_PHRASE:
            return False
        if end - start == 1 and self.has(start, "pronoun", "subject", "author", "quantity"):
            return True
        gerund = self.word(start).endswith("ing") and not self.is_name(start)
        starts_well = (
            not gerund and self.word(start) not in {",", "'s"} and not self.has(start, "preposition", "conjunction")
        )
        ends_well = self.is_noun(end - 1) or self.has(end - 1, "pronoun") or self.word(end - 1) == "'"
        broken = any(
            self.is_auxiliary(index)
            or self.has(index, "subject")
            or (self.has(index, "conjunction") and self.words[index] not in {"and", "or"})
            or self.words[index] in {"to", "not", "as"} | STOPS
            for index in range(start, end)
        )
        return starts_well and ends_well and not broken

    def span(self, start: int, end: int) -> Span | None:
        """Return the span of tokens in code points, without marks and commas at the edges."""
        while start < end and not self.words[start][0].isalnum():
            start += 1
        while end > start and not self.words[end - 1][0].isalnum():
            end -= 1
        return (self.spans[start][0], self.spans[end - 1][1]) if start < end else None

    def start_of_phrase(self, index: int) -> int | None:
        """Return the determiner of the noun at `index`, with "nothing but" or "one of" before it."""
        start = index
        while start > 0 and index - start <= MOST_MODIFIERS:
            before = start - 1
            while before > 0 and (
                self.words[before] in MARKS
                or (self.words[before] in {",", "and", "or"} and before < index - 1 and self.is_noun(before - 1))
            ):
                before -= 1
            if self.has(before, "determiner"):
                while self.has(before - 1, "hedge") or (
                    self.word(before - 1) == "of" and self.has(before - 2, "hedge")
                ):
                    before -= 1
                return before
            if not self.is_noun(before) and self.words[before] != "'s":
                return None
            start = before
        return None

    def bare_start(self, index: int) -> int:
        """Return the start of a label without a determiner: "called them violent extremists"."""
        start = index
        while (
            index - start < 3
            and self.is_noun(start - 1)
            and not self.is_name(start - 1)
            and not self.is_plural(start - 1)
        ):
            start -= 1
        return start

    def before_conjuncts(self, start: int) -> int:
        """Return the start of the first of several labels: "a liar, a thug and a [tyrant]"."""
        while self.word(start) in {"a", "an"} and self.word(start - 1) in {"and", "or", ",", "but"}:
            near = range(start - 2, max(-1, start - 11), -1)
            first = next(
                (
                    place
                    for place in near
                    if self.words[place] in {"a", "an", "who", "that", *STOPS} or self.is_auxiliary(place)
                ),
                None,
            )
            if first is None or self.words[first] not in {"a", "an"}:
                break
            start = first
        return start

    def phrase_before(self, index: int) -> Span | None:
        """Return the noun phrase that ends before a token."""
        while self.word(index - 1) in MARKS | {",", "(", "—", "–"} and index > 0:
            index -= 1
        start = index - self.has(index - 1, "pronoun")
        while (
            start > 0 and index - start < MOST_MODIFIERS and (self.is_noun(start - 1) or self.words[start - 1] == "'s")
        ):
            if start < index and self.is_name(start) and not self.is_name(start - 1):
                break
            start -= 1
        return self.span(start - (start < index and self.has(start - 1, "determiner")), index)

    # verbs and their subjects

    def start_of_group(self, index: int) -> int:
        """Return the start of the verb group before a token: auxiliaries, adverbs, negations."""
        while index > 0 and (
            self.is_auxiliary(index - 1)
            or self.is_adverb(index - 1)
            or (self.words[index - 1] in MARKS and self.is_auxiliary(index - 2))
        ):
            index -= 1
        return index

    def clause_before(self, index: int) -> list[str]:
        """Return the words before a token, back to a comma or stop."""
        words = self.words[max(0, index - MOST_WORDS_OF_PHRASE) : index]
        return words[max((place + 1 for place, word in enumerate(words) if word in STOPS | {","}), default=0) :]

    def nobody(self, index: int) -> int | None:
        """Return the place of "no one", "nobody in the room", "few critics" as a subject before a token."""
        near = range(index - 1, max(-1, index - 7), -1)
        end = next(
            (place for place in near if self.words[place] in STOPS | {","} or self.has(place, "conjunction")), -1
        )
        return next(
            (place for place in near if place > end and self.has(place, "nobody") and self.word(place + 1) != "longer"),
            None,
        )

    def status(self, verb: Verb) -> Status:
        """Return the status by the words of the verb group and the words before it."""
        group, before = self.words[verb.group : verb.start], self.clause_before(verb.group)
        if any(map(self.is_negation, range(verb.group, verb.start))) or self.nobody(verb.group) is not None:
            return "denied"
        if (
            "whether" in before
            or ("if" in before and any(word.startswith(("ask", "wonder")) for word in before))
            or self.is_question()
        ):
            return "questioned"
        is_modal = any(word in words("modal") - {"'d"} for word in group)
        is_realised = (
            "must" in group or "only" in group or ("would" in group and not words("realised").isdisjoint(group))
        )
        return "hypothetical" if "if" in before or "unless" in before or (is_modal and not is_realised) else "stated"

    def is_question(self) -> bool:
        """Check for a question with the verb or a question word at its start."""
        first = next(
            (index for index, word in enumerate(self.words) if word not in MARKS and word not in {"and", "but", "so"}),
            0,
        )
        return self.words[-1:] == ["?"] and (
            self.is_auxiliary(first) or self.word(first) in {"why", "how", "who", "when", "what"}
        )

    def subject(self, index: int) -> Span | None:
        """Return the subject of a verb group that starts at a token."""
        nobody = self.nobody(index)
        if index <= 0 or nobody is not None:
            return None if nobody is None else self.span(nobody, index)
        if self.word(index - 1) in {"who", "which", "that"}:
            return self.antecedent(index - 1)
        if self.has(index - 1, "author", "subject", "quantity"):
            return self.span(index - 1, index)
        found = subject_before(self.text, self.place(index), is_gerund=False)
        if found and found.start < found.end:
            return self.trimmed(found.span, index)
        return self.first_subject(index)

    def antecedent(self, index: int) -> Span | None:
        """Return the noun phrase before "who" or "which", with the noun before "of"."""
        found = self.phrase_before(index)
        start = next((place for place, span in enumerate(self.spans) if found and span[0] == found[0]), 0)
        head = self.phrase_before(start - 1) if self.word(start - 1) in {"of", "on"} else None
        return (head[0], found[1]) if head and found else found

    def first_subject(self, index: int, *, is_main: bool = False) -> Span | None:
        """Return the subject of the clause before a token, for a further verb of it: "left the hall and called"."""
        before = range(max(index - 1, 0))
        comma = max((place for place in before if self.words[place] == ","), default=-1)
        link = max((place for place in before if self.has(place, "subordinator") and not is_main), default=-1)
        begin = max(comma, link) + 1
        while self.word(begin) in MARKS | {"and", "but", "or"}:
            begin += 1
        kinds = ("subject", "determiner") if link > comma else ("subject",)
        start = begin if self.is_name(begin) or self.has(begin, *kinds) else 0
        shift = self.place(start) if start else 0
        found = subject_of_sentence(self.text[shift : self.place(index)])
        if found and found.start < found.end:
            return self.trimmed((found.start + shift, found.end + shift), index)
        words = range(start + self.has(start, "determiner"), index)
        behind = (at for at in words if not self.is_noun(at) and self.words[at] not in {"'s", "of", "the"})
        verb = next((at for at in words if self.has(at, "past") or self.word(at).endswith("ed")), index)
        end = min(verb, next(behind, index))
        return self.span(start, end) if self.is_phrase(start, end) else None

    def place(self, index: int) -> int:
        """Return the place of a token in code points, or the end of the sentence."""
        return self.spans[index][0] if index < len(self.spans) else len(self.text)

    def trimmed(self, span: Span, index: int) -> Span | None:
        """Return a subject of a verb without other clauses, with the name behind it and the noun before "of"."""
        inside = [place for place, one in enumerate(self.spans) if one[0] >= span[0] and one[1] <= span[1]]
        if not inside:
            return None
        first, end = inside[0], inside[-1] + 1
        for place in inside[1:-1]:
            is_verb = self.words[place] in reporting() or any(verb.start == place for verb in self.predicates)
            if is_verb and not self.has(place - 1, "determiner") and self.words[place - 1] != "'s":
                if self.word(index - 1) in {",", "and"}:
                    end = place
                    break
                first = place + 1
            elif self.words[place] in STOPS or self.has(place, "subordinator"):
                first = place + 1
            elif self.words[place].endswith("ly") and self.is_adverb(place) and place > first:
                end = place
                break
        if (
            self.word(index - 1) == "," == self.word(first - 1)
            and self.has(first, "determiner")
            and self.is_name(first - 2)
        ):
            return self.phrase_before(first - 1)  # the phrase is an apposition
        while first < end and (
            self.is_auxiliary(first) or self.has(first, "conjunction", "preposition") or self.is_adverb(first)
        ):
            first += 1
        if self.has(end - 1, "determiner") and not self.has(end - 1, "quantity"):
            return None
        end += self.word(end) == "'s" and not self.is_auxiliary(end)  # "the party" of "the party's leaders"
        behind = range(end, min(end + 5, index) if not self.has(end, "past") else end)
        near = takewhile(lambda place: self.is_noun(place) and not self.word(place).endswith("ed"), behind)
        ends = [
            place + 1
            for place in near
            if self.is_name(place) or self.is_auxiliary(place + 1) or self.words[end - 1] == "'s"
        ]
        end = max(ends, default=end)
        of = first - 1 if self.word(first - 1) == "of" else first - 2
        head = (
            self.phrase_before(of)
            if self.word(of) == "of" and (of == first - 1 or self.has(first - 1, "determiner"))
            else None
        )
        return (head[0], self.spans[end - 1][1]) if head else self.span(first, end)

    def is_owned(self, noun: int) -> bool:
        """Check that a determiner, a preposition or "'s" comes before a word, so that it is a noun."""
        while self.is_noun(noun - 1) and not self.is_name(noun - 1):
            noun -= 1
        return self.has(noun - 1, "determiner", "preposition") or self.word(noun - 1) == "'s" or noun == 0

    def owner(self, noun: int) -> Span | None:
        """Return whose claim or wish a noun is: "his claim", "the mayor's repeated claim"."""
        while self.is_noun(noun - 1) and not self.is_name(noun - 1):
            noun -= 1
        if self.word(noun - 1) == "'s":
            return self.phrase_before(noun - 1)
        return self.span(noun - 1, noun) if self.word(noun - 1) in {"his", "her", "its", "their"} else None

    def giver(self, verb: Verb) -> Giver:
        """Return who gives a label in the active voice, its status, and whether it is the author."""
        group = verb.group
        if self.word(group - 1) == "to":
            return self.of_infinitive(group - 1, self.status(verb))
        is_progressive = any(self.has(index, "being") for index in range(group, verb.start))
        if verb.tags == {"gerund"} and not is_progressive:
            return self.of_gerund(group, self.status(verb))
        if group == 0 and "base" in verb.tags:
            return None, "stated", True
        status = self.status(verb)
        is_author = self.has(group - 1, "author") and (self.word(group - 1) != "one" or status == "hypothetical")
        return self.subject(group), status, is_author and self.nobody(group) is None

    def of_infinitive(self, to: int, status: Status) -> Giver:
        """Read the words before an infinitive: "refused to call", "urged them to call", "went on to call"."""
        at = to - (self.word(to - 1) == "not")
        status = "denied" if at < to else status
        for verb in reversed(
            [
                one
                for one in self.verbs("control")
                if at - 10 <= one.start and one.end <= at and not self.has(one.start - 1, "determiner")
            ]
        ):
            reading = next((one for one in verb.readings if one.frames & {"to", "object to"}), None)
            is_direct = reading is not None and "to" in reading.frames and verb.end == at
            if reading is None or not (
                is_direct or (reading.frames & {"across", "object to"} and self.is_phrase(verb.end, at))
            ):
                continue
            if "object to" in reading.frames:
                outer = self.status(verb) if reading.stance == "stated" else "hypothetical"
                return self.span(verb.end, at), outer if status == "stated" else status, False
            labeller, outer, by_author = self.giver(verb)
            if reading.stance == "denied":
                outer = "stated" if outer == "denied" else "denied" if outer == "stated" else outer
            return labeller, outer if status == "stated" else status, by_author
        if any(self.word(index) in {"first", "latest", "last"} for index in range(at - 5, at)):
            return self.first_subject(at), status, False
        near = range(at - 2, max(-1, at - 8), -1)
        person = next((place for place in near if self.words[place] == "for" and self.is_phrase(place + 1, at)), None)
        if person is not None:  # "for them to call"
            return self.span(person + 1, at), "denied" if status == "denied" else "hypothetical", False
        governing = self.start_of_group(at - 1)
        is_verb = self.is_noun(at - 1) and not self.has(governing - 1, "determiner", "preposition")
        labeller = self.owner(at - 1) if self.has(at - 1, "wish") else None
        labeller = (
            labeller or (self.subject(governing) if is_verb and governing else None) or self.first_subject(at - 1)
        )
        by_author = to == 0 or (
            labeller is not None and self.text[slice(*labeller)].lower() in {"it", *words("author")}
        )
        return None if by_author else labeller, "denied" if status == "denied" else "hypothetical", by_author

    def of_gerund(self, group: int, status: Status) -> Giver:
        """Read "denied calling", "criticised Berg for calling", ", calling" and "Calling him a tyrant, Berg left"."""
        for verb in self.verbs("control"):
            if verb.end == group and any("gerund" in reading.frames for reading in verb.readings):
                labeller, outer, by_author = self.giver(verb)
                return labeller, "denied" if outer == "stated" else "stated" if outer == "denied" else outer, by_author
        mark = group
        while self.word(mark - 1) in MARKS:
            mark -= 1
        link = self.word(mark - 1)
        opening = self.words[: mark - 1]
        is_opening = not any(self.is_noun(index) for index in range(mark - 1)) and len(opening) < MOST_MODIFIERS
        if mark == 0 or (is_opening and self.has(mark - 1, "link", "preposition", "subordinator")):
            shift = self.spans[self.words.index(",", group)][1] if "," in self.words[group:] else len(self.text)
            after = subject_of_sentence(self.text[shift:])
            return (after.start + shift, after.end + shift) if after else None, status, False
        if link in {"of", "for", "from", "into"} and (self.is_name(mark - 2) or self.has(mark - 2, "pronoun")):
            return self.phrase_before(mark - 1), status, False
        if link == ",":
            return self.first_subject(mark - 1, is_main=True), status, False
        if link in {"and", "without"} or self.has(mark - 1, "link", "preposition", "conjunction"):
            return self.first_subject(mark - 1), "denied" if link == "without" else status, False
        found = self.phrase_before(mark)
        start = next((place for place, span in enumerate(self.spans) if found and span[0] == found[0]), 0)
        start -= self.word(start - 1) == "one"
        is_adverbial = self.word(start - 1) in {"at", "in", "on", "during", "around"}  # "left on Monday calling"
        return self.first_subject(start - 1, is_main=True) if is_adverbial else found, status, False
