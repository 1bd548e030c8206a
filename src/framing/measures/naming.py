"""Compute naming rates: the share of a target's naming slots that use a loaded name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd

from framing.errors import BadInput, did_you_mean
from framing.measures.lexicon_versions import FULL
from framing.schema import ALL, STRATA
from framing.stats import (
    LEAST_ARTICLES,
    LEVEL,
    Method,
    cluster_interval,
    prediction_interval,
    proportion_interval,
)
from framing.tables import validate

Voice = Literal["outlet", "unquoted", "source", "paraphrase", "quotation", "all"]
Unit = Literal["article", "outlet", "group"]
Copy = Literal["all", "own"]
Unresolved = Literal["out", "in"]

NAMING_RATE = "naming rate"
# robustness rows of `headline_rates`, as arguments of `naming_rate`
CHOICES: tuple[dict[str, Any], ...] = (
    {"metonyms": False},
    {"voice": "unquoted"},
    {"voice": "all"},
    {"copy": "own"},
    {"unresolved": "in"},
)
# strata of the occurrences in each voice; names as in the column `measure`
STRATA_OF: dict[str, tuple[str, ...]] = {
    "outlet": ("own",),
    "unquoted": ("own", "paraphrase"),
    "source": ("paraphrase", "quotation"),
    "paraphrase": ("paraphrase",),
    "quotation": ("quotation",),
    "all": STRATA,
}
VOICES_OF_AGENCY: tuple[Voice, ...] = ("outlet", "all")
NAMES_OF_VOICES = {
    "unquoted": "own words and paraphrase",
    "source": "sources' voice",
    "paraphrase": "paraphrase",
    "quotation": "quotations",
    "all": "all voices",
}


def slots_of(
    occurrences: pd.DataFrame, *, voice: Voice = "outlet", metonyms: bool = True, unresolved: Unresolved = "out"
) -> pd.DataFrame:
    """Select the naming slots: occurrences of kind naming that are not negated, in the given voice.

    Phrases that the text gives to nobody for certain are left out; with unresolved="in" they count as the target's,
    which bounds the rate.
    """
    if unresolved not in ("out", "in"):
        raise BadInput(f"Unknown value unresolved='{unresolved}'. Choose 'out', or 'in' for the bound.")
    if voice not in STRATA_OF:
        raise BadInput(f"Unknown voice '{voice}'; {did_you_mean(voice, STRATA_OF)}")
    chosen = (occurrences["kind"] == "naming") & ~occurrences["negated"]
    if voice in ("outlet", "source"):
        chosen &= occurrences["voice_of_term"] == voice
    elif voice != "all":
        chosen &= occurrences["stratum"].isin(STRATA_OF[voice])
    if not metonyms:
        chosen &= ~occurrences["metonym"]
    if unresolved == "out" and "reference" in occurrences:
        chosen &= occurrences["reference"] != "unresolved"
    return occurrences[chosen]


def naming_counts(slots: pd.DataFrame, articles: pd.DataFrame, targets: list[str]) -> pd.DataFrame:
    """Count n_loaded, n_slots and n_sentences for every article and target, including zeros."""
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
    unresolved: Unresolved = "out",
    copy: Copy = "all",
    method: Method = "clopper-pearson",
) -> pd.DataFrame:
    """Compute naming rates: loaded slots ÷ all naming slots of a target.

    A naming slot is a noun phrase that names the target. Negated namings ("no tyrant") are not counted.

    Parameters
    ----------
    occurrences : DataFrame
        Table of `find_occurrences`.
    articles : DataFrame, optional
        Manifest: article_id and outlet. Articles without a slot get a row with n_slots 0. If omitted, only articles
        with an occurrence are included and outlets are unknown.
    sentences : DataFrame, optional
        Table of `find_families`; needed to count n_families and for copy="own".
    by : {"article", "outlet", "group"}, default "article"
        ``article``: one rate per article and target, with a binomial interval over its slots; scope texts. ``outlet``:
        one rate per outlet and target, with an interval clustered by article; scope outlets, needs three articles.
        ``group``: one rate per group of outlets (column group of the manifest, such as leaning) and target, with an
        interval clustered by outlet; scope groups, needs three outlets.
    targets : sequence of str, optional
        Targets, in the order of the rows; by default all targets in `occurrences`, sorted.
    voice : {"outlet", "unquoted", "source", "paraphrase", "quotation", "all"}, default "outlet"
        Whose words are counted: the outlet's own (headline), own words and paraphrase (``unquoted``), all that sources
        say (``source``), one stratum of it (``paraphrase``, ``quotation``), or all.
    metonyms : bool, default True
        Whether capitals and palaces used for the state count as neutral names.
    unresolved : {"out", "in"}, default "out"
        Whether phrases that the text gives to nobody for certain ("the dictator", with nobody named) count as the
        target's, which bounds the rate.
    copy : {"all", "own"}, default "all"
        ``own`` excludes sentences with a full twin in another outlet's text.
    method : {"clopper-pearson", "wilson"}, default "clopper-pearson"
        Binomial interval of the rates by article; ignored by outlet.

    Returns
    -------
    DataFrame
        One row per article (or outlet) and target, with the columns of the table estimates, among them estimate, low,
        high, method (or why the interval is missing), n_loaded and n_slots. The column measure states deviations from
        the headline rate (``naming rate, metonyms left out``). The estimate is nan without slots.

    Raises
    ------
    BadInput
        If an option is unknown, `articles` lacks a column, `targets` is a string, or copy="own" is used without
        families.

    Examples
    --------
    >>> import framing as fr
    >>> study = fr.demo()
    >>> rates = fr.naming_rate(study.occurrences, study.articles, by="outlet")
    >>> list(rates["scope"].unique())
    ['outlets']
    """
    if by not in ("article", "outlet", "group"):
        raise BadInput(f"Unknown unit by='{by}'. Choose 'article', 'outlet' or 'group'.")
    if articles is None:
        if by != "article":
            raise BadInput(f"by='{by}' needs the articles. Call naming_rate(occurrences, corpus.articles, by='{by}').")
        articles = pd.DataFrame({"article_id": occurrences["article_id"].unique()}).assign(outlet="unattributed")
    if not isinstance(articles, pd.DataFrame) or not {"article_id", "outlet"} <= set(articles.columns):
        raise BadInput("articles must be a table with the columns article_id and outlet, such as corpus.articles.")
    if by == "group" and "group" not in articles:
        raise BadInput("by='group' needs the column 'group' in the articles, such as the leaning of their outlets.")
    slots = slots_of(occurrences, voice=voice, metonyms=metonyms, unresolved=unresolved)
    if copy == "own":
        slots = own_copy(slots, sentences, articles)
    if isinstance(targets, str):
        raise BadInput(f"targets must be a list. Pass targets=['{targets}'].")
    wanted = (
        list(targets)
        if targets is not None
        else sorted(occurrences.loc[occurrences["kind"] == "naming", "target"].unique())
    )
    named = ["article_id", "outlet", *["group"] * (by == "group")]
    counts = naming_counts(slots, articles, wanted).merge(articles[named], on="article_id")
    rates = _rates_of_articles(counts, method) if by == "article" else _rates_of_units(counts, by)
    rates = rates.assign(
        measure=_name_of_rate(voice, metonyms, unresolved, copy),
        lexicon=FULL,
        voice=voice,
        copy=copy,
        estimate=rates["n_loaded"] / rates["n_slots"].where(rates["n_slots"] > 0),
        level=LEVEL,
        n_families=_families_of(rates, slots, sentences, articles, by),
    )
    return validate(rates, "estimates", "naming rates")


def _families_of(
    rates: pd.DataFrame, slots: pd.DataFrame, sentences: pd.DataFrame | None, articles: pd.DataFrame, by: Unit
) -> pd.Series[int]:
    """Count the sentence families of each rate's slots; missing without families."""
    if sentences is None or "family_id" not in sentences:
        return pd.Series(pd.NA, index=rates.index, dtype="Int64")
    family = slots["sentence_id"].map(sentences.set_index("sentence_id")["family_id"])
    unit = slots["article_id"] if by == "article" else slots["article_id"].map(articles.set_index("article_id")[by])
    counts = family.groupby([unit, slots["target"]]).nunique()
    wanted = pd.MultiIndex.from_frame(rates[["article_id" if by == "article" else "outlet", "target"]])
    return pd.Series(counts.reindex(wanted, fill_value=0).to_numpy(), index=rates.index, dtype="Int64")


def own_copy(slots: pd.DataFrame, sentences: pd.DataFrame | None, articles: pd.DataFrame) -> pd.DataFrame:
    """Drop slots in sentences that have a full twin in another outlet's text."""
    if sentences is None or "family_id" not in sentences:
        raise BadInput(
            "copy='own' needs sentence families. Pass sentences=study.sentences, or the table of find_families."
        )
    outlets = sentences["article_id"].map(articles.set_index("article_id")["outlet"])
    shared = outlets.groupby(sentences["family_id"]).transform("nunique") > 1
    return slots[~slots["sentence_id"].isin(sentences.loc[shared, "sentence_id"])]


def _name_of_rate(voice: Voice, metonyms: bool, unresolved: Unresolved, copy: Copy) -> str:
    """Name the measure, with its deviations from the headline rate.

    >>> _name_of_rate("outlet", True, "out", "all"), _name_of_rate("all", True, "out", "own")
    ('naming rate', 'naming rate, all voices, shared copy left out')
    """
    choices = {
        NAMES_OF_VOICES.get(voice, ""): voice != "outlet",
        "metonyms left out": not metonyms,
        "unresolved names counted": unresolved == "in",
        "shared copy left out": copy == "own",
    }
    return ", ".join([NAMING_RATE, *(name for name, chosen in choices.items() if chosen)])


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


def _rates_of_units(counts: pd.DataFrame, by: Unit) -> pd.DataFrame:
    """Compute the rates of outlets over their articles, or of groups over their outlets."""
    clusters = {"outlet": "article_id", "group": "outlet"}[by]
    rows = []
    for (unit, target), group in counts.groupby([by, "target"], sort=False):
        sums = group.groupby(clusters, sort=False)[["n_loaded", "n_slots"]].sum()
        low, high = cluster_interval(sums["n_loaded"], sums["n_slots"])
        holding, noun = int((sums["n_slots"] > 0).sum()), clusters.removesuffix("_id") + "s"
        rows.append(
            {
                "article_id": ALL,
                "outlet": unit,
                "target": target,
                "low": low,
                "high": high,
                "scope": f"{by}s",
                "method": f"Wilson interval over {holding} {noun}, slots as alike as those of {noun} are"
                if np.isfinite(low)
                else why_no_interval(holding, by, noun),
                "n_articles": int((group["n_slots"] > 0).sum()),
                **group[["n_loaded", "n_slots", "n_sentences"]].sum(),
            }
        )
    columns = [name for name in counts if name != "group"]
    return pd.DataFrame(rows, columns=[*columns, "low", "high", "scope", "method", "n_articles"])


def why_no_interval(holding: int, by: Unit, noun: str) -> str:
    """Explain a missing interval from the number of articles or outlets with slots."""
    if not holding:
        return "no interval: no slot of this target"
    return f"no interval: scope {by}s needs {LEAST_ARTICLES} {noun} with slots, here {holding}"


def rates_by_voice(occurrences: pd.DataFrame, articles: pd.DataFrame, targets: Sequence[str]) -> pd.DataFrame:
    """Compute the naming rates of each outlet in own words, in paraphrase and in quotation (see `naming_rate`)."""
    voices: tuple[Voice, ...] = ("outlet", "paraphrase", "quotation")
    rates = [naming_rate(occurrences, articles, by="outlet", targets=targets, voice=voice) for voice in voices]
    return pd.concat(rates, ignore_index=True)


def naming_choices(occurrences: pd.DataFrame, lexicon_terms: pd.DataFrame) -> pd.DataFrame:
    """Count the naming slots of each article by target and term.

    Parameters
    ----------
    occurrences : DataFrame
        Table of `find_occurrences`.
    lexicon_terms : DataFrame
        Terms of the lexicon: term_id and term.

    Returns
    -------
    DataFrame
        article_id, target, term_id, term, form, voice (outlet, source), n_slots, n_nested (slots whose phrase holds a
        loaded name of another target: "the head of the terrorist state"); without negated namings.
    """
    slots = slots_of(occurrences, voice="all")
    counts = (
        slots.groupby(["article_id", "target", "term_id", "form", "voice_of_term"])["nested"]
        .agg(n_slots="size", n_nested="sum")
        .astype("int64")
        .reset_index()
    )
    counts = counts.rename(columns={"voice_of_term": "voice"}).merge(
        lexicon_terms[["term_id", "term"]], on="term_id", validate="m:1"
    )
    return counts[["article_id", "target", "term_id", "term", "form", "voice", "n_slots", "n_nested"]].sort_values(
        ["article_id", "target", "term_id", "voice"], ignore_index=True
    )


def agency(occurrences: pd.DataFrame, articles: pd.DataFrame, events: Sequence[str]) -> pd.DataFrame:
    """Count how often the names of an event say whose it is: "Russia's war" against "the war in Ukraine".

    Parameters
    ----------
    occurrences : DataFrame
        Table of `find_occurrences`, with the column possessor.
    articles : DataFrame
        Manifest, in the order of the rows.
    events : sequence of str
        Targets that are events.

    Returns
    -------
    DataFrame
        One row per article, event and voice (``outlet``: own words; ``all``): article_id, event, voice, agent (the
        targets named, joined by commas), n_agent (slots whose phrase names one), n_pronoun (slots with "its" or
        "their"), n_slots. All slots of an article are counted, so there is no interval. An agent that the clause names
        elsewhere ("the war that Russia began") is not counted.

    Examples
    --------
    >>> slots = {"article_id": "a", "target": "war", "kind": "naming", "voice_of_term": "outlet", "negated": False}
    >>> occurrences = pd.DataFrame([slots | {"possessor": whose} for whose in ("Omra", "pronoun", "")])
    >>> agency(occurrences, pd.DataFrame({"article_id": ["a"]}), ["war"]).values.tolist()[0]
    ['a', 'war', 'outlet', 'Omra', 1, 1, 3]
    """
    rows = []
    for article_id in articles["article_id"]:
        for event in events:
            for voice in VOICES_OF_AGENCY:
                slots = slots_of(occurrences, voice=voice)
                whose = slots.loc[(slots["article_id"] == article_id) & (slots["target"] == event), "possessor"]
                agents = whose[~whose.isin(["", "pronoun"])]
                counts = (len(agents), int((whose == "pronoun").sum()), len(whose))
                rows.append((article_id, event, voice, ", ".join(sorted(set(agents))), *counts))
    columns = ["article_id", "event", "voice", "agent", "n_agent", "n_pronoun", "n_slots"]
    return pd.DataFrame(rows, columns=columns)


def rows_compared(articles: pd.DataFrame) -> pd.Series[str]:
    """Return the row of each article in comparisons: its outlet, or itself if every outlet has one article.

    >>> articles = pd.DataFrame({"article_id": ["a", "b", "c"], "outlet": ["Courier", "Courier", "Herald"]})
    >>> rows_compared(articles).tolist(), rows_compared(articles[1:]).tolist()
    (['Courier', 'Courier', 'Herald'], ['b', 'c'])
    """
    row = articles["outlet" if several_articles(articles) else "article_id"]
    return row.set_axis(pd.Index(articles["article_id"]))


def several_articles(articles: pd.DataFrame) -> bool:
    """Return whether an outlet has several articles, so that outlets are compared and not only texts."""
    return bool(articles["outlet"].duplicated().any())


def has_groups(articles: pd.DataFrame) -> bool:
    """Return whether outlets belong to groups: two or more, fewer than outlets, each outlet in one."""
    if "group" not in articles:
        return False
    groups = articles.groupby("outlet")["group"].agg(["nunique", "first"])
    return bool((groups["nunique"] == 1).all() and 1 < groups["first"].nunique() < len(groups)) and "" not in set(
        groups["first"]
    )


def predicted_rates(
    occurrences: pd.DataFrame,
    articles: pd.DataFrame,
    targets: Sequence[str],
    *,
    share: float,
    level: float = LEVEL,
) -> pd.DataFrame:
    """Predict the naming rate of each outlet in a new sample of its articles, such as the sample of a replication.

    The interval contains the error of this sample and that of the new one, which grows as the new sample gets smaller
    (`framing.stats.prediction_interval`); it is longer than the confidence interval of the rate. It holds for articles
    of the same outlet, period and events, not for other news.

    Parameters
    ----------
    occurrences : DataFrame
        Table of `find_occurrences`; own words are counted.
    articles : DataFrame
        Manifest: article_id, outlet and, if articles share events, story_id. Articles of an outlet on one event count
        as one unit.
    targets : sequence of str
        Targets, in the order of the rows.
    share : float
        Size of the new sample as a share of this one, such as 5/11.
    level : float, default 0.95
        Probability that the interval is to contain the new rate.

    Returns
    -------
    DataFrame
        One row per outlet and target with a slot: outlet, target, estimate, predicted_low, predicted_high, level,
        share, method (or why the interval is missing), n_loaded, n_slots, n_articles, n_units (with slots), new_units
        (share · n_units).

    Examples
    --------
    >>> import framing as fr
    >>> study = fr.demo()
    >>> rates = predicted_rates(study.occurrences, study.articles, ["tresk"], share=1)
    >>> bool((rates["predicted_high"] > rates["estimate"]).all())
    True
    """
    counts = naming_counts(slots_of(occurrences), articles, list(targets))
    counts = counts[counts["n_slots"] > 0].merge(articles[["article_id", "outlet"]])
    counts, noun = counts.assign(unit=counts["article_id"].map(units_of_articles(articles))), noun_of_units(articles)
    rows = []
    for outlet in dict.fromkeys(articles["outlet"]):
        for target in targets:
            cell = counts[(counts["outlet"] == outlet) & (counts["target"] == target)]
            sums = cell.groupby("unit", sort=False)[["n_loaded", "n_slots"]].sum()
            if sums.empty:
                continue
            low, high = prediction_interval(sums["n_loaded"], sums["n_slots"], share=share, level=level)
            found = f"score interval for a new sample of {share:g} times {len(sums)} {noun}"
            why = f"no interval: {LEAST_ARTICLES} {noun} with slots are needed, here {len(sums)}"
            loaded, slots = int(cell["n_loaded"].sum()), int(cell["n_slots"].sum())
            limits = (loaded / slots, low, high, level, share, found if np.isfinite(low) else why)
            rows.append((outlet, target, *limits, loaded, slots, len(cell), len(sums), share * len(sums)))
    columns = ["outlet", "target", "estimate", "predicted_low", "predicted_high", "level", "share", "method"]
    return pd.DataFrame(rows, columns=[*columns, "n_loaded", "n_slots", "n_articles", "n_units", "new_units"])


def units_of_articles(articles: pd.DataFrame) -> pd.Series[str]:
    """Return the unit that is resampled with each article: its story if the manifest has several, else the article.

    >>> articles = pd.DataFrame({"article_id": ["a", "b", "c"], "story_id": ["visit", "visit", ""]})
    >>> units_of_articles(articles.assign(story_id="visit")).tolist(), units_of_articles(articles).tolist()
    (['a', 'b', 'c'], ['visit', 'visit', 'c'])
    """
    own = articles.set_index("article_id", drop=False)["article_id"].rename("unit")
    if noun_of_units(articles) == "articles":
        return own
    story = articles.set_index("article_id")["story_id"].fillna("")
    return story.where(story != "", own).rename("unit")


def noun_of_units(articles: pd.DataFrame) -> str:
    """Return "stories" if the manifest has several stories, else "articles"."""
    return "stories" if "story_id" in articles and len(set(articles["story_id"])) > 1 else "articles"


def headline_and_body(
    occurrences: pd.DataFrame, articles: pd.DataFrame, sentences: pd.DataFrame, targets: Sequence[str]
) -> pd.DataFrame | None:
    """Compute naming rates in headlines and in the body by outlet, in own words.

    Parameters
    ----------
    occurrences : DataFrame
        Table of `find_occurrences`.
    articles : DataFrame
        Manifest: article_id and outlet.
    sentences : DataFrame
        Sentences of `split_sentences`, with kind (headline, body, caption, crosshead).
    targets : sequence of str
        Targets, in the order of the rows.

    Returns
    -------
    DataFrame or None
        One row per target, outlet (and ``ALL``) and part (``headline``; ``body``: all other text) with a slot: target,
        outlet, part, estimate, low, high (Wilson over articles), level, method, n_loaded, n_slots, n_articles. `None`
        if no slot is in a headline.

    Examples
    --------
    >>> slot = {"target": "Ruk", "kind": "naming", "voice_of_term": "outlet", "negated": False, "form": "loaded"}
    >>> occurrences = pd.DataFrame([slot | {"article_id": "a", "sentence_id": f"a:0{n}"} for n in (1, 2, 2)])
    >>> sentences = pd.DataFrame({"sentence_id": ["a:01", "a:02"], "kind": ["headline", "body"]})
    >>> table = headline_and_body(occurrences, pd.DataFrame({"article_id": ["a"], "outlet": "X"}), sentences, ["Ruk"])
    >>> table[["outlet", "part", "n_slots"]].values.tolist()
    [['ALL', 'headline', 1], ['ALL', 'body', 2], ['X', 'headline', 1], ['X', 'body', 2]]
    """
    slots = slots_of(occurrences)
    slots = slots[slots["target"].isin(targets)]
    in_headline = slots["sentence_id"].map(sentences.set_index("sentence_id")["kind"]) == "headline"
    if not in_headline.any():
        return None
    cases = slots.assign(
        loaded=slots["form"] == "loaded",
        part=np.where(in_headline, "headline", "body"),
        outlet=slots["article_id"].map(articles.set_index("article_id")["outlet"]),
    )
    rows = []
    for target in targets:
        for outlet in [ALL, *dict.fromkeys(articles["outlet"])]:
            for part in ("headline", "body"):
                chosen = cases[(cases["target"] == target) & (cases["part"] == part)]
                chosen = chosen if outlet == ALL else chosen[chosen["outlet"] == outlet]
                sums = chosen.groupby("article_id", sort=False)["loaded"].agg(["sum", "size"])
                if sums.empty:
                    continue
                low, high = cluster_interval(sums["sum"], sums["size"])
                found = f"Wilson interval over {len(sums)} articles, slots as alike as those of articles are"
                method = found if np.isfinite(low) else why_no_interval(len(sums), "outlet", "articles")
                loaded, number = int(sums["sum"].sum()), int(sums["size"].sum())
                rows.append(
                    (target, outlet, part, loaded / number, low, high, LEVEL, method, loaded, number, len(sums))
                )
    columns = ["target", "outlet", "part", "estimate", "low", "high", "level", "method"]
    return pd.DataFrame(rows, columns=[*columns, "n_loaded", "n_slots", "n_articles"])


def headline_rates(
    by_lexicon: Mapping[str, pd.DataFrame], articles: pd.DataFrame, sentences: pd.DataFrame, targets: list[str]
) -> pd.DataFrame:
    """Compute naming rates of every article and target with each version of the lexicon and other robustness choices.

    The other choices exclude metonyms, include paraphrase or all of sources' words, or exclude copy shared with other
    outlets. Rates by outlet are added if an outlet has several articles, rates by group if outlets
    belong to groups.

    Parameters
    ----------
    by_lexicon : mapping of str to DataFrame
        Occurrences by version of the lexicon.
    articles : DataFrame
        Manifest.
    sentences : DataFrame
        Sentences with family_id.
    targets : list of str
        Targets, in the order of the rows.

    Returns
    -------
    DataFrame
        Table estimates; the column lexicon states the version.
    """
    units: list[Unit] = ["article", "outlet"] if several_articles(articles) else ["article"]
    units += ["group"] if has_groups(articles) else []
    rates = []
    for by in units:
        for version, occurrences in by_lexicon.items():
            rate = naming_rate(occurrences, articles, sentences, by=by, targets=targets)
            rates.append(rate.assign(lexicon=version))
        rates += [naming_rate(by_lexicon[FULL], articles, sentences, by=by, targets=targets, **one) for one in CHOICES]
    return pd.concat(rates, ignore_index=True)
