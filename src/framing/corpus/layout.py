"""Layout: the parts of a page and the kind of each of its lines.

An article has an opening (menus, headline, standfirst, captions, byline), a body (paragraphs, crossheads, captions)
and a tail, which begins below the last paragraph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import as_file, files
from itertools import pairwise

import pandas as pd
import regex

from framing.tables import read_csv, rows

PLACES = {
    "above": "a line above the body, if another line is the headline",
    "head": "a line above the body or below it",
    "lead": "a line anywhere; what stands between the headline and it is no body text",
    "under": "a line between the headline and the body, or below the body",
    "line": "a line anywhere, or its end from the sentence at which the pattern begins",
    "sentence": "a sentence anywhere below the headline, in a line or alone",
    "rest": "a line and the lines below it, unless the article goes on there",
    "tail": "a line below which no paragraph comes",
    "caption": "a line anywhere, which is a caption then",
}
PIECE = regex.compile(r"\{([a-z]{2,})\}")
CAPITAL = regex.compile(r"(?<!\\|\\p\{)\p{Lu}|\\p\{L[ul]\}")
MARK = r"""[^\w"'“”„‘’«]"""
LONGEST = 4_000  # code points; what is longer is prose, and patterns that look to its end would take minutes


@dataclass(frozen=True)
class _Rule:
    """One convention of news pages; `where` it holds is a key of PLACES."""

    rule: str
    where: str
    pattern: str
    reason: str
    example: str

    @property
    def kind(self) -> str:
        """The kind of a line that falls under it."""
        return "caption" if self.where == "caption" else "boilerplate"


def _packaged(name: str) -> pd.DataFrame:
    with as_file(files("framing.corpus") / name) as path:
        return read_csv(path)


@cache
def boilerplate_rules() -> tuple[_Rule, ...]:
    """The rules, in the order in which they are tried."""
    table = rows(_packaged("boilerplate.csv"))
    return tuple(_Rule(row.rule, row.where, row.pattern, row.reason, row.example) for row in table)


@cache
def pieces() -> dict[str, str]:
    return {row.piece: row.pattern for row in rows(_packaged("pieces.csv"))}


def spelt_out(pattern: str) -> str:
    """A pattern with its pieces and its case."""
    case = "-i" if CAPITAL.search(pattern) else "i"
    return f"(?{case}:{PIECE.sub(lambda piece: spelt_out(pieces()[piece[1]]), pattern)})"


def _compiled(pattern: str) -> regex.Pattern[str]:
    return regex.compile(f"{MARK}{{0,4}}(?:{spelt_out(pattern)}){MARK}*$")


@cache
def _rules_for(place: str) -> tuple[_Rule, ...]:
    return tuple(rule for rule in boilerplate_rules() if rule.where == place)


@cache
def any_rule_for(place: str) -> regex.Pattern[str]:
    """A pattern that tells at once whether a text falls under any of a place's rules."""
    return _compiled("|".join(f"(?:{spelt_out(rule.pattern)})" for rule in _rules_for(place)))


pattern_of = cache(_compiled)


def rule_of(text: str, *places: str) -> _Rule | None:
    """The first rule that a line or sentence falls under, of the first of `places` that has one; none if it is long."""
    if len(text) > LONGEST:
        return None
    for place in places:
        if any_rule_for(place).match(text):
            return next(rule for rule in _rules_for(place) if pattern_of(rule.pattern).match(text))
    return None


ENDS_AS_SENTENCE = regex.compile(r"""[.!…:;]["'”’»)\]]*$|[?]["'”’»)\]]+$""")
DATELINE = regex.compile(
    r"^\p{Lu}{3}[\p{Lu}.'’ -]*+(?:, [\p{Lu}\d][\p{L}\d .]{0,30})?(?: ?\(\p{Lu}[\p{L}/ ]+\))?(?: ?[—–]| ?--| -) ?\S"
)
LIST_ITEM_OR_POST = regex.compile(r"^[•⦁▪◦‣–—*-]|@\w|https?://")
LONGEST_CROSSHEAD = 12
LONGEST_MENU_ITEM = 2
LONGEST_TITLE = 20
MOST_PARAGRAPHS_ABOVE_THE_LEAD = 2
MOST_SENTENCES_OF_A_STANDFIRST = 2

Span = tuple[int, int]
Kind = tuple[str, str]


@dataclass(frozen=True)
class Line:
    """A paragraph: its first code point in the article, its text, and how texts are split into sentences."""

    start: int
    text: str
    split: Callable[[str], Iterator[Span]]

    @cached_property
    def n_words(self) -> int:
        """Words parted by space."""
        return len(self.text.split())

    @cached_property
    def sentences(self) -> list[Span]:
        """(start, end) of each sentence, counted from the line's start."""
        return list(self.split(self.text))

    @cached_property
    def rules(self) -> list[_Rule | None]:
        """The rule of each sentence; a rule for lines holds from the sentence at which it begins to the line's end."""
        found: list[_Rule | None] = []
        for start, end in self.sentences:
            before = found[-1] if found else None
            going_on = before if before and before.where == "line" else None
            rest = self.text[start : start + LONGEST + 1]
            found.append(going_on or rule_of(rest, "line") or rule_of(self.text[start:end], "sentence"))
        return found

    @cached_property
    def ends_as_sentence(self) -> bool:
        """Whether a full stop or the like ends what is no boilerplate; a bare question mark may also end a headline."""
        own = [end for (_, end), rule in zip(self.sentences, self.rules, strict=True) if not rule]
        return ENDS_AS_SENTENCE.search(self.text[: own[-1]] if own else self.text) is not None

    @cached_property
    def boilerplate(self) -> _Rule | None:
        """The rule of a line that is boilerplate throughout."""
        return self.rules[0] if all(self.rules) else None

    def rule(self, *places: str) -> _Rule | None:
        """The rule that the whole line falls under, for one of `places` or as boilerplate throughout."""
        return rule_of(self.text, *places) or self.boilerplate

    @cached_property
    def rule_above(self) -> _Rule | None:
        """The rule of a line above the body, wherever the headline is."""
        return self.rule("caption", "above", "head", "lead", "rest")

    @cached_property
    def rule_below(self) -> _Rule | None:
        """The rule of a line below the last paragraph."""
        return self.rule("rest", "tail", "lead", "head")

    @property
    def is_paragraph(self) -> bool:
        """Whether a line is too full for a headline, or for a standfirst without full stop."""
        return self.ends_as_sentence or len(self.sentences) > MOST_SENTENCES_OF_A_STANDFIRST

    @property
    def is_title(self) -> bool:
        """Whether a line could be the title of another article: short and without full stop."""
        return not self.is_paragraph and self.n_words <= LONGEST_TITLE and not rule_of(self.text, "caption")


def kinds_of(lines: Sequence[Line]) -> list[Kind]:
    """(kind, rule) of each line."""
    body = _start_of_body(lines)
    return _kinds_of_opening(lines[:body]) + _kinds_of_body(lines[body:])


def _start_of_body(lines: Sequence[Line]) -> int:
    """Number of the first body line: the first paragraph, unless it is a standfirst or caption.

    It is one when a dateline opens one of the next paragraphs, or a byline or time stamp stands between them.
    """
    free, full = [], []
    for number, line in enumerate(lines):
        if not line.rule_above:
            free.append(number)
            full += [number] * line.is_paragraph
        if len(full) > MOST_PARAGRAPHS_ABOVE_THE_LEAD:
            break
    for number in free[1:]:
        if DATELINE.search(lines[number].text):
            return number
    for above, number in pairwise([0, *full]):
        if any(rule_of(line.text, "lead") for line in lines[above:number]):
            return number
    return full[0] if full else free[-1] if len(free) > 1 else len(lines)


def _kinds_of_opening(lines: Sequence[Line]) -> list[Kind]:
    """Menus, then the headline, then standfirst, captions and byline; boilerplate anywhere."""
    headline = _number_of_headline(lines)
    kinds = [_kind_in_opening(line, under=number > headline) for number, line in enumerate(lines)]
    if headline >= 0:
        kinds[headline] = "headline", "no full stop, first line"
    return kinds


def _number_of_headline(lines: Sequence[Line]) -> int:
    """Number of the headline among the lines above the body, or -1: the first that is no boilerplate and no menu item.

    A menu item has one or two words, or three if a section or language stands below it, and a longer line follows.
    """
    possible = [n for n, line in enumerate(lines) if not rule_of(line.text, "caption", "head", "lead", "rest", "line")]
    free = [number for number in possible if not rule_of(lines[number].text, "above")] or possible
    for number in free:
        above_menu = any(_is_menu(line) for line in lines[number + 1 : number + 2])
        if lines[number].n_words > LONGEST_MENU_ITEM + above_menu:
            return number
    return free[0] if free else -1


def _is_menu(line: Line) -> bool:
    """Whether a line is a section, a language or the like; dates are none."""
    return rule_of(line.text, "head") is not None and not any(character.isdigit() for character in line.text)


def _kind_in_opening(line: Line, *, under: bool) -> Kind:
    """The kind of a line above the body, above or under the headline."""
    rule = line.rule_above or (rule_of(line.text, "under") if under else None)
    if rule:
        return rule.kind, rule.rule
    if not under:
        return "boilerplate", "short line above the headline"
    return "caption", "above the lead" if line.ends_as_sentence else "no full stop, under the headline"


def _kinds_of_body(lines: Sequence[Line]) -> list[Kind]:
    """Paragraphs and crossheads, then the tail; teasers under a heading are boilerplate till the article goes on."""
    headings = {number: rule for number, line in enumerate(lines) if (rule := rule_of(line.text, "rest"))}
    ends = {number: _end_of_teasers(lines, number) for number in headings}
    last = min([number for number, end in ends.items() if end == len(lines)], default=len(lines))
    tail = _start_of_tail(lines[:last])
    kinds = [_kind_in_body(line) for line in lines[:tail]] + _kinds_of_tail(lines[:last], tail)
    for number, rule in headings.items():
        kinds[number : ends[number]] = [(rule.kind, rule.rule)] * (ends[number] - number)
    return kinds


def _kind_in_body(line: Line) -> Kind:
    """The kind of a line between the opening and the tail."""
    rule = line.rule("caption", "lead")
    if rule:
        return rule.kind, rule.rule
    if line.ends_as_sentence:
        return "body", "ends as a sentence"
    is_short = line.n_words <= LONGEST_CROSSHEAD and len(line.sentences) == 1
    if is_short and not LIST_ITEM_OR_POST.search(line.text):
        return "crosshead", "short line without full stop between paragraphs"
    return "body", "paragraph without full stop"


def _end_of_teasers(lines: Sequence[Line], heading: int) -> int:
    """Number of the line at which the article goes on below a heading of teasers, or of lines if it does not.

    It goes on with the next line that ends as a sentence, if further below two paragraphs longer than titles touch.
    """
    full = [number for number, line in enumerate(lines) if number > heading and line.ends_as_sentence]
    long = [number for number in full if lines[number].n_words > LONGEST_TITLE and not lines[number].boilerplate]
    goes_on = any(following == number + 1 for number, following in pairwise(long))
    return full[0] if goes_on else len(lines)


def _start_of_tail(lines: Sequence[Line]) -> int:
    """Number of the first line below which no paragraph comes."""
    start = len(lines)
    while start and (lines[start - 1].rule_below or lines[start - 1].is_title):
        start -= 1
    return start


def _kinds_of_tail(lines: Sequence[Line], tail: int) -> list[Kind]:
    """Boilerplate; two unexplained lines or more are titles of other articles, unless a colon announces a list."""
    is_list = tail > 0 and lines[tail - 1].text.endswith(":")
    rules = [line.rule_below or (None if is_list else rule_of(line.text, "under")) for line in lines[tail:]]
    are_titles = rules.count(None) > 1 and not is_list
    unexplained = ("boilerplate", "no paragraph below") if are_titles else ("body", "below the last paragraph")
    return [(rule.kind, rule.rule) if rule else unexplained for rule in rules]
