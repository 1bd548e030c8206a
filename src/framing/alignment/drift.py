"""Type what differs between two sentences that state the same proposition, and mark the words that differ.

The words of both sentences are aligned by their stems, first in order, then wherever they stand. What follows from
that: the stretch that both share, clauses that only one has, numbers and modal verbs that differ at the same place,
and, with the tables of attributions and occurrences, voice, speaker, quotation and the choice of loaded terms. The
rules are those of English; docs/validation.md compares their types with those of coders.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any, NamedTuple

import pandas as pd
import regex

from framing.alignment.similarity import GROUPED, NOT_NUMERALS, NUMERALS, STEM
from framing.attribution import find_quotations
from framing.corpus import COMMONEST, ENGLISH, Corpus, base_of, other_languages
from framing.errors import BadInput
from framing.schema import ASPECTS, DRIFTS
from framing.tables import rows, validate

WORD = regex.compile(r"\p{N}+(?:[.,:]\p{N}+)*%?|\p{L}+(?:[-.]\p{L}+)*(?:['’](?!s\b)\p{L}+)?")
GAPS = frozenset(("…", "..."))
WORD_OR_GAP = regex.compile(rf"{WORD.pattern}|…|\.\.\.")
BREAK = regex.compile(r"[,;:()—–]|\s-\s|[“”\"]")
# words before which a clause begins, besides punctuation
CONJUNCTIONS = "and but or while which who whom whose that after before because although though when where as if"
OPENS = frozenset(CONJUNCTIONS.split())
# stretches of fewer content words are details, not clauses
LEAST_CLAUSE = 3
# a clause is left out if the other sentence has at most this share of its content words
LEFT_OUT = 1 / 3
# share of the shared content words that are reported in the one sentence, and at most in the other: voice differs
REPORTED_SHARE, OWN_SHARE = 0.5, 0.25
# lowest share of equal words, of the shorter quotation, in two forms of one quotation
SAME_QUOTATION = 0.5
LEAST_QUOTATION = 3
# fewer shared content words tell nothing about whose words they are
LEAST_SHARED = 2
# words between a modal word and the word that it governs
MODAL_REACH = 5

MODALITIES = {
    "will": "will shall would",  # "said it would" reports "it will"
    "can": "can could may might possibly perhaps maybe potentially",
    "must": "must should ought",
    "expected": "expected likely probably planned scheduled set poised",
    "alleged": "alleged allegedly reportedly purported supposedly apparently",
    "denied": "not never no without neither nor",
}
MODALITY = {word: name for name, words in MODALITIES.items() for word in words.split()}
BASES = {"wo": "will", "sha": "shall", "ca": "can", "cannot": "can", "unlikely": "likely"}
# words before an infinitive that is no announcement: "wants to go" is not "will go"
NOT_ANNOUNCED = regex.compile(r"(?:want|hop|wish|try|tri|fail|refus|seek|attempt|unable|able|declin|ha(?:s|d|ve)$)")
GENDERS = {"he": "he him his mr", "she": "she her hers mrs ms"}
GENDER = {word: name for name, words in GENDERS.items() for word in words.split()}
NAME_PART = regex.compile(r"\p{L}+")
UNNAMED = frozenset(("a", "an", "another", "one", "some", "somebody", "someone"))
Span = tuple[int, int]


class _Word(NamedTuple):
    """A word: its place in the article, its stem, and whether it carries content."""

    start: int
    end: int
    stem: str
    content: bool


class Difference(NamedTuple):
    """One difference between two sentences: its type, and the places and terms in the first and the second."""

    aspect: str
    one: Span | None
    other: Span | None
    term: str = ""
    other_term: str = ""

    @property
    def turned(self) -> Difference:
        """The same difference, seen from the second sentence."""
        aspect = {"omission": "addition", "addition": "omission"}.get(self.aspect, self.aspect)
        return Difference(aspect, self.other, self.one, self.other_term, self.term)


@dataclass(frozen=True)
class Told:
    """A sentence as it is compared: its words, and what is known about whose words they are and what they name.

    Parameters
    ----------
    text : str
        The sentence.
    start : int, default 0
        Its place in the article.
    quotations : sequence of (int, int)
        Spans in quotation marks, in the article.
    attributions, occurrences : sequence of rows
        Rows of the tables with these names that stand in the sentence.
    """

    text: str
    start: int = 0
    quotations: Sequence[Span] = ()
    attributions: Sequence[Any] = ()
    occurrences: Sequence[Any] = ()

    @cached_property
    def words(self) -> list[_Word]:
        """The words in order."""
        return [_word(found, self.start) for found in WORD.finditer(self.text)]

    @cached_property
    def frame(self) -> list[Span]:
        """Spans that name a source and say that it speaks."""
        spans = [_span_of(row, name) for row in self.attributions for name in ("source", "cue")]
        return [span for span in spans if span]

    @cached_property
    def said(self) -> list[Any]:
        """Attributions of words that a source says."""
        return [row for row in self.attributions if row.said and row.marks != "scare"]

    @cached_property
    def clauses(self) -> list[list[int]]:
        """Numbers of the words of each clause."""
        clauses: list[list[int]] = [[]]
        for number, word in enumerate(self.words):
            before = self.words[number - 1].end if number else word.start
            gap = self.text[before - self.start : word.start - self.start]
            if clauses[-1] and (BREAK.search(gap) or word.stem in OPENS):
                clauses.append([])
            clauses[-1].append(number)
        return clauses

    def within(self, number: int, spans: Sequence[Span]) -> bool:
        """Check whether a word lies in one of some spans."""
        return any(start <= self.words[number].start < end for start, end in spans)


def _word(found: regex.Match[str], start: int) -> _Word:
    lower = found[0].lower().replace("’", "'")
    number = NUMERALS.get(lower, "") if lower not in NOT_NUMERALS else ""
    stem = number or GROUPED.sub("", lower).rstrip("%")
    modal = lower in MODALITY or lower in BASES or lower.endswith(("n't", "'ll"))
    content = lower not in COMMONEST and (not modal or found[0] == "May")
    if stem.isalpha() and content:
        stem = _stem(stem)
    return _Word(start + found.start(), start + found.end(), stem, content)


def _stem(word: str) -> str:
    return (word.lower().removesuffix("s") or word.lower())[:STEM]


@dataclass(frozen=True)
class _Tellings:
    """Two tellings of one proposition, and which word of the one is which of the other.

    Parameters
    ----------
    one, other : Told
        The sentences.
    there, back : list of int
        For each word of the one, the number of its counterpart in the other, or -1; and the reverse.
    """

    one: Told
    other: Told
    there: list[int]
    back: list[int]

    @property
    def sides(self) -> tuple[tuple[Told, list[int]], tuple[Told, list[int]]]:
        """Each sentence with the counterparts of its words."""
        return (self.one, self.there), (self.other, self.back)

    @property
    def reversed(self) -> _Tellings:
        """The same with the sentences exchanged."""
        return _Tellings(self.other, self.one, self.back, self.there)


def _tellings(one: Told, other: Told) -> _Tellings:
    """Align the words of two sentences by their stems: first in order, then content words wherever they stand."""
    stems = [[word.stem for word in told.words] for told in (one, other)]
    there = [-1] * len(stems[0])
    for first, second, size in SequenceMatcher(None, stems[0], stems[1], autojunk=False).get_matching_blocks():
        there[first : first + size] = range(second, second + size)
    free: dict[str, list[int]] = {}
    for number in sorted(set(range(len(stems[1]))) - set(there)):
        free.setdefault(stems[1][number], []).append(number)
    for number, word in enumerate(one.words):
        if there[number] < 0 and word.content and free.get(word.stem):
            there[number] = free[word.stem].pop(0)
    back = [-1] * len(stems[1])
    for number, partner in enumerate(there):
        if partner >= 0:
            back[partner] = number
    return _Tellings(one, other, there, back)


def differences(one: Told, other: Told) -> list[Difference]:
    """Type what differs between two sentences that state the same proposition.

    Returns
    -------
    list of Difference
        First the stretch that both share (``shared``), then what differs, in the order of `schema.ASPECTS`.

    Examples
    --------
    >>> one = Told("Ruk, who had slept badly at home, may close 30 piers in May.")
    >>> for found in differences(one, Told("Ruk will close 40 piers in May.")):
    ...     print(found.aspect, one.text[slice(*found.one)] if found.one else "", sep=": ")
    shared: Ruk, who had slept badly at home, may close 30 piers in May
    number: 30
    modality: may
    omission: who had slept badly at home
    """
    stems = [[word.stem for word in told.words] for told in (one, other)]
    if stems[1] < stems[0]:  # the words of two sentences are always aligned in the same direction
        found = [found.turned for found in differences(other, one)]
        return sorted(found, key=lambda difference: ASPECTS.index(difference.aspect))
    both = _tellings(one, other)
    found = [
        *_shared(both),
        *_wording(one, other),
        *_voice(both),
        *_quotes(one, other),
        *_numbers(both),
        *_modality(both),
        *(Difference("omission", span, None) for span in _left_out(one, both.there)),
        *(Difference("addition", None, span) for span in _left_out(other, both.back)),
    ]
    return sorted(found, key=lambda difference: ASPECTS.index(difference.aspect))


def _shared(both: _Tellings) -> Iterator[Difference]:
    shared = [_shared_content(told, partners) for told, partners in both.sides]
    if shared[0] and shared[1]:
        one, other = (
            (told.words[numbers[0]].start, told.words[numbers[-1]].end)
            for (told, _), numbers in zip(both.sides, shared, strict=True)
        )
        yield Difference("shared", one, other)


def _shared_content(told: Told, partners: Sequence[int]) -> list[int]:
    """Return the numbers of the content words that have a counterpart."""
    return [number for number, partner in enumerate(partners) if partner >= 0 and told.words[number].content]


def _left_out(told: Told, partners: Sequence[int]) -> Iterator[Span]:
    """Yield the clauses of a sentence that the other does not have; who speaks is no clause."""
    for clause in told.clauses:
        content = [number for number in clause if told.words[number].content and not told.within(number, told.frame)]
        kept = sum(partners[number] >= 0 for number in content)
        if len(content) - kept >= LEAST_CLAUSE and kept <= LEFT_OUT * len(content):
            yield told.words[clause[0]].start, told.words[clause[-1]].end


def _wording(one: Told, other: Told) -> Iterator[Difference]:
    """Yield targets that one sentence names or judges by a loaded term that the other does not have."""
    for target in dict.fromkeys(row.target for row in (*one.occurrences, *other.occurrences)):
        sides = [[row for row in told.occurrences if row.target == target] for told in (one, other)]
        loaded = [{row.term_id: row for row in reversed(side) if row.form == "loaded"} for side in sides]
        if loaded[0].keys() == loaded[1].keys():
            continue
        shown = [
            next((row for term, row in mine.items() if term not in theirs), None)
            or next((row for row in side if row.kind == "naming"), None)
            for mine, theirs, side in zip(loaded, loaded[::-1], sides, strict=True)
        ]
        spans = [None if row is None else (int(row.term_start), int(row.term_end)) for row in shown]
        terms = ["" if row is None else str(row.term_id) for row in shown]
        yield Difference("wording", spans[0], spans[1], terms[0], terms[1])


def _voice(both: _Tellings) -> Iterator[Difference]:
    """Yield a change of voice, or of the speaker where both report what they share."""
    (share, row), (other_share, other_row) = (_report_of_shared(told, partners) for told, partners in both.sides)
    shares = (share, other_share)
    if max(shares) >= REPORTED_SHARE and min(shares) <= OWN_SHARE:
        one, other = (
            (int(report.start), int(report.end)) if part >= REPORTED_SHARE else None
            for part, report in ((share, row), (other_share, other_row))
        )
        yield Difference("voice", one, other)
    elif min(shares) >= REPORTED_SHARE and _other_speaker(_speaker(both.one, row), _speaker(both.other, other_row)):
        yield Difference("attribution", _span_of(row, "source"), _span_of(other_row, "source"))


def _report_of_shared(told: Told, partners: Sequence[int]) -> tuple[float, Any]:
    """Return the share of the shared content words that are reported, and the report that has most of them."""
    shared = [number for number in _shared_content(told, partners) if not told.within(number, told.frame)]
    if len(shared) < LEAST_SHARED:
        return 0.0, None
    held = [[number for number in shared if row.start <= told.words[number].start < row.end] for row in told.said]
    reported = {number for numbers in held for number in numbers}
    most = max(range(len(held)), key=lambda place: len(held[place]), default=None)
    return len(reported) / len(shared), None if most is None else told.said[most]


def _span_of(row: Any, name: str) -> Span | None:
    """Return where the source or the cue of a report stands, if the text has one."""
    start, end = getattr(row, f"{name}_start"), getattr(row, f"{name}_end")
    return None if pd.isna(start) else (int(start), int(end))


@dataclass(frozen=True)
class _Speaker:
    """What a sentence says about the speaker of a report.

    Parameters
    ----------
    name : set of str
        Stems of a proper name; empty for "the Israeli military", which describes.
    office : tuple of str
        Stems of the words before the name, or of the whole description: trade, minister.
    unnamed : bool
        Whether the speaker is introduced as an official, a neighbour, somebody.
    gender : str
        Gender of the only pronoun or title outside the report, or empty.
    """

    name: frozenset[str]
    office: tuple[str, ...]
    unnamed: bool
    gender: str


def _speaker(told: Told, row: Any) -> _Speaker:
    name = name_of(row.person or row.name)
    start, end = _span_of(row, "source") or (told.start, told.start)
    inside = told.text[start - told.start : end - told.start]
    first = next((found.start() for found in NAME_PART.finditer(inside) if _stem(found[0]) in name), None)
    parts = [part for part in inside[:first].split(",") if part.strip()] or [""]
    before = NAME_PART.findall(parts[0 if first is None else -1])
    office = tuple(_stem(word) for word in before if word.lower() not in COMMONEST)
    outside = (word for word in told.words if not any(report.start <= word.start < report.end for report in told.said))
    genders = {GENDER[word.stem] for word in outside if word.stem in GENDER}
    unnamed = first is None and bool(before) and before[0].lower() in UNNAMED
    return _Speaker(name, office, unnamed, genders.pop() if len(genders) == 1 else "")


def name_of(person: str) -> frozenset[str]:
    """Return the stems of a proper name; none of a description, whose last word has no capital.

    >>> sorted(name_of("Anna Berg")), sorted(name_of("the Israeli military"))
    (['anna', 'berg'], [])
    """
    parts = NAME_PART.findall(person)
    proper = bool(parts) and parts[-1][0].isupper()
    return frozenset(_stem(part) for part in parts if proper and part[0].isupper())


def are_others(one: frozenset[str], other: frozenset[str]) -> bool:
    """Check whether two names are there and share no word."""
    return bool(one and other) and not one & other


def _other_speaker(one: _Speaker, other: _Speaker) -> bool:
    """Check whether two reports name different speakers, or give one speaker another office or gender."""
    if are_others(one.name, other.name):
        return True
    if (one.unnamed and other.name) or (other.unnamed and one.name):
        return True
    of_one, of_other = one.office[-2:], other.office[-2:]  # trade minister, transport minister
    office = len(of_one) == len(of_other) == 2 and of_one[1] == of_other[1] and of_one[0] != of_other[0]
    return office or bool(one.gender and other.gender and one.gender != other.gender)


def _quotes(one: Told, other: Told) -> Iterator[Difference]:
    """Yield quotations of both sentences that are one quotation with different words, not only cut at an end."""
    long = [
        [span for span in told.quotations if len(WORD_OR_GAP.findall(_in(told, span))) >= LEAST_QUOTATION]
        for told in (one, other)
    ]
    for here in long[0]:
        for there in long[1]:
            if quotation_edits(_in(one, here), _in(other, there)):
                yield Difference("quote", here, there)


def _in(told: Told, span: Span) -> str:
    return told.text[max(span[0] - told.start, 0) : span[1] - told.start]


def quotation_edits(one: str, other: str) -> int | None:
    """Count the words that differ within two forms of one quotation; `None` if they are two quotations.

    Words that stand only before or after what both have are no edits: a quotation may be cut. Nor is an ellipsis.

    >>> quotation_edits("we need change that truly can win", "change that really could win")
    2
    >>> quotation_edits("we need change that can win", "we need … can win")
    0
    >>> quotation_edits("we need change", "a bird sang")
    """
    words = [[found[0].lower().replace("’", "'") for found in WORD_OR_GAP.finditer(text)] for text in (one, other)]
    changes = SequenceMatcher(None, words[0], words[1], autojunk=False).get_opcodes()
    equal = [place for place, change in enumerate(changes) if change[0] == "equal"]
    shorter = min(sum(word not in GAPS for word in side) for side in words)
    if (
        shorter < LEAST_QUOTATION
        or sum(changes[place][2] - changes[place][1] for place in equal) < SAME_QUOTATION * shorter
    ):
        return None
    inside = changes[equal[0] : equal[-1] + 1]
    sides = [(words[0][a:b], words[1][c:d]) for kind, a, b, c, d in inside if kind != "equal"]
    return sum(max(map(len, side)) for side in sides if not any(part and GAPS.issuperset(part) for part in side))


def _numbers(both: _Tellings) -> Iterator[Difference]:
    """Yield numbers without a counterpart that stand beside the same word in both sentences."""
    numbers = [
        [number for number, word in enumerate(told.words) if partners[number] < 0 and word.stem[0].isdigit()]
        for told, partners in both.sides
    ]
    for number in numbers[0]:
        partner = next((partner for partner in numbers[1] if _same_place(both, number, partner)), None)
        if partner is not None:
            numbers[1].remove(partner)
            yield Difference("number", both.one.words[number][:2], both.other.words[partner][:2])


def _same_place(both: _Tellings, number: int, partner: int) -> bool:
    """Check whether the content words after, or before, two words are counterparts."""
    for step in (1, -1):
        beside = _content_beside(both.one, number, step)
        if beside is not None and both.there[beside] >= 0:
            return both.there[beside] == _content_beside(both.other, partner, step)
    return False


def _content_beside(told: Told, number: int, step: int) -> int | None:
    """Return the nearest content word after (step 1) or before (step -1) a word that is no number."""
    places = range(number + step, len(told.words) if step > 0 else -1, step)
    words = told.words
    return next((place for place in places if words[place].content and not words[place].stem[0].isdigit()), None)


def _modality(both: _Tellings) -> Iterator[Difference]:
    """Yield modal words and denials before a word of both sentences that has another one, or none, in the other."""
    seen = set()
    for pair, exchanged in ((both, False), (both.reversed, True)):
        for number in range(len(pair.one.words)):
            governed = _content_beside(pair.one, number, 1) if _modal(pair.one, number) else None
            if governed is None or governed - number > MODAL_REACH or pair.there[governed] < 0:
                continue
            own, others = _modals_before(pair.one, governed), _modals_before(pair.other, pair.there[governed])
            if own is None or others is None or _announced(pair, own, others, governed):
                continue
            place = (governed, pair.there[governed])[:: -1 if exchanged else 1]
            if own.keys() != others.keys() and place not in seen:
                seen.add(place)
                spans = (next(iter(own.values())), next(iter(others.values()), None))
                yield Difference("modality", *(spans[::-1] if exchanged else spans))


def _announced(pair: _Tellings, own: dict[str, Span], others: dict[str, Span], governed: int) -> bool:
    """Check whether the one sentence says that something will be, the other that somebody is, or plans, to do it."""
    words, to = pair.other.words, pair.there[governed] - 1
    if own.keys() != {"will"} or others or to < 0 or words[to].stem != "to":
        return False
    return to == 0 or not NOT_ANNOUNCED.match(words[to - 1].stem)


def _modal(told: Told, number: int) -> Sequence[str]:
    """Return the modalities of a word; *won't* has two, *May*, *not only*, *No. 5* and *a set of* have none."""
    word, after = told.words[number], next((word.stem for word in told.words[number + 1 : number + 2]), "")
    written = told.text[word.start - told.start : word.end - told.start].replace("’", "'")
    lower = written.lower()
    if lower in {"has", "have", "had"} and after == "to":
        return ("must",)
    if (
        written == "May"
        or (lower == "not" and after == "only")
        or (lower == "no" and after[:1].isdigit())
        or (lower == "set" and after not in {"to", "for"})
    ):
        return ()
    if lower.endswith("'ll"):
        return ("will",)
    verb = lower.removesuffix("n't")
    base = BASES.get(verb, verb)
    return [*([MODALITY[base]] if base in MODALITY else []), *(["denied"] if base != lower else [])]


def _modals_before(told: Told, number: int) -> dict[str, Span] | None:
    """Return the modal words before a word by modality, back to the content word before it.

    None if that is a number without one between, since what stands before it may govern another word: "would be 10 to
    12 years", "set up a $25 billion fund".
    """
    found: dict[str, Span] = {}
    for before in range(number - 1, max(number - MODAL_REACH, 0) - 1, -1):
        names = _modal(told, before)
        found.update((name, told.words[before][:2]) for name in names)
        if not names and told.words[before].content:
            return None if not found and told.words[before].stem[0].isdigit() else found
    return found


def find_drifts(
    alignments: pd.DataFrame,
    sentences: pd.DataFrame,
    corpus: Corpus,
    *,
    attributions: pd.DataFrame | None = None,
    occurrences: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Type what differs between aligned sentences, with the place of the words that differ.

    Parameters
    ----------
    alignments : DataFrame
        Pairs of `align_sentences`; those across languages are left out.
    sentences : DataFrame
        The sentences that were aligned.
    corpus : Corpus
        The articles with their texts.
    attributions : DataFrame, optional
        Table of `find_attributions`; without it no `voice` and no `attribution` is found.
    occurrences : DataFrame, optional
        Table of `find_occurrences`; without it no `wording` is found.

    Returns
    -------
    DataFrame
        One row per difference, and one for what a pair shares: sentence_a, sentence_b, aspect, start_a, end_a, start_b,
        end_b (code points of each article; missing on the side that has no such words), term_a, term_b (lexicon terms
        of `wording`). Aspects: ``shared`` (from the first to the last content word that both have); ``wording`` (a
        loaded term that the other lacks); ``voice`` (reported or quoted in one, the outlet's own words in the other);
        ``attribution`` (another speaker, office or gender); ``quote`` (other words inside quotation marks; a cut at the
        ends or an ellipsis is none); ``number``; ``modality`` (will, may, must, expected, alleged, denied);
        ``omission`` and ``addition`` (a clause that only a, or only b, has). English rules; words are compared by their
        first letters, so that a clause in quite other words counts as left out and added.

    Raises
    ------
    BadInput
        If an alignment refers to a sentence that is not in the table.
    TextNotAvailable
        If a text is not attached.

    Examples
    --------
    >>> import framing as fr
    >>> demo = fr.demo()
    >>> drifts = find_drifts(demo.alignments, demo.sentences, demo.corpus, attributions=demo.attributions)
    >>> bool((drifts["aspect"] == "voice").any()), bool((drifts["aspect"] == "wording").any())
    (True, False)
    """
    place = sentences.set_index("sentence_id")[["article_id", "start", "end"]]
    ids = pd.unique(pd.concat([alignments["sentence_a"], alignments["sentence_b"]]))
    unknown = ids[~pd.Index(ids).isin(place.index)]
    if len(unknown):
        raise BadInput(
            f"alignments: '{unknown[0]}' is not in the sentence table. Run align_sentences again for these sentences."
        )
    others = other_languages(corpus)
    languages = place["article_id"].map(lambda name: base_of(others.get(name, ENGLISH)))
    in_one = alignments["sentence_a"].map(languages) == alignments["sentence_b"].map(languages)
    found_in = [_by_sentence(table, ids) for table in (attributions, occurrences)]
    told: dict[str, Told] = {}
    for article_id, of_article in place.loc[ids].groupby("article_id", sort=False):
        text = corpus.text(str(article_id))
        quotations = find_quotations(text)
        for row in rows(of_article.reset_index()):
            inside = [(start, end) for start, end in quotations if start < row.end and end > row.start]
            known = (table.get(row.sentence_id, []) for table in found_in)
            told[row.sentence_id] = Told(text[row.start : row.end], row.start, inside, *known)
    nowhere = (pd.NA, pd.NA)
    found = [
        (pair.sentence_a, pair.sentence_b, one.aspect, *(one.one or nowhere), *(one.other or nowhere), *one[3:])
        for pair in rows(alignments[in_one])
        for one in differences(told[pair.sentence_a], told[pair.sentence_b])
    ]
    return validate(pd.DataFrame(found, columns=list(DRIFTS.columns)), "drifts", "drifts")


def _by_sentence(table: pd.DataFrame | None, ids: Sequence[str]) -> dict[str, list[Any]]:
    """Return the rows of a table that stand in some sentences, by sentence."""
    if table is None:
        return {}
    chosen = table[table["sentence_id"].isin(ids)]
    return {str(sentence): list(rows(group)) for sentence, group in chosen.groupby("sentence_id")}
