"""Coded loadedness: how the coders coded each text, and how far they agree."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from framing.plotting.bars import STRONGEST_FIRST, has_number_of_stack, strength_key, strength_stack
from framing.plotting.context import LEAST_SLOTS, View, circular, few_note_of_outlets, interval
from framing.plotting.forest import diagonal_bins
from framing.plotting.theme import GREY, INK, ONE_COLUMN, TWO_COLUMNS, Drawing, Look, line_count
from framing.tables import rows


def draw_coded_loadedness(view: View, coded_loadedness: pd.DataFrame, reliability: pd.DataFrame) -> Drawing:
    """A bar a text and coder, parts by strength."""
    view = view.by_text
    data = _drawn_of_coded_loadedness(view, coded_loadedness)
    agreement = _agreement_lines(data, reliability)
    coders = _coders_of(data)
    height = 1.6 + (0.06 + 0.14 * len(coders)) * line_count(view.groups)
    figure = Figure(figsize=(ONE_COLUMN, height), layout="constrained")
    ax = figure.subplots()
    strength_stack(data, ax=ax, groups=view.groups, labels=view.narrow_names, coders=coders)
    ax.set_xlabel(f"share of the {view.unit}'s coded sentences")
    figure.legend(
        handles=strength_key(), loc="outside upper left", ncols=4, handlelength=1, columnspacing=0.9, handletextpad=0.4
    )
    view.note(figure, _beside(coders), *agreement, _together(view))
    caption = _caption_of_coded_loadedness(view, data, agreement)
    return Drawing("coded_loadedness", figure, data, caption, _alt_of_coded_loadedness(view, data))


def _drawn_of_coded_loadedness(view: View, coded_loadedness: pd.DataFrame) -> pd.DataFrame:
    """Sentences by strength for each row and coder."""
    counts = view.with_rows(coded_loadedness).drop(columns=["estimate", "low", "high", "level"])
    return counts.groupby(["row", "coder"], sort=False).sum().reset_index()


def _coders_of(data: pd.DataFrame) -> list[str]:
    return sorted(data["coder"].unique())


def _beside(coders: list[str]) -> str:
    """What the numbers at the margin are."""
    return f"n of n: sentences coded as loaded, by coder {' and by coder '.join(coders)}."


def _together(view: View) -> str:
    """That a bar holds several texts, where it does."""
    return "Sentences of all texts of an outlet are counted together." * view.of_outlets


def _agreement_lines(data: pd.DataFrame, reliability: pd.DataFrame) -> list[str]:
    """A line a variable; none where there is one coder, who can agree with nobody."""
    if data["coder"].nunique() < 2:
        return []
    return [_agreement(row) for row in rows(reliability[reliability["variable"].isin(["loaded", "strength"])])]


def _agreement(row: Any) -> str:
    """Alpha of one variable with interval and n, or why there is none."""
    if pd.isna(row.alpha):
        return f"α {row.variable}: {row.note}, n = {row.n_units} sentences"
    return (
        f"α {row.variable} ({row.metric}) {row.alpha:.3f} [{row.low:.2f}, {row.high:.2f}], n = {row.n_units} sentences"
    )


def _caption_of_coded_loadedness(view: View, data: pd.DataFrame, agreement_lines: list[str]) -> str:
    coders = _coders_of(data)
    whose = f"the coders ({' and '.join(coders)})" if len(coders) > 1 else f"one coder ({coders[0]})"
    lines = "; ".join(agreement_lines)
    agreement = f"Agreement (Krippendorff's α, 95 % bootstrap over sentences): {lines}. " if lines else ""
    pooled = f"{_together(view)} " if view.of_outlets else ""
    return (
        f"Coded loadedness. Sentences of each {view.unit} by the strength of loaded wording that {whose} gave "
        f"them; beside each bar the number coded as loaded; shares with their intervals stand in "
        f"results/coded_loadedness.csv. {_unprinted(data)}{pooled}{agreement}{view.coders} {view.scope}"
    )


def _unprinted(data: pd.DataFrame) -> str:
    """That some parts are too narrow for their number, where some are."""
    parts = [(getattr(row, f"strength_{level}"), row.n_sentences) for row in rows(data) for level in STRONGEST_FIRST]
    narrow = any(n > 0 and not has_number_of_stack(n, of) for n, of in parts)
    return "Numbers that do not fit into their part stand in the CSV beside. " * narrow


def _alt_of_coded_loadedness(view: View, data: pd.DataFrame) -> str:
    parts = [
        f"{view.names[row.row]}, coder {row.coder}: {row.n_loaded} of {row.n_sentences} loaded, {row.strength_3} strong"
        for row in rows(data)
    ]
    return f"Stacked bars, one for each {view.unit} and coder, parts by strength. {'; '.join(parts)}."


LOOKS = (Look(INK, "h", INK), Look(INK, "d", INK), Look(INK, "p", "white"))  # markers that no text has
NOTHING = "no coded sentence was scored, n = 0"
COUNTS = (
    "Above each fifth: sentences coded as loaded, of all in it; where coders differ, a sentence is half a loaded one."
)
ABOUT = (
    "95 % Clopper–Pearson intervals about these texts; they take sentences as independent, and so are too short where "
    "sentences are copies of each other"
)


def draw_calibration(
    view: View,
    calibration: pd.DataFrame,
    classifiers: pd.DataFrame,
    lexicon_coverage: pd.DataFrame | None = None,
) -> Drawing:
    """A panel a predictor, a point a fifth of the range of probability."""
    data = _drawn_of_calibration(calibration)
    limits = f"{circular(lexicon_coverage)} {few_note_of_outlets(view, classifiers)}"
    caption = _caption_of_calibration(view, data, limits)
    predictors = list(dict.fromkeys(data["predictor"]))
    figure = Figure(figsize=(TWO_COLUMNS, 3.9 if predictors else 1), layout="constrained")
    if not predictors:
        figure.text(0.5, 0.7, NOTHING, ha="center", color=GREY, style="italic")
        view.note(figure)
        return Drawing("calibration", figure, data, caption, _alt_of_calibration(data))
    axes = figure.subplots(1, len(predictors), squeeze=False)[0]
    for place, (ax, predictor) in enumerate(zip(axes, predictors, strict=True)):
        of_predictor = data[data["predictor"] == predictor]
        diagonal_bins(of_predictor, ax=ax, look=LOOKS[place % len(LOOKS)])
        ax.set_title(f"{_in_two_lines(predictor)}\nn = {of_predictor['n_sentences'].sum():g} sentences", pad=24)
        ax.set_xlabel("probability of being loaded (mean)")
        ax.set_ylabel("" if place else "share coded as loaded")
    view.note(
        figure,
        COUNTS,
        f"Lines: {ABOUT}.",
        _muted_note(data),
        circular(lexicon_coverage),
        few_note_of_outlets(view, classifiers),
    )
    return Drawing("calibration", figure, data, caption, _alt_of_calibration(data))


def _drawn_of_calibration(calibration: pd.DataFrame) -> pd.DataFrame:
    """The fifths of each predictor, with their counts in words; muted: under five sentences."""
    data = calibration.rename(columns={"probability_from": "bin_from", "probability_to": "bin_to"})
    counts = [f"{row.n_loaded:g}\nof {row.n_sentences:g}" if row.n_sentences else "0" for row in rows(data)]
    return data.assign(count=counts, muted=data["n_sentences"].between(0.5, LEAST_SLOTS - 0.5))


def _in_two_lines(predictor: str) -> str:
    """A predictor's name over its tier: titles of one height.

    >>> _in_two_lines("own outlet's classifier, text tier").splitlines()
    ["Own outlet's classifier,", 'text tier']
    """
    name, _, tier = predictor.partition(", ")
    return f"{name[:1].upper()}{name[1:]}{',' * bool(tier)}\n{tier or 'trained on other texts'}"


def _muted_note(data: pd.DataFrame) -> str:
    """What grey points mean, where there are any."""
    return "Grey and thin: fewer than five sentences." * bool(data["muted"].any())


def _caption_of_calibration(view: View, data: pd.DataFrame, limits: str) -> str:
    if data.empty:
        return f"Calibration: {NOTHING}. {view.scope}"
    words = (
        "Calibration. Coded sentences by the probability of being loaded that a predictor gives them, in fifths of its "
        "range: mean probability (across) and share coded as loaded (up); on the dashed line both are the same. "
        "The general model learnt from public labelled sentences of other texts; each outlet's own classifier scores "
        f"sentences whose components it has not seen. {COUNTS} Lines are {ABOUT}. {_outside(data)} {_muted_note(data)} "
        f"{limits} {view.coders} {view.scope}"
    )
    return " ".join(words.split())


def _outside(data: pd.DataFrame) -> str:
    """In how many fifths the mean probability lies outside the interval of the share."""
    some = data[data["estimate"].notna()]
    out = some[~some["predicted"].between(some["low"], some["high"])]
    counts = out["predictor"].value_counts(sort=False)
    of = some["predictor"].value_counts(sort=False)
    parts = [f"{predictor} {counts.get(predictor, 0)} of {n}" for predictor, n in of.items()]
    return f"The mean probability lies outside the interval in so many fifths: {'; '.join(parts)}."


def _alt_of_calibration(data: pd.DataFrame) -> str:
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
