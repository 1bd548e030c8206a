"""Compare the wording of the same proposition between texts."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
import pandas as pd

from framing.measures.overlap import PAIRED, paired_articles
from framing.schema import ALL
from framing.stats import (
    LEAST_ARTICLES,
    LEVEL,
    REPLICATES,
    TIE,
    Flags,
    Integers,
    Reals,
    adjusted,
    bootstrap_weights,
    cluster_interval,
    middle,
    percentile_interval,
)

# With at least this many families, and this many that differ, simulated coverage was 84 to 99 % (see the test of
# coverage). With fewer it fell to 56 %, because rare differences are then mostly absent from the sample.
LEAST_FAMILIES, LEAST_DIFFERING = 10, 3
MEASURES = {"coded strength": "strength", "loaded words a sentence": "loaded_a_sentence"}
METHOD = f"percentile bootstrap over families, {REPLICATES} replicates"


def propositions_by_text(
    sentences: pd.DataFrame, occurrences: pd.DataFrame, articles: pd.DataFrame, labels: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Describe the wording of each proposition that at least two articles state, by article.

    Parameters
    ----------
    sentences : DataFrame
        Sentences of `find_families`; a family is a proposition.
    occurrences : DataFrame
        Table of `find_occurrences`.
    articles : DataFrame
        Manifest, in the order of the rows.
    labels : DataFrame, optional
        Codes: coder, sentence_id, strength.

    Returns
    -------
    DataFrame
        One row per proposition and article: family_id, article_id, sentence_ids (separated by spaces), n_sentences,
        voice (all voices of these sentences, joined by +), strength (mean over coders, then over sentences of any
        voice; empty if not coded), n_loaded (loaded terms in the outlet's own voice, without negated ones),
        loaded_a_sentence (n_loaded ÷ n_sentences).

    Examples
    --------
    >>> import framing as fr
    >>> study = fr.open_study("study.toml")
    >>> table = propositions_by_text(study.sentences, study.occurrences, study.articles)
    >>> int(table.groupby("family_id").size().min())
    2
    """
    chosen = _shared(sentences)
    chosen = chosen.assign(
        strength=chosen["sentence_id"].map(_strength_of(labels)).astype("float64"),
        n_loaded=chosen["sentence_id"].map(_own_loaded(occurrences).value_counts()).fillna(0).astype("int64"),
        place=chosen["article_id"].map({name: place for place, name in enumerate(articles["article_id"])}),
    ).sort_values(["family_id", "place", "start"], kind="stable")
    table = (
        chosen.groupby(["family_id", "article_id"], sort=False)
        .agg(
            sentence_ids=("sentence_id", " ".join),
            n_sentences=("sentence_id", "size"),
            voice=("voice", lambda voices: "+".join(dict.fromkeys(voices))),
            strength=("strength", "mean"),
            n_loaded=("n_loaded", "sum"),
        )
        .reset_index()
    )
    return table.assign(loaded_a_sentence=table["n_loaded"] / table["n_sentences"])


def omissions(
    sentences: pd.DataFrame,
    articles: pd.DataFrame,
    labels: pd.DataFrame | None = None,
    propositions: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Tell which article states which proposition, and what each leaves out that others state.

    Parameters
    ----------
    sentences : DataFrame
        Sentences of `find_families`.
    articles : DataFrame
        Manifest, in the order of the rows. Articles are compared within their story.
    labels : DataFrame, optional
        Codes: coder, sentence_id, strength.
    propositions : DataFrame, optional
        Sentences that state a proposition: proposition, sentence_id. By default the families of sentences that at
        least two articles state in full, which miss propositions shared in part.

    Returns
    -------
    DataFrame
        One row per proposition and article of its story, those that most articles state first: proposition, article_id,
        sentence_ids (separated by spaces, empty if the article does not state it), strength (mean over coders and
        sentences), n_stated (articles that state it), n (articles of the story). Rows of the proposition ``ALL`` count,
        for each article, n: the propositions that at least two other articles state, and n_stated: those of them that
        it states.

    Examples
    --------
    >>> sentences = pd.DataFrame({"sentence_id": ["a:1", "b:1", "c:1"], "article_id": list("abc"), "start": 0})
    >>> said = pd.DataFrame({"proposition": ["rain", "rain", "snow"], "sentence_id": ["a:1", "b:1", "c:1"]})
    >>> table = omissions(sentences, pd.DataFrame({"article_id": list("abc")}), propositions=said)
    >>> table[["proposition", "article_id", "n_stated", "n"]].iloc[[0, 5, 8]].values.tolist()
    [['rain', 'a', 2, 3], ['snow', 'c', 1, 3], ['ALL', 'c', 0, 1]]
    """
    if propositions is None:
        propositions = _shared(sentences)[["family_id", "sentence_id"]].set_axis(["proposition", "sentence_id"], axis=1)
    stated = propositions.merge(sentences[["sentence_id", "article_id", "start"]], on="sentence_id")
    stated = stated.assign(strength=stated["sentence_id"].map(_strength_of(labels)).astype("float64"))
    stated = stated.sort_values(["article_id", "start"], kind="stable")
    cells = stated.groupby(["proposition", "article_id"], sort=False).agg(
        sentence_ids=("sentence_id", " ".join), strength=("strength", "mean")
    )
    states = cells["sentence_ids"].unstack().reindex(columns=articles["article_id"]).notna()
    number = states.sum(axis=1)
    first = pd.Series({name: place for place, name in enumerate(dict.fromkeys(propositions["proposition"]))})
    order = number.to_frame("number").assign(first=first).sort_values(["number", "first"], ascending=[False, True])
    manifest = articles if "story_id" in articles else articles.assign(story_id="")
    story = manifest.set_index("article_id")["story_id"]
    said_in = stated.assign(story_id=stated["article_id"].map(story))[["proposition", "story_id"]].drop_duplicates()
    among = order.reset_index()[["proposition"]].merge(said_in, how="left").merge(story.reset_index(), on="story_id")
    table = among[["proposition", "article_id"]].merge(cells.reset_index(), how="left").fillna({"sentence_ids": ""})
    places = [{name: place for place, name in enumerate(names)} for names in (order.index, articles["article_id"])]
    keys = table["proposition"].map(places[0]) * len(articles) + table["article_id"].map(places[1])
    table = table.iloc[keys.argsort(kind="stable")].reset_index(drop=True)
    size = table.groupby("proposition")["article_id"].transform("size")
    table = table.assign(n_stated=table["proposition"].map(number).astype("int64"), n=size.astype("int64"))
    compared = table.assign(one=True).pivot(index="proposition", columns="article_id", values="one")
    compared = compared.reindex(index=states.index, columns=states.columns).notna()
    by_others = states.rsub(number, axis=0).ge(2) & compared  # at least two of the other articles state it
    left = {"n_stated": (states & by_others).sum(), "n": by_others.sum()}
    of_all = pd.DataFrame(left, index=articles["article_id"]).rename_axis("article_id").reset_index()
    return pd.concat([table, of_all.assign(proposition=ALL, sentence_ids="")], ignore_index=True)[table.columns]


def omissions_by_group(omissions: pd.DataFrame, articles: pd.DataFrame, *, seed: int) -> pd.DataFrame:
    """Count the propositions that one group of outlets states and another leaves out, in stories that both cover.

    A group with few articles in a story leaves out much by chance. The groups of the articles are therefore permuted
    within stories: `expected` is the share left out if who states what had nothing to do with the group. Whatever two
    articles state is the same under every permutation, so that it does not matter that a proposition is found only
    where two articles share it.

    Parameters
    ----------
    omissions : DataFrame
        Table of `omissions`.
    articles : DataFrame
        Manifest: article_id, story_id, group. Articles without a group are left out.
    seed : int
        Seed of the permutations.

    Returns
    -------
    DataFrame
        One row per ordered pair of groups: group (states), other (leaves out), n_stories (that both cover and group
        states a shared proposition in), n_propositions, n_left_out, share, low, high (interval over stories), level,
        method (of the interval, or why it is missing), expected, expected_low, expected_high (mean and middle 95 % over
        permutations), n_permutations, p (two-sided), adjusted_p (Holm over the rows), tests_in_family.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": list("abcd"), "story_id": "s", "group": ["left", "left", "right", ""]})
    >>> said = {"proposition": ["rain"] * 3 + ["ALL"] * 3, "article_id": list("abc") * 2}
    >>> table = pd.DataFrame(said | {"sentence_ids": ["a:1", "b:1", "", "", "", ""]})
    >>> omissions_by_group(table, articles, seed=1)[["group", "other", "n_left_out", "n_propositions"]].values.tolist()
    [['left', 'right', 1, 1], ['right', 'left', 0, 0]]
    """
    manifest = articles.loc[articles["group"] != "", ["article_id", "story_id", "group"]]
    groups = sorted(set(manifest["group"]))
    table = omissions[omissions["proposition"] != ALL].merge(manifest, on="article_id")
    random = np.random.default_rng(seed)
    counted, stories = [], table.groupby("story_id", sort=True)
    for _, story in stories:
        states = story.pivot(index="proposition", columns="article_id", values="sentence_ids").fillna("") != ""
        own = manifest.set_index("article_id")["group"].reindex(states.columns)
        given = pd.Index(groups).get_indexer(pd.Index(own))
        drawn = np.vstack([given, random.permuted(np.tile(given, (REPLICATES, 1)), axis=1)])
        counted.append(_left_out(states.to_numpy(), drawn, len(groups)))
    counts = np.stack(counted, axis=1) if counted else np.zeros((REPLICATES + 1, 0, len(groups), len(groups), 2))
    rows = [
        {"group": groups[one], "other": groups[other]} | _of_pair(counts[:, :, one, other])
        for one, other in permutations(range(len(groups)), 2)
    ]
    found = pd.DataFrame(rows)
    adjusted_p, tests = adjusted(found["p"].to_numpy(), "holm")
    return found.assign(adjusted_p=adjusted_p, tests_in_family=tests)


def _left_out(states: Flags, drawn: Integers, groups: int) -> Reals:
    """Count, for each drawn order of groups, what each group states and each other one leaves out, in one story.

    Parameters
    ----------
    states : ndarray of shape (propositions, articles)
        Whether an article states a proposition.
    drawn : ndarray of shape (orders, articles)
        Group of each article.
    groups : int
        Number of groups.

    Returns
    -------
    ndarray of shape (orders, groups, groups, 2)
        Propositions that the first group states, and those of them that the second leaves out; 0 if it has no article.
    """
    held = drawn[:, :, None] == np.arange(groups)
    said = np.einsum("pa,oag->opg", states.astype(np.int64), held.astype(np.int64)) > 0
    covers = held.any(axis=1)[:, None, None, :]
    stated = said[:, :, :, None] & covers
    return np.stack([stated.sum(axis=1), (stated & ~said[:, :, None, :]).sum(axis=1)], axis=-1).astype(np.float64)


def _of_pair(counts: Reals) -> dict[str, Any]:
    """Compare the share left out with that of permuted groups; `counts` has the given order first, then stories."""
    totals = counts.sum(axis=1)
    n, left_out = totals[0]
    with np.errstate(invalid="ignore"):
        shares = totals[:, 1] / totals[:, 0]
    chance = shares[1:][~np.isnan(shares[1:])]
    low, high = cluster_interval(counts[0, :, 1], counts[0, :, 0]) if n else (np.nan, np.nan)
    stories = int((counts[0, :, 0] > 0).sum())
    method = f"Wilson interval over {stories} stories, propositions as alike as those of stories are"
    expected = chance.mean() if n else np.nan
    far = np.abs(chance - expected) >= abs(shares[0] - expected) - TIE
    return {
        "n_stories": stories,
        "n_propositions": int(n),
        "n_left_out": int(left_out),
        "share": shares[0],
        "low": low,
        "high": high,
        "level": LEVEL,
        "method": method if low == low else f"no interval: needs {LEAST_ARTICLES} stories, here {stories}",
        "expected": expected,
        **dict(zip(("expected_low", "expected_high"), middle(chance) if n else (np.nan, np.nan), strict=True)),
        "n_permutations": REPLICATES,
        "p": (1 + far.sum()) / (1 + len(chance)) if n else np.nan,
    }


def _shared(sentences: pd.DataFrame) -> pd.DataFrame:
    """Return the sentences whose family occurs in at least two articles."""
    coded = sentences[sentences["kind"] != "boilerplate"]
    return coded[coded.groupby("family_id")["article_id"].transform("nunique") > 1]


def _strength_of(labels: pd.DataFrame | None) -> dict[str, float]:
    """Average the coded strength of each sentence over coders."""
    means = {} if labels is None else labels.groupby("sentence_id")["strength"].mean().to_dict()
    return {str(sentence): float(mean) for sentence, mean in means.items()}


def _own_loaded(occurrences: pd.DataFrame) -> pd.Series[str]:
    """Return the sentence of each loaded term in the outlet's own voice that is not negated."""
    chosen = (occurrences["form"] == "loaded") & (occurrences["voice_of_term"] == "outlet") & ~occurrences["negated"]
    return occurrences.loc[chosen, "sentence_id"]


def proposition_differences(propositions: pd.DataFrame, articles: pd.DataFrame, *, seed: int = 0) -> pd.DataFrame:
    """Compute differences in the wording of shared propositions between the articles of a story.

    Parameters
    ----------
    propositions : DataFrame
        Table of `propositions_by_text`.
    articles : DataFrame
        Manifest, in the order of the rows.
    seed : int, default 0
        Seed of the bootstrap.

    Returns
    -------
    DataFrame
        One row per pair of articles and measure: article_a, article_b, measure (coded strength, loaded words a
        sentence), n_families (shared propositions), difference (mean of a minus b), n_more, n_equal, n_less (families
        in which a is stronger than, equal to, or weaker than b), low, high, level, method, scope. The percentile
        interval resamples families and describes these texts, not outlets. It needs ten shared families of which three
        differ, and not all by the same amount.

    Examples
    --------
    >>> import pandas as pd
    >>> propositions = pd.DataFrame(
    ...     {"family_id": ["f", "f"], "article_id": ["a", "b"], "strength": [3.0, 1.0], "loaded_a_sentence": [1.0, 1.0]}
    ... )
    >>> differences = proposition_differences(propositions, pd.DataFrame({"article_id": ["a", "b"]}))
    >>> differences[["difference", "n_more", "n_equal"]].values.tolist()
    [[2.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    """
    rows = []
    for measure, column in MEASURES.items():
        if column == "strength" and propositions[column].isna().all():  # nothing was coded
            continue
        coded = propositions[propositions[column].notna()]
        wide = coded.pivot(index="family_id", columns="article_id", values=column)
        wide = wide.reindex(columns=articles["article_id"])
        for pair in paired_articles(articles):
            differences = (wide[pair[0]] - wide[pair[1]]).dropna().to_numpy(dtype="float64")
            rows.append({**dict(zip(PAIRED, pair, strict=True)), "measure": measure, **summary(differences, seed)})
    columns = [*PAIRED, "measure", *summary(np.empty(0), seed)]
    return pd.DataFrame(rows, columns=columns)


def summary(differences: Reals, seed: int) -> dict[str, Any]:
    """Compute mean, signs and interval of the differences, one per family."""
    signs = np.sign(differences.round(9))
    why = _why_no_interval(signs, differences)
    low, high = np.nan, np.nan
    if not why:
        weights = bootstrap_weights(len(differences), seed=seed)
        low, high = percentile_interval(weights @ differences / len(differences), len(differences))
    return {
        "n_families": len(differences),
        "difference": differences.mean() if len(differences) else np.nan,
        "n_more": int((signs > 0).sum()),
        "n_equal": int((signs == 0).sum()),
        "n_less": int((signs < 0).sum()),
        "low": low,
        "high": high,
        "level": LEVEL,
        "method": f"no interval: {why}" if why else METHOD,
        "scope": "texts",
    }


def _why_no_interval(signs: Reals, differences: Reals) -> str:
    differing = int((signs != 0).sum())
    if len(signs) < LEAST_FAMILIES:
        return f"it needs {LEAST_FAMILIES} shared families, here {len(signs)}"
    if differing < LEAST_DIFFERING:
        return f"it needs {LEAST_DIFFERING} families that differ, here {differing}"
    return "all families differ alike, so they show no spread" if np.ptp(differences) < 1e-9 else ""
