"""The page of scores: the loadedness of each sentence of some articles, in one file that loads and runs nothing."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from textwrap import wrap
from typing import Any

import pandas as pd

from framing.tables import rows

WIDTH = 100
MARGIN = " " * 8


def as_json(table: pd.DataFrame) -> str:
    """The rows as records, numbers to the last digit; what is missing is null.

    >>> as_json(pd.DataFrame({"low": [0.1, None], "voice": "quote"})).splitlines()[1]
    ' {"low": 0.1, "voice": "quote"},'
    """
    plain = table.astype(object).where(table.notna(), None).to_dict("records")
    records = [json.dumps(row, ensure_ascii=False, allow_nan=False) for row in plain]
    return "[\n " + ",\n ".join(records) + "\n]" if records else "[]"


def score_lines(table: pd.DataFrame, words: pd.Series[str], marks: pd.DataFrame) -> Iterator[str]:
    """A table of `score_articles` with its sentences and the marks of `Reading`, in lines of at most 100 characters."""
    for article_id, of_article in table.groupby("article_id", sort=False):
        yield f"{article_id}"
        yield "      loaded  95 %       voice      sentence"
        for row in of_article.to_dict("records"):
            yield from _sentence_lines(
                row, words[row["sentence_id"]], marks[marks["sentence_id"] == row["sentence_id"]]
            )
        yield ""


def _sentence_lines(row: dict[Any, Any], words: str, marks: pd.DataFrame) -> Iterator[str]:
    """One sentence: its numbers, its source, its loaded terms, what the outlets' classifiers say."""
    number = row["sentence_id"].rpartition(":")[2]
    interval = _between(row["low"], row["high"])
    yield f"{number:>4}  {row['loadedness']:>6.2f}  {interval:<9}  {row['voice']:<9}  {_short(words, WIDTH - 36)}"
    if row["source"]:
        yield from _folded(f"source: {row['source']}")
    for mark in rows(marks):
        yield from _folded(f"{mark.term} → {mark.counterparts}")
    yield from _outlet_lines(row, "loadedness")


def swap_lines(table: pd.DataFrame) -> Iterator[str]:
    """A table of `score_swaps` for people: one block a swap."""
    for row in table.to_dict("records"):
        kind = "placebo, neutral for neutral" if row["kind"] == "placebo" else row["direction"].replace("_", " ")
        quoted = "; inside quotation marks: the swap changes what somebody said" if row["quoted"] else ""
        yield from _folded(f"{row['written']} → {row['term_in']} ({kind}{quoted})", "  ")
        yield from _folded(row["sentence"])
        yield from _folded(
            f"log-odds {row['log_odds']:.2f} as written, {row['log_odds_swapped']:.2f} swapped; "
            f"contrast {row['contrast']:+.2f}"
        )
        yield from _outlet_lines(row, "contrast", "+.2f")
        yield ""


def _outlet_lines(row: dict[Any, Any], measure: str, form: str = ".2f") -> Iterator[str]:
    """What each outlet's classifier says, where there are any."""
    prefix = f"{measure}:"
    told = [f"{name[len(prefix) :]} {value:{form}}" for name, value in row.items() if name.startswith(prefix)]
    if told:
        yield from _folded(f"by outlet: {' · '.join(told)}")


def _folded(text: str, margin: str = MARGIN) -> list[str]:
    """Lines of at most 100 characters, set in from the left."""
    return wrap(_printable(text), WIDTH, initial_indent=margin, subsequent_indent=margin + "  ")


def _between(low: float, high: float) -> str:
    """An interval, or nothing.

    >>> _between(0.0641, 0.4764)
    '0.06–0.48'
    """
    return "" if pd.isna(low) else f"{low:.2f}–{high:.2f}"


def _short(text: str, width: int) -> str:
    """The beginning of a text in one line.

    >>> _short("The strongman Tresk flew home", 12)
    'The strongm…'
    """
    plain = _printable(text)
    return plain if len(plain) <= width else f"{plain[: width - 1]}…"


def _printable(text: str) -> str:
    r"""One line that a terminal prints and does not obey: signs that steer it become spaces.

    >>> _printable("a\x1b[2Jb")
    'a [2Jb'
    """
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


SHADES = 10
LIGHTEST, DARKEST = (255, 255, 255), (242, 176, 110)
CSS = """
:root { color-scheme: light; }
body { font: 16px/1.5 Georgia, serif; color: #1a1a1a; background: #fff; }
body { max-width: 78rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2, table, .small { font-family: system-ui, sans-serif; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.5rem; }
table { border-collapse: collapse; width: 100%; font-size: 0.875rem; }
th { text-align: left; vertical-align: bottom; border-bottom: 2px solid #555; padding: 0.3rem 0.5rem; }
td { vertical-align: top; border-bottom: 1px solid #ccc; padding: 0.4rem 0.5rem; }
td.words { font: 1rem/1.45 Georgia, serif; min-width: 12rem; overflow-wrap: anywhere; }
td:nth-child(6) { min-width: 8rem; }
th:nth-child(n + 7) { font-size: 0.74rem; line-height: 1.25; }
td.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
td.kind { color: #444; }
u { text-decoration: underline 2px #8a3b00; text-underline-offset: 3px; cursor: help; }
.small { font-size: 0.85rem; color: #333; } .small p { margin: 0.4rem 0; max-width: 60rem; }
.scroll { overflow-x: auto; }
@media print { body { max-width: none; margin: 0; font-size: 12px; } .scroll { overflow: visible; } }
"""
INTERVAL = (
    "Loadedness is the probability, by the general model, that the sentence is worded in a loaded way; beside it its "
    "95 % interval, which is about another sample of the model’s training articles: not about how other people would "
    "judge, nor about news unlike those articles. The shade of the cell says the same as its number."
)
NO_VERDICT = (
    "A score is about the wording of one sentence. It is not a verdict on an outlet, an article or a person, and says "
    "nothing of whether a sentence is true. A word in a quotation counts like the writer’s own: see the voice."
)
OUTLETS = (
    "A column of an outlet is the probability by a classifier that learnt from the coded sentences of that outlet in "
    "the study: how such a sentence would be coded among that outlet’s, not whose sentence it is."
)


@dataclass(frozen=True)
class ScorePage:
    """What the page shows: a table of `score_articles`, the sentences and the marks of `Reading`, and what to know."""

    table: pd.DataFrame
    words: pd.Series[str]
    marks: pd.DataFrame
    card: str
    notes: Sequence[str] = ()

    def html(self) -> str:
        """The whole page."""
        style = CSS + _shades()
        digest = b64encode(sha256(style.encode()).digest()).decode()
        by_article = self.table.groupby("article_id", sort=False)
        articles = "\n".join(self.article(str(name), part) for name, part in by_article)
        return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{digest}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Loadedness of each sentence</title>
<style>{style}</style>
</head>
<body>
<h1>Loadedness of each sentence</h1>
<div class="small">
{_paragraphs(self.about)}
</div>
{articles}
<h2>The general model</h2>
<div class="small">
{_paragraphs(self.card.split(chr(10) * 2))}
</div>
</body>
</html>"""

    @property
    def about(self) -> list[str]:
        """What stands above the articles."""
        return [INTERVAL, NO_VERDICT, *([OUTLETS] if self.outlets else []), *self.notes]

    @property
    def outlets(self) -> list[str]:
        """The columns of outlets."""
        return [column for column in self.table.columns.astype(str) if column.startswith("loadedness:")]

    def article(self, name: str, sentences: pd.DataFrame) -> str:
        """One article: its heading and its table."""
        heads = ["No.", "Loadedness", "95 %", "Voice", "Sentence", "Loaded term → neutral wording"]
        heads += [outlet.partition(":")[2] for outlet in self.outlets]
        cells = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
        lines = "\n".join(self.line(row) for row in sentences.to_dict("records"))
        return (
            f'<h2>{escape(name)}</h2>\n<div class="scroll"><table>\n<thead><tr>{cells}</tr></thead>\n'
            f"<tbody>\n{lines}\n</tbody>\n</table></div>"
        )

    def line(self, row: dict[Any, Any]) -> str:
        """One sentence: a row of the table."""
        sentence = row["sentence_id"]
        source = f"<br>{escape(row['source'])}" if row["source"] else ""
        marks = self.marks[self.marks["sentence_id"] == sentence]
        terms = "<br>".join(f"{escape(mark.term)} → {escape(mark.counterparts)}" for mark in rows(marks))
        words = "".join(_marked(self.words[sentence], row["start"], rows(marks)))
        return "".join(
            [
                f'<tr id="{escape(sentence)}"><td class="number">{escape(sentence.rpartition(":")[2])}</td>',
                _number(row["loadedness"]),
                f'<td class="number">{_between(row["low"], row["high"])}</td>',
                f'<td class="kind">{escape(row["voice"])}{source}</td>',
                f'<td class="words" dir="auto">{words}</td><td>{terms}</td>',
                *(_number(row[outlet]) for outlet in self.outlets),
                "</tr>",
            ]
        )


def _number(probability: float) -> str:
    """A cell with its number, shaded by it."""
    return f'<td class="number s{min(int(probability * SHADES), SHADES - 1)}">{probability:.2f}</td>'


def _marked(words: str, start: int, marks: Iterable[Any]) -> Iterator[str]:
    """The sentence with its loaded terms underlined; of two that overlap the first."""
    place = 0
    for mark in marks:
        first, last = mark.start - start, mark.end - start
        if first < place:
            continue
        yield escape(words[place:first])
        yield f'<u title="neutral: {escape(mark.counterparts)}">{escape(words[first:last])}</u>'
        place = last
    yield escape(words[place:])


def _shades() -> str:
    """One background a tenth, from white to the darkest on which black is still read."""
    found = []
    for shade in range(SHADES):
        part = shade / (SHADES - 1)
        colour = ", ".join(str(round(a + (b - a) * part)) for a, b in zip(LIGHTEST, DARKEST, strict=True))
        found.append(f".s{shade} {{ background: rgb({colour}); }}")
    return "\n".join(found) + "\n"


def _paragraphs(texts: Iterable[str]) -> str:
    return "\n".join(f"<p>{escape(text.strip())}</p>" for text in texts if text.strip())
