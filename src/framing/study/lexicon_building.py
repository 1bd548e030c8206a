"""Help to build a lexicon: names that articles use, terms that they may load, and what each term finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from itertools import dropwhile
from typing import Any

import numpy as np
import pandas as pd
import regex

from framing.attribution import find_voice
from framing.corpus import COMMONEST, Corpus, other_languages, split_sentences
from framing.errors import BadInput, did_you_mean
from framing.lexicon import Lexicon, find_occurrences, forms_without_slots, naming_phrases
from framing.measures import count_words, log_odds
from framing.models import MOST_OUTLETS, SentenceModel, available_model
from framing.study.partitions import hash_of
from framing.study.score_texts import words_of
from framing.tables import rows

NAME = regex.compile(r"\p{Lu}[\w’'-]*(?:[ \u00a0]\p{Lu}[\w’'-]*){0,3}")
POSSESSIVE = regex.compile(r"['’]s?$")
BEGINNING = regex.compile(r"(?:^|[.!?:…\n])[\s\"'“”‘’«»(]*$")
BEFORE = regex.compile(r"([\p{Ll}-]{4,}) $")  # shorter words are articles and prepositions
LOWER = regex.compile(r"\b\p{Ll}[\w’'-]*")
LOOK_BACK = 40  # code points before a name
MOST_WORDS_SHOWN = 5
FEWEST_ARTICLES = 2
FUNCTION_WORDS = frozenset(
    """about after against also although because been before being between both could during each from have into like
    more most only over said says since some such than that their them then there these they this those though through
    told under until were what when where which while whom whose will with within without would""".split()  # noqa: SIM905
)
CALENDAR = """Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August
    September October November December Mr Mrs Ms Dr"""
NO_NAMES = frozenset(CALENDAR.split())  # words in capitals that are no name alone
NAMES = ["name", "words_before", "n", "n_articles", "n_outlets"]
MOST_READ = 2_000  # sentences that the model reads
LEAST_TIMES = 3
FREQUENT = 1.96  # z of words that are suggested
SUGGESTED = ["term", "found_by", "near", "n", "n_articles", "n_outlets", "strength"]
CHECKED = ["term_id", "term", "form", "target", "n_slots", "n_own", "n_articles", "n_missed", "why_missed"]


def name_candidates(corpus: Corpus) -> pd.DataFrame:
    """List frequent names and the words before them to seed a lexicon.

    Names and words that occur in only one article are dropped, unless the corpus has only one.

    Parameters
    ----------
    corpus : Corpus
        Articles with their texts, in a language that capitalises names and no other words.

    Returns
    -------
    DataFrame
        One row per name, those in most articles first: name (up to four capitalised words), words_before (the five most
        frequent, with counts), n (mentions), n_articles, n_outlets.

    Raises
    ------
    TextNotAvailable
        If a text is private and not attached.

    Examples
    --------
    >>> import framing as fr
    >>> name_candidates(fr.demo().corpus)[["name", "n_articles"]].head(2).values.tolist()
    [['Galvora', 12], ['Tresk', 12]]
    """
    texts = {article_id: corpus.text(article_id) for article_id in corpus.articles["article_id"]}
    n_articles = Counter(word for text in texts.values() for word in set(LOWER.findall(text)))
    proper = {word for text in texts.values() for word in _capitalised_within(text)} - {
        word.capitalize() for word in n_articles
    }
    names = [(article_id, *name) for article_id, text in texts.items() for name in _names_in(text, proper)]
    table = pd.DataFrame(names, columns=["article_id", "name", "before"], dtype="str")
    fewest = min(FEWEST_ARTICLES, len(corpus))
    table["before"] = table["before"].where(table["before"].map(lambda word: n_articles[word] >= fewest), "")
    table = table.merge(corpus.articles[["article_id", "outlet"]], on="article_id")
    by_name = table.groupby("name", sort=True)
    counts = by_name.agg(
        words_before=("before", _most_frequent),
        n=("name", "size"),
        n_articles=("article_id", "nunique"),
        n_outlets=("outlet", "nunique"),
    ).reset_index()
    counts = counts[counts["n_articles"] >= fewest].sort_values(
        ["n_articles", "n", "name"], ascending=[False, False, True], ignore_index=True
    )
    return counts[NAMES].astype({"name": "str", "words_before": "str", "n": "int64"})


def _capitalised_within(text: str) -> Iterator[str]:
    """Yield capitalised words that do not begin a sentence."""
    for match in NAME.finditer(text):
        words = _words_of(match)
        yield from words[1:] if _begins_sentence(text, match) else words


def _names_in(text: str, proper: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield each name of a text and the word before it, without words capitalised only as sentence starts."""
    for match in NAME.finditer(text):
        words = _words_of(match)
        if _begins_sentence(text, match):
            words = list(dropwhile(lambda word: word not in proper, words))
        name = " ".join(words)
        if len(name) > 1 and not NO_NAMES.issuperset(words):
            before = BEFORE.search(text, max(0, match.start() - LOOK_BACK), match.start())
            yield name, before[1] if before and before[1] not in FUNCTION_WORDS else ""


def _begins_sentence(text: str, match: regex.Match[str]) -> bool:
    return bool(BEGINNING.search(text[max(0, match.start() - LOOK_BACK) : match.start()]))


def _words_of(match: regex.Match[str]) -> list[str]:
    return POSSESSIVE.sub("", match[0]).replace("\u00a0", " ").split(" ")


def _most_frequent(words: pd.Series[str]) -> str:
    """Format the most frequent words with counts: "president (4), dictator (2)"."""
    counts = sorted(Counter(filter(None, words)).items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{word} ({n})" for word, n in counts[:MOST_WORDS_SHOWN])


def suggest_terms(corpus: Corpus, lexicon: Lexicon | None = None, *, most: int = 20) -> pd.DataFrame:
    """Suggest terms for a lexicon from the articles.

    Parameters
    ----------
    corpus : Corpus
        Articles with their texts.
    lexicon : Lexicon, optional
        Terms that need not be suggested.
    most : int, default 20
        Largest number of suggestions of each kind.

    Returns
    -------
    DataFrame
        One row per suggestion: term; found_by, ``name`` (frequent names, for targets), ``before a name`` (words that
        stand before a name, such as epithets and titles), ``marked`` (words that the general model takes to be loaded)
        or ``keyness`` (words that an outlet uses more often than the others); near (the name that the word precedes, or
        the outlet); n, n_articles, n_outlets; strength (marked: mean probability of being loaded; keyness: lower limit
        of the log-odds ratio; else empty). The model reads at most 2,000 sentences.

    Raises
    ------
    TextNotAvailable
        If the text of an article is not attached.

    Examples
    --------
    >>> import framing as fr
    >>> table = fr.suggest_terms(fr.demo().corpus, most=3)
    >>> table.loc[table["found_by"] == "name", "term"].tolist()
    ['Galvora', 'Tresk', 'Twelve Mills']
    """
    known = {surface.casefold() for _, _, surface in lexicon.surfaces()} if lexicon else set()
    sentences = split_sentences(corpus)
    body = sentences[sentences["kind"] != "boilerplate"]
    found = [*_names(corpus), *_marked(words_of(body, corpus), corpus), *_keywords(corpus)]
    table = pd.DataFrame(found, columns=SUGGESTED)
    table = table[~table["term"].str.casefold().isin(known)]
    return table[table.groupby("found_by").cumcount() < most].reset_index(drop=True)


def _names(corpus: Corpus) -> Iterator[tuple[Any, ...]]:
    """Yield frequent names, then the words before them."""
    found = name_candidates(corpus)
    for row in rows(found):
        yield row.name, "name", "", row.n, row.n_articles, row.n_outlets, np.nan
    before: Counter[tuple[str, str]] = Counter()
    for row in rows(found):
        for word, _, number in (part.rpartition(" (") for part in str(row.words_before).split(", ") if part):
            before[word, row.name] += int(number.rstrip(")"))
    for (word, name), count in before.most_common():
        yield word, "before a name", name, count, pd.NA, pd.NA, np.nan


def _marked(texts: pd.Series[str], corpus: Corpus) -> Iterator[tuple[Any, ...]]:
    """Yield the words that the general model takes to be loaded most surely, if its network can run."""
    model = available_model()
    if not isinstance(model, SentenceModel):
        return
    texts = texts[~texts.index.str.rpartition(":").get_level_values(0).isin(list(other_languages(corpus)))]
    lots = texts.index.map(hash_of)
    read = texts.iloc[lots.argsort()[:MOST_READ]]
    if read.empty:
        return
    words = model.word_scores(read.tolist())
    articles = read.index.str.rpartition(":").get_level_values(0)
    words = words.assign(
        term=words["word"].str.lower(), article_id=articles[words["sentence"]], chance=words["probability"]
    )
    words = words[~words["term"].isin(COMMONEST)]
    outlets = corpus.articles.set_index("article_id")["outlet"]
    by_word = words.assign(outlet=words["article_id"].map(outlets)).groupby("term")
    table = by_word.agg(
        n=("chance", "size"),
        chance=("chance", "mean"),
        n_articles=("article_id", "nunique"),
        n_outlets=("outlet", "nunique"),
    )
    table = table[table["n"] >= min(LEAST_TIMES, len(read))].sort_values(["chance", "n"], ascending=False)
    for row in rows(table):
        yield row.Index, "marked", "", row.n, row.n_articles, row.n_outlets, row.chance


def _keywords(corpus: Corpus) -> Iterator[tuple[Any, ...]]:
    """Yield the words that an outlet uses more often than all others, the surest first."""
    outlets = corpus.articles.set_index("article_id")["outlet"]
    largest = outlets.value_counts().index[:MOST_OUTLETS]
    counts = count_words(pd.Series({one: corpus.text(one) for one in corpus.articles["article_id"]}, dtype="str"))
    found: list[tuple[Any, ...]] = []
    for outlet in largest if len(set(outlets)) > 1 else ():
        table = log_odds(counts, outlets.loc[counts.documents], study=outlet)
        # few articles have no interval without 0, and a suggestion needs none
        table = table[(table["z"] > FREQUENT) & table["low"].notna() & ~table["word"].isin(COMMONEST)]
        found += [
            (row.word, "keyness", outlet, row.n_study, row.documents_study, pd.NA, row.low) for row in rows(table)
        ]
    yield from sorted(found, key=lambda row: (-row[-1], row[0]))


def check_lexicon(lexicon: Lexicon, corpus: Corpus, voiced: pd.DataFrame | None = None) -> pd.DataFrame:
    """Show what each term of a lexicon finds and misses in the articles, in seconds, while one edits it.

    Reports are found by rules only, so that the counts of own words are larger than those of a build with the tagger.

    Parameters
    ----------
    lexicon : Lexicon
        Terms of `read_lexicon`.
    corpus : Corpus
        Articles with their texts.
    voiced : DataFrame, optional
        Sentences of `find_voice`; found by rules if not given.

    Returns
    -------
    DataFrame
        One row per term, in the order of the lexicon: term_id, term, form, target, n_slots (places that it decides
        and that count in rates), n_own (of these, in own words), n_articles, n_missed (other places where a naming term
        stands: it names nobody for certain) and why_missed (the most frequent reason; `term_in_context` shows each).

    Examples
    --------
    >>> import framing as fr
    >>> study = fr.demo()
    >>> table = fr.check_lexicon(study.lexicon, study.corpus)
    >>> bool((table["n_own"] <= table["n_slots"]).all())
    True
    """
    if voiced is None:
        voiced = find_voice(split_sentences(corpus), corpus, tagger=None)
    found = find_occurrences(voiced, corpus, lexicon=lexicon, tagger=None)
    found = found[found["reference"] != "unresolved"]
    missed = forms_without_slots(voiced, corpus, lexicon=lexicon)
    terms = lexicon.terms[~lexicon.terms["form"].isin(["trap", "placebo"])]
    by_term = found.groupby("term_id")
    return terms.assign(
        n_slots=_counts(terms, by_term.size()),
        n_own=_counts(terms, found[found["stratum"] == "own"].groupby("term_id").size()),
        n_articles=_counts(terms, by_term["article_id"].nunique()),
        n_missed=_counts(terms, missed.groupby("term_id")["n"].sum()),
        why_missed=terms["term_id"].map(missed.drop_duplicates("term_id").set_index("term_id")["reason"]).fillna(""),
    )[CHECKED].reset_index(drop=True)


def _counts(terms: pd.DataFrame, counts: pd.Series[int]) -> pd.Series[int]:
    return terms["term_id"].map(counts).fillna(0).astype("int64")


def term_in_context(term: str, lexicon: Lexicon, corpus: Corpus, *, width: int = 45) -> pd.DataFrame:
    """Show every place of a naming term with its context, and why it is no slot where it is none.

    Parameters
    ----------
    term : str
        A term of the lexicon, or its term_id; case makes no difference.
    lexicon, corpus
        As for `check_lexicon`.
    width : int, default 45
        Characters of context on each side.

    Returns
    -------
    DataFrame
        One row per place, slots first, then by reason: reason (empty for a slot; `framing.lexicon.REASONS` explains
        them), article_id, outlet, start, end, left, node, right.

    Raises
    ------
    BadInput
        If the lexicon has no such naming term.

    Examples
    --------
    >>> import framing as fr
    >>> study = fr.demo()
    >>> lines = fr.term_in_context("strongman", study.lexicon, study.corpus)
    >>> bool((lines["node"].str.lower().str.contains("strongman")).all())
    True
    """
    terms = lexicon.terms[lexicon.terms["kind"] == "naming"]
    wanted = terms[(terms["term"].str.casefold() == term.casefold()) | (terms["term_id"] == term)]["term_id"]
    if wanted.empty:
        raise BadInput(f"The lexicon has no naming term '{term}'; {did_you_mean(term, terms['term'])}")
    phrases = naming_phrases(split_sentences(corpus), corpus, lexicon=lexicon)
    lines = phrases[phrases["term_id"].isin(wanted)].sort_values("reason", kind="stable")
    texts = {article_id: corpus.text(article_id) for article_id in lines["article_id"].unique()}
    outlets = corpus.articles.set_index("article_id")["outlet"]
    spans = list(zip(lines["article_id"], lines["start"], lines["end"], strict=True))
    return lines.assign(
        outlet=lines["article_id"].map(outlets),
        left=[" ".join(texts[one][max(0, start - width) : start].split()) for one, start, _ in spans],
        node=[" ".join(texts[one][start:end].split()) for one, start, end in spans],
        right=[" ".join(texts[one][end : end + width].split()) for one, _, end in spans],
    )[["reason", "article_id", "outlet", "start", "end", "left", "node", "right"]].reset_index(drop=True)
