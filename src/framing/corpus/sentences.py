"""Split articles into sentences with offsets and kinds; boilerplate is kept and marked.

A line of a text is a paragraph, unless the lines are cut at a width. Layout decides what each paragraph is, `ends`
where its sentences end; nothing ends within a dateline.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import as_file, files
from itertools import pairwise

import pandas as pd
import regex

from framing.corpus.articles import Corpus
from framing.corpus.layout import DATELINE, Line, classify_lines
from framing.corpus.reading import HIDDEN, as_read, paragraphs_of
from framing.tables import read_csv, rows, validate

GAP = rf"[\s{HIDDEN}]*+"
# marks that close: brackets, quotation marks („No.“ and »No.« too; the French » after a space), notes such as [1]
CLOSE = r"""[)\]}'"´’”“‘»«›‹*†‡¹²³⁰⁴-⁹]|\s[)\]}]|\s»(?=\s|$)|\s?[.!?]|…|\[[\p{Ll}\d][\p{Ll}\d ]{0,20}\]|\(\d\)"""
STOP = regex.compile(
    rf"(?<![.!?…])(?P<stop>\.(?:[ \u00a0]\.)++|[.!?…‼⁇⁈⁉‽。！？]++)[{HIDDEN}]*+"
    rf"(?P<close>(?:{CLOSE}){{0,12}}+)(?P<gap>{GAP})"
    r"(?=(?P<next>\p{L}[\p{L}\p{M}]*|\p{N}+|\S))"
)
WORD_BEFORE = regex.compile(r"[\p{L}\p{M}\p{N}.&@'’ʼ′`´]+$")
LONGEST_WORD = 80  # code points
LETTERS = regex.compile(r"(?:\p{L}\p{M}*\.)+\p{L}\p{M}*|(?:Ph|Ed|M|B|D)\.\p{L}{1,3}")  # U.S, e.g, Ph.D
HOUR = regex.compile(r"\d*[ap]\.?m|\d*[AP]\.?M")
OF_THE_HOUR = regex.compile(
    r"\p{Lu}{2,4}T|GMT|UTC|ET|CT|PT|MT|Eastern|Central|Pacific|Mountain|Greenwich|Moscow|Local|London"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Mon|Tue|Wed|Thu|Fri|Sat|Sun|(?:Jan|Feb|Mar|Apr|May|Ju[nl]|Aug|Sep|Oct|Nov"
    r"|Dec)\p{Ll}*"
)
OPENS_WITH_TIME = regex.compile(
    r"\W*(?:At|By|Around|About|Before|After|Since|On|From|Until|Till|Between|Shortly|Just|Near|Every)\b(?:\s+\S+){1,6}"
)
NUMERAL = regex.compile(r"\W*(?:\d{1,3}|\p{L}|[IVX]+)")
PROSE = regex.compile(  # in titles in capitals a capital begins nothing
    r"\b(?!(?:an?|and|as|at|but|by|for|from|in|into|of|on|or|over|the|to|via|with)\b)\p{Ll}{2}"
)
WORD_IN_CAPITALS = regex.compile(r"\p{Lu}\p{Ll}+(?![\p{Ll}.@])|(?:A|An|It|I)\s")
LONG_NUMBER = regex.compile(r"\p{N}{3,}(?![\p{L}\p{N}]|[.,:–-]\p{N})")
BRACKET = regex.compile(r"[()\[\]{}]")
SHORT_BRACKET, LONGEST_BRACKET = 70, 300  # code points
HOLDS_SENTENCE = regex.compile(r"\W*\p{Lu}\p{Ll}.*[.!?]\W*$", regex.DOTALL)
SPEAKER = regex.compile(
    r"(?!(?:The|An?|His|Her|Its|Their|These|Those|Some|Many|All)\s+\p{Ll})(?:\p{Lu}[\p{L}.'’-]*\s+){1,4}\p{Ll}+(?:ed|s|id|old|ote|ent)\b|\p{Ll}"
)
OWN = regex.compile(r"[(\[{][^()\[\]{}]*\w\W+\w[^()\[\]{}]*[)\]}]\s+(?=[\p{Lu}\p{N}“\"‘«])")
WORD = regex.compile(r"\w")
QUOTES = regex.compile(r"['\"´’”“‘»«›‹]")
OMISSION = regex.compile(r"I\b|['\"“‘]\p{Ll}")  # "well ... I think" leaves out words and ends nothing
Stop = regex.Match[str]


def sentence_starts(text: str, first: int = 0) -> Iterator[int]:
    """Yield the places where the sentences of a paragraph begin, except the first sentence.

    Parameters
    ----------
    text : str
        A paragraph without line breaks.
    first : int, default 0
        No sentence ends before this place, as in a dateline.

    Examples
    --------
    >>> text = "Gov. Berg left the U.S. Then it rained."
    >>> [text[start:] for start in sentence_starts(text)]
    ['Then it rained.']
    """
    begin = place = 0
    brackets = _brackets(text)
    asides = [span for span in brackets.items() if _is_aside(text[slice(*span)])]
    opening = {start for start, _ in asides}
    while True:
        own = OWN.match(text, begin) if begin in opening else None
        if own:
            yield own.end()
            begin = place = own.end()
            continue
        stop = STOP.search(text, max(place, first))
        if not stop:
            return
        place = stop.end()
        around = next(((start, end) for start, end in asides if start <= stop.start() < end), None)
        if around and (around[0] != begin or stop.end("close") < around[1]):
            place = around[1]
        elif _ends(text, begin, stop, brackets):
            yield place
            begin = place


def _brackets(text: str) -> dict[int, int]:
    """Return where brackets open and end; pairs far apart are none."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    for mark in BRACKET.finditer(text):
        if mark[0] in "([{":
            opened.append(mark.start())
        elif opened:
            start = opened.pop()
            if mark.end() - start <= LONGEST_BRACKET:
                pairs[start] = mark.end()
    return pairs


def _is_aside(bracket: str) -> bool:
    """Check that a bracket holds no sentences of its own."""
    return len(bracket) < SHORT_BRACKET or not HOLDS_SENTENCE.match(bracket)


def _ends(text: str, begin: int, stop: Stop, brackets: dict[int, int]) -> bool:
    """Check that a sentence ends at a stop."""
    place, after, following = stop.start(), stop.end(), stop["next"]
    if (
        (following[0].islower() and not following[1:2].isupper())
        or following in ",;:"
        or NUMERAL.fullmatch(text, begin, place)
    ):
        return False
    if stop["stop"] in (".", "..") and not _point_ends(text, begin, stop):
        return False
    if not stop["gap"]:
        is_after_word = text[place - 1 : place].islower() and not stop["close"]
        return is_after_word and WORD_IN_CAPITALS.match(text, after) is not None
    if LONG_NUMBER.match(text, after) or not WORD.search(text, begin, place) or not WORD.search(text, after):
        return False
    if stop["stop"] in ("...", ". . .", "…") and OMISSION.match(text, after) and text[place - 1].isspace():
        return False
    if len(QUOTES.findall(stop["close"])) > 1 and SPEAKER.match(text, after):
        return False
    if after not in brackets:
        return True
    ahead = text[brackets[after] : brackets[after] + 9].lstrip()[:1]
    return ahead not in (",", ";", ":") and (text[after + 1].isupper() or not ahead.islower())


def _point_ends(text: str, begin: int, stop: Stop) -> bool:
    """Check that a point before a capital ends a sentence, by the word before it."""
    place, following = stop.start(), stop["next"]
    match = WORD_BEFORE.search(text, max(begin, place - LONGEST_WORD), place)
    word = match[0].lstrip("'’ʼ′`´.") if match else ""
    if word in _words("title") or (word in _words("numbered") and following[0].isdigit()):
        return False
    starts = following in _words("starter")
    if HOUR.fullmatch(word):
        if starts or following[0].isdigit() or not stop["gap"]:
            return starts
        is_of_hour = OF_THE_HOUR.fullmatch(following) or OPENS_WITH_TIME.fullmatch(text, begin, place)
        return not is_of_hour and (following[0].isupper() or following in '“"‘«')
    if word in _words("may-end") or LETTERS.fullmatch(word) or (len(word) == 1 and word.isalpha()):
        begins = starts or (following in _words("courtesy") and LETTERS.fullmatch(word) is not None)
        return begins and PROSE.search(text) is not None
    return True


@cache
def _words(kind: str) -> frozenset[str]:
    """Read the words of a kind that decide whether a point ends a sentence."""
    with as_file(files("framing.corpus") / "stops.csv") as path:
        table = read_csv(path)
    return frozenset(word for row in rows(table) if row.kind == kind for word in row.words.split())


def split_sentences(corpus: Corpus) -> pd.DataFrame:
    r"""Split the texts of a corpus into sentences.

    Parameters
    ----------
    corpus : Corpus
        Articles with their texts.

    Returns
    -------
    DataFrame
        One row per sentence: sentence_id, article_id, start, end (code points, half-open), kind (body, headline,
        caption, crosshead, boilerplate), kind_rule. Every visible character is in exactly one sentence.

    Raises
    ------
    TextNotAvailable
        If a text is not attached.

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
    """Yield (start, end, kind, rule) of each sentence of one article."""
    reading = as_read(text)
    lines = [Line(places, paragraph, _boundaries) for paragraph, places in paragraphs_of(reading.text)]
    for line, (line_kind, line_rule) in zip(lines, classify_lines(lines), strict=True):
        for (start, end), rule in zip(line.sentences, line.rules, strict=True):
            kind, why = ("boilerplate", rule.rule) if rule and line_kind == "body" else (line_kind, line_rule)
            yield reading.places[line.places[start]], reading.places[line.places[end - 1] + 1], kind, why


def _boundaries(line: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each sentence of a stripped line; together they cover all but white space."""
    dateline = DATELINE.match(line)
    for start, following in pairwise([0, *sentence_starts(line, dateline.end() if dateline else 0), len(line)]):
        yield start, start + len(line[start:following].rstrip())
