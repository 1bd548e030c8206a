"""Lexicon versions: what each finds of the marked expressions, and what it does to the headline rates."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from framing.comparison.robustness import VERSIONS
from framing.figures.view import View, interval
from framing.plots.intervals import estimate_rows
from framing.plots.style import INK, TWO_COLUMNS, Drawing
from framing.tables import rows

NAMES = {"full": "full", "without coder terms": "without coder\nterms", "leave one text out": "leave one\ntext out"}
LOOKS = {version: (INK, marker) for version, marker in zip(VERSIONS, ("o", "s", "D"), strict=True)}


def draw(view: View) -> Drawing:
    """Left: coverage of marked expressions; right: naming rates of the first two targets under each version."""
    data = drawn(view)
    targets = view.targets[:2]
    figure = Figure(figsize=(TWO_COLUMNS, 3.4), layout="constrained")
    axes = figure.subplots(1, 1 + len(targets), width_ratios=[0.8, *[1.0] * len(targets)])
    coverage = data[data["panel"] == "coverage"]
    estimate_rows(coverage, ax=axes[0], row="version", order=list(VERSIONS), labels=NAMES, looks=LOOKS)
    axes[0].set_title(f"Marked expressions found\nn = {int(coverage['n'].max())} marked by all coders")
    axes[0].set_xlabel("share found")
    for ax, target in zip(axes[1:], targets, strict=True):
        of_target = data[data["panel"] == target]
        estimate_rows(
            of_target,
            ax=ax,
            row="row",
            order=view.order,
            labels=view.narrow_names,
            looks=view.looks,
            hue="version",
            hue_order=list(VERSIONS),
        )
        ax.set_title(f"{target}\nn = {int(of_target.loc[of_target['version'] == VERSIONS[0], 'n'].sum())} slots (full)")
        ax.tick_params(labelleft=ax is axes[1])
        ax.set_xlabel("naming rate")
    view.note(
        figure,
        "Right, from top to bottom: full lexicon (filled), without coder terms, leave one text out (hollow).",
        f"Lines: {view.intervals}.",
    )
    return Drawing("lexicon_versions", figure, data, caption(view), alt(view, data))


def drawn(view: View) -> pd.DataFrame:
    """Coverage over all texts and rates of the first two targets, long."""
    coverage = view.results["lexicon_coverage"]
    coverage = (
        coverage[coverage["article_id"] == "ALL"]
        .rename(columns={"lexicon": "version", "n_found": "n_hit", "n_expressions": "n"})
        .assign(panel="coverage", row="ALL")
    )
    rates = pd.concat([view.rates(version) for version in VERSIONS], ignore_index=True)
    rates = rates[rates["target"].isin(view.targets[:2])]
    rates = rates.rename(columns={"lexicon": "version", "n_loaded": "n_hit", "n_slots": "n", "target": "panel"})
    columns = ["panel", "row", "version", "estimate", "low", "high", "n_hit", "n"]
    both = pd.concat([coverage[columns], rates[columns]], ignore_index=True)
    return both.assign(count=both["n_hit"].astype("str") + " of " + both["n"].astype("str"))


def caption(view: View) -> str:
    return (
        "What the lexicon's origin does. Left: share of the expressions marked by every coder that each version of the "
        "lexicon finds, with 95 % Clopper–Pearson intervals; the full one holds terms taken from these very texts, so "
        "its share is no measure of how it would do elsewhere. Right: naming rates under each version. Without coder "
        "terms: only the mission's terms and terms known before; leave one text out: each text under the lexicon "
        f"without the terms met in it alone. Lines on the right: {view.intervals}. {view.scope}"
    )


def alt(view: View, data: pd.DataFrame) -> str:
    found = data[data["panel"] == "coverage"]
    parts = [f"{row.version}: {row.n_hit} of {row.n} found ({interval(row.low, row.high)})" for row in rows(found)]
    return (
        f"Dot-and-interval charts. Marked expressions found by version of the lexicon: {'; '.join(parts)}. "
        f"Naming rates of {' and '.join(view.targets[:2])} by text and version in the CSV beside."
    )
