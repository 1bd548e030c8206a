"""Merge adjacent matches of one target into one noun phrase: "Omran dictator Oleh Ruk", "Ruk, the “dictator”"."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from framing.lexicon.matching import NamingFinder, NamingMatch, is_modifier

ARTICLES = frozenset(("the", "a", "an", "its", "their", "his", "her"))
LONGEST_START = 60  # code points of a phrase before its match
JOINS = regex.compile(r"\s+(?:(?:Mr|Mrs|Ms|Dr)\.?\s+)?")
FIRST_NAME = regex.compile(r"\s+(?P<name>\p{Lu}[\p{L}\p{M}'’-]*\.?)(?:\s+\p{Lu}[\p{L}\p{M}'’.-]*){0,2}\s+")
APPOSITION = regex.compile(
    r"\s*(?:,\s+|(?P<apart>\(|[—–]|\s-)\s*)(?:(?:the|a|an|its|their)\s+(?:\p{Ll}[\p{L}-]+\s+){0,2})?"
    r"(?:\p{Lu}\p{L}+(?:n|se|ish)\s+)?"
)
END_APART = regex.compile(r"\s*[)—–]|\s+-\s|\s*[,.;]|\s*$")
THE = regex.compile(r"\s+the\s+")
AND_TITLE = regex.compile(r"\s+and\s+(?:the\s+)?")
OPENING_MARK = regex.compile(r"(?<![\w])(?:[“„\"‘']\uf8fe*|«\uf8fe*\s?)(?P<words>(?:[\p{L}-]+\s+){0,3})$")
CLOSING_MARK = regex.compile(r"(?P<comma>,?)(?:\s(?=\uf8fe*»))?\uf8fe*[”“»\"’'‘](?!\w)")
MARK_BEFORE = regex.compile(r"(?<![\w”»’])(?:[“„\"‘']\uf8fe*|«\uf8fe*\s?)(?=\w|$)")
MARK_BEHIND = regex.compile(r"(?:\s+of\s+\p{L}+)?[,.]?(?:\s(?=\uf8fe*»))?\uf8fe*[”“»\"’'‘](?!\w)")
CITY_AND_COUNTRY = regex.compile(r",\s+")
ABBREVIATION = regex.compile(r"\s+\(")
COORDINATED = regex.compile(r",?\s+(?:\p{Lu}[\p{L}-]+(?:,\s+|\s+))+(?:and\s+)?")
CLOSED = regex.compile(
    r"['’]s|\s*(?:[^\w\s'’]|$)"
    r"|\s+(?:and|or|but|who|whose|in|on|at|to|from|for|with|by|of|since|until|during|under|before|after)\b"
)


def merged_matches(
    text: str, matches: list[NamingMatch], namings: NamingFinder | None = None
) -> Iterator[tuple[NamingMatch, ...]]:
    """Yield runs of adjacent matches that form one phrase.

    With `namings`, a first name that the lexicon lacks may stand in it: the dictator Oleh Ruk. Not so in headlines,
    where capitals do not tell names.
    """
    run: list[NamingMatch] = []
    for match in matches:
        if run and not _belong_together(text, run[-1], match, namings):
            yield tuple(run)
            run = []
        run.append(match)
    if run:
        yield tuple(run)


def _closing_mark(text: str, start: int, end: int) -> regex.Match[str] | None:
    """Return the mark that closes marks around a phrase alone: the “dictator” Ruk."""
    opening = OPENING_MARK.search(text, max(0, start - LONGEST_START), start)
    is_alone = opening is not None and all(
        word.lower() in ARTICLES or is_modifier(word) for word in opening["words"].split()
    )
    return CLOSING_MARK.match(text, end) if is_alone else None


def before_mark(text: str, start: int, end: int) -> int:
    """Return the place before the mark that opens marks around a phrase alone, otherwise its start."""
    opening = OPENING_MARK.search(text, max(0, start - LONGEST_START), start)
    return opening.start() if opening and not opening["words"] and _closing_mark(text, start, end) else start


def end_with_mark(text: str, start: int, end: int) -> int:
    """Return the end of a phrase, with the mark that closes marks around it alone."""
    mark = _closing_mark(text, start, end)
    return mark.end() if mark and not mark["comma"] else end


def _gap(text: str, one: NamingMatch, other: NamingMatch) -> str:
    """Return the text between two matches, without marks around one of them alone."""
    mark = _closing_mark(text, one.start, one.end)
    gap = mark["comma"] + text[mark.end() : other.start] if mark else text[one.end : other.start]
    return MARK_BEFORE.sub("", gap) if MARK_BEHIND.match(text, other.end) else gap


def _belong_together(text: str, one: NamingMatch, other: NamingMatch, namings: NamingFinder | None) -> bool:
    gap = _gap(text, one, other)
    if one.naming.of_class:  # "called illegal aliens “illegals”" has two names
        between = text[one.end : other.start]
        return between.isspace() or between == ""
    if one.naming.is_name and other.naming.is_name and "adjective" not in (one.naming.tag, other.naming.tag):
        return bool((CITY_AND_COUNTRY if one.naming.noun == "metonym" else ABBREVIATION).fullmatch(gap))
    in_marks = gap != text[one.end : other.start]
    if JOINS.fullmatch(gap) or (in_marks and one.naming.is_name and THE.fullmatch(gap)):
        return True
    if namings and not one.naming.is_name and other.naming.noun == "name" and (first := FIRST_NAME.fullmatch(gap)):
        known = namings.first_names.get((other.naming.target, text[other.start : other.end]), set())
        if one.naming.tag not in ("plural", "adjective") and (not known or first["name"] in known):
            return other.naming.target in namings.persons
    if one.naming.tag == "plural" and other.naming.is_name and COORDINATED.fullmatch(gap):
        return True
    if not (one.naming.is_name or other.naming.is_name or {one.naming.tag, other.naming.tag} & {"plural", "adjective"}):
        return AND_TITLE.fullmatch(gap) is not None
    apposition = APPOSITION.fullmatch(gap)
    if one.naming.is_name == other.naming.is_name or not apposition:
        return False
    end = end_with_mark(text, other.start, other.end)
    if apposition["apart"]:
        return END_APART.match(text, end) is not None
    return one.naming.is_name or CLOSED.match(text, end) is not None
