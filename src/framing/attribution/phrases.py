"""Find reports without a verb of their own: "according to X", "X's claim that", "it is reported that", "Berg: “…”"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

import regex

from framing.attribution.cues import VERBS, cue_pattern, find_cues, forms, read_cues
from framing.attribution.quotations import MASK, Span
from framing.attribution.speakers import (
    DETERMINER,
    ENDS_CLAUSE,
    FINITE,
    LEADING_WORDS,
    NAME,
    PLAIN_NAME,
    subject_of_sentence,
    trimmed,
)

OPENING, CLOSING = "“„«‘\"'", "”“»’\"'"
SOURCE = rf"(?P<source>(?:(?!{ENDS_CLAUSE}|\s(?:that|and\s(?:has|had|was|is))\b).){{1,120}})"
POSSESSOR = rf"(?P<source>his|her|their|its|(?:(?!{ENDS_CLAUSE}).){{1,80}}?(?=['’]s\s|s['’]\s))(?:s?['’]s?)?"
NAME_AHEAD = regex.compile(
    rf"(?:(?i:{DETERMINER})\s+)?(?:\p{{Ll}}+\s+){{0,3}}{NAME}(?=\s+(?:{DETERMINER}|he|she|it|they|there)\b)"
)
FIRST_PERSON = regex.compile(r"(?i)(?:my|our|me|us|you|your)")
LABEL = regex.compile(rf"(?:^|[–—-])\s*(?P<source>(?i:{DETERMINER}\s+)?{NAME})\s*:\s*(?=[{OPENING}]+{MASK})")
BEFORE_COLON = regex.compile(rf"[^{MASK}]+?\s\p{{Ll}}[^{MASK}]*[:,]\s*(?=[{OPENING}]+{MASK})")
SPEAKER = rf"(?P<source>(?:(?i:{DETERMINER})\s+)?(?:\p{{Ll}}+\s+){{0,2}}?(?:{NAME}|\L<people>)|he|she|they)"
DOES = r"(?P<cue>(?!(?:is|was|has|as)\b)\p{Ll}+(?:ed|s)(?:\s+back|\s+on)?)\b"
EDGE_BEFORE_PER = regex.compile(r"(?:^|[,;:(—–]\s*)$")
EDGE_BEHIND_PER = regex.compile(r"\s*(?:[,;.)—–]|$)")
PERSON = rf"(?:(?:(?i:{DETERMINER})\s+)?{NAME}|(?i:{DETERMINER}\s+)?(?:\L<people>)(?:\s+{NAME})?)"
# what follows a name in a line that signs a quotation: an office, a place, an age
OFFICE = (
    rf"(?:\s*,\s+(?:(?!{FINITE.pattern})[^.;:!?{MASK}])+|\s+of\s+(?:(?!{FINITE.pattern})[^.;:!?,{MASK}])+"
    r"|\s*\([^()]+\))*"
)
ANNOUNCES = regex.compile(r"\s*:\s*$")
LEADING_NAME = regex.compile(rf"\s*(?P<source>(?:(?i:the)\s+)?{NAME})(?=\s+(?:on|about|in|at|after|before|to|of)\b|,)")
MOST_WORDS_WITHOUT_COMMA = 6
LABELLED, LEADS = "name beside the quotation", "words that lead to the quotation"


@dataclass(frozen=True)
class Clause:
    """Store a reporting clause and the text that it reports.

    Parameters
    ----------
    start, end : int
        Span of the clause.
    source : (int, int) or None
        Span of the source; None if the text names none.
    content : tuple of (int, int)
        Spans of the report outside quotation marks.
    rule : str
        The rule that found the clause, with the stance of its cue.
    rank : int
        Priority within the sentence: the clause with the lowest rank decides.
    main : bool, default True
        Whether the sentence as a whole is the report.
    reports : bool, default True
        Whether anything outside quotation marks is reported.
    said : bool, default True
        Whether the source said it; false for what the source wants or supports.
    is_object : bool, default False
        Whether the report is the object of its cue, as in "accused Ruk of theft", rather than a clause.
    phrase : (int, int), optional
        Span of the source with its apposition.
    cue : (int, int), optional
        Span of the words that report; None if only a colon, a dash or a line break does.
    stance : {"", "neutral", "doubtful", "factive"}, default ""
        Stance of the cue.
    """

    start: int
    end: int
    source: Span | None
    content: tuple[Span, ...]
    rule: str
    rank: int
    main: bool = True
    reports: bool = True
    said: bool = True
    is_object: bool = False
    phrase: Span | None = None
    cue: Span | None = None
    stance: str = ""

    def shifted(self, by: int) -> Clause:
        """Shift all spans of the clause."""
        return replace(
            self,
            start=self.start + by,
            end=self.end + by,
            source=_shifted_span(self.source, by),
            content=tuple((start + by, end + by) for start, end in self.content),
            phrase=_shifted_span(self.phrase, by),
            cue=_shifted_span(self.cue, by),
        )


def _shifted_span(span: Span | None, by: int) -> Span | None:
    return (span[0] + by, span[1] + by) if span else None


def clauses_without_verb(sentence: str) -> Iterator[Clause]:
    """Yield phrases and nouns that name a source."""
    label = LABEL.search(sentence) if MASK in sentence else None
    if label and not any(find_cues(label["source"], *VERBS)):
        yield Clause(*label.span(), label.span("source"), (), LABELLED, -1)
    yield from _phrase_clauses(sentence)
    yield from _noun_clauses(sentence)


def _phrase_clauses(sentence: str) -> Iterator[Clause]:
    """Find cue phrases before, within or after the report; a source with no comma after it ends with its name."""
    for required, pattern in _phrases():
        for match in pattern.finditer(sentence) if required in sentence else ():
            source = trimmed(sentence, *match.span("source"))
            words = sentence[slice(*source)]
            named = NAME_AHEAD.match(words) if len(words.split()) > MOST_WORDS_WITHOUT_COMMA else None
            source = (source[0], source[0] + named.end()) if named else source
            is_source = words and not FIRST_PERSON.fullmatch(words) and not is_measure(words)
            is_per = match["cue"].lower().endswith("per ")
            if is_source and (not is_per or _names_whom(sentence, match)):
                start, end = match.start(), source[1] if named else match.end()
                content, rule = ((0, start), (end, len(sentence))), "phrase that names the source"
                cue = trimmed(sentence, *match.span("cue"))
                yield Clause(start, end, source, content, rule, 1, cue=cue, stance="neutral")


def _names_whom(sentence: str, match: regex.Match[str]) -> bool:
    """Check that "per" names a source: "Per Berg, it rained" and "it rained, per the mayor", but not "per day"."""
    words = match["source"].strip()
    is_apart = EDGE_BEFORE_PER.search(sentence, 0, match.start()) and EDGE_BEHIND_PER.match(sentence, match.end())
    return bool(is_apart and (PLAIN_NAME.fullmatch(words) or cue_pattern("role", "organ").search(words)))


@cache
def _phrases() -> list[tuple[str, regex.Pattern[str]]]:
    """Compile each cue phrase, with a word that the sentence must contain."""
    patterns = []
    for cue in forms("phrase"):
        before, _, after = cue.partition("X")
        if after.startswith("'s"):
            noun = after.removeprefix("'s").strip()
            patterns.append(
                (f" {noun}", regex.compile(rf"(?i)\b{before}{POSSESSOR}\s+(?:own\s+)?(?P<cue>{noun})\b", regex.S))
            )
        elif after:
            source = rf"(?P<source>(?:(?!{ENDS_CLAUSE}).){{1,80}}?)"
            patterns.append((before[1:], regex.compile(rf"(?i)\b(?P<cue>{before}{source}{after})\b", regex.S)))
        else:
            patterns.append((before[1:], regex.compile(rf"(?i)\b(?P<cue>{before}){SOURCE}", regex.S)))
    return patterns


def is_measure(words: str) -> bool:
    """Check whether "according to" refers to a plan or an order rather than a source.

    >>> is_measure("the plan"), is_measure("the minister")
    (True, False)
    """
    return cue_pattern("measure").fullmatch(LEADING_WORDS.sub("", words)) is not None


def _noun_clauses(sentence: str) -> Iterator[Clause]:
    """Find nouns as in "the mayor's claim that …": the possessor is the source of the words up to a comma."""
    if next(find_cues(sentence, "noun"), None) is None:
        return
    for match in _possessed_noun().finditer(sentence):
        comma = sentence.find(",", match.end())
        content = (match.end(), comma if comma > 0 else len(sentence))
        cue, rule = match.span("noun"), "noun of saying"
        stance = read_cues()[match["noun"].lower()][0].stance
        source = match.span("source")
        said = match["link"] == "that"
        yield Clause(
            match.start(), match.end(), source, (content,), rule, 3, main=False, said=said, cue=cue, stance=stance
        )


@cache
def _possessed_noun() -> regex.Pattern[str]:
    name = NAME.replace("'’", "")
    owner = rf"(?P<source>(?i:his|her|their|its)|{name}|(?i:the|a)\s+(?:[\w-]+\s+){{0,3}}?[\w-]+)"
    return regex.compile(
        rf"\b{owner}(?:(?<=is|her|heir|its)|['’]s|(?<=s)['’])\s+(?:[\w-]+\s+)?(?P<noun>\L<nouns>)\s+"
        r"(?:(?:is|was)\s+)?(?P<link>that|of|to|about|for|on|over|against)\b",
        nouns=forms("noun"),
    )


def fallback_clauses(sentence: str) -> Iterator[Clause]:
    """Yield clauses that count only if no other clause makes the sentence a report."""
    yield from _hearsay_clauses(sentence)
    yield from _label_clauses(sentence)


def _hearsay_clauses(sentence: str) -> Iterator[Clause]:
    """Find reports whose source is not named."""
    match = _impersonal().search(sentence) if " that" in sentence or " to " in sentence else None
    if match:
        start, end = match.span()
        yield Clause(start, end, None, (), "report without a source", 5, cue=(start, end), stance="doubtful")
    is_likely = any(word in sentence.lower() for word in forms("hearsay"))
    for start, end, _ in find_cues(sentence, "hearsay") if is_likely else ():
        yield Clause(start, end, None, (), "word of hearsay", 6, cue=(start, end), stance="doubtful")


@cache
def _impersonal() -> regex.Pattern[str]:
    verbs = [
        form
        for form, readings in read_cues().items()
        if any(cue.kind in ("say", "verb") and cue.tag == "participle" for cue in readings)
    ]
    return regex.compile(
        r"(?i)\b(?:it\s+(?:is|was|has\s+been|had\s+been)\s+(?:\w+\s+)?(?:\L<verbs>)(?:\s+\w+){0,4}?\s+that"
        r"|(?:is|are|was|were|been)\s+(?:\w+ly\s+)?(?:said|reported|believed|thought|alleged|rumou?red|claimed|understood)"
        r"\s+to\s+(?:be|have))\b",
        verbs=verbs,
    )


def _label_clauses(sentence: str) -> Iterator[Clause]:
    """Find words beside a quotation: '“…” – Berg', “…,” the mayor shrugged, 'The mayor shrugged: “…”'."""
    if MASK not in sentence:
        return
    signed = _signed().search(sentence)
    if signed:
        yield Clause(signed.start("source"), signed.end(), signed.span("source"), (), LABELLED, 4)
    beside = _beside_quotation().match(sentence)
    if beside:
        cue, source, rule = beside.span("cue"), beside.span("source"), "words beside the quotation"
        yield Clause(*beside.span("clause"), source, (), rule, 4, cue=cue, stance="neutral")
        return
    before = BEFORE_COLON.match(sentence)
    subject = subject_of_sentence(before[0]) if before else None
    if before and subject:
        cue = trimmed(sentence, subject.end, before.end())
        yield Clause(subject.start, before.end(), subject.span, (), LEADS, 4, cue=cue, stance="neutral")


@cache
def _signed() -> regex.Pattern[str]:
    """Compile a quotation with its speaker behind a dash or in brackets: “…” — Berg, mayor of Ruk."""
    signs = rf"(?P<source>{PERSON}){OFFICE}"
    return regex.compile(
        rf"{MASK}[{CLOSING}]+\s*(?:[—–-]+\s*{signs}[^\w]*|\(\s*{signs}\s*\)\.?\s*)$", people=forms("role")
    )


def announced(line: str) -> Span | None:
    """Return whom a line before a quotation announces: "And from the mayor:", "Anna Berg, mayor of Ruk:".

    >>> announced("And from Chairwoman Berg:"), announced("There was one more thing:")
    ((9, 24), None)
    """
    before = ANNOUNCES.search(line)
    words = line[: before.start()] if before else ""
    found = _announced().search(words) or LEADING_NAME.match(words)
    return trimmed(line, *found.span("source")) if found else None


@cache
def _announced() -> regex.Pattern[str]:
    """Compile a person at the end of a line, after "from", "by" or an adverb, or alone in it."""
    before = r"(?:^|\b(?i:from|by|then|now|here\s+is|here['’]s|turn\s+of)\s+)"
    before += r"(?:(?i:the|his|her|their)\s+\p{Ll}+['’]s?\s+\p{Ll}+\s+)?"
    return regex.compile(rf"{before}(?P<source>{PERSON}){OFFICE}\s*$", people=forms("role"))


@cache
def _beside_quotation() -> regex.Pattern[str]:
    """Compile a quotation at the start of a sentence and a speaker with any verb: “…,” the mayor shrugged."""
    return regex.compile(
        rf"\s*[{OPENING}]+{MASK}+[{CLOSING}]+\s+(?P<clause>{SPEAKER}\s+{DOES}|{DOES}\s+{SPEAKER}).*",
        people=forms("role"),
    )
