"""Calibration: whether of the sentences given seven in ten about seven in ten are coded as loaded."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from framing.figures.outlets import circular, few_note
from framing.figures.view import LEAST_SLOTS, View, interval
from framing.plots.diagonal import diagonal_bins
from framing.plots.style import GREY, INK, TWO_COLUMNS, Drawing, Look
from framing.tables import rows

LOOKS = (Look(INK, "h", INK), Look(INK, "d", INK), Look(INK, "p", "white"))  # markers that no text has
NOTHING = "no coded sentence was scored, n = 0"
COUNTS = (
    "Above each fifth: sentences coded as loaded, of all in it; where coders differ, a sentence is half a loaded one."
)
ABOUT = (
    "95 % Clopper–Pearson intervals about these texts; they take sentences as independent, and so are too short where "
    "sentences are copies of each other"
)


def draw(view: View) -> Drawing:
    """A panel a predictor, a point a fifth of the range of probability."""
    data = drawn(view)
    predictors = list(dict.fromkeys(data["predictor"]))
    figure = Figure(figsize=(TWO_COLUMNS, 3.9 if predictors else 1), layout="constrained")
    if not predictors:
        figure.text(0.5, 0.7, NOTHING, ha="center", color=GREY, style="italic")
        view.note(figure)
        return Drawing("calibration", figure, data, caption(view, data), alt(data))
    axes = figure.subplots(1, len(predictors), squeeze=False)[0]
    for place, (ax, predictor) in enumerate(zip(axes, predictors, strict=True)):
        of_predictor = data[data["predictor"] == predictor]
        diagonal_bins(of_predictor, ax=ax, look=LOOKS[place % len(LOOKS)])
        ax.set_title(f"{in_two_lines(predictor)}\nn = {of_predictor['n_sentences'].sum():g} sentences", pad=24)
        ax.set_xlabel("probability of being loaded (mean)")
        ax.set_ylabel("" if place else "share coded as loaded")
    view.note(figure, COUNTS, f"Lines: {ABOUT}.", muted_note(data), circular(view), few_note(view))
    return Drawing("calibration", figure, data, caption(view, data), alt(data))


def drawn(view: View) -> pd.DataFrame:
    """The fifths of each predictor, with their counts in words; muted: under five sentences."""
    data = view.results["calibration"].rename(columns={"probability_from": "bin_from", "probability_to": "bin_to"})
    counts = [f"{row.n_loaded:g}\nof {row.n_sentences:g}" if row.n_sentences else "0" for row in rows(data)]
    return data.assign(count=counts, muted=data["n_sentences"].between(0.5, LEAST_SLOTS - 0.5))


def in_two_lines(predictor: str) -> str:
    """A predictor's name over its tier: titles of one height.

    >>> in_two_lines("own outlet's classifier, text tier").splitlines()
    ["Own outlet's classifier,", 'text tier']
    """
    name, _, tier = predictor.partition(", ")
    return f"{name[:1].upper()}{name[1:]}{',' * bool(tier)}\n{tier or 'trained on other texts'}"


def muted_note(data: pd.DataFrame) -> str:
    """What grey points mean, where there are any."""
    return "Grey and thin: fewer than five sentences." * bool(data["muted"].any())


def caption(view: View, data: pd.DataFrame) -> str:
    if data.empty:
        return f"Calibration: {NOTHING}. {view.scope}"
    words = (
        "Calibration. Coded sentences by the probability of being loaded that a predictor gives them, in fifths of its "
        "range: mean probability (across) and share coded as loaded (up); on the dashed line both are the same. "
        "The general model learnt from public labelled sentences of other texts; each outlet's own classifier scores "
        f"sentences whose components it has not seen. {COUNTS} Lines are {ABOUT}. {outside(data)} {muted_note(data)} "
        f"{circular(view)} {few_note(view)} {view.coders} {view.scope}"
    )
    return " ".join(words.split())


def outside(data: pd.DataFrame) -> str:
    """In how many fifths the mean probability lies outside the interval of the share."""
    some = data[data["estimate"].notna()]
    out = some[~some["predicted"].between(some["low"], some["high"])]
    counts = out["predictor"].value_counts(sort=False)
    of = some["predictor"].value_counts(sort=False)
    parts = [f"{predictor} {counts.get(predictor, 0)} of {n}" for predictor, n in of.items()]
    return f"The mean probability lies outside the interval in so many fifths: {'; '.join(parts)}."


def alt(data: pd.DataFrame) -> str:
    parts = [
        f"{row.predictor}, {row.bin_from:g} to {row.bin_to:g}: "
        + (
            f"{row.n_loaded:g} of {row.n_sentences:g} loaded, {row.estimate:.2f} ({interval(row.low, row.high)}), "
            f"said {row.predicted:.2f}"
            if row.n_sentences
            else "no sentence"
        )
        for row in rows(data)
    ]
    return f"Point-and-interval chart against a diagonal, one panel a predictor. {'; '.join(parts) or NOTHING}."
