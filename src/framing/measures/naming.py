"""Naming: of all places where an outlet had to name a target, the share where it took a loaded name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd

from framing.errors import BadInput
from framing.measures.lexicon_versions import FULL
from framing.stats import LEAST_ARTICLES, LEVEL, Method, cluster_interval, proportion_interval
from framing.tables import validate

Voice = Literal["outlet", "source", "all"]
Unit = Literal["article", "outlet"]
Copy = Literal["all", "own"]


def slots_of(occurrences: pd.DataFrame, *, voice: Voice = "outlet", metonyms: bool = True) -> pd.DataFrame:
    """The naming slots that count: kind naming, not denied, in the chosen voice."""
    if voice not in ("outlet", "source", "all"):
        raise BadInput(f"There is no voice '{voice}'; known are: outlet, source, all.")
    chosen = (occurrences["kind"] == "naming") & ~occurrences["negated"]
    if voice != "all":
        chosen &= occurrences["voice_of_term"] == voice
    if not metonyms:
        chosen &= ~occurrences["metonym"]
    return occurrences[chosen]


def naming_counts(slots: pd.DataFrame, articles: pd.DataFrame, targets: list[str]) -> pd.DataFrame:
    """n_loaded, n_slots and n_sentences for every article and target, zeros included."""
    counts = (
        slots.assign(loaded=slots["form"] == "loaded")
        .groupby(["article_id", "target"])
        .agg(n_loaded=("loaded", "sum"), n_slots=("loaded", "size"), n_sentences=("sentence_id", "nunique"))
    )
    every = pd.MultiIndex.from_product([articles["article_id"], targets], names=["article_id", "target"])
    return counts.reindex(every, fill_value=0).astype("int64").reset_index()


def naming_rate(
    occurrences: pd.DataFrame,
    articles: pd.DataFrame | None = None,
    sentences: pd.DataFrame | None = None,
    *,
    by: Unit = "article",
    targets: Sequence[str] | None = None,
    voice: Voice = "outlet",
    metonyms: bool = True,
    copy: Copy = "all",
    method: Method = "clopper-pearson",
) -> pd.DataFrame:
    """Naming rate: loaded ÷ all naming slots of a target.

    Parameters
    ----------
    occurrences
        table of `find_occurrences`.
    articles
        manifest: article_id and outlet. Articles without a slot stand in the result with n_slots 0. Without it only
        articles that hold an occurrence are known, and no outlets.
    sentences
        table of `find_families`: with it n_families is counted, and shared copy can be told.
    by
        ``article``: one rate an article and target, interval binomial over its slots, scope texts: it describes these
        texts. ``outlet``: one rate an outlet and target, interval over its articles (`cluster_interval`), scope
        outlets; none under three articles.
    targets
        in the order wanted; by default all of the table, sorted. One that no slot names has n_slots 0.
    voice
        whose words count: the outlet's own (default), its sources', or all.
    metonyms
        whether capitals and palaces that stand for the state count as neutral namings.
    copy
        ``all`` slots, or the outlet's ``own``: without sentences that have a full twin in another outlet's text.
    method
        binomial interval, ``clopper-pearson`` or ``wilson``; by outlet it has no effect.

    Returns
    -------
    DataFrame
        estimates, one row an article (or outlet) and target; the measure names what differs from the headline rate
        (``naming rate, metonyms left out``). Denied namings ("no tyrant") are no slots here. A rate over no slot is
        empty and its method says so.

    Raises
    ------
    BadInput
        when the articles have no outlet, the targets are no list, or own copy is asked for without families.

    Examples
    --------
    >>> import framing as fr
    >>> study = fr.demo()
    >>> rates = fr.naming_rate(study.occurrences, study.articles, by="outlet")
    >>> list(rates["scope"].unique())
    ['outlets']
    """
    if by not in ("article", "outlet"):
        raise BadInput(f"Rates are given by 'article' or by 'outlet', not by '{by}'.")
    if articles is None:
        if by == "outlet":
            raise BadInput("Rates by outlet need the articles: naming_rate(occurrences, corpus.articles, by='outlet').")
        articles = pd.DataFrame({"article_id": occurrences["article_id"].unique()}).assign(outlet="unattributed")
    if not isinstance(articles, pd.DataFrame) or not {"article_id", "outlet"} <= set(articles.columns):
        raise BadInput("The articles must be a table with article_id and outlet, as corpus.articles is.")
    slots = slots_of(occurrences, voice=voice, metonyms=metonyms)
    if copy == "own":
        slots = own_copy(slots, sentences, articles)
    if isinstance(targets, str):
        raise BadInput(f"Targets are given as a list: targets=['{targets}'].")
    wanted = (
        list(targets)
        if targets is not None
        else sorted(occurrences.loc[occurrences["kind"] == "naming", "target"].unique())
    )
    counts = naming_counts(slots, articles, wanted).merge(articles[["article_id", "outlet"]], on="article_id")
    rates = _rates_of_articles(counts, method) if by == "article" else _rates_of_outlets(counts)
    rates = rates.assign(
        measure=_name_of_rate(voice, metonyms, copy),
        lexicon="full",
        voice=voice,
        copy=copy,
        estimate=rates["n_loaded"] / rates["n_slots"].where(rates["n_slots"] > 0),
        level=LEVEL,
        n_families=_families_of(rates, slots, sentences, articles),
    )
    return validate(rates, "estimates", "naming rates")


def _families_of(
    rates: pd.DataFrame, slots: pd.DataFrame, sentences: pd.DataFrame | None, articles: pd.DataFrame
) -> pd.Series[int]:
    """In how many families of sentences the slots of each rate stand; unknown without the families."""
    if sentences is None or "family_id" not in sentences:
        return pd.Series(pd.NA, index=rates.index, dtype="Int64")
    unit = "outlet" if (rates["article_id"] == "ALL").any() else "article_id"
    family = slots["sentence_id"].map(sentences.set_index("sentence_id")["family_id"])
    outlet = slots["article_id"].map(articles.set_index("article_id")["outlet"])
    counts = family.groupby([slots["article_id"] if unit == "article_id" else outlet, slots["target"]]).nunique()
    wanted = pd.MultiIndex.from_frame(rates[[unit, "target"]])
    return pd.Series(counts.reindex(wanted, fill_value=0).to_numpy(), index=rates.index, dtype="Int64")


def own_copy(slots: pd.DataFrame, sentences: pd.DataFrame | None, articles: pd.DataFrame) -> pd.DataFrame:
    """The slots in sentences that have no full twin in a text of another outlet."""
    if sentences is None or "family_id" not in sentences:
        raise BadInput("Own copy is told by families: pass the sentences too, of study.sentences or find_families.")
    outlets = sentences["article_id"].map(articles.set_index("article_id")["outlet"])
    shared = outlets.groupby(sentences["family_id"]).transform("nunique") > 1
    return slots[~slots["sentence_id"].isin(sentences.loc[shared, "sentence_id"])]


def _name_of_rate(voice: Voice, metonyms: bool, copy: Copy) -> str:
    """The measure's name, with what differs from the headline rate.

    >>> _name_of_rate("outlet", True, "all"), _name_of_rate("all", True, "own")
    ('naming rate', 'naming rate, all voices, shared copy left out')
    """
    choices = {
        {"outlet": "", "source": "sources' voice", "all": "all voices"}[voice]: voice != "outlet",
        "metonyms left out": not metonyms,
        "shared copy left out": copy == "own",
    }
    return ", ".join(["naming rate", *(name for name, chosen in choices.items() if chosen)])


def _rates_of_articles(counts: pd.DataFrame, method: Method) -> pd.DataFrame:
    low, high = proportion_interval(counts["n_loaded"], counts["n_slots"], method=method)
    name = {"clopper-pearson": "Clopper–Pearson over slots", "wilson": "Wilson over slots"}[method]
    return counts.assign(
        low=low,
        high=high,
        scope="texts",
        method=np.where(counts["n_slots"] > 0, name, "no interval: no slot of this target"),
        n_articles=(counts["n_slots"] > 0).astype("int64"),
    )


def _rates_of_outlets(counts: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for (outlet, target), group in counts.groupby(["outlet", "target"], sort=False):
        low, high = cluster_interval(group["n_loaded"], group["n_slots"])
        holding = int((group["n_slots"] > 0).sum())
        sums = group[["n_loaded", "n_slots", "n_sentences"]].sum()
        rows.append(
            {
                "article_id": "ALL",
                "outlet": outlet,
                "target": target,
                "low": low,
                "high": high,
                "scope": "outlets",
                "method": f"Wilson interval over {holding} articles, slots as alike as those of articles are"
                if np.isfinite(low)
                else f"no interval: {_why_no_interval(group)}",
                "n_articles": holding,
                **sums,
            }
        )
    return pd.DataFrame(rows, columns=[*counts.columns, "low", "high", "scope", "method", "n_articles"])


def _why_no_interval(group: pd.DataFrame) -> str:
    """Why the rate of an outlet has no interval, from the counts of its articles."""
    holding = int((group["n_slots"] > 0).sum())
    if not holding:
        return "no slot of this target"
    return f"scope outlets needs {LEAST_ARTICLES} articles with slots, here {holding}"


def naming_choices(occurrences: pd.DataFrame, lexicon_terms: pd.DataFrame) -> pd.DataFrame:
    """Who is called what: how often each article takes each term in a naming slot.

    Returns
    -------
    DataFrame
        article_id, target, term_id, term, form, voice (outlet, source), n_slots; denied namings left out.
    """
    slots = slots_of(occurrences, voice="all")
    counts = (
        slots.groupby(["article_id", "target", "term_id", "form", "voice_of_term"])
        .size()
        .rename("n_slots")
        .reset_index()
    )
    counts = counts.rename(columns={"voice_of_term": "voice"}).merge(
        lexicon_terms[["term_id", "term"]], on="term_id", validate="m:1"
    )
    return counts[["article_id", "target", "term_id", "term", "form", "voice", "n_slots"]].sort_values(
        ["article_id", "target", "term_id", "voice"], ignore_index=True
    )


CHOICES: tuple[dict[str, Any], ...] = ({"metonyms": False}, {"voice": "all"}, {"copy": "own"})


def headline_rates(
    by_lexicon: Mapping[str, pd.DataFrame], articles: pd.DataFrame, sentences: pd.DataFrame, targets: list[str]
) -> pd.DataFrame:
    """Naming rates of every article and target, under each version of the lexicon and other choices of the analyst.

    Other choices: metonyms left out; sources' words counted too; sentences that other outlets have too left out.

    Where an outlet has several articles, the rates of outlets stand beside those of articles.

    Returns
    -------
    DataFrame
        estimates; the column lexicon names the version.
    """
    units: list[Unit] = ["article", "outlet"] if articles["outlet"].duplicated().any() else ["article"]
    rates = []
    for by in units:
        for version, occurrences in by_lexicon.items():
            rate = naming_rate(occurrences, articles, sentences, by=by, targets=targets)
            rates.append(rate.assign(lexicon=version))
        rates += [naming_rate(by_lexicon[FULL], articles, sentences, by=by, targets=targets, **one) for one in CHOICES]
    return pd.concat(rates, ignore_index=True)
