"""Draw sentences to code with known chances, so that the codes can stand for all sentences."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Real
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from framing.errors import BadInput, did_you_mean
from framing.models import GENERAL, Encoder, Vectors
from framing.stats import Flags, Integers, Reals, refuse_missing
from framing.study import Study
from framing.tables import rows

Strategy = Literal["random", "stratified", "uncertain", "diverse"]
STRATEGIES: tuple[Strategy, ...] = get_args(Strategy)
EVENLY = 0.25  # share of the chances that is the same for all, so that no weight 1 ÷ chance is extreme


def sample_for_coding(
    units: Study | pd.DataFrame,
    n: int,
    *,
    by: str | Sequence[str] = "outlet",
    strategy: Strategy = "random",
    seed: int = 0,
    predicted: pd.Series[float] | None = None,
    vectors: Vectors | None = None,
) -> pd.DataFrame:
    """Draw a sample of sentences from each group, without replacement, and record the chance of each to be drawn.

    `corrected_means` uses the chances to correct predictions with the codes of the sample. Whatever the strategy, every
    sentence has a chance above 0, so that the codes can stand for all of them; the strategies differ in which are more
    probable.

    Parameters
    ----------
    units : Study or DataFrame
        A study (its sentences, boilerplate left out), or a table with one row per sentence and the columns `by`.
    n : int
        Number of sentences to draw from each group, at least 2; smaller groups are drawn in full.
    by : str or sequence of str, default "outlet"
        Columns of the group; () for one group of all sentences.
    strategy : {"random", "stratified", "uncertain", "diverse"}, default "random"
        ``random``: all alike. ``stratified``: all alike, and spread evenly over the articles of the group and over each
        article. ``uncertain``: a quarter of the chance alike for all, the rest proportional to how uncertain the
        prediction is (p (1 − p)). ``diverse``: a quarter alike, the rest inversely proportional to the number of
        similar sentences (clusters of sentence vectors).
    seed : int, default 0
        Seed of the random sample.
    predicted : Series of float, optional
        Predicted probability by sentence_id, for ``uncertain``. By default the column predicted of the table, or the
        published scores of the general model of the study.
    vectors : ndarray, optional
        One vector per row of the table (or sentence of the study that is not boilerplate), for ``diverse``. By default
        the encoder of the toolkit encodes the sentences of the study.

    Returns
    -------
    DataFrame
        The drawn rows in their original order, with the column chance, in (0, 1].

    Raises
    ------
    BadInput
        If a column, predictions or vectors are missing, the strategy is unknown, or `n` is below 2: a single code has
        no variance.

    Notes
    -----
    ``stratified``, ``uncertain`` and ``diverse`` are systematic samples with probabilities proportional to size (Madow
    1949; Särndal, Swensson & Wretman 1992, section 3.6), so that exactly `n` sentences of a group are drawn. Sentences
    whose chance would be above 1 are drawn for certain. Their interval in `corrected_means` takes the drawings to be
    independent, which is about right, or too wide where neighbours in the order are alike.

    Examples
    --------
    >>> units = pd.DataFrame({"sentence_id": list("abcdef"), "outlet": list("GGGGHH")})
    >>> sample_for_coding(units, 2, seed=1)["chance"].tolist()
    [0.5, 0.5, 1.0, 1.0]
    """
    if strategy not in STRATEGIES:
        raise BadInput(f"Unknown strategy '{strategy}'; {did_you_mean(strategy, STRATEGIES)}")
    given: Any = n
    # a half of a unit would be counted in the chances but never drawn
    if not (isinstance(given, Real) and float(given) >= 2 and float(given) % 1 == 0):
        raise BadInput(
            f"n is {n}; expected 2 or more units per group, as a whole number, because one code has no variance."
        )
    table = sentences_to_code(units) if isinstance(units, Study) else units
    names = [by] if isinstance(by, str) else list(by)
    for name in names:
        if name not in table:
            raise BadInput(f"The table of units has no column '{name}'. Name the column of the group: by='outlet'.")
        refuse_missing(table[name])
    random = np.random.default_rng(seed)
    shuffled = random.permutation(len(table))
    groups: Any = table.groupby(names, sort=False).ngroup().to_numpy() if names else np.zeros(len(table), dtype=int)
    if strategy == "random":
        places = pd.Series(shuffled).groupby(groups).rank().to_numpy()
        chance = np.minimum(n / np.bincount(groups, minlength=1)[groups], 1.0)
        drawn = places <= n
        return table[drawn].assign(chance=chance[drawn])
    sizes, order = _sizes(units, table, strategy, n, shuffled, groups, predicted, vectors)
    chance, drawn = np.zeros(len(table)), np.zeros(len(table), dtype=bool)
    for group in np.unique(groups):
        here = order[groups[order] == group]
        chance[here] = chances(sizes[here], n)
        drawn[here] = _systematic(chance[here], random.random())
    return table[drawn].assign(chance=chance[drawn])


def sentences_to_code(study: Study) -> pd.DataFrame:
    """Return the sentences of a study without boilerplate, with the columns of their articles.

    >>> import framing as fr
    >>> {"sentence_id", "outlet"} <= {*sentences_to_code(fr.demo())}
    True
    """
    sentences = study.sentences[study.sentences["kind"] != "boilerplate"]
    more = [name for name in study.articles if name not in sentences or name == "article_id"]
    return sentences.merge(study.articles[more], on="article_id", how="left")


def chances(sizes: Reals, n: int) -> Reals:
    """Return chances proportional to size that add up to n (or to the number of units), none above 1.

    >>> chances(np.array([1.0, 1.0, 2.0, 8.0]), 2).tolist()
    [0.25, 0.25, 0.5, 1.0]
    """
    found = np.zeros(len(sizes))
    certain = np.zeros(len(sizes), dtype=bool)
    while (left := min(n, len(sizes)) - int(certain.sum())) > 0:
        found = np.where(certain, 1.0, left * sizes / sizes[~certain].sum())
        above = (found >= 1) & ~certain
        if not above.any():
            return found
        certain |= above
    return np.where(certain, 1.0, found)


def _systematic(chance: Reals, start: float) -> Flags:
    """Draw each unit with its chance, in the order given: those within which a whole number plus `start` falls."""
    ends = np.round(np.cumsum(chance) + start, 9)
    return np.asarray(np.floor(ends) > np.floor(np.concatenate([[start], ends[:-1]])))


def _sizes(
    units: Study | pd.DataFrame,
    table: pd.DataFrame,
    strategy: Strategy,
    n: int,
    shuffled: Integers,
    groups: Integers,
    predicted: pd.Series[float] | None,
    vectors: Vectors | None,
) -> tuple[Reals, Integers]:
    """Return what the chances are proportional to, and the order in which a systematic sample goes through."""
    if strategy == "stratified":
        return np.ones(len(table)), np.arange(len(table))
    if strategy == "uncertain":
        share = _predictions(units, table, predicted)
        return _mixed(share * (1 - share), groups), np.argsort(shuffled)
    clusters = _clusters(_vectors(units, table, vectors), groups, n)
    return _mixed(1 / np.bincount(clusters)[clusters], groups), np.lexsort((shuffled, clusters))


def _mixed(sizes: Reals, groups: Integers) -> Reals:
    """Mix sizes with equal sizes, each scaled to a mean of 1 in its group; equal ones alone if all sizes are 0."""
    mean = (np.bincount(groups, sizes) / np.maximum(np.bincount(groups), 1))[groups]
    scaled = np.divide(sizes, mean, out=np.ones(len(sizes)), where=mean > 0)
    return np.asarray(EVENLY + (1 - EVENLY) * scaled)


def _predictions(units: Study | pd.DataFrame, table: pd.DataFrame, predicted: pd.Series[float] | None) -> Reals:
    if predicted is None and "predicted" in table:
        share = table["predicted"]
    elif predicted is None and isinstance(units, Study):
        general = units.scores[units.scores["classifier"] == GENERAL].set_index("unit_id")["probability"]
        share = table["sentence_id"].map(general[~general.index.duplicated()])
    elif predicted is not None:
        share = table["sentence_id"].map(predicted)
    else:
        share = pd.Series(np.nan, table.index)
    share = pd.to_numeric(share, errors="coerce")
    if share.isna().any():
        name = (
            table.loc[share.isna(), "sentence_id"].iloc[0] if "sentence_id" in table else share.index[share.isna()][0]
        )
        raise BadInput(
            f"strategy 'uncertain' needs a prediction of every sentence; '{name}' has none. Pass predicted=, the "
            "probabilities by sentence_id, such as fit_classifiers(…).scores."
        )
    if not share.between(0, 1).all():
        raise BadInput("predicted must be probabilities, from 0 to 1.")
    return share.to_numpy(float)


def _vectors(units: Study | pd.DataFrame, table: pd.DataFrame, vectors: Vectors | None) -> Vectors:
    if vectors is not None:
        if len(vectors) != len(table):
            raise BadInput(f"There are {len(vectors)} vectors for {len(table)} sentences; expected one for each.")
        return vectors
    if not isinstance(units, Study):
        raise BadInput("strategy 'diverse' needs vectors of the sentences. Pass a study with texts, or vectors=.")
    return Encoder()([units.corpus.text(row.article_id)[row.start : row.end] for row in rows(table)])


def _clusters(vectors: Vectors, groups: Integers, n: int) -> Integers:
    """Return a cluster of each sentence, about as many in a group as sentences are drawn from it."""
    from sklearn.cluster import KMeans

    clusters: Integers = np.zeros(len(vectors), dtype=np.int64)
    for group in np.unique(groups):
        here = np.flatnonzero(groups == group)
        k = min(n, len(np.unique(vectors[here], axis=0)))
        found = KMeans(n_clusters=k, n_init=1, random_state=0).fit_predict(vectors[here])
        clusters[here] = clusters.max() + 1 + found
    return clusters
