"""Find the parts of a news page and the kind of each of its lines.

A page has an opening (menus, headline, standfirst, captions, byline), a body (paragraphs, crossheads, captions) and a
tail, which begins below the last paragraph. Boilerplate is recognised by rules (boilerplate.csv).
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
    "lead": "a line anywhere; the lines between the headline and it are not body text",
    "under": "a line between the headline and the body, or below the body",
    "line": "a line anywhere, or its end from the sentence at which the pattern begins",
    "sentence": "a sentence anywhere below the headline, within a line or as a line of its own",
    "rest": "a line and the lines below it, unless the article resumes there",
    "tail": "a line below the last paragraph",
    "caption": "a line anywhere; it becomes a caption",
}
PIECE = regex.compile(r"\{([a-z]{2,})\}")
CAPITAL = regex.compile(r"(?<!\\|\\p\{)\p{Lu}|\\p\{L[ul]\}")
MARK = r"""[^\w"'“”„‘’«]"""
LONGEST = 4_000  # code points; longer lines are prose, and searching them to the end would take minutes
ENDS_AS_SENTENCE = regex.compile(r"""[.!…:;]["'”’»)\]]*$|[?]["'”’»)\]]+$""")
DAY_OR_PLACE = r"(?:, ?[\p{Lu}\d][\p{L}\p{M}\d .'’]{0,30}+|\. \p{Lu}\p{Ll}{2,8}\.? \d{1,2}\b)"
AGENCY = r" ?(?:\((?:\p{Lu}[\p{L}\p{M}\d/&. -]+|\p{Ll}{2,4})\)|\[\p{Lu}[\p{L}\p{M}/&. -]+\]|/\p{Lu}[\p{L}\p{M}&. -]+/)"
BEGINS = r"""(?=[\p{Lu}\d“"‘'«])"""
STROKE = r"(?: ?[—–―|]| ?--| -) ?(?=\S)"
DATELINE = regex.compile(  # LUNN, May 5 (AP) —; LUNN, May 5. /AGENCY/. and LUNN (AP) before a capital; Lunn (AP) —
    rf"^(?:\p{{Lu}}{{3}}|(?:ST|MT|FT)\. \p{{Lu}})[\p{{Lu}}\p{{M}}.'’/ -]*+{DAY_OR_PLACE}{{0,3}}"
    rf"(?:(?:{AGENCY})?{STROKE}|{AGENCY}[.:]? {BEGINS}|(?<=\d)[.:] {BEGINS})"
    rf"|^\p{{Lu}}[\p{{L}}\p{{M}}'’-]+(?: \p{{Lu}}[\p{{L}}\p{{M}}'’-]+){{0,2}}{DAY_OR_PLACE}{{0,2}}"
    rf"(?: ?\((?:\p{{Lu}}{{2,}}|Reuters|Bloomberg|Xinhua|Interfax)[\p{{L}} /]*\)(?:{STROKE}| ?{BEGINS})"
    rf"|(?<=[a-z.] \d{{1,2}} ?){STROKE})"
)
LIST_ITEM_OR_POST = regex.compile(r"^[•⦁▪◦‣–—*-]|@\w|https?://")
DATABASE_FIELD = "database-field"
LONGEST_CROSSHEAD = 12
LONGEST_MENU_ITEM = 2
LONGEST_TITLE = 20
MOST_PARAGRAPHS_ABOVE_THE_LEAD = 2
MOST_SENTENCES_OF_A_STANDFIRST = 2
Span = tuple[int, int]
Kind = tuple[str, str]


@dataclass(frozen=True)
class _Rule:
    """Store one convention of news pages; `where` is a key of PLACES."""

    rule: str
    where: str
    pattern: str
    reason: str
    example: str

    @property
    def kind(self) -> str:
        """Kind of a line that matches the rule."""
        return "caption" if self.where == "caption" else "boilerplate"


@dataclass(frozen=True)
class Line:
    """Store a paragraph and cache what is known about it.

    Parameters
    ----------
    places : sequence of int
        Place of each code point in the article.
    text : str
        The paragraph without surrounding white space and line breaks.
    split : callable
        Splits a text into sentences, as (start, end) spans.
    """

    places: Sequence[int]
    text: str
    split: Callable[[str], Iterator[Span]]

    @cached_property
    def n_words(self) -> int:
        """Number of words separated by white space."""
        return len(self.text.split())

    @cached_property
    def sentences(self) -> list[Span]:
        """Span (start, end) of each sentence, from the start of the line."""
        return list(self.split(self.text))

    @cached_property
    def rules(self) -> list[_Rule | None]:
        """Rule of each sentence; a rule for lines applies from the sentence where it begins to the end of the line."""
        rules: list[_Rule | None] = []
        for start, end in self.sentences:
            previous = rules[-1] if rules else None
            continued = previous if previous and previous.where == "line" else None
            rest = self.text[start : start + LONGEST + 1]
            rules.append(continued or find_rule(rest, "line") or find_rule(self.text[start:end], "sentence"))
        return rules

    @cached_property
    def ends_as_sentence(self) -> bool:
        """Whether the last sentence that is not boilerplate ends with a full stop or similar mark.

        A bare question mark does not count, because it may end a headline.
        """
        own = [end for (_, end), rule in zip(self.sentences, self.rules, strict=True) if not rule]
        return ENDS_AS_SENTENCE.search(self.text[: own[-1]] if own else self.text) is not None

    @cached_property
    def boilerplate(self) -> _Rule | None:
        """Rule of a line that is boilerplate from beginning to end."""
        return self.rules[0] if all(self.rules) else None

    def rule(self, *places: str) -> _Rule | None:
        """Find the rule that the whole line matches, for one of `places` or as boilerplate throughout."""
        return find_rule(self.text, *places) or self.boilerplate

    @cached_property
    def rule_above(self) -> _Rule | None:
        """Rule of a line above the body, wherever the headline is."""
        return self.rule("caption", "above", "head", "lead", "rest")

    @cached_property
    def rule_below(self) -> _Rule | None:
        """Rule of a line below the last paragraph."""
        return self.rule("rest", "tail", "lead", "head")

    @property
    def is_paragraph(self) -> bool:
        """Whether a line is too long for a headline, or for a standfirst without a full stop."""
        return self.ends_as_sentence or len(self.sentences) > MOST_SENTENCES_OF_A_STANDFIRST

    @property
    def is_title(self) -> bool:
        """Whether a line could be the title of another article: short and without a full stop."""
        return not self.is_paragraph and self.n_words <= LONGEST_TITLE and not find_rule(self.text, "caption")


def classify_lines(lines: Sequence[Line]) -> list[Kind]:
    """Return the kind and the deciding rule of each line."""
    body = _start_of_body(lines)
    return _kinds_of_opening(lines[:body]) + _kinds_of_body(lines[body:])


def _start_of_body(lines: Sequence[Line]) -> int:
    """Return the number of the first body line: the first paragraph, unless it is a standfirst or caption.

    It is one of these if a dateline opens one of the next paragraphs, or a byline or time stamp separates it from them.
    """
    unmatched, paragraphs = [], []
    for number, line in enumerate(lines):
        if not line.rule_above:
            unmatched.append(number)
            paragraphs += [number] * line.is_paragraph
        if len(paragraphs) > MOST_PARAGRAPHS_ABOVE_THE_LEAD:
            break
    for number in unmatched[1:]:
        if DATELINE.search(lines[number].text):
            return number
    for above, number in pairwise([0, *paragraphs]):
        if any(find_rule(line.text, "lead") for line in lines[above:number]):
            return number
    if paragraphs:
        return paragraphs[0]
    return unmatched[-1] if len(unmatched) > 1 else len(lines)


def _kinds_of_opening(lines: Sequence[Line]) -> list[Kind]:
    """Classify menus, headline, standfirst, captions, byline and boilerplate above the body."""
    headline = _number_of_headline(lines)
    kinds = [_kind_in_opening(line, under=number > headline) for number, line in enumerate(lines)]
    if headline >= 0:
        kinds[headline] = "headline", "no full stop, first line"
    return kinds


def _number_of_headline(lines: Sequence[Line]) -> int:
    """Return the number of the headline among the lines above the body, or -1.

    The headline is the first line that is neither boilerplate nor a menu item. A menu item has one or two words, or
    three if a section or language is below it, and a longer line follows.
    """
    possible = [
        n for n, line in enumerate(lines) if not find_rule(line.text, "caption", "head", "lead", "rest", "line")
    ]
    candidates = [number for number in possible if not find_rule(lines[number].text, "above")] or possible
    if any(line.rule_above and line.rule_above.rule == DATABASE_FIELD for line in lines):
        # in a record of a news database the name of the newspaper and the date may be above the headline
        dated = [
            n for n, line in enumerate(lines) if (rule := line.rule_above) and rule.rule in ("date-line", "time-stamp")
        ]
        below = [n for n in candidates if dated and n > dated[0]]
        if below:
            return below[0]
    for number in candidates:
        above_menu = any(_is_menu(line) for line in lines[number + 1 : number + 2])
        if lines[number].n_words > LONGEST_MENU_ITEM + above_menu:
            return number
    return candidates[0] if candidates else -1


def _is_menu(line: Line) -> bool:
    """Check whether a line is a section, a language or the like, but not a date."""
    return find_rule(line.text, "head") is not None and not any(character.isdigit() for character in line.text)


def _kind_in_opening(line: Line, *, under: bool) -> Kind:
    """Classify a line above the body, above or under the headline."""
    rule = line.rule_above or (find_rule(line.text, "under") if under else None)
    if rule:
        return rule.kind, rule.rule
    if not under:
        return "boilerplate", "short line above the headline"
    return "caption", "above the lead" if line.ends_as_sentence else "no full stop, under the headline"


def _kinds_of_body(lines: Sequence[Line]) -> list[Kind]:
    """Classify paragraphs, crossheads and tail; teasers under a heading are boilerplate until the article resumes."""
    headings = {number: rule for number, line in enumerate(lines) if (rule := find_rule(line.text, "rest"))}
    ends = {number: _end_of_teasers(lines, number) for number in headings}
    last = min([number for number, end in ends.items() if end == len(lines)], default=len(lines))
    tail = _start_of_tail(lines[:last])
    kinds = [_kind_in_body(line) for line in lines[:tail]] + _kinds_of_tail(lines[:last], tail)
    for number, rule in headings.items():
        kinds[number : ends[number]] = [(rule.kind, rule.rule)] * (ends[number] - number)
    return kinds


def _end_of_teasers(lines: Sequence[Line], heading: int) -> int:
    """Return the number of the line at which the article resumes below a heading of teasers, or the number of lines.

    It resumes at the next line that ends as a sentence, if two consecutive paragraphs longer than titles follow.
    """
    full = [number for number, line in enumerate(lines) if number > heading and line.ends_as_sentence]
    long = [number for number in full if lines[number].n_words > LONGEST_TITLE and not lines[number].boilerplate]
    resumes = any(following == number + 1 for number, following in pairwise(long))
    return full[0] if resumes else len(lines)


def _start_of_tail(lines: Sequence[Line]) -> int:
    """Return the number of the first line below the last paragraph."""
    start = len(lines)
    while start and (lines[start - 1].rule_below or lines[start - 1].is_title):
        start -= 1
    return start


def _kinds_of_tail(lines: Sequence[Line], tail: int) -> list[Kind]:
    """Classify the lines below the last paragraph.

    Two or more lines that match no rule are titles of other articles, unless a colon announces a list.
    """
    is_list = tail > 0 and lines[tail - 1].text.endswith(":")
    rules = [line.rule_below or (None if is_list else find_rule(line.text, "under")) for line in lines[tail:]]
    are_titles = rules.count(None) > 1 and not is_list
    unexplained = ("boilerplate", "no paragraph below") if are_titles else ("body", "below the last paragraph")
    return [(rule.kind, rule.rule) if rule else unexplained for rule in rules]


def _kind_in_body(line: Line) -> Kind:
    """Classify a line between the opening and the tail."""
    rule = line.rule("caption", "lead")
    if rule:
        return rule.kind, rule.rule
    if line.ends_as_sentence:
        return "body", "ends as a sentence"
    is_short = line.n_words <= LONGEST_CROSSHEAD and len(line.sentences) == 1
    if is_short and not LIST_ITEM_OR_POST.search(line.text):
        return "crosshead", "short line without full stop between paragraphs"
    return "body", "paragraph without full stop"


def find_rule(text: str, *places: str) -> _Rule | None:
    """Find the first rule that a line or sentence matches, trying `places` in order; long texts match none."""
    if len(text) > LONGEST:
        return None
    for place in places:
        if pattern_of_place(place).match(text):
            return next(rule for rule in _rules_for(place) if compile_pattern(rule.pattern).match(text))
    return None


@cache
def boilerplate_rules() -> tuple[_Rule, ...]:
    """Read the boilerplate rules in the order in which they are tried."""
    table = rows(_read_packaged("boilerplate.csv"))
    return tuple(_Rule(row.rule, row.where, row.pattern, row.reason, row.example) for row in table)


@cache
def _rules_for(place: str) -> tuple[_Rule, ...]:
    return tuple(rule for rule in boilerplate_rules() if rule.where == place)


@cache
def pattern_of_place(place: str) -> regex.Pattern[str]:
    """Compile all rules of a place into one pattern, so that most texts are rejected at once."""
    return compile_pattern("|".join(f"(?:{expand_pattern(rule.pattern)})" for rule in _rules_for(place)))


@cache
def compile_pattern(pattern: str) -> regex.Pattern[str]:
    return regex.compile(f"{MARK}{{0,4}}(?:{expand_pattern(pattern)}){MARK}*$")


def expand_pattern(pattern: str) -> str:
    """Expand the named parts of a pattern; it ignores case unless it contains a capital."""
    case = "-i" if CAPITAL.search(pattern) else "i"
    return f"(?{case}:{PIECE.sub(lambda piece: expand_pattern(pattern_pieces()[piece[1]]), pattern)})"


@cache
def pattern_pieces() -> dict[str, str]:
    """Read the named parts of patterns, such as {weekday}."""
    return {row.piece: row.pattern for row in rows(_read_packaged("pieces.csv"))}


def _read_packaged(name: str) -> pd.DataFrame:
    with as_file(files("framing.corpus") / name) as path:
        return read_csv(path)
