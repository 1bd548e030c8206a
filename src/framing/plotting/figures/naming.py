"""Draw who is called what: names of each target, naming rates, positions of loaded words, versions of the lexicon."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from textwrap import fill
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from framing.measures import FULL, LEAVE_ONE_TEXT_OUT, VERSIONS, WITHOUT_CODER_TERMS
from framing.plotting.context import LEAST_SLOTS, View, alternative, counted, look_of_groups
from framing.plotting.curve import over_time as rates_over_time
from framing.plotting.forest import axis_limit, forest, naming_rates, select_rates
from framing.plotting.heatmap import MOST_BROKEN, above_columns, naming_choices as choices_of_names
from framing.plotting.strips import positions as strip_of_positions
from framing.plotting.theme import INK, TWO_COLUMNS, Drawing, nothing_drawn, share_legend
from framing.schema import ALL
from framing.tables import rows

ROW, HEAD = 0.19, 0.8  # inches
MOST_COLUMNS, MOST_NAMES = 9, 14  # texts or outlets side by side, and terms of a target
ACROSS, PANEL_ROWS = 4, 16  # targets side by side, and rows of a panel where there are more
LETTER, TILES = 0.055, 2.5
LONGEST_TITLE = 36  # letters of a title in one line
PANELS_OVER_TIME = 6


def draw_naming(view: View, naming_choices: pd.DataFrame) -> Drawing:
    """Draw which names each text uses for each target, one panel per target in two columns."""
    view = view.fitting(MOST_COLUMNS)
    choices = view.with_rows(naming_choices[naming_choices["target"].isin(view.targets)])
    data = _choices_by_row(view, choices)
    lengths = {str(target): of_target["label"].nunique() for target, of_target in data.groupby("target", sort=False)}
    columns = _balanced(lengths)
    head = HEAD
    if len(view.order) > MOST_BROKEN:  # slanted names in one line
        head = max(HEAD, 0.4 + LETTER * max(map(len, view.names.values())))
    heights = [sum(lengths[target] * ROW + head for target in column) for column in columns]
    figure = Figure(figsize=(TWO_COLUMNS, max(heights, default=0.7) + 0.2), layout="constrained")
    if columns:
        _draw_columns(view, choices, data, columns, figure)
    else:
        nothing_drawn(figure, "no naming slot, n = 0")
    n, loaded = int(data["own"].sum()), int(data.loc[data["form"] == "loaded", "own"].sum())
    caption = view.caption(
        f"Names used for each target. Number of naming slots (maximal noun phrases that name the target) per term and "
        f"{view.unit} in own voice, n = {counted(n, 'slot')} (above: loaded of all); +n: slots in a source's voice, "
        "not in n. Red and bold: "
        "loaded terms. Shade: square root of the count, the same in all panels. Negated namings, and nouns of which "
        "the text does not say whom they name, are left out.",
        "*: the phrase holds a loaded name of another target."
        * bool(choices.get("n_nested", pd.Series(0)).gt(0).any()),
        _absent(view, data),
    )
    most = data[data["form"] == "loaded"].sort_values("own", ascending=False, kind="stable").head(1)
    top = "".join(f", most often “{row.label}” in {view.names[row.row]} ({row.own})" for row in rows(most) if row.own)
    finding = f"{loaded} of {counted(n, 'naming slot')} in own voice have a loaded name{top}"
    return Drawing("naming", figure, data, caption, alternative("naming", finding))


def _draw_columns(
    view: View, choices: pd.DataFrame, data: pd.DataFrame, columns: list[list[str]], figure: Figure
) -> None:
    """Draw the panels, each column as wide as its longest term needs."""
    largest = max(int(data["own"].max()), 1)
    widths = [TILES + LETTER * data.loc[data["target"].isin(column), "label"].str.len().max() for column in columns]
    sides = figure.subfigures(1, len(columns), squeeze=False, width_ratios=widths)[0]
    for side, column in zip(sides, columns, strict=True):
        ratios = [data.loc[data["target"] == target, "label"].nunique() for target in column]
        axes = side.subplots(len(column), 1, squeeze=False, height_ratios=ratios)[:, 0]
        for ax, target in zip(axes, column, strict=True):
            shown = view.labelled(choices[choices["target"] == target])
            order = list(dict.fromkeys(data.loc[data["target"] == target, "label"]))
            choices_of_names(shown, x="row", order=order, col_order=view.lines, largest=largest, ax=ax)
            above_columns(ax, _loaded_of_all(view, data[data["target"] == target]))
            name, slots = view.called(target), _slots(data[data["target"] == target])
            apart = "   " if len(f"{name}   {slots}") <= LONGEST_TITLE else "\n"
            ax.set_title(f"{name}{apart}{slots}", pad=14)


def _loaded_of_all(view: View, of_target: pd.DataFrame) -> list[str]:
    """Return how many of the names in own voice are loaded, for each row."""
    loaded = of_target[of_target["form"] == "loaded"]
    counts = [
        (loaded.loc[loaded["row"] == row, "own"].sum(), of_target.loc[of_target["row"] == row, "own"].sum())
        for row in view.order
    ]
    of = " of " if len(view.order) <= MOST_BROKEN else "/"
    return [f"{k}{of}{n}" for k, n in counts]


def _slots(data: pd.DataFrame) -> str:
    """Return the slots of a target in own voice and in sources' voices, and whether none is loaded."""
    own, sources = int(data["own"].sum()), int(data["sources"].sum())
    none = "" if (data["form"] == "loaded").any() else ", none loaded"
    return f"n = {own}{f', +{sources} sourced' * bool(sources)}{none}"


def _absent(view: View, data: pd.DataFrame) -> str:
    """Return which targets have no slot, and whether no slot is loaded."""
    absent = [view.called(target) for target in view.targets if target not in set(data["target"])]
    slots = [f"No slot of {' or '.join(absent)}."] if absent else []
    return " ".join([*slots, *([] if (data["form"] == "loaded").any() else ["No loaded name was found."])])


def _choices_by_row(view: View, choices: pd.DataFrame) -> pd.DataFrame:
    """Return slots in own and in sources' voices by target, term and row; loaded terms first, then by frequency."""
    keys = ["target", "term_id", "term", "form", "row"]
    counts = choices.pivot_table(index=keys, columns="voice", values="n_slots", aggfunc="sum", fill_value=0)
    counts = counts.reindex(columns=["outlet", "source"], fill_value=0).set_axis(["own", "sources"], axis=1)
    counts = counts.reset_index()
    totals = counts.groupby(["target", "term_id"])[["own", "sources"]].transform("sum").sum(axis=1)
    places = counts["target"].map(list(view.targets).index)
    counts = counts.assign(label=counts["term"], place=places, total=totals, loaded=counts["form"] == "loaded")
    counts = counts.sort_values(
        ["place", "loaded", "total", "term_id", "row"], ascending=[True, False, False, True, True], ignore_index=True
    )
    ranked = counts.groupby("target")["term_id"].transform(lambda terms: pd.factorize(terms)[0])
    return counts.loc[ranked < MOST_NAMES, ["target", "term_id", "label", "form", "row", "own", "sources"]]


def _balanced(lengths: Mapping[str, int]) -> list[list[str]]:
    """Return the targets in two columns of about equal length."""
    columns: list[list[str]] = [[], []]
    sums = [0, 0]
    for target, length in lengths.items():
        side = 0 if sums[0] <= sums[1] else 1
        columns[side].append(target)
        sums[side] += length + 2
    return [column for column in columns if column]


def draw_naming_rates(view: View, estimates: pd.DataFrame) -> Drawing:
    """Draw the naming rate of each text, one panel per target; many outlets are ordered by their rate."""
    lines = ceil(len(view.targets) / ACROSS)
    view = view.fitting() if lines <= 1 else view.fitting(PANEL_ROWS)
    data = view.rates(estimates)
    if view.of_outlets and len(view.order) > MOST_COLUMNS and len(data):
        sums = data.groupby("row")[["n_loaded", "n_slots"]].sum()
        rates = (sums["n_loaded"] / sums["n_slots"].where(sums["n_slots"] > 0)).fillna(-1)
        view = view.in_order(rates.sort_values(ascending=False, kind="stable").index)
    size = (TWO_COLUMNS, max(lines, 1) * (0.8 + 0.26 * len(view.order)) if view.targets else 0.8)
    figure = Figure(figsize=size, layout="constrained")
    if view.targets:
        across = min(len(view.targets), ACROSS)
        axes = figure.subplots(lines, across, sharey=True, squeeze=False).ravel()
        for ax, target in zip(axes, view.targets, strict=False):
            of_target = view.labelled(data[data["target"] == target])
            naming_rates(of_target, y="row", hue="row", order=view.lines, limit=axis_limit(data), ax=ax, **view.look)
            ax.set_title(f"{view.called(target)}\nn = {counted(int(of_target['n_slots'].sum()), 'slot')}")
        for ax in axes[len(view.targets) :]:
            ax.set_visible(False)
    else:
        nothing_drawn(figure, "no naming slot, n = 0")
    n, loaded = int(data["n_slots"].sum()), int(data["n_loaded"].sum())
    caption = view.caption(
        f"Naming rates by target. Share of naming slots in own voice with a loaded name (full lexicon), with counts; "
        f"n = {counted(n, 'slot')}, without nouns of which the text does not say whom they name. Lines: "
        f"{view.intervals}.",
        "Thin and grey: fewer than five slots; an arrow marks an interval beyond the axis." * bool(data["muted"].any()),
        f"“No slot”: the {view.unit} does not name the target." * bool((data["n_slots"] == 0).any()),
    )
    top = data[~data["muted"]].sort_values("estimate", ascending=False, kind="stable").head(1)
    highest = "".join(
        f"; the highest rate is that of {view.names[row.row]} for {view.called(row.target)}, {row.n_loaded} of "
        f"{row.n_slots}"
        for row in rows(top)
        if row.n_loaded
    )
    finding = f"{loaded} of {counted(n, 'slot')} in own voice have a loaded name{highest}"
    return Drawing("naming_rates", figure, data, caption, alternative("naming_rates", finding))


def draw_naming_by_group(view: View, estimates: pd.DataFrame) -> Drawing | None:
    """Draw the naming rate of each group of outlets, one panel per target, or `None` if outlets have no groups."""
    rates = select_rates(estimates, FULL, "groups")
    data = rates[rates["target"].isin(view.targets)].assign(row=rates["outlet"])
    if data.empty:
        return None
    look = look_of_groups(data["row"])
    order, targets = look["hue_order"], view.targets[:ACROSS]
    figure = Figure(figsize=(TWO_COLUMNS, 0.8 + 0.26 * len(order)), layout="constrained")
    axes = figure.subplots(1, len(targets), sharey=True, squeeze=False)[0]
    for ax, target in zip(axes, targets, strict=True):
        of_target = data[data["target"] == target]
        naming_rates(of_target, y="row", hue="row", order=order, limit=axis_limit(data), ax=ax, **look)
        ax.set_title(f"{view.called(target)}\nn = {counted(int(of_target['n_slots'].sum()), 'slot')}")
    n, loaded = int(data["n_slots"].sum()), int(data["n_loaded"].sum())
    caption = view.caption(
        f"Naming rates by group of outlets (column group of the manifest). Share of naming slots in own voice with a "
        f"loaded name, with counts; n = {counted(n, 'slot')}. Lines: 95 % Wilson intervals over outlets, about groups "
        "(none for fewer than three outlets).",
        "Thin and grey: fewer than five slots; an arrow marks an interval beyond the axis." * bool(data["muted"].any()),
    )
    finding = f"{loaded} of {counted(n, 'slot')} in own voice have a loaded name, in {counted(len(order), 'group')}"
    return Drawing("naming_by_group", figure, data, caption, alternative("naming_by_group", finding))


def draw_naming_over_time(view: View, rates_by_period: pd.DataFrame, event: str) -> Drawing | None:
    """Draw naming rates over time, all outlets together, one panel per target; `None` if no target has slots."""
    data = rates_by_period[(rates_by_period["outlet"] == ALL) & ~rates_by_period["period"].isin(["before", "after"])]
    slots = data.groupby("target")["n_slots"].sum()
    targets = [target for target in view.targets if slots.get(target, 0) > 0][:PANELS_OVER_TIME]
    data = data[data["target"].isin(targets)].reset_index(drop=True)
    if not targets:
        return None
    lines = ceil(len(targets) / 2)
    figure = Figure(figsize=(TWO_COLUMNS, 0.4 + 1.6 * lines), layout="constrained")
    axes = figure.subplots(lines, min(len(targets), 2), squeeze=False).ravel()
    for ax, target in zip(axes, targets, strict=False):
        of_target = data[data["target"] == target]
        rates_over_time(of_target, event=event, ax=ax)
        ax.set_title(f"{view.called(target)}, n = {counted(int(of_target['n_slots'].sum()), 'slot')}")
    for ax in axes[len(targets) :]:
        ax.set_visible(False)
    n = int(data["n_slots"].sum())
    caption = view.caption(
        f"Naming rates over time, all outlets together. Share of naming slots in own voice with a loaded name, by "
        f"period, with the number of slots below each; n = {counted(n, 'slot')}. Lines: 95 % Wilson intervals over "
        "articles (none for fewer than three).",
        f"Dashed: {event}." * bool(event),
        "Grey: fewer than five slots." * bool((data["n_slots"] < LEAST_SLOTS).any()),
    )
    first, last = min(data["period"]), max(data["period"])
    finding = f"Naming rates of {counted(len(targets), 'target')} from {first} to {last}, over {counted(n, 'slot')}"
    return Drawing("naming_over_time", figure, data, caption, alternative("naming_over_time", finding))


def draw_positions(view: View, positions: pd.DataFrame) -> Drawing:
    """Draw where in each text loaded words are."""
    view = view.by_text
    data = view.with_rows(positions)
    data = data.assign(mark=(data["kind"] == "naming").map({True: "naming", False: "judging"}).astype("str"))
    figure = Figure(figsize=(TWO_COLUMNS, 0.9 + 0.38 * len(view.lines)), layout="constrained")
    ax = figure.subplots()
    shown = view.labelled(data).drop(columns="mark")
    strip_of_positions(shown, y="row", order=view.lines, headings=view.headings, ax=ax)
    share_legend(figure, ax, ncols=4)
    names = int((data["mark"] == "naming").sum())
    caption = view.caption(
        f"Positions of loaded words. One mark per loaded name or judging word (verb, modifier, metaphor) of the full "
        f"lexicon, by the share of the text before it, without boilerplate; n = {len(data)}: {names} names + "
        f"{len(data) - names} judging words, those of sources included. Names are of all targets of the lexicon, "
        "also where the text does not say whom they name.",
        "Texts of one outlet share a row." * view.of_outlets,
    )
    finding = (
        f"{counted(names, 'loaded name')} and {counted(len(data) - names, 'judging word')}; half of them are in the "
        f"first {data['position'].median():.0%} of their text"
        if len(data)
        else "No loaded word was found, n = 0"
    )
    drawing = Drawing("positions", figure, data, caption, alternative("positions", finding))
    drawing.solve_layout()
    for points in ax.collections:  # swarms find their places in a local function, which no other process can be given
        vars(points).pop("draw", None)
    return drawing


NAMES = {version: f"{version} lexicon" if version == FULL else version for version in VERSIONS}
MARKERS = {NAMES[FULL]: "h", NAMES[WITHOUT_CODER_TERMS]: "d", NAMES[LEAVE_ONE_TEXT_OUT]: "p"}  # of no text
COLOURS = {NAMES[FULL]: INK, NAMES[WITHOUT_CODER_TERMS]: "#8C8C8C", NAMES[LEAVE_ONE_TEXT_OUT]: "#56B4E9"}


def draw_lexicon_versions(view: View, lexicon_coverage: pd.DataFrame, estimates: pd.DataFrame) -> Drawing:
    """Draw coverage of coded expressions and the naming rates of two targets under each version of the lexicon."""
    view = view.fitting()
    data = _by_version(view, lexicon_coverage, estimates)
    targets = view.targets[:2]
    figure = Figure(figsize=(TWO_COLUMNS, 1.1 + 0.42 * len(view.order)), layout="constrained")
    axes = figure.subplots(1, 1 + len(targets), width_ratios=[0.8, *[1.0] * len(targets)])
    shown = data.assign(version=data["version"].map(NAMES), row=data["row"].map(view.labels))
    coverage, rates = shown[shown["panel"] == "coverage"], shown[shown["panel"] != "coverage"]
    narrow = {name: fill(name, 13) for name in MARKERS}
    forest(
        coverage.assign(version=coverage["version"].map(narrow)),
        y="version",
        order=list(narrow.values()),
        palette={narrow[name]: colour for name, colour in COLOURS.items()},
        markers={narrow[name]: marker for name, marker in MARKERS.items()},
        count="count",
        limit=1,
        ax=axes[0],
    )
    axes[0].set(title=f"Coded expressions\nn = {int(coverage['n'].max())}", xlabel="share found")
    look: dict[str, Any] = {"hue": "version", "hue_order": list(MARKERS), "palette": COLOURS, "markers": MARKERS}
    for ax, target in zip(axes[1:], targets, strict=True):
        of_target = rates[rates["panel"] == target]
        naming_rates(of_target, y="row", order=view.lines, limit=axis_limit(rates), ax=ax, **look)
        n = int(of_target.loc[of_target["version"] == NAMES[FULL], "n"].sum())
        ax.set_title(f"{view.called(target)}\nn = {counted(n, 'slot')}")
        ax.tick_params(labelleft=ax is axes[1])
    for ax in axes[2:]:
        ax.get_legend().remove()
    share_legend(figure, axes[1])
    caption = view.caption(
        "What the origin of the lexicon changes. Left: share of the expressions marked by all coders that each version "
        "finds, with 95 % Clopper–Pearson intervals; the full lexicon has terms from these texts, so its share is not "
        "an estimate for other texts. Right: naming rates under each version; the last one leaves out, for each text, "
        f"the terms met only in it. Lines: {view.intervals}.",
        "Thin and grey: fewer than five slots." * bool(rates["muted"].any()),
    )
    parts = [f"{row['version']} {row['count']}" for row in coverage.to_dict("records")]
    finding = f"Coded expressions found: {', '.join(parts)}"
    return Drawing("lexicon_versions", figure, data, caption, alternative("lexicon_versions", finding))


def _by_version(view: View, lexicon_coverage: pd.DataFrame, estimates: pd.DataFrame) -> pd.DataFrame:
    """Return coverage over all texts, and the rates of the first two targets, in one long table."""
    coverage = (
        lexicon_coverage[lexicon_coverage["article_id"] == "ALL"]
        .rename(columns={"lexicon": "version", "n_found": "n_hit", "n_expressions": "n"})
        .assign(panel="coverage", row="ALL", muted=False)
    )
    coverage = coverage.assign(count=coverage["n_hit"].astype("str") + " of " + coverage["n"].astype("str"))
    rates = pd.concat([view.rates(estimates, version) for version in VERSIONS], ignore_index=True)
    rates = rates[rates["target"].isin(view.targets[:2])]
    rates = rates.rename(columns={"lexicon": "version", "n_loaded": "n_hit", "n_slots": "n", "target": "panel"})
    columns = ["panel", "row", "version", "estimate", "low", "high", "n_hit", "n", "count", "muted"]
    return pd.concat([coverage[columns], rates[columns]], ignore_index=True)
