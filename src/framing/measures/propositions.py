"""Propositions: one and the same statement in the wording of each text that makes it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.measures.overlap import PAIRED, paired_articles
from framing.stats import LEVEL, REPLICATES, bootstrap_weights, percentile_interval

# With so many families, and so many of them differing, intervals covered simulated differences in 84 to 99 of 100
# draws (a test holds it); with fewer of either in as few as 56, since what is rare is then mostly not in the sample.
LEAST_FAMILIES, LEAST_DIFFERING = 10, 3
MEASURES = {"coded strength": "strength", "loaded words a sentence": "loaded_a_sentence"}
METHOD = f"percentile bootstrap over families, {REPLICATES} replicates"


def propositions_by_text(
    sentences: pd.DataFrame, occurrences: pd.DataFrame, articles: pd.DataFrame, labels: pd.DataFrame | None = None
) -> pd.DataFrame:
    """How each article words each proposition that two articles or more state.

    Parameters
    ----------
    sentences
        of `find_families`: a family is a proposition.
    occurrences, articles
        of `find_occurrences`, and the manifest.
    labels
        codes of strength, where there are any.

    Returns
    -------
    DataFrame
        family_id, article_id, sentence_ids (by blanks), n_sentences, voice (all that they have, joined by +), strength
        (coded, of whatever voice: mean over coders, then over the sentences; empty where not coded), n_loaded (loaded
        words in the outlet's own voice, not denied) and loaded_a_sentence.

    Examples
    --------
    >>> import framing as fr
    >>> study = fr.open_study("study.toml")
    >>> found = propositions_by_text(study.sentences, study.occurrences, study.articles)
    >>> int(found.groupby("family_id").size().min())
    2
    """
    chosen = _shared(sentences)
    chosen = chosen.assign(
        strength=chosen["sentence_id"].map(_strength_of(labels)).astype("float64"),
        n_loaded=chosen["sentence_id"].map(_own_loaded(occurrences).value_counts()).fillna(0).astype("int64"),
        place=chosen["article_id"].map({name: place for place, name in enumerate(articles["article_id"])}),
    ).sort_values(["family_id", "place", "start"], kind="stable")
    found = (
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
    return found.assign(loaded_a_sentence=found["n_loaded"] / found["n_sentences"])


def _shared(sentences: pd.DataFrame) -> pd.DataFrame:
    """The sentences whose family stands in two articles or more."""
    coded = sentences[sentences["kind"] != "boilerplate"]
    return coded[coded.groupby("family_id")["article_id"].transform("nunique") > 1]


def _strength_of(labels: pd.DataFrame | None) -> dict[str, float]:
    """The mean of the coders' strengths of each sentence."""
    means = {} if labels is None else labels.groupby("sentence_id")["strength"].mean().to_dict()
    return {str(sentence): float(mean) for sentence, mean in means.items()}


def _own_loaded(occurrences: pd.DataFrame) -> pd.Series[str]:
    """The sentence of each loaded word in the outlet's own voice that is not denied."""
    chosen = (occurrences["form"] == "loaded") & (occurrences["voice_of_term"] == "outlet") & ~occurrences["negated"]
    return occurrences.loc[chosen, "sentence_id"]


def proposition_differences(found: pd.DataFrame, articles: pd.DataFrame, *, seed: int = 0) -> pd.DataFrame:
    """How the wording of the same propositions differs between each two articles of a story.

    Parameters
    ----------
    found
        table of `propositions`.
    articles
        manifest.
    seed
        of the bootstrap.

    Returns
    -------
    DataFrame
        article_a, article_b, measure (coded strength, loaded words a sentence), n_families that both have, difference
        (mean of a less b over them), n_more, n_equal, n_less (families in which a is stronger than b, as strong, less
        strong), low, high, level, method, scope. The interval resamples families and is about these texts: not about
        outlets. There is none under ten shared families, or where fewer than three differ, or all alike.

    Examples
    --------
    >>> import pandas as pd
    >>> found = pd.DataFrame(
    ...     {"family_id": ["f", "f"], "article_id": ["a", "b"], "strength": [3.0, 1.0], "loaded_a_sentence": [1.0, 1.0]}
    ... )
    >>> differences = proposition_differences(found, pd.DataFrame({"article_id": ["a", "b"]}))
    >>> differences[["difference", "n_more", "n_equal"]].values.tolist()
    [[2.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    """
    rows = []
    for measure, column in MEASURES.items():
        if column == "strength" and found[column].isna().all():  # nothing was coded
            continue
        wide = found[found[column].notna()].pivot(index="family_id", columns="article_id", values=column)
        wide = wide.reindex(columns=articles["article_id"])
        for pair in paired_articles(articles):
            less = (wide[pair[0]] - wide[pair[1]]).dropna().to_numpy(dtype="float64")
            rows.append({**dict(zip(PAIRED, pair, strict=True)), "measure": measure, **summary(less, seed)})
    columns = [*PAIRED, "measure", *summary(np.empty(0), seed)]
    return pd.DataFrame(rows, columns=columns)


def summary(differences: npt.NDArray[np.float64], seed: int) -> dict[str, Any]:
    """Mean, signs and interval of the differences, one a family."""
    signs = np.sign(differences.round(9))
    why = _why_no_interval(signs, differences)
    low, high = (np.nan, np.nan) if why else _bootstrap_interval(differences, seed)
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


def _why_no_interval(signs: npt.NDArray[np.float64], differences: npt.NDArray[np.float64]) -> str:
    differing = int((signs != 0).sum())
    if len(signs) < LEAST_FAMILIES:
        return f"it needs {LEAST_FAMILIES} shared families, here {len(signs)}"
    if differing < LEAST_DIFFERING:
        return f"it needs {LEAST_DIFFERING} families that differ, here {differing}"
    return "all families differ alike, so they show no spread" if np.ptp(differences) < 1e-9 else ""


def _bootstrap_interval(differences: npt.NDArray[np.float64], seed: int) -> tuple[float, float]:
    weights = bootstrap_weights(len(differences), seed=seed)
    return percentile_interval(weights @ differences / len(differences), len(differences))
