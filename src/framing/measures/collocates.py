"""Find the words beside names, and compare them between names and between groups of outlets."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.sparse import csc_matrix

from framing.corpus import Corpus
from framing.lexicon import Sentence
from framing.measures.keyness import WordCounts, log_odds
from framing.measures.naming import has_groups, slots_of
from framing.schema import COLLOCATES
from framing.tables import rows, validate

# a word is compared if it stands beside the name in at least so many articles; the others are one word together
ENOUGH_ARTICLES = 5
OTHER_WORDS = "(other words)"
COMPARED = (
    *("word", "study", "reference", "n_study", "n_reference", "documents_study", "documents_reference"),
    *("log_odds", "low", "high", "level", "method", "p", "adjusted_p", "tests_in_family"),
)
COUNTING = ("quantity", "quantifier", "approximate")


def find_collocates(occurrences: pd.DataFrame, sentences: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Count the words beside naming slots: modifiers, what governs the name, and what the name does or is.

    Words are found by their places, with closed classes of English words and without a parser. *modifier*: words
    between determiner and term ("young undocumented immigrants"). *before*: the word in front of the phrase
    ("deport"), or in front of its preposition, with it ("influx of"). *after*: the first word behind relative pronoun,
    auxiliaries, adverbs and "to" ("who have crossed"), with "not" if it is denied. Names, numbers and words of closed
    classes are no collocates. A word that only one article has is left out, so that the table holds no text.

    Parameters
    ----------
    occurrences : DataFrame
        Table of `find_occurrences`; negated namings are left out.
    sentences : DataFrame
        Table of sentences.
    corpus : Corpus
        The articles with their texts.

    Returns
    -------
    DataFrame
        One row per article, target, form, stratum, place and word, with n, the number of slots: the table
        `collocates`. Forms of one verb or noun that the corpus has beside names (deport, deported) are one word.

    Raises
    ------
    TextNotAvailable
        If a text is not attached.

    Examples
    --------
    >>> import framing as fr
    >>> study = fr.demo()
    >>> found = find_collocates(study.occurrences, study.sentences, study.corpus)
    >>> sorted(set(found["place"]))
    ['after', 'before']
    """
    slots = slots_of(occurrences, voice="all").sort_values("sentence_id", kind="stable")
    bounds = sentences[["sentence_id", "start", "end"]].rename(columns={"start": "first", "end": "last"})
    found, sentence = [], ("", Sentence(""))
    for slot in rows(slots.merge(bounds, on="sentence_id")):
        if sentence[0] != slot.sentence_id:
            sentence = slot.sentence_id, Sentence(corpus.text(slot.article_id)[slot.first : slot.last])
        places = [place - slot.first for place in (slot.start, slot.term_start, slot.end)]
        found += [
            (slot.article_id, slot.target, slot.form, slot.stratum, place, word)
            for place, word in _beside(sentence[1], *places)
        ]
    keys = [*COLLOCATES.columns][:-1]
    table = pd.DataFrame(found, columns=keys, dtype="str")
    for _, of_place in table.groupby("place"):
        table.loc[of_place.index, "word"] = _base_forms(of_place["word"])
    held = table.groupby(["target", "place", "word"])["article_id"].transform("nunique") > 1
    return validate(table[held].groupby(keys, sort=True).size().reset_index(name="n"), "collocates", "collocates")


def _beside(sentence: Sentence, start: int, term: int, end: int) -> Iterator[tuple[str, str]]:
    """Yield place and word of each collocate of a phrase that begins and ends at these characters of its sentence."""
    inside = [place for place, (begin, stop) in enumerate(sentence.spans) if stop > start and begin < end]
    if not inside:
        return
    before = [place for place in inside if sentence.spans[place][0] < term]
    verbs = [place for place in before if sentence.word(place).endswith("ing")]  # "hiring illegal immigrants"
    begin = max([inside[0], *(place + 1 for place in verbs)])
    for place in before:
        if place >= begin and _is_collocate(sentence, place):
            yield "modifier", sentence.word(place)
    place = begin - 1
    while sentence.has(place, "determiner", *COUNTING) or sentence.word(place)[:1].isdigit():
        place -= 1
    if sentence.has(place, "preposition") and _is_collocate(sentence, place - 1):
        yield "before", f"{sentence.word(place - 1)} {sentence.word(place)}"
    elif _is_collocate(sentence, place):
        yield "before", sentence.word(place)
    place, denied = inside[-1] + 1, False
    while sentence.word(place) == "to" or sentence.has(place, "relative") or _is_helper(sentence, place):
        denied |= sentence.is_negation(place)
        place += 1
    if _is_collocate(sentence, place):
        yield "after", f"{'not ' * denied}{sentence.word(place)}"


def _is_helper(sentence: Sentence, place: int) -> bool:
    """Check for an auxiliary or adverb, "not" included, behind which a verb may come: no "without"."""
    is_helper = sentence.is_auxiliary(place) or sentence.is_negation(place) or sentence.is_adverb(place)
    return is_helper and sentence.word(place) not in {"without", "nor", "neither"}


def _is_collocate(sentence: Sentence, place: int) -> bool:
    """Check for a word that is no name, number, adverb or word of a closed class."""
    word = sentence.word(place)
    return (
        sentence.is_noun(place)
        and word.replace("-", "").isalpha()
        and not sentence.is_name(place)
        and not sentence.has(place, "relative", *COUNTING)
        and not sentence.is_adverb(place)
    )


def _base_forms(found: pd.Series[str]) -> pd.Series[str]:
    """Replace inflected forms by the base form, if that is among the words: deported by deport, crossing by cross.

    >>> _base_forms(pd.Series(["deport", "deported", "deporting", "use of", "used of", "seed"])).tolist()
    ['deport', 'deport', 'deport', 'use of', 'use of', 'seed']
    """
    known = set(found)

    def base(phrase: str) -> str:
        rest = phrase.removeprefix("not ")
        word, space, preposition = rest.partition(" ")
        stems = [word.removesuffix(ending) for ending in ("ing", "ed", "es", "s", "d") if word.endswith(ending)]
        stems += [stem[:-1] for stem in stems if len(stem) > 2 and stem[-1:] == stem[-2:-1]]
        candidates = (
            f"{'not ' * (phrase != rest)}{stem}{e}{space}{preposition}"
            for stem in stems
            for e in ("", "e")
            if len(stem) > 2
        )
        return next((candidate for candidate in candidates if candidate in known), phrase)

    return found.map({phrase: base(phrase) for phrase in known})


def compare_collocates(collocates: pd.DataFrame, articles: pd.DataFrame, *, seed: int) -> pd.DataFrame:
    """Compare the words beside loaded names with those beside neutral ones, and those of each group of outlets.

    In the outlets' own words, by target and place. Words of fewer than five articles count as one word together. See
    `log_odds` for the measure, its interval and p-values, which take articles as units.

    Parameters
    ----------
    collocates : DataFrame
        Table of `find_collocates`.
    articles : DataFrame
        Manifest: article_id and, for comparisons of groups, group.
    seed : int
        Seed of the permutations.

    Returns
    -------
    DataFrame
        One row per comparison and word: target, compared (forms, or groups: of outlets, each with all others), place,
        word, study, reference, n_study, n_reference (slots), documents_study, documents_reference (articles), log_odds,
        low, high, level, method, p, adjusted_p, tests_in_family.

    Examples
    --------
    >>> found = pd.DataFrame({"article_id": list("abcdefghij"), "target": "them", "form": ["loaded", "neutral"] * 5,
    ...     "stratum": "own", "place": "before", "word": ["deport", "protect"] * 5, "n": 2})
    >>> table = compare_collocates(found, pd.DataFrame({"article_id": list("abcdefghij")}), seed=1)
    >>> table[["word", "study", "n_study", "n_reference"]].values.tolist()
    [['deport', 'loaded', 10, 0], ['protect', 'loaded', 0, 10]]
    """
    own = collocates[collocates["stratum"] == "own"]
    parts = own.assign(compared="forms", side=own["form"], document=own["article_id"] + " " + own["form"])
    if has_groups(articles):
        group = own["article_id"].map(articles.set_index("article_id")["group"])
        parts = pd.concat([parts, own.assign(compared="groups", side=group, document=own["article_id"])])
    found = []
    keys = ["target", "compared", "place"]
    for values, part in parts.groupby(keys, sort=True):
        common = part.groupby("word")["document"].transform("nunique") >= ENOUGH_ARTICLES
        if not common.any() or part["side"].nunique() < 2:
            continue
        counted = part.assign(word=part["word"].where(common, OTHER_WORDS)).pivot_table(
            index="document", columns="word", values="n", aggfunc="sum", fill_value=0
        )
        counts = WordCounts(counted.index, counted.columns, csc_matrix(counted.to_numpy(np.int64)))
        sides = part.drop_duplicates("document").set_index("document")["side"]
        study, reference = ("loaded", "neutral") if part["compared"].iloc[0] == "forms" else (None, None)
        words_of_place = log_odds(counts, sides, study=study, reference=reference, seed=seed)
        words_of_place = words_of_place[words_of_place["word"] != OTHER_WORDS]
        target, compared, place = map(str, values)
        found.append(words_of_place.assign(target=target, compared=compared, place=place))
    columns = [*keys, *COMPARED]
    return pd.concat(found, ignore_index=True)[columns] if found else pd.DataFrame(columns=columns)
