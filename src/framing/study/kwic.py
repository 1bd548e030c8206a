"""Search the texts of a study for words, phrases or patterns, with their contexts (key word in context)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import regex
from rich.cells import cell_len

from framing.columns import DTYPES, Type
from framing.corpus import Corpus, Reading, as_read, pattern_of
from framing.display import render
from framing.errors import BadInput, did_you_mean
from framing.models import GENERAL
from framing.study.provenance import RECORD, derived_now, read_provenance
from framing.study.study import Study
from framing.tables import rows as rows_of

PATIENCE = 5.0  # seconds per pattern and article, since nested repetitions may take exponential time
MOST_LINES, NEAREST = 40, 60  # in a notebook: lines, and characters on each side


def _patterns_of(wanted: Iterable[str], *, expressions: bool = False) -> list[regex.Pattern[str]]:
    """Compile whole words and phrases, or regular expressions; case is ignored."""
    patterns = [_expression(one) if expressions else _phrase(one) for one in wanted]
    if not patterns:
        raise BadInput("Nothing to search for. Pass a word, a phrase or a list of them.")
    return patterns


def _phrase(words: str) -> regex.Pattern[str]:
    r"""Compile a phrase of whole words in the spelling of `as_read`, with any white space between them.

    >>> bool(_phrase("head of state").search("the head of\nState"))
    True
    >>> bool(_phrase("rat").search("separate"))
    False
    """
    if not isinstance(words, str) or not as_read(words).text.split():
        raise BadInput(f"{words!r} contains no word. Pass a word or a phrase.")
    return regex.compile(pattern_of(words).pattern, regex.IGNORECASE)


def _expression(pattern: str) -> regex.Pattern[str]:
    if not pattern:
        raise BadInput("The regular expression is empty. Pass a pattern.")
    try:
        return regex.compile(pattern, regex.IGNORECASE)
    except regex.error as error:
        raise BadInput(
            f"Invalid regular expression {pattern!r}: {error}. Escape ( [ + * ? . with \\ to match them literally, or "
            "search without regex."
        ) from None


def _hits(pattern: regex.Pattern[str], text: str, where: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of every match that is not empty."""
    try:
        for match in pattern.finditer(text, timeout=PATIENCE):
            if match.end() > match.start():
                yield match.span()
    except TimeoutError:
        raise BadInput(
            f"The regular expression {pattern.pattern!r} timed out after {PATIENCE:g} seconds in '{where}'. "
            "Avoid nested repetitions such as (a+)+."
        ) from None


COLUMNS: dict[str, Type] = {
    "article_id": "text",
    "outlet": "text",
    "sentence_id": "text",
    "start": "whole",
    "end": "whole",
    "left": "text",
    "node": "text",
    "right": "text",
    "voice": "text",
    "score": "real",
}
OF_OCCURRENCES = ("target", "form", "voice_of_term", "stratum", "rule")
PLACE = ["article_id", "start", "end"]
BREAKS = dict.fromkeys(map(ord, "\t\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), " ")
WORD = regex.compile(r"\w+(?:['’]\w+)*")


def _words_rightward(context: str) -> list[str]:
    return WORD.findall(context.casefold())


def words_leftward(context: str) -> list[str]:
    return _words_rightward(context)[::-1]


# sort keys; ties keep text order
SORTS: dict[str, Callable[[pd.DataFrame], Sequence[Any]]] = {
    "text": lambda lines: range(len(lines)),
    "left": lambda lines: lines["left"].map(words_leftward).tolist(),
    "node": lambda lines: lines["node"].map(_words_rightward).tolist(),
    "right": lambda lines: lines["right"].map(_words_rightward).tolist(),
    "outlet": lambda lines: lines["outlet"].tolist(),
    "voice": lambda lines: lines["voice"].tolist(),
    "score": lambda lines: (-lines["score"]).fillna(np.inf).tolist(),
}


def concordance(
    study: Study, what: str | Sequence[str] | pd.DataFrame, *, regex: bool = False, width: int = 40, sort: str = "text"
) -> pd.DataFrame:
    r"""Find every occurrence of words, phrases or a pattern in the texts, with the context on both sides.

    Parameters
    ----------
    study : Study
        Study whose texts are searched, boilerplate included.
    what : str, sequence of str or DataFrame
        Word or phrase, or several: whole words, across line breaks; case, kinds of hyphens, dashes and quotes, normal
        forms and hidden characters make no difference. Or rows of a table of occurrences to show in context.
    regex : bool, default False
        Treat `what` as a regular expression of the package ``regex`` for the text as stored; ``(?-i:…)`` makes a part
        case-sensitive.
    width : int, default 40
        Characters of context on each side.
    sort : str, default "text"
        ``text``: order of the articles; ``left``: preceding words, read backwards from the node; ``right``: following
        words; ``node``, ``outlet``, ``voice``; ``score``: most loaded first.

    Returns
    -------
    DataFrame
        One row per match: article_id, outlet, sentence_id, start, end, left, node, right (line breaks as spaces), voice
        of the sentence (empty for boilerplate) and score, the sentence's loadedness according to the general model
        (missing if not published). For occurrences also target, form, voice_of_term, stratum and rule. A match
        across sentences belongs to the first.

    Raises
    ------
    TextNotAvailable
        If a text is private and not attached, since a concordance quotes it.
    BadInput
        If a pattern is invalid or times out.

    Examples
    --------
    >>> import framing as fr
    >>> for line in fr.concordance(fr.demo(), "tyrant", width=21).tail(2).to_dict("records"):
    ...     print(line["left"], "|", line["node"], "|", line["right"])
    uay House. "He is no  | tyrant | : I saw a tired man i
    esident of Galvora a  | tyrant |  one day and ask me t
    """
    if sort not in SORTS:
        raise BadInput(f"Unknown sort order '{sort}'; {did_you_mean(sort, SORTS)}")
    if width < 0:
        raise BadInput(f"width={width} is negative. Pass the number of characters on each side.")
    places = _given(what) if isinstance(what, pd.DataFrame) else _found(study, what, expressions=regex)
    lines = _with_sentences(_with_contexts(places, study.corpus, width), study)
    order = {article_id: place for place, article_id in enumerate(study.articles["article_id"])}
    lines = lines.assign(place=lines["article_id"].map(order)).sort_values(["place", "start", "end"], kind="stable")
    compared = SORTS[sort](lines)
    in_order = sorted(range(len(lines)), key=lambda line: compared[line])
    types = {name: DTYPES[kind] for name, kind in COLUMNS.items()}
    return lines.iloc[in_order][[*COLUMNS, *_of_occurrences(places)]].astype(types).reset_index(drop=True)


def _found(study: Study, what: str | Sequence[str], *, expressions: bool) -> pd.DataFrame:
    patterns = _patterns_of([what] if isinstance(what, str) else what, expressions=expressions)
    places = set()
    for article_id in study.articles["article_id"]:
        text = study.corpus.text(article_id)
        reading = Reading(text, range(len(text) + 1)) if expressions else as_read(text)
        for pattern in patterns:
            for start, end in _hits(pattern, reading.text, article_id):
                places.add((article_id, reading.places[start], reading.places[end]))
    return pd.DataFrame(sorted(places), columns=PLACE)


def _given(occurrences: pd.DataFrame) -> pd.DataFrame:
    missing = [name for name in PLACE if name not in occurrences]
    if missing:
        raise BadInput(f"Missing column {', '.join(missing)}: a table of occurrences needs article_id, start and end.")
    return occurrences[[*PLACE, *_of_occurrences(occurrences)]].reset_index(drop=True)


def _of_occurrences(places: pd.DataFrame) -> list[str]:
    return [name for name in OF_OCCURRENCES if name in places]


def _with_contexts(places: pd.DataFrame, corpus: Corpus, width: int) -> pd.DataFrame:
    """Add node and context."""
    texts = {article_id: corpus.text(article_id).translate(BREAKS) for article_id in places["article_id"].unique()}
    spans = list(zip(*(places[name].tolist() for name in PLACE), strict=True))
    return places.assign(
        left=[texts[article_id][max(0, start - width) : start] for article_id, start, _ in spans],
        node=[texts[article_id][start:end] for article_id, start, end in spans],
        right=[texts[article_id][end : end + width] for article_id, _, end in spans],
    )


def _with_sentences(lines: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Add the outlet, and voice and loadedness of the sentence in which each match begins."""
    outlets = dict(zip(study.articles["article_id"], study.articles["outlet"], strict=True))
    lines = lines.assign(outlet=lines["article_id"].map(outlets), sentence_id="", voice="", score=np.nan)
    if lines.empty:
        return lines
    of_articles = dict(list(lines.groupby("article_id")))
    for article_id, sentences in _sentences_of(study).groupby("article_id"):
        if article_id in of_articles:
            starts = of_articles[article_id]["start"]
            rows = sentences["end"].searchsorted(starts.to_numpy(), side="right").clip(max=len(sentences) - 1)
            lines.loc[starts.index, ["sentence_id", "voice"]] = sentences[["sentence_id", "voice"]].to_numpy()[rows]
    scores = study.scores[study.scores["classifier"] == GENERAL]
    return lines.assign(score=lines["sentence_id"].map(scores.set_index("unit_id")["probability"]))


def _sentences_of(study: Study) -> pd.DataFrame:
    """Return sentences with voice: the published ones if they are up to date, since computing them is slow."""
    record = study.path("derived") / RECORD
    current = record.is_file() and not read_provenance(record).differences(derived_now(study, record.parent))
    return replace(study, texts=None).sentences if current else study.voiced


@dataclass(frozen=True, repr=False)
class Kwic:
    """Lines of `concordance` with the node in one column (key word in context).

    Attributes
    ----------
    lines : DataFrame
        Table returned by `concordance`.

    Examples
    --------
    >>> import framing as fr
    >>> fr.Kwic(fr.concordance(fr.demo(), "tyrant", width=18, sort="right").tail(2))
    Free Hadrel     old them that the   tyrant   was, because with
    Upland Morning  ey told us that a   tyrant   was coming," said
    <BLANKLINE>
    2 lines in 2 articles from 2 outlets
    """

    lines: pd.DataFrame

    def __post_init__(self) -> None:
        columns = self.lines.columns if isinstance(self.lines, pd.DataFrame) else ()
        if not {"left", "node", "right"} <= {*columns}:
            raise BadInput("A concordance is shown from the lines of fr.concordance(study, words).")

    def __repr__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        lines = rows_of(self.lines.head(MOST_LINES))
        return render("concordance_card.html", count=self.count, lines=lines, nearest=NEAREST)

    @property
    def count(self) -> str:
        """Number of lines, articles and outlets."""
        articles, outlets = self.lines["article_id"].nunique(), self.lines["outlet"].nunique()
        return f"{_plural(len(self.lines), 'line')} in {_plural(articles, 'article')} from {_plural(outlets, 'outlet')}"

    def text(self) -> str:
        """Return aligned lines for a terminal or a file: outlet, left, node, right."""
        if self.lines.empty:
            return self.count
        outlets, lefts, nodes = (self.lines[name].tolist() for name in ("outlet", "left", "node"))
        first, second, third = (max(map(cell_len, column)) for column in (outlets, lefts, nodes))
        shown = [
            f"{outlet}{_blank(outlet, first)}  {_blank(left, second)}{left}  "
            f"{node}{_blank(node, third)}  {right}".rstrip()
            for outlet, left, node, right in zip(outlets, lefts, nodes, self.lines["right"], strict=True)
        ]
        return "\n".join([*shown, "", self.count])

    def html(self, title: str) -> str:
        """Return a page that loads and runs nothing; it has a column of loadedness if scores are known."""
        scored = bool(self.lines["score"].notna().any())
        return render("concordance.html", title=title, count=self.count, lines=rows_of(self.lines), scored=scored)


def _plural(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"


def _blank(text: str, width: int) -> str:
    """Return the spaces that fill a text up to `width` terminal cells."""
    return " " * (width - cell_len(text))
