"""Find the naming slots and the evaluative words of a corpus and collect them in one table."""

from __future__ import annotations

import warnings
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import pandas as pd
import regex

from framing.attribution import Auto, Reported, SentenceVoice, find_quotations, plain_marks, voices_by_article, within
from framing.corpus import DATELINE, Corpus, Reading, as_read, other_languages
from framing.errors import BadInput
from framing.lexicon.labels import Labelling, label_of
from framing.lexicon.matching import NamingFinder, NamingMatch, is_modifier
from framing.lexicon.reference import References, trap_effects
from framing.lexicon.slots import Bounds, Sides, Slot, end_of_left_context, is_the_outlet, judged_phrases, plain_slots
from framing.lexicon.strings import Match, StringMatcher
from framing.lexicon.terms import Lexicon
from framing.schema import OCCURRENCES
from framing.tables import rows, validate

if TYPE_CHECKING:
    from framing.models import AttributionTagger

_Judge = Callable[[str, Bounds, list[NamingMatch], References], list[Slot]]
COLUMNS = list(OCCURRENCES.columns)
AFTER_OBJECT = regex.compile(
    r"(?i)[,;:—]|\b(?:as|to|for|from|of\s+\p{L}+ing|not|that|whether|if|with|by|over|about|including|when)\b"
)
LAST_WORD = regex.compile(r"\b(?P<word>\p{Ll}[\p{L}-]*)\s+$")
DETERMINED = regex.compile(
    r"(?i)(?:\b(?:an?|the|its|their|his|her|our|your|my|no|every|each|any|these|those|such|another)|['’]s?)\s+$"
)
GOVERNED = regex.compile(r"(?i)\b(?:of|for|against|by|with|from|in|on|about|over|under|after|before|despite)\s+$")
OF_PRONOUN = regex.compile(r"(?i)(?:its|his|her|their|our|your|my)\b")
GENITIVE = regex.compile(r"['’](?:s\b)?")
CAPITALISED = regex.compile(r"\b\p{Lu}[\p{L}-]+")
PLACE_AND_COLON = regex.compile(r"(?:\p{Lu}{3,}[\p{Lu} /-]*+)(?:, \p{Lu}[\p{L} ]{0,30})?:\s+[\p{Lu}“\"‘«]")
OFFSETS = ("start", "end", "term_start", "term_end")
MANY = 10  # places of a term that gives no slot
UNRESOLVED = "unresolved"
REASONS = {  # why a phrase with a naming term is no slot
    UNRESOLVED: "the text does not say whom the noun names; it is in no rate",
    "a trap": "the words around it show another use, such as a company, a place or somebody else's name",
    "another was named last": "who was named last before it is somebody else",
    "of another country or person": "a country or person that owns it is not the target's, or the lexicon tells none",
    "of another country": "a country beside it is not the target's",
    "of something else": "it is of a club, a company or another body",
    "the name of another person": "another person's name follows or explains it",
    "another office": "a deputy, a candidate or the like",
    "said of another": "the sentence calls somebody else so",
    "somebody else": "“a” or “any” beside the target means another",
    "a plural": "a plural that names no one target",
    "modifies another noun": "the noun after it is the head: regime change",
    "an adjective without its noun": "the noun after the adjective is not in the lexicon",
    "no phrase of its own": "it has no article here, as in compounds",
    "a target that it needs is not named beside it": "the column `beside` asks for a target that is not there",
    "the text does not name the target": "the article has no name of the target",
}
LONGEST = 4_000  # code points; speech without full stops is longer, and the search would take too long


def find_occurrences(
    sentences: pd.DataFrame, corpus: Corpus, *, lexicon: Lexicon, tagger: AttributionTagger | Auto | None = "auto"
) -> pd.DataFrame:
    """Find every naming slot of the lexicon's targets and every evaluative word.

    Parameters
    ----------
    sentences : DataFrame
        Sentence table of `split_sentences` or `find_voice`; boilerplate is skipped.
    corpus : Corpus
        The articles with their texts.
    lexicon : Lexicon
        Terms of `read_lexicon`.
    tagger : AttributionTagger, "auto" or None, default "auto"
        Model that finds further reports, as in `find_voice`.

    Returns
    -------
    DataFrame
        One row per occurrence, with the columns of the table `occurrences`. For naming slots, start and end delimit the
        slot, term_start and term_end the deciding term; for verbs, modifiers and metaphors both delimit the word.
        stratum is `own` in the outlet's own words, `paraphrase` in a reported clause, `quotation` inside quotation
        marks; the rule is the same for loaded and neutral terms. voice_of_term is `outlet` for own words, else
        `source`; voice_rule states the case. scare: the marks enclose a word of the outlet and no speech.
        possessor: the target whose possessive or adjective stands in the phrase ("Russia's war"), or `pronoun`; empty
        for persons. against_own_side: the source would not use the term of its own side, so that the outlet may have
        worded the report. negated: the naming is denied ("no tyrant"). irrealis: it is wished, feared or supposed.
        rule: composition of the phrase.

    Raises
    ------
    BadInput
        If lexicon is not a `Lexicon`.
    TextNotAvailable
        If the text of an article is not attached.

    Warns
    -----
    UserWarning
        If a naming noun stands in the texts ten times or more and gives no slot (`forms_without_slots`).

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
    >>> found[["form", "start", "end", "stratum", "rule"]].to_dict("split")["data"]
    [['loaded', 0, 14, 'own', 'epithet + name'], ['neutral', 22, 25, 'quotation', 'name']]
    """
    if not isinstance(lexicon, Lexicon):
        raise BadInput(f"lexicon is a {type(lexicon).__name__}. Pass lexicon=read_lexicon('lexicon.csv').")
    sides, evaluative = Sides(NamingFinder(lexicon)), _evaluative_words(lexicon)
    outlets, others = corpus.articles.set_index("article_id")["outlet"], other_languages(corpus)
    found_rows: list[tuple[Any, ...]] = []
    standing: Counter[str] = Counter()
    read, readings = _read(sentences, corpus)
    for table, voices in voices_by_article(
        read, Corpus(corpus.articles, {key: one.text for key, one in readings.items()}), tagger
    ):
        article_id = str(table[0].article_id)
        text, outlet = plain_marks(readings[article_id].text), outlets[article_id]
        judged = plain_slots if article_id in others else judged_phrases
        found_rows += _occurrences_of(text, table, voices, sides, evaluative, outlet, standing, judged)
    found = pd.DataFrame(found_rows, columns=COLUMNS)
    for name in OFFSETS:  # of the texts as stored
        found[name] = [readings[one].places[at] for one, at in zip(found["article_id"], found[name], strict=True)]
    found = validate(found, "occurrences", "occurrences")
    _warn_of_silent_terms(standing, found, lexicon)
    return found


def _read(sentences: pd.DataFrame, corpus: Corpus) -> tuple[pd.DataFrame, dict[str, Reading]]:
    """Return the sentences with offsets in the texts as read, and the texts of their articles as read."""
    ids = sentences["article_id"].astype(str)
    readings = {article_id: as_read(corpus.text(article_id)) for article_id in ids.unique()}
    moved = {
        name: [readings[one].place_of(at) for one, at in zip(ids, sentences[name], strict=True)]
        for name in ("start", "end")
    }
    return sentences.assign(**moved), readings


def _warn_of_silent_terms(standing: Counter[str], found: pd.DataFrame, lexicon: Lexicon) -> None:
    """Warn of terms that stand in the texts and give no slot."""
    terms = {*found["term_id"]}
    silent = [term_id for term_id, number in standing.most_common() if number >= MANY and term_id not in terms]
    if silent:
        first = lexicon.by_id[silent[0]]
        warnings.warn(
            f"Naming terms that stand in the texts and give no slot: {len(silent)}, first '{first.term}' of "
            f"{first.target} ({standing[silent[0]]} places). framing lexicon check TERM shows the reasons.",
            stacklevel=3,
        )


def forms_without_slots(sentences: pd.DataFrame, corpus: Corpus, *, lexicon: Lexicon) -> pd.DataFrame:
    """Count the places where a naming term stands in the texts and names its target for certain, and where it does not.

    Parameters
    ----------
    sentences, corpus, lexicon
        As for `find_occurrences`.

    Returns
    -------
    DataFrame
        One row per term and reason: target, term_id, term, form, reason, n (places) and n_slots (places where the term
        decides a slot). Terms with most places come first. `REASONS` explains the reasons; slots that are `unresolved`
        are in the table of occurrences, but in no rate.

    Raises
    ------
    BadInput
        If lexicon is not a `Lexicon`.
    TextNotAvailable
        If the text of an article is not attached.

    Examples
    --------
    >>> import framing as fr
    >>> study = fr.demo()
    >>> table = forms_without_slots(study.sentences, study.corpus, lexicon=study.lexicon)
    >>> table.loc[table["term_id"] == "tresk-president", "reason"].tolist()
    ['a trap']
    """
    if not isinstance(lexicon, Lexicon):
        raise BadInput(f"lexicon is a {type(lexicon).__name__}. Pass lexicon=read_lexicon('lexicon.csv').")
    phrases = naming_phrases(sentences, corpus, lexicon=lexicon)
    slots = phrases.loc[phrases["reason"] == "", "term_id"].value_counts()
    reasons = phrases[phrases["reason"] != ""].groupby(["term_id", "reason"], sort=False).size()
    in_order = reasons.sort_values(ascending=False, kind="stable").reset_index(name="n")
    table = [
        (row.target, one.term_id, row.term, row.form, one.reason, one.n, slots.get(one.term_id, 0))
        for one in rows(in_order)
        for row in [lexicon.by_id[one.term_id]]
    ]
    return pd.DataFrame(table, columns=["target", "term_id", "term", "form", "reason", "n", "n_slots"])


def naming_phrases(sentences: pd.DataFrame, corpus: Corpus, *, lexicon: Lexicon) -> pd.DataFrame:
    """List every phrase with a naming term: slots, and those that name no target for certain, with the reason.

    Parameters
    ----------
    sentences, corpus, lexicon
        As for `find_occurrences`.

    Returns
    -------
    DataFrame
        One row per phrase: term_id, article_id, start, end, reason (a key of `REASONS`; empty for a slot).
    """
    namings, others = NamingFinder(lexicon), other_languages(corpus)
    found: list[tuple[str, str, int, int, str]] = []
    read, readings = _read(sentences, corpus)
    for key, of_article in read.groupby(read["article_id"].astype(str), sort=False):
        article_id = str(key)
        text, places = plain_marks(readings[article_id].text), readings[article_id].places
        judged = plain_slots if article_id in others else judged_phrases
        for phrase in _phrases_of(text, list(rows(of_article)), namings, judged):
            reason = phrase.dropped or (UNRESOLVED if phrase.reference == UNRESOLVED else "")
            term_id = phrase.deciding.naming.term_id
            found.append((term_id, article_id, places[phrase.start], places[phrase.end], reason))
    return pd.DataFrame(found, columns=["term_id", "article_id", "start", "end", "reason"])


def _phrases_of(text: str, table: list[Any], namings: NamingFinder, judged: _Judge) -> Iterator[Slot]:
    """Yield every phrase of an article with a naming form, dropped ones included."""
    found = namings.find(text)
    matches, references = _SpanIndex(found), References(text, found, namings, _headlines(table))
    for row in table:
        if row.kind != "boilerplate":
            for part in _parts_of_sentence(text, Bounds(row.start, row.end, row.kind)):
                yield from judged(text, part, after_dateline(text, part, matches.of(part)), references)


def after_dateline(text: str, sentence: Bounds, matches: list[NamingMatch]) -> list[NamingMatch]:
    """Leave out names in a dateline, where the report was filed: "BEIJING, Oct. 17 (AP) —", "BEIJING: The"."""
    dateline = DATELINE.match(text[sentence.start : sentence.end])
    end = sentence.start + dateline.end() if dateline else sentence.start
    place = PLACE_AND_COLON.match(text, sentence.start, sentence.end) if sentence.kind == "body" else None
    return [
        match
        for match in matches
        if match.start >= end and not (place and match.naming.noun == "metonym" and match.start < place.end())
    ]


def _headlines(table: Sequence[Any]) -> list[tuple[int, int]]:
    return [(row.start, row.end) for row in table if row.kind in ("headline", "crosshead")]


def _evaluative_words(lexicon: Lexicon) -> StringMatcher[Any]:
    """Compile every form of the verbs, modifiers and metaphors, with the row of its term."""
    rows = ((surface, lexicon.by_id[term_id]) for term_id, _, surface in lexicon.surfaces())
    return StringMatcher({surface: row for surface, row in rows if row.kind != "naming"})


def _occurrences_of(
    text: str,
    table: Sequence[Any],
    voices: Sequence[SentenceVoice],
    sides: Sides,
    evaluative: StringMatcher[Any],
    outlet: str,
    standing: Counter[str],
    judged: _Judge,
) -> Iterator[tuple[Any, ...]]:
    namings, quotations = sides.namings, find_quotations(text)
    found = namings.find(text)
    standing.update(one.naming.term_id for one in found if not (one.naming.is_name or one.naming.tag == "adjective"))
    matches, references = _SpanIndex(found), References(text, found, namings, _headlines(table))
    words = _SpanIndex([match for match in evaluative.find(text) if match.meaning.form != "trap"])
    for row, sentence_voice in zip(table, voices, strict=True):
        if row.kind == "boilerplate":
            continue
        sentence = Bounds(row.start, row.end, row.kind)
        occurrences = [
            occurrence
            for part in _parts_of_sentence(text, sentence)
            for occurrence in (
                *(
                    {**_naming_row(slot), "possessor": _possessor_of(text, slot, matches, namings)}
                    for slot in judged(text, part, after_dateline(text, part, matches.of(part)), references)
                    if not slot.dropped
                ),
                *(_evaluative_row(text, part, match) for match in words.of(part) if not _is_noun(text, part, match)),
            )
        ]
        occurrences.sort(key=lambda occurrence: (occurrence["start"], occurrence["term_start"], occurrence["target"]))
        labellings = [
            label_of(text, row.start, row.end, one["start"], one["end"]) if one["kind"] == "naming" else None
            for one in occurrences
        ]
        labelled = [one.labelled for one in labellings if one and one.labelled]
        marks = list(within(row.start, row.end, quotations))
        for number, (occurrence, labelling) in enumerate(zip(occurrences, labellings, strict=True), start=1):
            if labelling and occurrence["reference"] == "unresolved" and _is_given_to(labelling, occurrence, matches):
                occurrence["reference"] = "named"
            if labelling:
                occurrence["negated"] |= labelling.status == "denied"
                occurrence["irrealis"] |= labelling.status in ("questioned", "hypothetical") and not labelling.by_author
            complete = {
                "occurrence_id": f"{row.sentence_id}.{number:02d}",
                "sentence_id": row.sentence_id,
                "article_id": row.article_id,
                **_voice_of_term(text, occurrence, labelling, labelled, sentence_voice.reported, marks, sides, outlet),
                **occurrence,
            }
            yield tuple(complete[name] for name in COLUMNS)


def _parts_of_sentence(text: str, sentence: Bounds) -> Iterator[Bounds]:
    """Yield the sentence, or parts of one that is extremely long, cut at spaces."""
    start = sentence.start
    while sentence.end - start > LONGEST:
        cut = text.rfind(" ", start + 1, start + LONGEST) + 1 or start + LONGEST
        yield Bounds(start, cut, sentence.kind)
        start = cut
    yield Bounds(start, sentence.end, sentence.kind)


def _naming_row(slot: Slot) -> dict[str, Any]:
    deciding: NamingMatch = slot.deciding
    return {
        "term_id": deciding.naming.term_id,
        "kind": "naming",
        "form": deciding.naming.form,
        "target": slot.target,
        "start": slot.start,
        "end": slot.end,
        "term_start": deciding.start,
        "term_end": deciding.end,
        "metonym": {match.naming.noun for match in slot.matches} == {"metonym"},
        "negated": slot.negated,
        "irrealis": slot.irrealis,
        "rule": slot.rule,
        "reference": slot.reference,
        "nested": slot.nested,
    }


def _is_noun(text: str, sentence: Bounds, match: Match[Any]) -> bool:
    """Check that a form of a verb is a noun in its sentence: "their claims", "the latest blast"."""
    if match.meaning.kind != "verb":
        return False
    before = text[sentence.start : match.start]
    adjective = LAST_WORD.search(before)
    if adjective and is_modifier(adjective["word"]):
        return DETERMINED.search(before[: adjective.start()]) is not None
    is_gerund = text[match.start : match.end].endswith("ing")  # "of boasting" is a verb still
    return DETERMINED.search(before) is not None or (not is_gerund and GOVERNED.search(before) is not None)


def _evaluative_row(text: str, sentence: Bounds, match: Match[Any]) -> dict[str, Any]:
    before = sentence.start, end_of_left_context(text, sentence, match.start)
    effects = trap_effects({"predicate"}, text, before, (match.end, match.end))
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
        "reference": "named",
        "nested": False,
        "possessor": "",
    }


def _possessor_of(text: str, slot: Slot, matches: _SpanIndex, namings: NamingFinder) -> str:
    """Return whose the thing named is, by the phrase: "Russia's war", "Russian aggression", "its war"."""
    if slot.target in namings.persons:
        return ""
    for word in CAPITALISED.finditer(text, slot.start, slot.end):
        target = namings.adjectives.get(word[0])
        if target not in (None, slot.target):
            return str(target)
    for match in matches.of(Bounds(slot.start, slot.end, "")):
        if match.naming.target != slot.target and GENITIVE.match(text, match.end):
            return str(match.naming.target)
    return "pronoun" if OF_PRONOUN.match(text, slot.start) else ""


def _is_given_to(labelling: Labelling, occurrence: dict[str, Any], matches: _SpanIndex) -> bool:
    """Check that the text gives the label to the target by name: "called Ruk a tyrant"."""
    if labelling.labelled is None:
        return False
    labelled = matches.of(Bounds(*labelling.labelled, ""))
    return any(match.naming.is_name and match.naming.target == occurrence["target"] for match in labelled)


def _voice_of_term(
    text: str,
    occurrence: dict[str, Any],
    labelling: Labelling | None,
    labelled: Sequence[tuple[int, int]],
    reported: Sequence[Reported],
    marks: Sequence[tuple[int, int]],
    sides: Sides,
    outlet: str,
) -> dict[str, Any]:
    """Return who uses a term, by one rule for loaded and neutral terms, and whether it speaks against its own side.

    Quotation marks take precedence over labels and reporting clauses: the words in them are given as somebody else's.
    """
    around = [one for one in reported if one.start < occurrence["term_end"] and one.end > occurrence["term_start"]]
    in_marks = [one for one in around if one.in_marks]
    # what somebody wants or supports is worded by the outlet, and so is the object of a verb that tells by it
    reports = [
        one
        for one in around
        if one.said and not (one.is_object and _is_the_object(text, one.start, occurrence, labelled))
    ]
    alone = not in_marks and _is_alone_in_marks(text, occurrence, marks, sides)
    scare = alone or (bool(in_marks) and all(one.scare for one in in_marks))
    if in_marks or alone:
        stratum, rule = "quotation", "in scare quotes" if scare else "in quotation marks"
    elif labelling and not labelling.by_author:
        stratum, rule = "paraphrase", "a label that somebody gives"
    elif not reports:
        stratum, rule = "own", "the outlet's own words"
    elif any(is_the_outlet(outlet, one.phrase) for one in reports):
        stratum, rule = "own", "in a report of the outlet itself"
    else:
        stratum, rule = "paraphrase", "in a report"
    labeller = text[slice(*labelling.labeller)] if labelling and labelling.labeller else ""
    phrases = [labeller, *(one.phrase for one in in_marks or reports)] if stratum != "own" else []
    polarity = getattr(sides.namings.lexicon.by_id[occurrence["term_id"]], "polarity", "")
    would_say = (
        sides.would_say(phrase, occurrence["target"], occurrence["form"], polarity) for phrase in phrases if phrase
    )
    return {
        "voice_of_term": "outlet" if stratum == "own" else "source",
        "stratum": stratum,
        "voice_rule": rule,
        "scare": scare,
        "against_own_side": not all(would_say),
    }


def _is_alone_in_marks(text: str, occurrence: dict[str, Any], marks: Sequence[tuple[int, int]], sides: Sides) -> bool:
    """Check that marks hold a title or epithet and no further name: ‘Dictator’ Ruk, but not “The Dictator's Wife”."""
    if getattr(sides.namings.lexicon.by_id[occurrence["term_id"]], "noun", "") not in ("title", "epithet"):
        return False
    start, end = occurrence["start"], occurrence["end"]
    around = [one for one in marks if one[0] < occurrence["term_end"] and one[1] > occurrence["term_start"]]
    return any(not CAPITALISED.search(text[first:start] + text[end:last]) for first, last in around)


def _is_the_object(text: str, begin: int, occurrence: dict[str, Any], labelled: Sequence[tuple[int, int]]) -> bool:
    """Check that a phrase is the object of a verb that tells by it: "Ruk" in "accused Ruk of theft".

    The outlet words that object, as it does whoever gets a label ("refused to call Ruk a tyrant"); what is said of it
    comes after "of", "as", "to" and the like.
    """
    start = occurrence["start"]
    gets_label = any(first <= start < last for first, last in labelled)
    return gets_label or not AFTER_OBJECT.search(text, begin, max(begin, start))


class _SpanIndex:
    """Index spans by their start, to select those of each sentence."""

    def __init__(self, stretches: list[Any]) -> None:
        self.stretches = sorted(stretches, key=attrgetter("start"))

    def of(self, sentence: Bounds) -> list[Any]:
        """Return the spans inside the sentence."""
        first = bisect_left(self.stretches, sentence.start, key=attrgetter("start"))
        ahead = (self.stretches[place] for place in range(first, len(self.stretches)))
        started = takewhile(lambda stretch: stretch.start < sentence.end, ahead)
        return [stretch for stretch in started if stretch.end <= sentence.end]
