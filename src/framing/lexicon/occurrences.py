"""Occurrences: the naming slots and the judging words of a corpus, one table."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import takewhile
from operator import attrgetter
from typing import Any

import pandas as pd

from framing.attribution import Reported, voices_of
from framing.corpus import Corpus
from framing.errors import BadInput
from framing.lexicon.matching import Element, Match, Namings, Strings, sprung
from framing.lexicon.slots import Bounds, Sides, Slot, end_of_words_before, find_slots, is_the_outlet
from framing.lexicon.terms import Lexicon
from framing.schema import OCCURRENCES
from framing.tables import rows, validate

COLUMNS = list(OCCURRENCES.columns)
LONGEST = 4_000  # code points read at once; speech without a full stop is longer, and looking through it has no end


def find_occurrences(sentences: pd.DataFrame, corpus: Corpus, *, lexicon: Lexicon) -> pd.DataFrame:
    """Find every naming slot of the lexicon's targets and every judging word.

    Parameters
    ----------
    sentences
        sentence table of `split_sentences` or `find_voice`; boilerplate is passed over.
    corpus
        the articles with their texts.
    lexicon
        terms of `read_lexicon`.

    Returns
    -------
    DataFrame
        occurrences. For kind naming, start and end are the slot and term_start, term_end its deciding term; for verbs,
        modifiers and metaphors both are the word. voice_of_term is `source` inside quotation marks (scare quotes too)
        and for a loaded word that a reporting clause reports, but `outlet` for one that its speaker would not use of
        their own side, and for a neutral name there, which the desk puts in; voice_rule says which.
        negated: the naming is denied ("no tyrant"); irrealis: it is wished, feared or supposed; rule: what the phrase
        is made of.

    Raises
    ------
    TextNotAvailable
        when the text of an article is not attached.

    Examples
    --------
    >>> import pandas as pd
    >>> from framing.corpus import read_articles, split_sentences
    >>> from framing.lexicon.terms import read_lexicon
    >>> lexicon = read_lexicon(pd.DataFrame({
    ...     "term_id": ["tyrant", "ruk"], "term": ["tyrant", "Ruk"], "form": ["loaded", "neutral"],
    ...     "target": "Ruk", "kind": "naming", "noun": ["epithet", "name"], "neutral": ["ruk", ""]}))
    >>> text = "The tyrant Ruk left. “Ruk will return,” they said."
    >>> corpus = read_articles(pd.DataFrame({"article_id": ["a"], "outlet": ["C"], "text": [text]}))
    >>> found = find_occurrences(split_sentences(corpus), corpus, lexicon=lexicon)
    >>> found[["form", "start", "end", "_voice_of_term", "rule"]].to_dict("split")["data"]
    [['loaded', 0, 14, 'outlet', 'epithet + name'], ['neutral', 22, 25, 'source', 'name']]
    """
    if not isinstance(lexicon, Lexicon):
        raise BadInput("The lexicon must be read first: lexicon=read_lexicon('lexicon.csv').")
    namings, judging = Namings(lexicon), _judging_words(lexicon)
    outlets = corpus.articles.set_index("article_id")["outlet"]
    rows: list[tuple[Any, ...]] = []
    for article_id, of_article in sentences.groupby(sentences["article_id"].astype(str), sort=False):
        text, outlet = corpus.text(article_id), outlets[article_id]
        rows += _occurrences_of(article_id, text, of_article, namings, judging, outlet)
    return validate(pd.DataFrame(rows, columns=COLUMNS), "occurrences", "occurrences")


def _judging_words(lexicon: Lexicon) -> Strings[Any]:
    """Every form of the verbs, modifiers and metaphors, with the row of its term."""
    rows = ((surface, lexicon.by_id[term_id]) for term_id, _, surface in lexicon.surfaces())
    return Strings({surface: row for surface, row in rows if row.kind != "naming"})


def _occurrences_of(
    article_id: str, text: str, sentences: pd.DataFrame, namings: Namings, judging: Strings[Any], outlet: str
) -> Iterator[tuple[Any, ...]]:
    table = list(rows(sentences))
    voices = voices_of(text, [(row.start, row.end, row.kind) for row in table])
    sides = Sides(namings)
    elements = _Within(namings.find(text))
    words = _Within([match for match in judging.find(text) if match.meaning.form != "trap"])
    for row, voiced in zip(table, voices, strict=True):
        if row.kind == "boilerplate":
            continue
        sentence = Bounds(row.start, row.end, row.kind)
        found = [
            found
            for part in _readable(text, sentence)
            for found in (
                *map(_naming_row, find_slots(text, part, elements.of(part), namings)),
                *(_judging_row(text, part, match) for match in words.of(part)),
            )
        ]
        for number, parts in enumerate(
            sorted(found, key=lambda parts: (parts["start"], parts["term_start"], parts["target"])), start=1
        ):
            voice, voice_rule = _voice_of_term(parts, voiced.reported, sides, outlet)
            whole = {
                "occurrence_id": f"{row.sentence_id}.{number:02d}",
                "sentence_id": row.sentence_id,
                "article_id": article_id,
                "voice_of_term": voice,
                "voice_rule": voice_rule,
                **parts,
            }
            yield tuple(whole[name] for name in COLUMNS)


def _readable(text: str, sentence: Bounds) -> Iterator[Bounds]:
    """The sentence itself, or one that is endless in parts, cut at spaces."""
    start = sentence.start
    while sentence.end - start > LONGEST:
        cut = text.rfind(" ", start + 1, start + LONGEST) + 1 or start + LONGEST
        yield Bounds(start, cut, sentence.kind)
        start = cut
    yield Bounds(start, sentence.end, sentence.kind)


def _voice_of_term(parts: dict[str, Any], reported: Sequence[Reported], sides: Sides, outlet: str) -> tuple[str, str]:
    """Whose word a term is, and by which rule; marks count before reporting clauses."""
    around = [one for one in reported if one.start < parts["term_end"] and one.end > parts["term_start"]]
    if any(one.in_marks for one in around):
        return "source", "in quotation marks"
    if not around:
        return "outlet", "the outlet's own words"
    if any(is_the_outlet(outlet, one.phrase) for one in around):
        return "outlet", "in a report of the outlet itself"
    if parts["form"] == "neutral":
        return "outlet", "a neutral name in a report"
    polarity = getattr(sides.namings.lexicon.by_id[parts["term_id"]], "polarity", "")
    if all(sides.would_say(one.phrase, parts["target"], parts["form"], polarity) for one in around):
        return "source", "in a report"
    return "outlet", "in a report, but its source would not use the word"


class _Within:
    """Stretches in order of start, handed out sentence by sentence."""

    def __init__(self, stretches: list[Any]) -> None:
        self.stretches = sorted(stretches, key=attrgetter("start"))

    def of(self, sentence: Bounds) -> list[Any]:
        """The stretches that lie in the sentence."""
        first = bisect_left(self.stretches, sentence.start, key=attrgetter("start"))
        ahead = (self.stretches[place] for place in range(first, len(self.stretches)))
        started = takewhile(lambda stretch: stretch.start < sentence.end, ahead)
        return [stretch for stretch in started if stretch.end <= sentence.end]


def _naming_row(slot: Slot) -> dict[str, Any]:
    deciding: Element = slot.deciding
    return {
        "term_id": deciding.naming.term_id,
        "kind": "naming",
        "form": deciding.naming.form,
        "target": slot.target,
        "start": slot.start,
        "end": slot.end,
        "term_start": deciding.start,
        "term_end": deciding.end,
        "metonym": {element.naming.noun for element in slot.elements} == {"metonym"},
        "negated": slot.negated,
        "irrealis": slot.irrealis,
        "rule": slot.rule,
    }


def _judging_row(text: str, sentence: Bounds, match: Match[Any]) -> dict[str, Any]:
    before = sentence.start, end_of_words_before(text, sentence, match.start)
    effects = sprung({"predicate"}, text, before, (match.end, match.end))
    return {
        "term_id": match.meaning.term_id,
        "kind": match.meaning.kind,
        "form": match.meaning.form,
        "target": match.meaning.target,
        "start": match.start,
        "end": match.end,
        "term_start": match.start,
        "term_end": match.end,
        "metonym": False,
        "negated": "negated" in effects,
        "irrealis": "irrealis" in effects,
        "rule": "string of the lexicon",
    }
