"""Recompute occurrences with other versions of the lexicon, and compare the lexicon with coded expressions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from framing.attribution import Auto
from framing.corpus import Corpus
from framing.lexicon import Lexicon, find_occurrences
from framing.schema import ALL
from framing.stats import LEVEL, proportion_interval
from framing.tables import rows

if TYPE_CHECKING:
    from framing.models import AttributionTagger

FULL = "full"
WITHOUT_CODER_TERMS = "without coder terms"
LEAVE_ONE_TEXT_OUT = "leave one text out"
VERSIONS = (FULL, WITHOUT_CODER_TERMS, LEAVE_ONE_TEXT_OUT)

HALVES = 200
NAMES = {"name", "metonym"}
A_NAME, NO_SLOT = "(name)", "(none)"  # replacements of a term when no other term matches


def coder_texts(origin: str) -> set[str]:
    """Return the articles from which coders took a term; empty for terms known beforehand.

    >>> sorted(coder_texts("coder:oboz+tsf"))
    ['oboz', 'tsf']
    """
    return set(origin.removeprefix("coder:").split("+")) if origin.startswith("coder:") else set()


def without_coder_terms(lexicon: Lexicon) -> Lexicon:
    """Return the lexicon without terms that coders took from the texts."""
    return lexicon.only(~lexicon.terms["origin"].map(coder_texts).astype(bool))


def without_terms_of(lexicon: Lexicon, article_id: str) -> Lexicon:
    """Return the lexicon without the terms that occur in no text but this one."""
    return lexicon.only(lexicon.terms["origin"].map(lambda origin: coder_texts(origin) != {article_id}))


def occurrences_by_version(
    sentences: pd.DataFrame,
    corpus: Corpus,
    lexicon: Lexicon,
    full: pd.DataFrame,
    *,
    tagger: AttributionTagger | Auto | None = "auto",
) -> dict[str, pd.DataFrame]:
    """Find occurrences with each version of the lexicon.

    Parameters
    ----------
    sentences : DataFrame
        Sentences of `find_voice`.
    corpus : Corpus
        Articles with their texts.
    lexicon : Lexicon
        The full lexicon.
    full : DataFrame
        Occurrences found with the full lexicon.
    tagger : AttributionTagger, "auto" or None, default "auto"
        Model that finds further reports, as in `find_voice`.

    Returns
    -------
    dict of str to DataFrame
        ``full``; ``without coder terms``: without terms taken from these texts; ``leave one text out``: for each
        article, without the terms taken from that article only.
    """

    def find(version: Lexicon, of: pd.DataFrame, full: pd.DataFrame) -> pd.DataFrame:
        same = len(version) == len(lexicon)
        return full if same else find_occurrences(of, corpus, lexicon=version, tagger=tagger)

    left_out = [
        find(without_terms_of(lexicon, str(article_id)), of_article, full[full["article_id"] == article_id])
        for article_id, of_article in sentences.groupby("article_id", sort=False)
    ]
    return {
        FULL: full,
        WITHOUT_CODER_TERMS: find(without_coder_terms(lexicon), sentences, full),
        LEAVE_ONE_TEXT_OUT: pd.concat(left_out, ignore_index=True) if left_out else full,
    }


@dataclass(frozen=True, eq=False)
class Thinning:
    """Derive the occurrences of a reduced lexicon from those of the full lexicon, without the texts."""

    lexicon: Lexicon
    occurrences: pd.DataFrame

    @cached_property
    def loaded(self) -> pd.Series[bool]:
        """Whether each occurrence is a loaded name."""
        return (self.occurrences["form"] == "loaded") & (self.occurrences["kind"] == "naming")

    @cached_property
    def choices(self) -> list[list[str]]:
        """For each loaded name, its term and the terms that replace it, in order of preference."""
        named = self.occurrences[self.loaded]
        shorter = {term: [term, *_heirs(self.lexicon, term)] for term in named["term_id"].unique()}
        last = [_last_choice(row.rule, self.lexicon.by_id[row.term_id].noun) for row in rows(named)]
        return [[*shorter[term], name] for term, name in zip(named["term_id"], last, strict=True)]

    def without(self, left_out: set[str]) -> pd.DataFrame:
        """Return the occurrences of a lexicon without some loaded naming terms, as far as the tables determine them."""
        return pd.concat([self.occurrences[~self.loaded], self.loaded_without([left_out])])

    def loaded_without(self, left_out: Sequence[set[str]]) -> pd.DataFrame:
        """Return the loaded names as found by each of several reduced lexicons, numbered in the column `lexicon`."""
        named = self.occurrences[self.loaded]
        many = named.iloc[np.tile(np.arange(len(named)), len(left_out))]
        many = many.assign(
            lexicon=np.repeat(np.arange(len(left_out)), len(named)),
            term_id=[next(term for term in terms if term not in out) for out in left_out for terms in self.choices],
        )
        many = many.assign(form=many["term_id"].map(self.forms))
        return many[many["term_id"] != NO_SLOT]

    @cached_property
    def forms(self) -> dict[str, str]:
        """Form of each term, loaded or neutral; a bare name is neutral."""
        of_terms = {term_id: str(row.form) for term_id, row in self.lexicon.by_id.items()}
        return {**of_terms, A_NAME: "neutral", NO_SLOT: "neutral"}


def random_halves(lexicon: Lexicon, *, seed: int) -> list[set[str]]:
    """Draw 200 random halves of the loaded terms; each set contains the terms to omit."""
    names = np.array(sorted(lexicon.terms.loc[lexicon.terms["form"] == "loaded", "term_id"]), dtype=object)
    random = np.random.default_rng(seed)
    return [set(random.permutation(names)[: len(names) // 2]) for _ in range(HALVES)]


def _heirs(lexicon: Lexicon, term_id: str) -> list[str]:
    """List the terms contained in the words of another term that can name its target, longest first."""
    term = lexicon.by_id[term_id]
    within = [other for other in lexicon.by_id.values() if other.term_id != term_id and _is_within(other, term)]
    return [other.term_id for other in sorted(within, key=lambda other: -len(other.term))]


def _is_within(other: Any, term: Any) -> bool:
    """Return whether a term is part of another term and can name the same target; a title alone cannot."""
    can_name = other.kind == "naming" and other.form != "trap" and other.noun != "title"
    return can_name and other.target == term.target and f" {other.term} " in f" {term.term} "


def _last_choice(rule: str, noun: str) -> str:
    """Return the name that remains in a phrase without the element that determined it, or no slot.

    Examples
    --------
    >>> _last_choice("epithet + name", "epithet"), _last_choice("adjective + epithet", "epithet")
    ('(name)', '(none)')
    """
    elements = rule.split(" + ")
    if noun in elements:
        elements.remove(noun)
    return NO_SLOT if NAMES.isdisjoint(elements) else A_NAME


def marked_by_all(spans: pd.DataFrame) -> pd.DataFrame:
    """Return the first coder's expressions that overlap an expression of every other coder."""
    coders = sorted(spans["coder"].unique())
    first = spans[spans["coder"] == coders[0]] if coders else spans
    for coder in coders[1:]:
        first = first[_touches(first, spans[spans["coder"] == coder], "start", "end")]
    return first[["sentence_id", "start", "end"]].drop_duplicates().reset_index(drop=True)


def _touches(spans: pd.DataFrame, others: pd.DataFrame, start: str, end: str) -> pd.Series[bool]:
    """Return whether each span shares a character with one of `others` in the same sentence."""
    left = spans[["sentence_id", "start", "end"]].reset_index(names="row")
    right = others[["sentence_id", start, end]].set_axis(["sentence_id", "from", "to"], axis=1)
    both = left.merge(right, on="sentence_id")
    hit = both.loc[(both["start"] < both["to"]) & (both["end"] > both["from"]), "row"]
    return pd.Series(spans.index.isin(hit), index=spans.index)


def coverage(spans: pd.DataFrame, occurrences: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Compute the recall of the lexicon on expressions marked by every coder, by article and for ALL.

    An expression is found if it shares a character with a loaded occurrence of any target.

    Parameters
    ----------
    spans : DataFrame
        Expressions marked as loaded: coder, sentence_id, start, end.
    occurrences : DataFrame
        Table of `find_occurrences`.
    articles : DataFrame
        Manifest, in the order of the rows.

    Returns
    -------
    DataFrame
        article_id, n_expressions, n_found, estimate, low, high (Clopper–Pearson, scope texts), level.
    """
    marked = marked_by_all(spans)
    loaded = occurrences[occurrences["form"] == "loaded"]
    return _shares(marked, _touches(marked, loaded, "term_start", "term_end"), articles, ("n_expressions", "n_found"))


def precision(spans: pd.DataFrame, occurrences: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Compute the precision of the lexicon on expressions marked by any coder, by article and for ALL.

    Parameters
    ----------
    spans, occurrences, articles : DataFrame
        Tables as in `coverage`.

    Returns
    -------
    DataFrame
        article_id, n_occurrences, n_marked, estimate, low, high (Clopper–Pearson, scope texts), level.
    """
    loaded = occurrences[occurrences["form"] == "loaded"]
    terms = loaded.assign(start=loaded["term_start"], end=loaded["term_end"])
    return _shares(loaded, _touches(terms, spans, "start", "end"), articles, ("n_occurrences", "n_marked"))


def _shares(units: pd.DataFrame, hits: pd.Series[bool], articles: pd.DataFrame, names: tuple[str, str]) -> pd.DataFrame:
    """Compute the share of hits by article and for ALL, with intervals."""
    size, hit = names
    groups = hits.groupby(units["sentence_id"].str.rpartition(":")[0])
    sums = pd.DataFrame({size: groups.size(), hit: groups.sum()}).reindex(articles["article_id"], fill_value=0)
    sums.loc[ALL] = sums.sum()
    counts = sums.astype("int64").rename_axis("article_id").reset_index()
    low, high = proportion_interval(counts[hit], counts[size])
    estimate = counts[hit] / counts[size].where(counts[size] > 0)
    return counts.assign(estimate=estimate, low=low, high=high, level=LEVEL)
