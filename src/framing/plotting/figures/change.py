"""Draw what outlets differ in and what changes after an event: rates by outlet, before and after, placebos."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from framing.measures import CHANGED, DIFFERENCE, UNCHANGED, has_groups
from framing.plotting.context import LEAST_SLOTS, View, alternative, counted, look_of_groups, signed
from framing.plotting.forest import LINE, SIZE, forest, naming_rates, select_rates
from framing.plotting.theme import (
    GREY,
    INK,
    PALE,
    SMALL,
    TWO_COLUMNS,
    Drawing,
    category_rows,
    margin,
    share_legend,
)
from framing.tables import rows

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

MOST_OUTLETS, MOST_NAMED = 20, 8  # rows, and outlets named in the caption that are not drawn
ROW, HEAD = 0.2, 1.2  # inches
VOICES = {"paraphrase": "sources, paraphrased", "quotation": "sources, quoted"}
LOOK_OF_VOICES: dict[str, Any] = {
    "palette": dict(zip(VOICES.values(), ("#E69F00", "#882255"), strict=True)),
    "markers": dict(zip(VOICES.values(), ("^", "X"), strict=True)),
}


def draw_outlet_rates(
    view: View, estimates: pd.DataFrame, rates_by_voice: pd.DataFrame, predicted_rates: pd.DataFrame | None = None
) -> Drawing | None:
    """Draw the naming rates of outlets for the first target, in order and by group, beside those of their sources.

    `None` if outlets neither belong to groups nor have predicted rates: the figure *naming_rates* shows all then.
    """
    data = _rates_of_outlets(view, estimates, predicted_rates)
    if data.empty or (predicted_rates is None and not (data["group"] != "").any()):
        return None
    target = data["target"].iloc[0]
    drawn = data.sort_values(["n_slots", "n_articles"], ascending=False, kind="stable").head(MOST_OUTLETS)
    rest = data[~data["outlet"].isin(drawn["outlet"])]
    drawn = drawn.sort_values(["estimate", "n_slots"], ascending=False, kind="stable").reset_index(drop=True)
    order = list(drawn["outlet"])
    sources = _rates_of_sources(rates_by_voice, target, order)
    figure = Figure(figsize=(TWO_COLUMNS, HEAD + ROW * len(order)), layout="constrained")
    axes = figure.subplots(1, 2, sharey=True, width_ratios=[1.4, 1])
    counts = [f"{row.n_loaded} of {row.n_slots} · {row.n_articles}" for row in rows(drawn)]
    shown = drawn.assign(count=counts)
    look = look_of_groups(drawn["group"])
    naming_rates(shown, y="outlet", hue="group" if look else "outlet", order=order, limit=1, ax=axes[0], **look)
    _draw_predictions(drawn, order, axes[0])
    n, loaded = int(data["n_slots"].sum()), int(data["n_loaded"].sum())
    axes[0].set_title(f"{view.called(target)},\nown words: {loaded} of {counted(n, 'slot')}", pad=14)
    margin(axes[0], {}, heading="loaded of slots · articles")
    handles = _draw_sources(sources, order, axes[1])
    axes[1].set_title(f"Words of sources:\n{counted(int(sources['n_slots'].sum()), 'slot')}", pad=14)
    share_legend(figure, axes[0], *handles)
    predicted = "; thin: 95 % prediction interval for a new sample of the declared size" * bool(
        len(drawn.dropna(subset="predicted_low"))
    )
    caption = view.caption(
        f"Naming rates by outlet. Left: share of naming slots in own words with a loaded name, n = "
        f"{counted(n, 'slot')}. Lines: 95 % Wilson intervals over articles (none under three){predicted}. Right: the "
        "same share in words of sources, paraphrased and quoted, from five slots on.",
        "Thin and grey: fewer than five slots." * bool(drawn["muted"].any()),
        _rest(rest),
    )
    first, last = drawn.iloc[0], drawn.iloc[-1]
    finding = (
        f"Own words: {first['outlet']} {first['n_loaded']} of {first['n_slots']}, the highest rate, to "
        f"{last['outlet']} {last['n_loaded']} of {last['n_slots']}, the lowest of {counted(len(order), 'outlet')}"
    )
    columns = ["target", "outlet", "group", "voice", "estimate", "low", "high", "predicted_low", "predicted_high"]
    table = pd.concat([drawn, sources], ignore_index=True)[[*columns, "n_loaded", "n_slots", "n_articles", "muted"]]
    return Drawing("outlet_rates", figure, table, caption, alternative("outlet_rates", finding))


def _rates_of_outlets(view: View, estimates: pd.DataFrame, predicted: pd.DataFrame | None) -> pd.DataFrame:
    """Return the rates of the first target with slots, with group and prediction interval of each outlet."""
    rates = select_rates(estimates, scope="outlets")
    rates = rates[rates["n_slots"] > 0]
    target = next((target for target in view.targets if (rates["target"] == target).any()), "")
    rates = rates[rates["target"] == target].reset_index(drop=True)
    known = view.articles if has_groups(view.articles) else view.articles.assign(group="")
    rates = rates.assign(group=rates["outlet"].map(known.drop_duplicates("outlet").set_index("outlet")["group"]))
    if predicted is None:
        return rates.assign(predicted_low=np.nan, predicted_high=np.nan)
    limits = predicted.loc[predicted["target"] == target, ["outlet", "predicted_low", "predicted_high"]]
    return rates.merge(limits, on="outlet", how="left")


def _rates_of_sources(rates_by_voice: pd.DataFrame, target: str, order: Sequence[str]) -> pd.DataFrame:
    """Return the rates in words of sources, for outlets that are drawn and rates from five slots on."""
    chosen = rates_by_voice["voice"].isin(list(VOICES)) & (rates_by_voice["target"] == target)
    found = rates_by_voice[chosen & rates_by_voice["outlet"].isin(order) & (rates_by_voice["n_slots"] > 0)]
    return found.assign(
        group="", predicted_low=np.nan, predicted_high=np.nan, muted=found["n_slots"] < LEAST_SLOTS
    ).reset_index(drop=True)


def _draw_predictions(drawn: pd.DataFrame, order: Sequence[str], ax: Axes) -> None:
    """Draw prediction intervals as thin lines with ends, behind the confidence intervals."""
    some = drawn[drawn["predicted_low"].notna()]
    place = some["outlet"].map(list(order).index).astype("float")
    ax.hlines(place, some["predicted_low"], some["predicted_high"], GREY, linewidth=0.6, zorder=1)
    for end in ("predicted_low", "predicted_high"):
        ax.vlines(some[end], place - 0.18, place + 0.18, GREY, linewidth=0.6, zorder=1)


def _draw_sources(sources: pd.DataFrame, order: Sequence[str], ax: Axes) -> list[Artist]:
    """Draw the rates in words of sources, paraphrase above quotation; return the entries of the legend."""
    shown = sources[~sources["muted"]].assign(kind=lambda table: table["voice"].map(VOICES))
    category_rows(ax, order)
    ax.set(xlim=(0, 1), xlabel="naming rate")
    if shown.empty:
        ax.text(0.5, 0.5, "no outlet with five slots", transform=ax.transAxes, ha="center", color=GREY, style="italic")
        return []
    kinds = list(VOICES.values())
    forest(shown, y="outlet", hue="kind", order=order, hue_order=kinds, limit=1, ax=ax, **LOOK_OF_VOICES)
    ax.hlines(range(len(order)), 0, 1, PALE, linewidth=0.5, zorder=0)
    ax.set_xlabel("naming rate")
    slots = sources.pivot_table(index="outlet", columns="voice", values="n_slots", aggfunc="sum", fill_value=0)
    slots = slots.reindex(index=list(order), columns=list(VOICES), fill_value=0)
    texts = {place: " + ".join(str(int(n)) for n in row) for place, row in enumerate(slots.to_numpy())}
    margin(ax, texts, heading="slots")
    legend = ax.get_legend()
    handles: list[Any] = [handle for handle in legend.legend_handles if handle is not None] if legend else []
    for handle, kind in zip(handles, kinds, strict=False):
        handle.set_label(kind)
    if legend:
        legend.remove()
    return handles


def _rest(rest: pd.DataFrame) -> str:
    """Name the outlets that are not drawn; of many those with most slots."""
    if rest.empty:
        return ""
    names = ", ".join(rest.sort_values("n_slots", ascending=False, kind="stable")["outlet"].head(MOST_NAMED))
    more = f" and {len(rest) - MOST_NAMED} more" if len(rest) > MOST_NAMED else ""
    return f"Not drawn ({int(rest['n_slots'].sum())} slots): {names}{more} (results/estimates.csv)."


LOOK_OF_SIDES: dict[str, Any] = {
    "palette": {CHANGED: "#0072B2", UNCHANGED: "#B35900", DIFFERENCE: INK},
    "markers": {CHANGED: "o", UNCHANGED: "s", DIFFERENCE: "D"},
}
HEADINGS = {CHANGED: "Changed", UNCHANGED: "Unchanged"}
MEAN, DIFFER = "mean", "difference of the means"
APART = 0.17  # of a row: intervals before above those after
NEAR = 0.2  # rates between which two words do not fit side by side


def draw_change(view: View, changes: pd.DataFrame, change_placebos: pd.DataFrame) -> Drawing | None:
    """Draw the rates of each outlet before and after an event, their change, and placebos of the difference."""
    data = _labelled(changes)
    if not data["change"].notna().any():
        return None
    order = list(_order(data))
    headings = [name for name in HEADINGS.values() if name in order]
    placebos = _rows_of_placebos(change_placebos)
    ratios = len(order), len(placebos) + 2
    figure = Figure(figsize=(TWO_COLUMNS, 1.7 + ROW * sum(ratios)), layout="constrained")
    (rates, shifts), (key, null) = figure.subplots(2, 2, width_ratios=[1.1, 1], height_ratios=ratios)
    event, target = data["event"].iloc[0], view.called(data["target"].iloc[0])
    _draw_before_and_after(data, order, headings, rates)
    rates.set_title(f"{target}, before (hollow)\nand after (filled) {event}", pad=14)
    measured = data[data["change"].notna()]
    look = LOOK_OF_SIDES
    forest(measured, x="change", y="row", hue="side", order=order, headings=headings, legend=False, ax=shifts, **look)
    shifts.set_title("Change", pad=14)
    shifts.set_yticklabels([])
    for ax in (rates, shifts):
        for y, row in enumerate(order):
            if row.strip() in (MEAN, DIFFER):
                ax.axhline(y - 0.5, color=PALE, linewidth=0.6, zorder=0)
    _draw_placebos(placebos, data, null)
    _draw_key(placebos, key)
    limits = _limits(shifts, null)
    for ax in (shifts, null):
        ax.axvline(0, color=GREY, linewidth=0.6, zorder=0)
        ax.set_xlim(limits)
        ax.xaxis.set_major_formatter("{x:g}")
    shifts.set_xlabel("rate after minus before")
    null.set_xlabel("changed minus unchanged")
    n = int(data.loc[data["part"] == "outlet", ["n_before", "n_after"]].sum().sum())
    of_all = data[data["part"] == "difference"].iloc[0]
    splits = placebos["kind"].eq("outlet").any()
    caption = view.caption(
        f"Naming rates before and after {event}, {of_all['days']} days on either side, own words; n = "
        f"{counted(n, 'slot')}. Means give outlets equal weights. Lines: 95 % intervals, Wilson (rates of outlets) and "
        "bootstrap over stories or articles (none under three before or after). Bottom: the difference of the means at "
        "the event, and at placebo dates whose windows do not span it"
        + "; between random halves of one unchanged outlet (as far: splits at least as far from 0 as the "
        "difference at the event)" * bool(splits) + "."
    )
    finding = "No difference: too few articles"
    if np.isfinite(of_all["change"]):
        finding = f"Change in changed minus change in unchanged outlets: {signed(of_all['change'])}" + (
            f" ({signed(of_all['low'])} to {signed(of_all['high'])})" * bool(np.isfinite(of_all["low"]))
        )
    table = pd.concat([data.drop(columns="row"), placebos.drop(columns="row")], ignore_index=True)
    return Drawing("change", figure, table, caption, alternative("change", finding))


def _labelled(changes: pd.DataFrame) -> pd.DataFrame:
    """Return the table with the row of each line: outlet, mean of a side, or difference."""
    mean = changes["side"].map({CHANGED: MEAN, UNCHANGED: f"{MEAN} "})  # two rows, which a label tells apart
    row = changes["outlet"].where(changes["part"] == "outlet", mean)
    return changes.assign(row=row.where(changes["part"] != "difference", DIFFER))


def _order(data: pd.DataFrame) -> Iterator[str]:
    """Yield the rows: a heading, outlets by their rate before, and the mean of each side; then the difference."""
    for side, heading in HEADINGS.items():
        outlets = data[(data["side"] == side) & (data["part"] == "outlet")]
        yield heading
        yield from outlets.sort_values("before", ascending=False, kind="stable")["row"]
        yield from data.loc[(data["side"] == side) & (data["part"] == "mean of outlets"), "row"]
    yield DIFFER


def _draw_before_and_after(data: pd.DataFrame, order: Sequence[str], headings: Sequence[str], ax: Axes) -> None:
    """Draw hollow markers before and filled ones after, with their intervals, joined by a line."""
    data = data.assign(
        place=data["row"].map(list(order).index).astype("float"), colour=data["side"].map(LOOK_OF_SIDES["palette"])
    )
    drawn = data[data["part"] != "difference"]
    ends = [drawn["place"] - APART, drawn["place"] + APART]
    ax.plot([drawn["before"], drawn["after"]], ends, color=GREY, linewidth=0.6, zorder=1)
    for name, shift in (("before", -APART), ("after", APART)):
        some = drawn[drawn[name].notna()].assign(place=drawn["place"] + shift)
        limits = some[f"{name}_low"], some[f"{name}_high"]
        ax.hlines(some["place"], *limits, list(some["colour"]), linewidth=LINE * 0.8, zorder=2)
        hues = {"hue": "side", "style": "side", "linewidth": 0.9, "legend": False, "zorder": 3, **LOOK_OF_SIDES}
        sns.scatterplot(some, x=name, y="place", s=SIZE, ax=ax, **hues)
        faces = ["white"] * len(some) if name == "before" else list(some["colour"])
        ax.collections[-1].set(clip_on=False, edgecolor=list(some["colour"]), facecolor=faces)
    category_rows(ax, [row.strip() for row in order], headings)
    texts = dict(zip(data["place"], map(_margin_of, rows(data)), strict=True))
    margin(ax, texts, heading="loaded of slots")
    both = drawn[drawn["before"].notna() & drawn["after"].notna()].sort_values("place")
    for first in rows(both.head(1)):  # below a heading, which leaves room for the two words
        near = abs(first.before - first.after) < NEAR
        for name, x, other in (("before", first.before, first.after), ("after", first.after, first.before)):
            side = "center" if not near else "right" if x < other else "left"
            ax.text(x, first.place - 0.45, name, ha=side, va="bottom", fontsize=SMALL, color=INK)
    ax.set(xlim=(0, 1), xlabel="naming rate", ylabel="", xticks=[0, 0.25, 0.5, 0.75, 1])
    ax.xaxis.set_major_formatter("{x:g}")


def _margin_of(row: Any) -> str:
    """Return the counts of an outlet, or the rates of a mean or a difference, before and after."""
    if row.part == "outlet":
        return f"{row.k_before} of {row.n_before} → {row.k_after} of {row.n_after}"
    if not np.isfinite(row.change):
        return "no estimate"
    shown = (signed(end) if row.part == "difference" else f"{end:.2f}" for end in (row.before, row.after))
    return " → ".join(shown)


def _rows_of_placebos(placebos: pd.DataFrame) -> pd.DataFrame:
    """Return the placebos with an estimate, labelled by date or outlet."""
    some = placebos[placebos["estimate"].notna()].reset_index(drop=True)
    dates = "date " + some["placebo"]
    return some.assign(row=dates.where(some["kind"] == "date", "halves of " + some["placebo"]))


def _draw_placebos(placebos: pd.DataFrame, data: pd.DataFrame, ax: Axes) -> None:
    """Draw the difference at the event above those of placebo dates and of halves of unchanged outlets."""
    observed = data[data["part"] == "difference"].iloc[0]
    order = ["at the event", *placebos["row"]]
    placebos = placebos.assign(place=np.arange(1.0, len(order)))
    ax.hlines(placebos["place"], placebos["low"], placebos["high"], GREY, linewidth=LINE * 0.6, zorder=1)
    dates, halves = (placebos[placebos["kind"] == kind] for kind in ("date", "outlet"))
    ax.hlines(halves["place"], halves["q25"], halves["q75"], GREY, linewidth=LINE * 2.6, zorder=2)
    ax.scatter(dates["estimate"], dates["place"], s=SIZE, marker="D", facecolor="white", edgecolor=GREY, zorder=3)
    if np.isfinite(observed["change"]):
        ax.hlines(0, observed["low"], observed["high"], INK, linewidth=LINE, zorder=2)
        ax.scatter([observed["change"]], [0], s=SIZE, marker="D", color=INK, zorder=3)
        ax.axvline(observed["change"], color=INK, linewidth=0.7, linestyle=":", zorder=0)
    category_rows(ax, order)
    for label in ax.get_yticklabels():
        label.set_in_layout(False)  # they stand in the empty quarter
    far = [
        f"{round(row.share_absolute * row.splits)} of {row.splits}"
        for row in rows(halves.fillna({"share_absolute": 1}))
    ]
    margin(ax, dict(zip(halves["place"], far, strict=True)) if np.isfinite(observed["change"]) else {})
    if len(halves):
        margin(ax, {halves["place"].iloc[0] - 0.85: "as far"}, grey=[halves["place"].iloc[0] - 0.85])
    ax.set_title("Placebos of the difference", pad=6)


def _draw_key(placebos: pd.DataFrame, ax: Axes) -> None:
    """Draw what the marks of the placebos mean, in the empty quarter of the figure."""
    ax.set_axis_off()
    line: dict[str, Any] = {"marker": "D", "markersize": 5, "color": INK, "linewidth": LINE}
    entries: list[Artist] = [Line2D([], [], label="difference at the event", **line)]
    if (placebos["kind"] == "date").any():
        line |= {"color": GREY, "linewidth": LINE * 0.6, "markerfacecolor": "white"}
        entries.append(Line2D([], [], label="difference at another date", **line))
    if (placebos["kind"] == "outlet").any():
        entries.append(Line2D([], [], color=GREY, linewidth=LINE * 2.6, label="halves: middle 50 %"))
        entries.append(Line2D([], [], color=GREY, linewidth=LINE * 0.6, label="halves: middle 95 %"))
    legend = ax.legend(handles=entries, loc="upper left", bbox_to_anchor=(-0.5, 1), handlelength=2.4, labelspacing=0.7)
    legend.set_in_layout(False)


def _limits(*axes: Axes) -> tuple[float, float]:
    """Return common limits of several panels."""
    ends = [end for ax in axes for end in ax.get_xlim()]
    return min(ends), max(ends)
