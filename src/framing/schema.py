"""The schema: for each table its columns, their types and keys, and what each column means.

Every stage takes such tables and returns a new one; framing.columns is the language in which they are said, and
framing.tables checks, reads and writes them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd
    from pandera.pandas import DataFrameSchema

Type = Literal["text", "whole", "flag", "real"]
DTYPES: dict[Type, str] = {"text": "str", "whole": "Int64", "flag": "bool", "real": "float64"}


@dataclass(frozen=True)
class Column:
    """One column: what it means, its type, the values it may take."""

    meaning: str
    type: Type = "text"
    allowed: tuple[str, ...] = ()
    pattern: str = ""
    least: int | None = None
    most: int | None = None
    required: bool = True
    filled: bool = False


@dataclass(frozen=True, eq=False)  # each is the one of its name, so that its pandera schema can be kept
class Table:
    """One table: its row, its columns in order and the columns that identify (and sort) a row."""

    name: str
    row: str
    columns: Mapping[str, Column]
    key: tuple[str, ...]
    order: tuple[str, ...] = field(default=())


def _text(
    meaning: str, *, allowed: Sequence[str] = (), pattern: str = "", required: bool = True, filled: bool = False
) -> Column:
    return Column(meaning, "text", tuple(allowed), pattern, required=required, filled=filled)


def _whole(
    meaning: str, *, least: int | None = 0, most: int | None = None, required: bool = True, filled: bool = True
) -> Column:
    return Column(meaning, "whole", least=least, most=most, required=required, filled=filled)


def _flag(meaning: str, *, required: bool = True) -> Column:
    return Column(meaning, "flag", required=required, filled=True)


def _real(meaning: str) -> Column:
    return Column(meaning, "real")


@cache
def pandera_schema(table: Table) -> DataFrameSchema:
    """The pandera schema of a table."""
    import pandera.pandas as pa

    def checks(column: Column) -> list[pa.Check]:
        found = []
        if column.allowed:
            found.append(
                pa.Check.isin(
                    column.allowed, error=f"expected one of {', '.join(word or 'nothing' for word in column.allowed)}"
                )
            )
        if column.pattern:
            found.append(
                pa.Check.str_matches(f"^(?:{column.pattern})$", error=f"expected the pattern {column.pattern}")
            )
        if column.type == "text" and column.filled:
            found.append(pa.Check.str_length(min_value=1, error="may not be empty"))
        if column.least is not None:
            found.append(pa.Check.ge(column.least, error=f"expected {column.least} or more"))
        if column.most is not None:
            found.append(pa.Check.le(column.most, error=f"expected {column.most} or less"))
        return found

    return pa.DataFrameSchema(
        {
            name: pa.Column(
                DTYPES[column.type],
                checks(column),
                nullable=column.type == "real" or not column.filled,
                required=column.required,
            )
            for name, column in table.columns.items()
        }
    )


def no_rows(table: Table) -> pd.DataFrame:
    """A table without a row, of the types that it would have."""
    import pandas as pd

    return pd.DataFrame({name: pd.Series(dtype=DTYPES[column.type]) for name, column in table.columns.items()})


ARTICLE_ID = r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}"
SENTENCE_ID = ARTICLE_ID + r":\d{2,}"
ALL = "ALL"  # in a column of ids: over all of them
VOICES = ("narrator", "indirect", "quote", "mixed")
KINDS_OF_SENTENCE = ("body", "headline", "caption", "crosshead", "boilerplate")
KINDS_OF_TERM = ("naming", "verb", "modifier", "metaphor")
POLARITIES = ("negative", "positive", "")

START = _whole("first code point of the stretch in the article's text")
END = _whole("code point after the last one", least=1)
ARTICLE = _text("article", pattern=ARTICLE_ID, filled=True)
SENTENCE = _text("sentence, `<article_id>:<nn>`", pattern=SENTENCE_ID, filled=True)
CLASSIFIER = _text("`loadedness:` or `outlet:` and the outlet", filled=True)
TIER = _text("public: from published tables alone; text: from the text", allowed=("public", "text"))

ARTICLES = Table(
    "articles",
    "an article (the manifest: no text)",
    {
        "article_id": ARTICLE,
        "outlet": _text("outlet, or `unattributed`", filled=True),
        "label": _text("name shown in figures", required=False),
        "group": _text("what may be pooled: outlet or kind of source", required=False),
        "story_id": _text("event that the article is about", required=False),
        "title": _text("title as published (a citation)", required=False),
        "date": _text("date of publication or of the event, ISO 8601, as far as known", required=False),
        "language_chain": _text("languages the text came through, `pt>en`", required=False),
        "evidence": _text("how the outlet is known", required=False),
        "sha256": _text("SHA-256 of the delivered file", pattern=r"[0-9a-f]{64}", required=False),
        "n_chars": _whole("code points of the text", required=False),
    },
    ("article_id",),
)

SENTENCES = Table(
    "sentences",
    "a sentence, boilerplate included",
    {
        "sentence_id": SENTENCE,
        "article_id": ARTICLE,
        "start": START,
        "end": END,
        "kind": _text("kind of sentence", allowed=KINDS_OF_SENTENCE),
        "kind_rule": _text("rule that decided the kind", required=False),
        "voice": _text("whose words", allowed=(*VOICES, ""), required=False),
        "source": _text("speaker as the text names them", required=False),
        "voice_rule": _text("rule that decided the voice", required=False),
        "family_id": _text("family of sentences that state one proposition in full", required=False),
    },
    ("sentence_id",),
    ("article_id", "start"),
)

OCCURRENCES = Table(
    "occurrences",
    "a naming slot or a judging word",
    {
        "occurrence_id": _text("`<sentence_id>.<nn>`", pattern=SENTENCE_ID + r"\.\d{2,}", filled=True),
        "sentence_id": SENTENCE,
        "article_id": ARTICLE,
        "term_id": _text("deciding term of the lexicon", filled=True),
        "kind": _text("kind of term", allowed=KINDS_OF_TERM),
        "form": _text("loaded or neutral", allowed=("loaded", "neutral")),
        "target": _text("who or what is named or judged", filled=True),
        "start": START,
        "end": END,
        "term_start": _whole("first code point of the deciding term"),
        "term_end": _whole("code point after the deciding term", least=1),
        "voice_of_term": _text("whose word: the outlet's or its source's", allowed=("outlet", "source")),
        "voice_rule": _text("rule that decided whose word it is", required=False),
        "metonym": _flag("a capital or palace that stands for the state"),
        "negated": _flag("the naming or judgement is denied"),
        "irrealis": _flag("wished, feared or supposed, not stated"),
        "rule": _text("rule that decided"),
    },
    ("occurrence_id",),
    ("article_id", "start", "term_start", "target"),
)

SWAPS = Table(
    "swaps",
    "an occurrence with another term in its place",
    {
        "swap_id": _text("`<occurrence_id>~<term_in>`", pattern=SENTENCE_ID + r"\.\d{2,}~\S+", filled=True),
        "occurrence_id": _text("the occurrence", pattern=SENTENCE_ID + r"\.\d{2,}", filled=True),
        "sentence_id": SENTENCE,
        "article_id": ARTICLE,
        "pair_id": _text("the pair of terms: `<loaded>~<neutral>`, of a placebo `<neutral>~<neutral>`", filled=True),
        "term_out": _text("term as written", filled=True),
        "term_in": _text("term in its place, or (omit)", filled=True),
        "target": _text("who or what is named or judged", filled=True),
        "kind": _text("pair: loaded against neutral; placebo: neutral for neutral", allowed=("pair", "placebo")),
        "direction": _text("nothing for a placebo", allowed=("to_neutral", "to_loaded", "")),
        "quoted": _flag("the word stands inside quotation marks: the swap changes what somebody said"),
    },
    ("swap_id",),
    ("article_id", "occurrence_id", "term_in"),
)

LEXICON = Table(
    "lexicon",
    "a term",
    {
        "term_id": _text("name of the row", pattern=r"[a-z0-9][a-z0-9-]*", filled=True),
        "term": _text("dictionary form: singular noun, base verb, adjective", filled=True),
        "form": _text(
            "loaded, neutral, or trap: a longer string that holds a term and names something else",
            allowed=("loaded", "neutral", "trap"),
        ),
        "target": _text("who or what is named or judged", filled=True),
        "kind": _text("kind of term", allowed=KINDS_OF_TERM),
        "noun": _text("how a naming noun stands", allowed=("name", "metonym", "title", "epithet", ""), required=False),
        "sense": _text("the sense that is meant", required=False),
        "polarity": _text("towards the target", allowed=POLARITIES, required=False),
        "article": _text("article of the singular", allowed=("a", "the", "none", ""), required=False),
        "forms": _text("further forms, `tag=form; tag=form`", required=False),
        "neutral": _text("term_ids of the neutral wording, or (omit)", required=False),
        "beside": _text("targets that the sentence must also name", required=False),
        "origin": _text("mission, general, or coder:<article_id>+<article_id>", required=False),
        "reason": _text("why the word is loaded, why this neutral wording", required=False),
        "since": _text(
            "lexicon version in which the row came or last changed", pattern=r"(\d+\.\d+\.\d+)?", required=False
        ),
    },
    ("term_id",),
)

LABELS = Table(
    "labels",
    "a coded sentence",
    {
        "sentence_id": SENTENCE,
        "loaded": _whole("loaded wording, 0 or 1", most=1),
        "strength": _whole("0 none, 1 mild, 2 clear, 3 strong", most=3),
    },
    ("sentence_id",),
)

SPANS = Table(
    "spans",
    "an expression that a coder marked as loaded",
    {
        "sentence_id": SENTENCE,
        "start": START,
        "end": END,
        "term_id": _text("term of the lexicon that the expression holds, if any"),
        "category": _text(
            "kind of expression", allowed=("epithet", "evaluative", "verb", "metaphor", "intensifier", "scare-quote")
        ),
        "target": _text("who is evaluated", filled=True),
        "polarity": _text("towards the target", allowed=POLARITIES),
    },
    ("sentence_id", "start", "end"),
)

VOICE_CODES = Table(
    "voice",
    "a coded sentence",
    {
        "sentence_id": SENTENCE,
        "voice": _text("whose words", allowed=VOICES),
        "source": _text("speaker as the text names them"),
    },
    ("sentence_id",),
)

PAIR_CODES = Table(
    "families",
    "a pair of sentences that state one proposition",
    {
        "sentence_a": SENTENCE,
        "sentence_b": SENTENCE,
        "overlap": _text("full or part", allowed=("full", "part")),
        "drift": _text("what differs, joined by +, or none"),
    },
    ("sentence_a", "sentence_b"),
)

ALIGNMENTS = Table(
    "alignments",
    "a pair of sentences of two articles that state one proposition",
    {
        "sentence_a": SENTENCE,
        "sentence_b": SENTENCE,
        "overlap": _text("all main content of the shorter one, or some of it", allowed=("full", "part")),
        "similarity": _real("mean of wording and meaning, less what conflicts take away"),
        "wording": _real("rare words shared: cosine of the sentences' words, each by its rarity in the story"),
        "meaning": _real("cosine of the sentences' embeddings; empty without an encoder"),
        "evidence": _whole("numbers, dates and names that both have"),
        "conflicts": _whole("of numbers and dates, on how many both have some and none in common"),
        "drift": _text("what differs: voice, or none; empty where voice is not known", allowed=("voice", "none", "")),
    },
    ("sentence_a", "sentence_b"),
)

SCORES = Table(
    "scores",
    "a sentence, or a sentence with a term swapped, scored by a classifier",
    {
        "unit_id": _text("sentence_id, or swap_id", filled=True),
        "classifier": _text(
            "what is asked and of whose sentences it learnt: `loadedness:oboz`, `general`", filled=True
        ),
        "tier": TIER,
        "fold": _whole("fold that its model did not see; empty for a model that saw none of the folds", filled=False),
        "log_odds": _real("log-odds; empty where the fold leaves nothing to learn from"),
        "probability": _real("the same as a probability"),
    },
    ("unit_id", "classifier", "tier"),
)

CLASSIFIERS = Table(
    "classifiers",
    "what a classifier rests on, over its folds",
    {
        "classifier": CLASSIFIER,
        "tier": TIER,
        "n_positives": _real("loaded sentences, or sentences of the outlet, in training; mean over folds"),
        "enough_positives": _flag("whether these are ten or more"),
        "shared_weight": _real("how much of it is the shared model, 0 to 1; empty where there is none"),
    },
    ("classifier", "tier"),
)

YARDSTICKS = Table(
    "yardsticks",
    "what a contrast is measured on",
    {
        "classifier": CLASSIFIER,
        "tier": TIER,
        "target": _text("who or what is named or judged", filled=True),
        "pair_id": _text("pair of terms, or ALL pairs of the target", filled=True),
        "term_blind": _real("the contrast where no training sentence held the loaded term; empty for ALL"),
        "dealt_low": _real("lower end of the middle 95 of 100 contrasts under dealt outlets"),
        "dealt_high": _real("upper end"),
        "n_deals": _whole("how often outlets were dealt"),
    },
    ("classifier", "tier", "target", "pair_id"),
)

DEALT_DIFFERENCES = Table(
    "dealt_differences",
    "what a difference of two classifiers' contrasts is measured on",
    {
        "classifier": CLASSIFIER,
        "against": _text("the other outlet's classifier", filled=True),
        "tier": TIER,
        "target": _text("who or what is named or judged", filled=True),
        "dealt_low": _real("lower end of the middle 95 of 100 differences under dealt outlets"),
        "dealt_high": _real("upper end"),
        "n_deals": _whole("how often outlets were dealt"),
    },
    ("classifier", "against", "tier", "target"),
)

ESTIMATES = Table(
    "estimates",
    "an estimate with its interval",
    {
        "article_id": _text("article, or ALL", filled=True),
        "outlet": _text("outlet, or ALL", filled=True),
        "target": _text("who or what is named"),
        "measure": _text("what is estimated", filled=True),
        "lexicon": _text("version of the lexicon: which rows were used"),
        "voice": _text("whose words are counted", allowed=("outlet", "source", "all")),
        "copy": _text("all sentences, or the outlet's own without shared copy", allowed=("all", "own")),
        "estimate": _real("the rate"),
        "low": _real("lower end of the interval"),
        "high": _real("upper end of the interval"),
        "level": _real("confidence level"),
        "method": _text("how the interval was found, or why there is none"),
        "scope": _text("what the interval is about", allowed=("texts", "outlets")),
        "n_loaded": _whole("cases counted as loaded"),
        "n_slots": _whole("all cases: the denominator"),
        "n_sentences": _whole("sentences that hold them"),
        "n_families": _whole("families of sentences that hold them; empty before alignment", filled=False),
        "n_articles": _whole("articles that hold them"),
    },
    ("measure", "lexicon", "voice", "copy", "article_id", "outlet", "target"),
)

TABLES = {
    table.name: table
    for table in (
        ARTICLES,
        SENTENCES,
        OCCURRENCES,
        SWAPS,
        LEXICON,
        LABELS,
        SPANS,
        VOICE_CODES,
        PAIR_CODES,
        ALIGNMENTS,
        SCORES,
        CLASSIFIERS,
        YARDSTICKS,
        DEALT_DIFFERENCES,
        ESTIMATES,
    )
}
