r"""Sentences: each with its offsets and its kind, boilerplate kept and marked.

A line of a delivered text is a paragraph; sentences are split by syntok within the line. The marks « » are shown to
syntok as “ ” (one character for one, so that offsets hold): it knows the latter only.

An article has an opening (menus, headline, standfirst, captions, byline), a body (paragraphs, crossheads, captions)
and a tail, which begins below the last paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import pandas as pd
import regex
from syntok import segmenter

from framing.corpus.articles import Corpus
from framing.corpus.boilerplate import Rule, rule_of
from framing.tables import validate

FAMILIAR_MARKS = str.maketrans("«»", "“”")
LINE = regex.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029]+")
ENDS_AS_SENTENCE = regex.compile(r"""[.!…:;]["'”’»)\]]*$|[?]["'”’»)\]]+$""")
DATELINE = regex.compile(
    r"^\p{Lu}{3}[\p{Lu}.'’ -]*+(?:, [\p{Lu}\d][\p{L}\d .]{0,30})?(?: ?\(\p{Lu}[\p{L}/ ]+\))?(?: ?[—–]| ?--| -) ?\S"
)
LIST_ITEM_OR_POST = regex.compile(r"^[•⦁▪◦‣–—*-]|@\w|https?://")
LONGEST_CROSSHEAD = 12
LONGEST_MENU_ITEM = 2
LONGEST_MENU_ITEM_ABOVE_A_MENU = 3
LONGEST_TITLE = 20
MOST_PARAGRAPHS_ABOVE_THE_LEAD = 2
MOST_SENTENCES_OF_A_STANDFIRST = 2

Kind = tuple[str, str]


@dataclass(frozen=True)
class Line:
    """A paragraph: its first code point in the article and its text without surrounding space."""

    start: int
    text: str

    @cached_property
    def n_words(self) -> int:
        """Words parted by space."""
        return len(self.text.split())

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """(start, end) of each sentence, counted from the line's start."""
        return list(boundaries(self.text))

    @cached_property
    def rules(self) -> list[Rule | None]:
        """The rule of each sentence; a rule for lines holds from the sentence at which it begins to the line's end."""
        found: list[Rule | None] = []
        for start, end in self.sentences:
            before = found[-1] if found else None
            going_on = before if before and before.where == "line" else None
            found.append(going_on or rule_of(self.text[start:], "line") or rule_of(self.text[start:end], "sentence"))
        return found

    @cached_property
    def ends_as_sentence(self) -> bool:
        """Whether a full stop or the like ends what is no boilerplate; a bare question mark may also end a headline."""
        own = [end for (_, end), rule in zip(self.sentences, self.rules, strict=True) if not rule]
        return ENDS_AS_SENTENCE.search(self.text[: own[-1]] if own else self.text) is not None

    @cached_property
    def boilerplate(self) -> Rule | None:
        """The rule of a line that is boilerplate throughout."""
        return self.rules[0] if all(self.rules) else None


def split_sentences(corpus: Corpus) -> pd.DataFrame:
    r"""Split the texts of a corpus into sentences.

    Parameters
    ----------
    corpus
        articles with their texts.

    Returns
    -------
    DataFrame
        sentences: sentence_id, article_id, start, end (code points, half-open), kind (body, headline, caption,
        crosshead, boilerplate), kind_rule. Every character of a text that is not space lies in exactly one sentence.

    Raises
    ------
    TextNotAvailable
        when a text is not attached.

    Examples
    --------
    >>> import pandas as pd
    >>> from framing.corpus.articles import read_articles
    >>> text = "Rain\n\nIt rained. «It did.» We left."
    >>> corpus = read_articles(pd.DataFrame({"article_id": ["a"], "outlet": ["Courier"], "text": [text]}))
    >>> split_sentences(corpus)[["sentence_id", "start", "end", "kind"]].values.tolist()
    [['a:01', 0, 4, 'headline'], ['a:02', 6, 16, 'body'], ['a:03', 17, 26, 'body'], ['a:04', 27, 35, 'body']]
    """
    rows = [
        (f"{article_id}:{number:02d}", article_id, start, end, kind, rule)
        for article_id in corpus.articles["article_id"]
        for number, (start, end, kind, rule) in enumerate(sentences_of(corpus.text(article_id)), start=1)
    ]
    columns = ["sentence_id", "article_id", "start", "end", "kind", "kind_rule"]
    return validate(
        pd.DataFrame(rows, columns=columns).astype({"start": "Int64", "end": "Int64"}), "sentences", "sentences"
    )


def sentences_of(text: str) -> Iterator[tuple[int, int, str, str]]:
    """(start, end, kind, rule) of each sentence of one article."""
    lines = lines_of(text)
    for line, (kind, why) in zip(lines, kinds_of(lines), strict=True):
        for (start, end), rule in zip(line.sentences, line.rules, strict=True):
            found = ("boilerplate", rule.rule) if rule and kind == "body" else (kind, why)
            yield line.start + start, line.start + end, *found


def lines_of(text: str) -> list[Line]:
    """The lines that hold more than space."""
    found = []
    for match in LINE.finditer(text):
        stripped = match[0].strip()
        if stripped:
            found.append(Line(match.start() + match[0].index(stripped), stripped))
    return found


def kinds_of(lines: Sequence[Line]) -> list[Kind]:
    """(kind, rule) of each line."""
    body = start_of_body(lines)
    return kinds_of_opening(lines[:body]) + kinds_of_body(lines[body:])


def start_of_body(lines: Sequence[Line]) -> int:
    """Number of the first body line: the first paragraph, unless it is a standfirst or caption.

    It is one when a dateline opens one of the next paragraphs, or a byline or time stamp stands between them.
    """
    free = [number for number, line in enumerate(lines) if not rule_of_opening(line)]
    full = [number for number in free if is_paragraph(lines[number])][: MOST_PARAGRAPHS_ABOVE_THE_LEAD + 1]
    last = full[-1] if full else len(lines)
    for number in free[1:]:
        if number <= last and DATELINE.search(lines[number].text):
            return number
    for above, number in pairwise([0, *full]):
        if any(rule_of(line.text, "lead") for line in lines[above:number]):
            return number
    return full[0] if full else free[-1] if len(free) > 1 else len(lines)


def is_paragraph(line: Line) -> bool:
    """Whether a line is too full for a headline, or for a standfirst without full stop."""
    return line.ends_as_sentence or len(line.sentences) > MOST_SENTENCES_OF_A_STANDFIRST


def rule_of_opening(line: Line) -> Rule | None:
    """The rule of a line above the body, wherever the headline is."""
    return rule_of(line.text, "caption", "above", "head", "lead", "rest") or line.boilerplate


def kinds_of_opening(lines: Sequence[Line]) -> list[Kind]:
    """Menus, then the headline, then standfirst, captions and byline; boilerplate anywhere."""
    headline = number_of_headline(lines)
    if headline is None:
        return [kind_under_headline(line) for line in lines]
    above = [kind_above_headline(line) for line in lines[:headline]]
    under = [kind_under_headline(line) for line in lines[headline + 1 :]]
    return [*above, ("headline", "no full stop, first line"), *under]


def number_of_headline(lines: Sequence[Line]) -> int | None:
    """Number of the headline among the lines above the body: the first that is no boilerplate and no menu item.

    A menu item has one or two words, or three if a section or the like stands below it, and a longer line follows.
    """
    possible = [n for n, line in enumerate(lines) if not rule_of(line.text, "caption", "head", "lead", "rest", "line")]
    free = [number for number in possible if not rule_of(lines[number].text, "above")] or possible
    for number in free:
        above_menu = any(is_menu(line) for line in lines[number + 1 : number + 2])
        if lines[number].n_words > (LONGEST_MENU_ITEM_ABOVE_A_MENU if above_menu else LONGEST_MENU_ITEM):
            return number
    return free[0] if free else None


def is_menu(line: Line) -> bool:
    """Whether a line is a section, a language or the like; dates and slugs are none."""
    return rule_of(line.text, "head") is not None and not any(character.isdigit() for character in line.text)


def kind_above_headline(line: Line) -> Kind:
    rule = rule_of_opening(line)
    return "boilerplate", rule.rule if rule else "short line above the headline"


def kind_under_headline(line: Line) -> Kind:
    rule = rule_of_opening(line) or rule_of(line.text, "under")
    if rule:
        return kind_by_rule(rule)
    return "caption", "above the lead" if line.ends_as_sentence else "no full stop, under the headline"


def kind_by_rule(rule: Rule) -> Kind:
    return "caption" if rule.where == "caption" else "boilerplate", rule.rule


def kinds_of_body(lines: Sequence[Line]) -> list[Kind]:
    """Paragraphs and crossheads, then the tail; teasers under a heading are boilerplate till the article goes on."""
    headings = {number: rule for number, line in enumerate(lines) if (rule := rule_of(line.text, "rest"))}
    ends = {number: end_of_teasers(lines, number) for number in headings}
    last = min([number for number, end in ends.items() if end == len(lines)], default=len(lines))
    tail = start_of_tail(lines[:last])
    kinds = [kind_in_body(line) for line in lines[:tail]] + kinds_of_tail(lines[:last], tail)
    for number, rule in headings.items():
        kinds[number : ends[number]] = [kind_by_rule(rule)] * (ends[number] - number)
    return kinds


def kind_in_body(line: Line) -> Kind:
    rule = rule_of(line.text, "caption", "lead") or line.boilerplate
    if rule:
        return kind_by_rule(rule)
    if line.ends_as_sentence:
        return "body", "ends as a sentence"
    is_short = line.n_words <= LONGEST_CROSSHEAD and len(line.sentences) == 1
    if is_short and not LIST_ITEM_OR_POST.search(line.text):
        return "crosshead", "short line without full stop between paragraphs"
    return "body", "paragraph without full stop"


def end_of_teasers(lines: Sequence[Line], heading: int) -> int:
    """Number of the line at which the article goes on below a heading of teasers, or of lines if it does not.

    It goes on with the next line that ends as a sentence, if further below two paragraphs longer than titles touch.
    """
    full = [number for number, line in enumerate(lines) if number > heading and line.ends_as_sentence]
    long = [number for number in full if lines[number].n_words > LONGEST_TITLE and not lines[number].boilerplate]
    goes_on = any(following == number + 1 for number, following in pairwise(long))
    return full[0] if goes_on else len(lines)


def start_of_tail(lines: Sequence[Line]) -> int:
    """Number of the first line below which no paragraph comes."""
    start = len(lines)
    while start and (rule_of_tail(lines[start - 1]) or is_title(lines[start - 1])):
        start -= 1
    return start


def rule_of_tail(line: Line) -> Rule | None:
    """The rule of a line in the tail, whatever stands above it."""
    return line.boilerplate or rule_of(line.text, "rest", "tail", "lead", "head")


def is_title(line: Line) -> bool:
    """Whether a line could be the title of another article: short and without full stop."""
    return not is_paragraph(line) and line.n_words <= LONGEST_TITLE and not rule_of(line.text, "caption")


def kinds_of_tail(lines: Sequence[Line], tail: int) -> list[Kind]:
    """Boilerplate; two unexplained lines or more are titles of other articles, unless a colon announces a list."""
    is_list = tail > 0 and lines[tail - 1].text.endswith(":")
    rules = [rule_of_tail(line) or (None if is_list else rule_of(line.text, "under")) for line in lines[tail:]]
    are_titles = rules.count(None) > 1 and not is_list
    unexplained = ("boilerplate", "no paragraph below") if are_titles else ("body", "below the last paragraph")
    return [kind_by_rule(rule) if rule else unexplained for rule in rules]


def boundaries(line: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each sentence in a line without surrounding space; together they cover all but inner space."""
    starts = [0]
    for paragraph in segmenter.analyze(line.translate(FAMILIAR_MARKS)):
        starts += [sentence[0].offset for sentence in paragraph if sentence]
    for start, following in pairwise(sorted({*starts, len(line)})):
        piece = line[start:following]
        stripped = piece.strip()
        if stripped:
            begin = start + piece.index(stripped)
            yield begin, begin + len(stripped)
