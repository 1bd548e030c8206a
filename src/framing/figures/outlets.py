"""Outlets: what a figure of classifiers calls them, and which learnt from too few loaded sentences."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from framing.classifiers.panel import LOADEDNESS, outlet_of
from framing.comparison.robustness import FULL, WITHOUT_CODER_TERMS
from framing.figures.view import View

FEW = "not enough positives"


def outlet_names(view: View) -> dict[str, str]:
    """What each outlet is called: as its text, where it has one."""
    shown = view.articles["article_id"].map(view.row_of).map(view.names)
    return dict(zip(view.articles["outlet"], shown, strict=True))


def positives(view: View) -> dict[str, float]:
    """Loaded sentences of its own that each outlet's classifier learnt from."""
    cards = loadedness_cards(view)
    return dict(zip(cards["classifier"].map(outlet_of), cards["n_positives"], strict=True))


def too_few(view: View) -> dict[str, float]:
    """The outlets whose classifiers learnt from fewer than ten, with how many."""
    cards = loadedness_cards(view)
    few = cards[~cards["enough_positives"].astype("bool")]
    return dict(zip(few["classifier"].map(outlet_of), few["n_positives"], strict=True))


def loadedness_cards(view: View) -> pd.DataFrame:
    """What each LoadednessClassifier rests on, once: both tiers learn from the same sentences."""
    cards = view.results["classifiers"]
    return cards[cards["classifier"].str.startswith(f"{LOADEDNESS}:")].drop_duplicates("classifier")


def few_note(view: View, mark: str = "") -> str:
    """Which classifiers learnt from too few loaded sentences, in a line."""
    shown = in_words(too_few(view), outlet_names(view))
    return f"{mark}{FEW.capitalize()}: fewer than ten loaded sentences of its own to learn from ({shown})." * bool(
        shown
    )


def in_words(counts: Mapping[str, float], names: Mapping[str, str]) -> str:
    """Counts by outlet, as they stand in a line: "TSF 7.2, Courier 3"."""
    return ", ".join(f"{names.get(outlet, outlet)} {n:g}" for outlet, n in counts.items())


def circular(view: View) -> str:
    """That the lexicon was completed from the coded texts, where it was: scores that rest on it are too good."""
    coverage = view.results.get("lexicon_coverage")
    if coverage is None:
        return ""
    found = coverage[coverage["article_id"] == "ALL"].set_index("lexicon")["n_found"]
    full, without = (int(found.get(version, 0)) for version in (FULL, WITHOUT_CODER_TERMS))
    if without >= full:
        return ""
    return (
        f"Lexicon hits, and so the public tier, are flattered: {full - without} of the {full} marked expressions that "
        "the lexicon finds it finds by terms that coders marked in these texts."
    )
