"""List every attribution of a text as a row: content, cue and source, and the person to whom the source refers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd
import regex

from framing.attribution.cues import cue_pattern
from framing.attribution.quotations import overlap
from framing.attribution.reports import Reported, SentenceVoice
from framing.attribution.speakers import DETERMINER, NAME, PREPOSITION, PRONOUN, TITLE, short_name
from framing.attribution.voice import Auto, voices_by_article
from framing.corpus import Corpus
from framing.schema import ATTRIBUTIONS
from framing.tables import validate

if TYPE_CHECKING:
    from framing.models import AttributionTagger

WORD = regex.compile(r"[\w'’-]*\w")
FULL_NAME = regex.compile(NAME)
BEFORE_NAME = regex.compile(rf"^(?:(?:{TITLE}\.?|(?i:{DETERMINER}|{PREPOSITION}|but|and))\s+)+(?=\p{{Lu}})")
BREAKS_NAME = regex.compile(r"\p{L}{2,}\.\s|[\r\n]")  # the end of a sentence or line
POSSESSIVE = regex.compile(r"['’]s?$")
FEWEST_PARTS, MOST_PARTS = 2, 4


def find_attributions(
    sentences: pd.DataFrame, corpus: Corpus, *, tagger: AttributionTagger | Auto | None = "auto"
) -> pd.DataFrame:
    """Find every attribution: which words, of whom, and by which cue.

    Parameters
    ----------
    sentences : DataFrame
        Sentence table of `split_sentences`.
    corpus : Corpus
        The articles with their texts.
    tagger : AttributionTagger, "auto" or None, default "auto"
        Model that finds further reports, as in `find_voice`.

    Returns
    -------
    DataFrame
        One row per attribution and sentence: attribution_id, sentence_id, article_id; start and end of the content;
        cue_start, cue_end, source_start, source_end (missing where the text has none; they may stand in another
        sentence); source (short name as in the text, at most six words), name (that of a pronoun's antecedent; empty if
        it cannot be decided), person (one name for all names of a person in the article; empty for a pronoun); marks:
        ``direct`` (in quotation marks), ``mixed`` (in part), ``indirect`` or ``scare`` (a word in marks that is
        attributed to nobody); n_words; stance, said (false for what somebody wants or supports) and found_by (rules or
        tagger).

    Raises
    ------
    TextNotAvailable
        If a text is not attached.

    Examples
    --------
    >>> import pandas as pd
    >>> from framing.corpus import read_articles, split_sentences
    >>> text = "Anna Berg, the mayor, said that it rained. “We are all done,” she added. It was cold. It was a “gift”."
    >>> corpus = read_articles(pd.DataFrame({"article_id": ["a"], "outlet": ["C"], "text": [text]}))
    >>> found = find_attributions(split_sentences(corpus), corpus, tagger=None)
    >>> for row in found.itertuples():
    ...     print(row.source, row.person, row.marks, text[row.start : row.end], sep=" | ")
    Anna Berg, the mayor | Anna Berg | indirect | it rained.
    she | Anna Berg | direct | We are all done,
     |  | scare | gift
    """
    found = [
        row
        for table, voices in voices_by_article(sentences, corpus, tagger)
        for row in _rows_of_article(corpus.text(str(table[0].article_id)), table, voices)
    ]
    return validate(pd.DataFrame(found, columns=list(ATTRIBUTIONS.columns)), "attributions", "attributions")


def _rows_of_article(text: str, table: Sequence[Any], voices: Sequence[SentenceVoice]) -> Iterator[tuple[object, ...]]:
    full_names = _full_names(text)
    for row, voice in zip(table, voices, strict=True):
        for number, (one, marks) in enumerate(_with_marks(text, voice.reported), start=1):
            cue, source = one.cue or (pd.NA, pd.NA), one.source or (pd.NA, pd.NA)
            yield (
                f"{row.sentence_id}.a{number:02d}",
                row.sentence_id,
                row.article_id,
                one.start,
                one.end,
                *cue,
                *source,
                short_name(text[slice(*one.source)]) if one.source else "",
                one.name,
                _person(one.name, full_names),
                marks,
                len(WORD.findall(text, one.start, one.end)),
                one.stance,
                one.said,
                one.found_by,
            )


def _with_marks(text: str, reported: Sequence[Reported]) -> list[tuple[Reported, str]]:
    """Pair each report with its marks, in order; marks within a report of the same cue are part of it."""
    marked = [one for one in reported if one.in_marks]
    found: list[tuple[Reported, str]] = []
    for one in dict.fromkeys(reported):
        inside = [(mark.start, mark.end) for mark in marked if mark.cue == one.cue]
        if one.in_marks:
            wider = [wide for wide in reported if not wide.in_marks and wide.cue == one.cue]
            if not any(wide.start <= one.start and one.end <= wide.end for wide in wider):
                found.append((one, "scare" if one.scare else "direct"))
        else:
            words = [word.start() for word in WORD.finditer(text, one.start, one.end)]
            in_marks = sum(overlap(place, place + 1, inside) for place in words)
            found.append((one, "direct" if in_marks == len(words) else "mixed" if in_marks else "indirect"))
    return sorted(found, key=lambda pair: (pair[0].start, pair[0].end))


def _full_names(text: str) -> dict[str, str]:
    """Map the last part of each name of a text, in lower case, to the commonest name of two parts or more ending so."""
    full: dict[str, Counter[str]] = defaultdict(Counter)
    for match in FULL_NAME.finditer(text):
        name, breaks = _without_title(match[0]), BREAKS_NAME.search(BEFORE_NAME.sub("", match[0]))
        parts = name.split()
        if FEWEST_PARTS <= len(parts) <= MOST_PARTS and not (name.isupper() or breaks):
            full[parts[-1].lower()][name] += 1
    return {last: names.most_common(1)[0][0] for last, names in full.items()}


def _without_title(name: str) -> str:
    """Return a name without article, title and office before it."""
    parts = POSSESSIVE.sub("", BEFORE_NAME.sub("", name).strip(" .")).split()
    offices = [
        place
        for place, (part, after) in enumerate(pairwise(parts), start=1)
        if cue_pattern("role").fullmatch(part) and after[0].isupper()
    ]
    return " ".join(parts[offices[-1] if offices else 0 :])


def _person(name: str, full_names: dict[str, str]) -> str:
    """Return the full name for a surname, with or without title or in capitals; other names stay as they are."""
    if PRONOUN.fullmatch(name):
        return ""
    bare = _without_title(name)
    parts = bare.split()
    full = full_names.get(parts[-1].lower(), "") if parts and FULL_NAME.fullmatch(bare) else ""
    is_same = full and (len(parts) == 1 or parts[0].lower() == full.split()[0].lower())
    return full if is_same else bare
