"""Who is called what: every term that names a target, row by row."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from framing.figures.view import View, counted
from framing.plots.style import GREY, TWO_COLUMNS, Drawing
from framing.plots.tiles import shade_key, term_tiles
from framing.tables import rows

ROW_HEIGHT, HEAD, FOOT = 0.19, 0.75, 0.75
TILES, LETTER = 2.5, 0.055
READING = (
    "Number and shade: slots in own voice (n); +n: in a source's voice, not in n. Bold red: loaded terms. Denied "
    "namings left out."
)


def draw(view: View) -> Drawing:
    """Tiles of counts, a panel a target; targets in two columns of about equal length."""
    data = drawn(view)
    lengths = {str(target): of_target["label"].nunique() for target, of_target in data.groupby("target", sort=False)}
    columns = balanced(lengths)
    heights = [sum(lengths[target] * ROW_HEIGHT + HEAD for target in column) for column in columns]
    figure = Figure(figsize=(TWO_COLUMNS, max(heights, default=0.3) + FOOT), layout="constrained")
    if columns:
        draw_columns(view, data, columns, figure)
    else:
        figure.text(0.5, 0.7, "no naming slot found, n = 0", ha="center", color=GREY, style="italic")
    view.note(
        figure,
        READING if columns else "",
        not_found(view, data),
    )
    return Drawing("naming", figure, data, caption(view, data), alt(view, data))


def draw_columns(view: View, data: pd.DataFrame, columns: list[list[str]], figure: Figure) -> None:
    """The panels, column by column as wide as their longest term needs, and the key of the shades."""
    largest = max(int(data["own"].max()), 1)
    widths = [TILES + LETTER * data.loc[data["target"].isin(column), "label"].str.len().max() for column in columns]
    sides = figure.subfigures(1, len(columns), squeeze=False, width_ratios=widths)[0]
    for side, column in zip(sides, columns, strict=True):
        panels = {target: data[data["target"] == target] for target in column}
        ratios = [of_target["label"].nunique() for of_target in panels.values()]
        axes = side.subplots(len(column), 1, squeeze=False, height_ratios=ratios)
        for (ax,), (target, of_target) in zip(axes, panels.items(), strict=True):
            term_tiles(of_target, ax=ax, order=view.order, labels=view.narrow_names, largest=largest)
            ax.set_title(title(view, target, of_target))
    most = {str(form): int(own.max()) for form, own in data.groupby("form")["own"]}
    figure.legend(
        handles=shade_key(most, largest), loc="outside upper left", ncols=6, handlelength=1.2, handletextpad=0.5
    )


def title(view: View, target: str, data: pd.DataFrame) -> str:
    """The target and its slots: in own voice, in sources' voice, and that none is loaded where none is."""
    own, sources = int(data["own"].sum()), int(data["sources"].sum())
    more = f", +{sources} sourced" if sources else ""
    none = "" if (data["form"] == "loaded").any() else ", none loaded"
    return f"{view.called(target)}   n = {counted(own, 'slot')}{more}{none}"


def not_found(view: View, data: pd.DataFrame) -> str:
    """Which targets are not drawn, and that nothing is loaded, where that is so."""
    absent = [view.called(target) for target in view.targets if target not in set(data["target"])]
    slots = [f"No naming slot of {' or '.join(absent)} was found."] if absent else []
    loaded = [] if data.empty or (data["form"] == "loaded").any() else ["No loaded naming was found."]
    return " ".join(slots + loaded)


def drawn(view: View) -> pd.DataFrame:
    """Slots in own and in sources' voice by target, term and row; loaded terms first, then by how often."""
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
        counts.reindex(columns=["outlet", "source"], fill_value=0).set_axis(["own", "sources"], axis=1).reset_index()
    )
    totals = counts.groupby(["target", "term_id"])[["own", "sources"]].transform("sum").sum(axis=1)
    places = counts["target"].map(list(view.targets).index)
    counts = counts.assign(label=counts["term"], place=places, total=totals, loaded=counts["form"] == "loaded")
    counts = counts.sort_values(
        ["place", "loaded", "total", "term_id", "row"],
        ascending=[True, False, False, True, True],
        ignore_index=True,
    )
    return counts[["target", "term_id", "label", "form", "row", "own", "sources"]]


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
    absent = not_found(view, data)
    return (
        "Who is called what. Each tile counts the naming slots (maximal noun phrases naming the target) in which the "
        f"{view.unit} took the term in its own voice: {counted(slots, 'slot')}, {loaded} of them loaded; +n "
        "are slots in a source's voice (in quotation marks, or a loaded term that a source is reported to have used), "
        "which are not in n and not in the shade. A slot with a title and a name "
        f"counts under its title, a loaded one under its loaded term. Terms that no {view.unit} uses are not shown. "
        f"{absent}{' ' if absent else ''}Shade by the square root of the count, the same for all panels. {view.scope}"
    )


def alt(view: View, data: pd.DataFrame) -> str:
    parts = []
    for target in dict.fromkeys(data["target"]):
        loaded = data[(data["target"] == target) & (data["form"] == "loaded") & (data["own"] > 0)]
        taken = "; ".join(f"{view.names[row.row]} {row.label} {row.own}" for row in rows(loaded))
        parts.append(f"{view.called(target)}: {taken or 'no loaded term in own voice'}")
    return (
        f"Table of tiles, terms in rows and {counted(len(view.order), view.unit)} in columns, one panel a target. "
        f"Loaded terms in own voice: {'. '.join(parts) or 'none'}."
    )
