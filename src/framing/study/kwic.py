"""Concordance: each place where a word stands, with the words around it (key word in context)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any

import numpy as np
import pandas as pd
import regex
from rich.cells import cell_len

from framing.corpus import Corpus
from framing.display import closed_page
from framing.errors import BadInput, did_you_mean
from framing.models import GENERAL
from framing.schema import DTYPES, Type
from framing.study.provenance import RECORD, derived_now, read_provenance
from framing.study.study import Study
from framing.tables import rows

PATIENCE = 5.0  # seconds for one pattern in one article; a pattern that needs more has no end in sight
APOSTROPHE = regex.compile("['’]")


def _patterns_of(wanted: Iterable[str], *, expressions: bool = False) -> list[regex.Pattern[str]]:
    """What is searched, ready to search with: whole words and phrases, or regular expressions; case is ignored.

    Raises
    ------
    BadInput
        naming the place at which an expression is wrong, or where nothing is searched.
    """
    patterns = [_expression(one) if expressions else _phrase(one) for one in wanted]
    if not patterns:
        raise BadInput("Nothing is searched; name a word, a phrase or several.")
    return patterns


def _phrase(words: str) -> regex.Pattern[str]:
    r"""Whole words in a row, over any space or line break between them, with either apostrophe.

    >>> bool(_phrase("head of state").search("the head of\nState"))
    True
    >>> bool(_phrase("rat").search("separate"))
    False
    """
    parts = [APOSTROPHE.sub("['’]", regex.escape(word)) for word in words.split()]
    if not parts:
        raise BadInput(f"A word or phrase is searched; {words!r} has none.")
    begin, end = (r"\b" if regex.match(r"\w", edge) else "" for edge in (words.strip()[0], words.strip()[-1]))
    return regex.compile(begin + r"\s+".join(parts) + end, regex.IGNORECASE)


def _expression(pattern: str) -> regex.Pattern[str]:
    """A regular expression of the `regex` package; `(?-i:…)` minds the case of what stands in it."""
    if not pattern:
        raise BadInput("The regular expression is empty; name a word or a pattern.")
    try:
        return regex.compile(pattern, regex.IGNORECASE)
    except regex.error as error:
        raise BadInput(
            f"The regular expression {pattern!r} is wrong: {error}. Signs such as ( [ + * ? . stand for "
            "themselves with a \\ before them; without regex all signs do."
        ) from None


def _hits(pattern: regex.Pattern[str], text: str, where: str) -> Iterator[tuple[int, int]]:
    """(start, end) of every match in a text; matches of no width are none.

    Raises
    ------
    BadInput
        when the pattern needs more than `PATIENCE` seconds, as nested repetitions like (a+)+ may.
    """
    try:
        for match in pattern.finditer(text, timeout=PATIENCE):
            if match.end() > match.start():
                yield match.span()
    except TimeoutError:
        raise BadInput(
            f"The regular expression {pattern.pattern!r} was given up after {PATIENCE:g} seconds in '{where}'. "
            "Repetitions within repetitions, as in (a+)+, take time without end; write it with one of them."
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
OF_OCCURRENCES = ("target", "form", "voice_of_term", "rule")
PLACE = ["article_id", "start", "end"]
BREAKS = dict.fromkeys(map(ord, "\t\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), " ")
WORD = regex.compile(r"\w+(?:['’]\w+)*")


def _words_rightward(context: str) -> list[str]:
    return WORD.findall(context.casefold())


def words_leftward(context: str) -> list[str]:
    return _words_rightward(context)[::-1]


# what each order compares; ties stay in the order of the texts
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
    r"""Every place where a word, a phrase or a pattern stands, with the words around it.

    Parameters
    ----------
    study
        whose texts are searched, boilerplate included.
    what
        a word or phrase, or several: whole words, case ignored, a phrase over line breaks too; or rows of a table of
        occurrences, which are then shown.
    regex
        whether `what` is a regular expression; ``(?-i:…)`` minds the case of what stands in it.
    width
        characters on each side.
    sort
        text: the order of the articles; left: the words before, reading backwards from the node; right: the words
        behind; node, outlet, voice; score: the most loaded first.

    Returns
    -------
    DataFrame
        article_id, outlet, sentence_id, start, end, left, node, right (line breaks as spaces), voice of the sentence
        (empty in boilerplate), score: loadedness of the sentence by the general model, where it is published. Of
        occurrences also target, form, voice_of_term, rule. A match over several sentences stands under the first.

    Raises
    ------
    TextNotAvailable
        where a text is private and not attached: a concordance quotes it.
    BadInput
        for a pattern that is wrong, or has no end.

    Examples
    --------
    >>> import framing as fr
    >>> for line in fr.concordance(fr.demo(), "tyrant", width=21).tail(2).to_dict("records"):
    ...     print(line["left"], "|", line["node"], "|", line["right"])
    uay House. "He is no  | tyrant | : I saw a tired man i
    esident of Galvora a  | tyrant |  one day and ask me t
    """
    if sort not in SORTS:
        raise BadInput(f"A concordance has no order '{sort}'; {did_you_mean(sort, SORTS)}")
    if width < 0:
        raise BadInput(f"width is {width}; expected how many characters are shown on each side, 0 or more.")
    places = _given(what) if isinstance(what, pd.DataFrame) else _found(study, what, expressions=regex)
    lines = _with_sentences(_with_contexts(places, study.corpus, width), study)
    order = {article_id: place for place, article_id in enumerate(study.articles["article_id"])}
    lines = lines.assign(place=lines["article_id"].map(order)).sort_values(["place", "start", "end"], kind="stable")
    compared = SORTS[sort](lines)
    in_order = sorted(range(len(lines)), key=lambda line: compared[line])
    types = {name: DTYPES[kind] for name, kind in COLUMNS.items()}
    return lines.iloc[in_order][[*COLUMNS, *_of_occurrences(places)]].astype(types).reset_index(drop=True)


def _found(study: Study, what: str | Sequence[str], *, expressions: bool) -> pd.DataFrame:
    """The places at which words, phrases or expressions stand."""
    patterns = _patterns_of([what] if isinstance(what, str) else what, expressions=expressions)
    places = {
        (article_id, *place)
        for article_id in study.articles["article_id"]
        for pattern in patterns
        for place in _hits(pattern, study.corpus.text(article_id), article_id)
    }
    return pd.DataFrame(sorted(places), columns=PLACE)


def _given(occurrences: pd.DataFrame) -> pd.DataFrame:
    """The places of occurrences."""
    missing = [name for name in PLACE if name not in occurrences]
    if missing:
        raise BadInput(
            f"Rows of a table of occurrences are shown by article_id, start and end; {', '.join(missing)} is missing."
        )
    return occurrences[[*PLACE, *_of_occurrences(occurrences)]].reset_index(drop=True)


def _of_occurrences(places: pd.DataFrame) -> list[str]:
    """What a concordance of occurrences shows beside the words."""
    return [name for name in OF_OCCURRENCES if name in places]


def _with_contexts(places: pd.DataFrame, corpus: Corpus, width: int) -> pd.DataFrame:
    """Places with the words there and around."""
    texts = {article_id: corpus.text(article_id).translate(BREAKS) for article_id in places["article_id"].unique()}
    spans = list(zip(*(places[name].tolist() for name in PLACE), strict=True))
    return places.assign(
        left=[texts[article_id][max(0, start - width) : start] for article_id, start, _ in spans],
        node=[texts[article_id][start:end] for article_id, start, end in spans],
        right=[texts[article_id][end : end + width] for article_id, _, end in spans],
    )


def _with_sentences(lines: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Lines with outlet, and with the sentence in which each begins: its voice and its loadedness."""
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
    """Sentences with voice: the published ones where a rebuild would give the same, since they are made slowly."""
    record = study.path("derived") / RECORD
    current = record.is_file() and not read_provenance(record).differences(derived_now(study, record.parent))
    return replace(study, texts=None).sentences if current else study.voiced


MOST_LINES, NEAREST = 40, 60  # of a notebook's card: lines, and characters on each side
CSS = """
:root { color-scheme: light; }
body { font: 15px/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff; margin: 2rem auto; padding: 0 1rem; }
body { max-width: 84rem; }
h1 { font-size: 1.4rem; margin-bottom: 0.2rem; } p { color: #444; margin-top: 0; }
table { border-collapse: collapse; width: 100%; }
th { position: sticky; top: 0; background: #fff; font-size: 0.8rem; font-weight: 600; color: #444; }
th, td { text-align: left; vertical-align: baseline; padding: 0.22rem 0.4rem; border-bottom: 1px solid #ddd; }
.left { text-align: right; width: 50%; } .right { width: 50%; }
td.left, td.node, td.right { font-family: Georgia, serif; white-space: pre-wrap; padding-left: 0; padding-right: 0; }
td.node { font-weight: 700; color: #8a3b00; text-align: center; }
th.node { text-align: center; }
.number { text-align: right; font-size: 0.8rem; font-variant-numeric: tabular-nums; }
td.small { font-size: 0.8rem; color: #444; white-space: nowrap; }
@media (max-width: 50rem) { .wide { display: none; } }
@media print { body { max-width: none; margin: 0; font-size: 10px; } th { position: static; } }
"""


@dataclass(frozen=True, repr=False)
class Kwic:
    """A table of `concordance` as lines with the node in one column: as text, in a notebook, as a page.

    Examples
    --------
    >>> import framing as fr
    >>> fr.Kwic(fr.concordance(fr.demo(), "tyrant", width=18, sort="right").tail(2))
    Free Hadrel     old them that the   tyrant   was, because with
    Upland Morning  ey told us that a   tyrant   was coming," said
    <BLANKLINE>
    2 lines in 2 articles, outlets: 2
    """

    lines: pd.DataFrame

    def __repr__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        first = "".join(
            f'<tr><td align="right">{escape(row.left[-NEAREST:])}</td>'
            f'<td align="center"><strong>{escape(row.node[:NEAREST])}</strong></td>'
            f'<td align="left">{escape(row.right[:NEAREST])}</td>'
            f'<td align="left">{escape(row.outlet[:NEAREST])}</td></tr>'
            for row in rows(self.lines.head(MOST_LINES))
        )
        return f"<div><p>{self.count}</p><table><tbody>{first}</tbody></table></div>"

    @property
    def count(self) -> str:
        """How many lines there are, in how many articles of how many outlets."""
        found = len(self.lines), self.lines["article_id"].nunique(), self.lines["outlet"].nunique()
        return "{:,} lines in {:,} articles, outlets: {:,}".format(*found)

    def text(self) -> str:
        """Lines for a terminal or a file: outlet, left, node, right."""
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
        """A page of its own, which loads nothing and runs nothing."""
        heads = "".join(f'<th scope="col" class="{kind}">{name}</th>' for name, kind in self.columns)
        body = "\n".join(
            f"<tr>{''.join(self.cells(number, row))}</tr>" for number, row in enumerate(rows(self.lines), 1)
        )
        table = f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"
        return closed_page(title, f"<h1>{escape(title)}</h1>\n<p>{self.count}</p>\n{table}", style=CSS)

    @property
    def columns(self) -> list[tuple[str, str]]:
        """Heads and kinds of the columns; loadedness only where it is known."""
        context = [("left", "left"), ("node", "node"), ("right", "right")]
        scored = [("loadedness", "number wide")] if self.lines["score"].notna().any() else []
        return [("No.", "number wide"), *context, ("outlet", "small"), ("voice", "small wide"), *scored]

    def cells(self, number: int, row: Any) -> Iterator[str]:
        """The cells of one line."""
        score = "" if pd.isna(row.score) else f"{row.score:.2f}"
        told = {"No.": f"{number}", "loadedness": score}
        for name, kind in self.columns:
            value = told[name] if name in told else getattr(row, name)
            yield f'<td class="{kind}" dir="auto">{escape(value)}</td>'


def _blank(text: str, width: int) -> str:
    """Space that fills a text up to a width, by the cells of a terminal."""
    return " " * (width - cell_len(text))
