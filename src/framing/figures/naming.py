"""Who is called what: every term that names a target, row by row."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from framing.figures.view import View
from framing.plots.style import TWO_COLUMNS, Drawing
from framing.plots.tiles import term_tiles
from framing.tables import rows

ROW_HEIGHT, HEAD = 0.19, 0.55
TILES, LETTER = 2.5, 0.055


def draw(view: View) -> Drawing:
    """Tiles of counts, a panel a target; targets in two columns of about equal length."""
    data = drawn(view)
    lengths = {str(target): of_target["label"].nunique() for target, of_target in data.groupby("target", sort=False)}
    columns = balanced(lengths)
    height = (
        max((sum(lengths[target] * ROW_HEIGHT + HEAD for target in column) for column in columns), default=1.0) + 0.35
    )
    figure = Figure(figsize=(TWO_COLUMNS, height), layout="constrained")
    widths = [TILES + LETTER * data.loc[data["target"].isin(column), "label"].str.len().max() for column in columns]
    sides = figure.subfigures(1, len(columns), squeeze=False, width_ratios=widths)[0] if columns else []
    for side, column in zip(sides, columns, strict=True):
        axes = side.subplots(len(column), 1, squeeze=False, height_ratios=[lengths[target] for target in column])
        for (ax,), target in zip(axes, column, strict=True):
            of_target = data[data["target"] == target]
            term_tiles(of_target, ax=ax, order=view.order, labels=view.narrow_names, largest=int(data["own"].max()))
            own, quoted = int(of_target["own"].sum()), int(of_target["quoted"].sum())
            ax.set_title(f"{target}   n = {own} slots" + (f", +{quoted} quoted" if quoted else ""))
    note = (
        "Slots in the outlet's own voice; +n: inside quotation marks. Bold red: loaded terms. Denied namings left out."
    )
    view.note(figure, note if columns else f"No naming slot of {', '.join(view.targets)} was found.")
    return Drawing("naming", figure, data, caption(view, data), alt(view, data))


def drawn(view: View) -> pd.DataFrame:
    """Own and quoted slots by target, term and row; loaded terms first, then by how often."""
    choices = view.results["naming_choices"]
    choices = view.with_rows(choices[choices["target"].isin(view.targets)])
    counts = choices.pivot_table(
        index=["target", "term_id", "term", "form", "row"],
        columns="voice",
        values="n_slots",
        aggfunc="sum",
        fill_value=0,
    )
    counts = (
        counts.reindex(columns=["outlet", "source"], fill_value=0).set_axis(["own", "quoted"], axis=1).reset_index()
    )
    totals = counts.groupby(["target", "term_id"])[["own", "quoted"]].transform("sum").sum(axis=1)
    places = counts["target"].map(list(view.targets).index)
    counts = counts.assign(label=counts["term"], place=places, total=totals, loaded=counts["form"] == "loaded")
    counts = counts.sort_values(
        ["place", "loaded", "total", "term_id", "row"],
        ascending=[True, False, False, True, True],
        ignore_index=True,
    )
    return counts[["target", "term_id", "label", "form", "row", "own", "quoted"]]


def balanced(lengths: Mapping[str, int]) -> list[list[str]]:
    """Targets dealt in order to two columns, each to the shorter one."""
    columns: list[list[str]] = [[], []]
    sums = [0, 0]
    for target, length in lengths.items():
        side = 0 if sums[0] <= sums[1] else 1
        columns[side].append(target)
        sums[side] += length + 2
    return [column for column in columns if column]


def caption(view: View, data: pd.DataFrame) -> str:
    slots = int(data["own"].sum())
    loaded = int(data.loc[data["form"] == "loaded", "own"].sum())
    return (
        "Who is called what. Each tile counts the naming slots (maximal noun phrases naming the target) in which the "
        f"{view.unit} took the term in the outlet's own voice: {slots} slots, {loaded} of them loaded; +n are slots "
        "inside quotation marks. A slot with a title and a name counts under its title, a loaded one under its loaded "
        f"term. Terms that no {view.unit} uses are not shown. Shade by count, the same for all panels. {view.scope}"
    )


def alt(view: View, data: pd.DataFrame) -> str:
    parts = []
    for target in dict.fromkeys(data["target"]):
        loaded = data[(data["target"] == target) & (data["form"] == "loaded") & (data["own"] > 0)]
        taken = "; ".join(f"{view.names[row.row]} {row.label} {row.own}" for row in rows(loaded))
        parts.append(f"{target}: {taken or 'no loaded term in own voice'}")
    return (
        f"Table of tiles, terms in rows and {len(view.order)} {view.unit}s in columns, one panel a target. "
        f"Loaded terms in own voice: {'. '.join(parts)}."
    )
