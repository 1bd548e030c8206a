"""Lexicon versions: what each finds of the marked expressions, and what it does to the headline rates."""

from __future__ import annotations

from textwrap import fill

import pandas as pd
from matplotlib.figure import Figure

from framing.comparison.robustness import FULL, LEAVE_ONE_TEXT_OUT, VERSIONS, WITHOUT_CODER_TERMS
from framing.figures.view import View, axis_limit, counted, interval, muted_note
from framing.plots.intervals import estimate_rows, look_key
from framing.plots.style import INK, TWO_COLUMNS, Drawing, Look
from framing.tables import rows

NAMES = {version: f"{version} lexicon" if version == FULL else version for version in VERSIONS}
LOOKS = {  # markers that no text has in other figures
    FULL: Look(INK, "h", INK),
    WITHOUT_CODER_TERMS: Look(INK, "d", "white"),
    LEAVE_ONE_TEXT_OUT: Look(INK, "|", INK),
}


def draw(view: View) -> Drawing:
    """Left: coverage of marked expressions; right: naming rates of the first two targets under each version."""
    data = drawn(view)
    targets = view.targets[:2]
    figure = Figure(figsize=(TWO_COLUMNS, 1.5 + 0.42 * len(view.order)), layout="constrained")
    axes = figure.subplots(1, 1 + len(targets), width_ratios=[0.8, *[1.0] * len(targets)])
    coverage, rates = data[data["panel"] == "coverage"], data[data["panel"] != "coverage"]
    narrow = {version: fill(name, 13) for version, name in NAMES.items()}
    estimate_rows(coverage, ax=axes[0], row="version", order=list(VERSIONS), labels=narrow, looks=LOOKS)
    axes[0].set_title(f"Marked expressions found\nn = {int(coverage['n'].max())} marked by all coders")
    axes[0].set_xlabel("share found")
    for ax, target in zip(axes[1:], targets, strict=True):
        of_target = rates[rates["panel"] == target]
        estimate_rows(
            of_target,
            ax=ax,
            row="row",
            order=view.order,
            labels=view.narrow_names,
            looks=LOOKS,
            limit=axis_limit(rates),
            within="version",
        )
        n = int(of_target.loc[of_target["version"] == FULL, "n"].sum())
        ax.set_title(f"{view.called(target)}\nn = {counted(n, 'slot')} ({FULL})")
        ax.tick_params(labelleft=ax is axes[1])
        ax.set_xlabel("naming rate")
    figure.legend(handles=look_key(LOOKS, NAMES), loc="outside upper left", ncols=len(LOOKS))
    view.note(figure, f"Lines on the right: {view.intervals}.", muted_note(rates))
    return Drawing("lexicon_versions", figure, data, caption(view, rates), alt(view, data))


def drawn(view: View) -> pd.DataFrame:
    """Coverage over all texts and rates of the first two targets, long."""
    coverage = view.results["lexicon_coverage"]
    coverage = (
        coverage[coverage["article_id"] == "ALL"]
        .rename(columns={"lexicon": "version", "n_found": "n_hit", "n_expressions": "n"})
        .assign(panel="coverage", row="ALL", muted=False)
    )
    coverage = coverage.assign(count=coverage["n_hit"].astype("str") + " of " + coverage["n"].astype("str"))
    rates = pd.concat([view.rates(version) for version in VERSIONS], ignore_index=True)
    rates = rates[rates["target"].isin(view.targets[:2])]
    rates = rates.rename(columns={"lexicon": "version", "n_loaded": "n_hit", "n_slots": "n", "target": "panel"})
    columns = ["panel", "row", "version", "estimate", "low", "high", "n_hit", "n", "count", "muted"]
    return pd.concat([coverage[columns], rates[columns]], ignore_index=True)


def caption(view: View, rates: pd.DataFrame) -> str:
    muted = muted_note(rates)
    return (
        "What the lexicon's origin does. Left: share of the expressions marked by every coder that each version of the "
        "lexicon finds, with 95 % Clopper–Pearson intervals; the full one holds terms taken from these very texts, so "
        "its share is no measure of how it would do elsewhere. Right: naming rates under each version, from top to "
        "bottom the full lexicon (filled), without coder terms (hollow diamond): only the mission's terms and terms "
        "known before, and leave one text out (upright stroke): each text under the lexicon without the terms met in "
        "it alone. "
        f"Lines on the right: {view.intervals}. {muted}{' ' if muted else ''}{view.scope}"
    )


def alt(view: View, data: pd.DataFrame) -> str:
    found = data[data["panel"] == "coverage"]
    parts = [f"{row.version}: {row.n_hit} of {row.n} found ({interval(row.low, row.high)})" for row in rows(found)]
    return (
        f"Dot-and-interval charts. Marked expressions found by version of the lexicon: {'; '.join(parts)}. "
        f"Naming rates of {' and '.join(map(view.called, view.targets[:2]))} by {view.unit} and version in the CSV "
        "beside."
    )
