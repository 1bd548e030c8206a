"""Who is called what: every term that names a target, row by row."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import fill

import pandas as pd
from matplotlib.figure import Figure

from framing.measures import FULL, LEAVE_ONE_TEXT_OUT, VERSIONS, WITHOUT_CODER_TERMS
from framing.plotting.context import View, axis_limit, counted, interval, muted_note
from framing.plotting.forest import estimate_rows, look_key
from framing.plotting.heatmap import shade_key, term_tiles
from framing.plotting.strips import ENTRIES, position_strip, strip_key
from framing.plotting.theme import GREY, INK, TWO_COLUMNS, Drawing, Look, line_count
from framing.tables import rows

ROW_HEIGHT, HEAD, FOOT = 0.19, 0.75, 0.75
TILES, LETTER = 2.5, 0.055
READING = (
    "Number and shade: slots in own voice (n); +n: in a source's voice, not in n. Bold red: loaded terms. Denied "
    "namings left out."
)


def draw_naming(view: View, naming_choices: pd.DataFrame) -> Drawing:
    """Tiles of counts, a panel a target; targets in two columns of about equal length."""
    data = _drawn_of_naming(view, naming_choices)
    lengths = {str(target): of_target["label"].nunique() for target, of_target in data.groupby("target", sort=False)}
    columns = _balanced(lengths)
    heights = [sum(lengths[target] * ROW_HEIGHT + HEAD for target in column) for column in columns]
    figure = Figure(figsize=(TWO_COLUMNS, max(heights, default=0.3) + FOOT), layout="constrained")
    if columns:
        draw_columns(view, data, columns, figure)
    else:
        figure.text(0.5, 0.7, "no naming slot found, n = 0", ha="center", color=GREY, style="italic")
    view.note(
        figure,
        READING if columns else "",
        _not_found(view, data),
    )
    return Drawing("naming", figure, data, _caption_of_naming(view, data), _alt_of_naming(view, data))


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
            ax.set_title(_title(view, target, of_target))
    most = {str(form): int(own.max()) for form, own in data.groupby("form")["own"]}
    figure.legend(
        handles=shade_key(most, largest), loc="outside upper left", ncols=6, handlelength=1.2, handletextpad=0.5
    )


def _title(view: View, target: str, data: pd.DataFrame) -> str:
    """The target and its slots: in own voice, in sources' voice, and that none is loaded where none is."""
    own, sources = int(data["own"].sum()), int(data["sources"].sum())
    more = f", +{sources} sourced" if sources else ""
    none = "" if (data["form"] == "loaded").any() else ", none loaded"
    return f"{view.called(target)}   n = {counted(own, 'slot')}{more}{none}"


def _not_found(view: View, data: pd.DataFrame) -> str:
    """Which targets are not drawn, and that nothing is loaded, where that is so."""
    absent = [view.called(target) for target in view.targets if target not in set(data["target"])]
    slots = [f"No naming slot of {' or '.join(absent)} was found."] if absent else []
    loaded = [] if data.empty or (data["form"] == "loaded").any() else ["No loaded naming was found."]
    return " ".join(slots + loaded)


def _drawn_of_naming(view: View, naming_choices: pd.DataFrame) -> pd.DataFrame:
    """Slots in own and in sources' voice by target, term and row; loaded terms first, then by how often."""
    choices = view.with_rows(naming_choices[naming_choices["target"].isin(view.targets)])
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


def _balanced(lengths: Mapping[str, int]) -> list[list[str]]:
    """Targets dealt in order to two columns, each to the shorter one."""
    columns: list[list[str]] = [[], []]
    sums = [0, 0]
    for target, length in lengths.items():
        side = 0 if sums[0] <= sums[1] else 1
        columns[side].append(target)
        sums[side] += length + 2
    return [column for column in columns if column]


def _caption_of_naming(view: View, data: pd.DataFrame) -> str:
    slots = int(data["own"].sum())
    loaded = int(data.loc[data["form"] == "loaded", "own"].sum())
    absent = _not_found(view, data)
    return (
        "Who is called what. Each tile counts the naming slots (maximal noun phrases naming the target) in which the "
        f"{view.unit} took the term in its own voice: {counted(slots, 'slot')}, {loaded} of them loaded; +n "
        "are slots in a source's voice (in quotation marks, or a loaded term that a source is reported to have used), "
        "which are not in n and not in the shade. A slot with a title and a name "
        f"counts under its title, a loaded one under its loaded term. Terms that no {view.unit} uses are not shown. "
        f"{absent}{' ' if absent else ''}Shade by the square root of the count, the same for all panels. {view.scope}"
    )


def _alt_of_naming(view: View, data: pd.DataFrame) -> str:
    parts = []
    for target in dict.fromkeys(data["target"]):
        loaded = data[(data["target"] == target) & (data["form"] == "loaded") & (data["own"] > 0)]
        taken = "; ".join(f"{view.names[row.row]} {row.label} {row.own}" for row in rows(loaded))
        parts.append(f"{view.called(target)}: {taken or 'no loaded term in own voice'}")
    return (
        f"Table of tiles, terms in rows and {counted(len(view.order), view.unit)} in columns, one panel a target. "
        f"Loaded terms in own voice: {'. '.join(parts) or 'none'}."
    )


def draw_naming_rates(view: View, estimates: pd.DataFrame) -> Drawing:
    """A panel a target, a row a text, interval and count for each."""
    data = view.rates(estimates)
    limit = axis_limit(data)
    figure = Figure(figsize=(TWO_COLUMNS, 1.15 + 0.24 * len(view.order)), layout="constrained")
    axes = figure.subplots(1, len(view.targets), sharey=True, squeeze=False)[0]
    for ax, target in zip(axes, view.targets, strict=True):
        of_target = data[data["target"] == target]
        estimate_rows(of_target, ax=ax, row="row", order=view.order, labels=view.names, looks=view.looks, limit=limit)
        ax.set_title(f"{view.called(target)}\nn = {counted(int(of_target['n_slots'].sum()), 'slot')}")
        ax.set_xlabel("naming rate")
    view.note(
        figure,
        f"Loaded ÷ all naming slots in own voice; lines: {view.intervals}.",
        muted_note(data),
    )
    return Drawing("naming_rates", figure, data, _caption_of_naming_rates(view, data), _alt_of_naming_rates(view, data))


def _caption_of_naming_rates(view: View, data: pd.DataFrame) -> str:
    none = (
        f"“no slot”: the {view.unit} never names the target in its own voice. " if (data["n_slots"] == 0).any() else ""
    )
    muted = muted_note(data)
    return (
        f"Naming rates: of all places where the {view.unit} had to name the target in its own voice, the share where "
        f"it took a loaded name (full lexicon). Counts at the right margin; lines are {view.intervals}. "
        f"{none}{muted}{' ' if muted else ''}The axis ends at {axis_limit(data):g}. {view.scope}"
    )


def _alt_of_naming_rates(view: View, data: pd.DataFrame) -> str:
    parts = [
        f"{view.called(row.target)}, {view.names[row.row]}: {row.count}"
        + ("" if pd.isna(row.estimate) else f", {row.estimate:.2f} ({interval(row.low, row.high)})")
        for row in rows(data)
    ]
    return f"Dot-and-interval chart, one panel a target, one row for each {view.unit}. {'; '.join(parts)}."


def draw_positions(view: View, positions: pd.DataFrame) -> Drawing:
    """One line a text from first to last word."""
    view = view.by_text
    data = _drawn_of_positions(view, positions)
    figure = Figure(figsize=(TWO_COLUMNS, 1.2 + 0.29 * line_count(view.groups)), layout="constrained")
    ax = figure.subplots()
    position_strip(data, ax=ax, groups=view.groups, labels=view.names, counts=_counts(view, data))
    figure.legend(
        handles=strip_key(), loc="outside upper left", ncols=len(ENTRIES), handletextpad=0.3, columnspacing=1.4
    )
    view.note(
        figure,
        "No loaded word was found." if data.empty else "",
        "Share of the article's text before the word, boilerplate left out. n: loaded names + judging words, those of "
        "sources included.",
        _together(view),
    )
    return Drawing("positions", figure, data, _caption_of_positions(view, data), _alt_of_positions(view, data))


def _drawn_of_positions(view: View, positions: pd.DataFrame) -> pd.DataFrame:
    """Every loaded occurrence with its row, and whether it is a name or a judging word."""
    data = view.with_rows(positions)
    return data.assign(mark=(data["kind"] == "naming").map({True: "naming", False: "judging"}).astype("str"))


def _counts(view: View, data: pd.DataFrame) -> dict[str, str]:
    """Names and judging words of each row, for the margin."""
    table = (
        data.groupby(["row", "mark"])
        .size()
        .unstack(fill_value=0)
        .reindex(index=view.order, columns=["naming", "judging"], fill_value=0)
    )
    return {str(row): f"n = {count['naming']} + {count['judging']}" for row, count in table.to_dict("index").items()}


def _together(view: View) -> str:
    """That a line holds several texts, where it does."""
    return "Texts of an outlet are drawn on one line, each from its own first to its own last word." * view.of_outlets


def _named(view: View, data: pd.DataFrame) -> str:
    """Which targets the loaded names are of."""
    found = data.loc[data["mark"] == "naming", "target"].unique()
    if not len(found):
        return "No loaded naming was found."
    return (
        "Loaded names of every target of the lexicon are counted, not only of those shown in other figures; here of "
        f"{', '.join(sorted(view.called(target) for target in found))}."
    )


def _caption_of_positions(view: View, data: pd.DataFrame) -> str:
    lines = _together(view) if view.of_outlets else "Each line is a text from its first to its last word"
    return (
        f"Where loaded words stand. {lines.removesuffix('.')} (headline included, boilerplate left out); each mark one "
        f"of {len(data)} loaded occurrences of the full lexicon: diamonds are loaded names, dots judging verbs, "
        "modifiers and metaphors; filled in the outlet's own voice, hollow in a source's (quoted or reported). "
        f"Marks that would hide each other stand one above the other. {_named(view, data)} {view.scope}"
    )


def _alt_of_positions(view: View, data: pd.DataFrame) -> str:
    parts = []
    for row, shown in _counts(view, data).items():
        places = data.loc[data["row"] == row, "position"]
        middle = "" if places.empty else f", half of them before {places.median():.2f}"
        parts.append(f"{view.names[row]} {shown}{middle}")
    return f"Strip chart, one line for each {view.unit} with marks at loaded words. {'; '.join(parts)}."


NAMES = {version: f"{version} lexicon" if version == FULL else version for version in VERSIONS}
LOOKS = {  # markers that no text has in other figures
    FULL: Look(INK, "h", INK),
    WITHOUT_CODER_TERMS: Look(INK, "d", "white"),
    LEAVE_ONE_TEXT_OUT: Look(INK, "|", INK),
}


def draw_lexicon_versions(view: View, lexicon_coverage: pd.DataFrame, estimates: pd.DataFrame) -> Drawing:
    """Left: coverage of marked expressions; right: naming rates of the first two targets under each version."""
    data = _drawn_of_lexicon_versions(view, lexicon_coverage, estimates)
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
    return Drawing(
        "lexicon_versions",
        figure,
        data,
        _caption_of_lexicon_versions(view, rates),
        _alt_of_lexicon_versions(view, data),
    )


def _drawn_of_lexicon_versions(view: View, lexicon_coverage: pd.DataFrame, estimates: pd.DataFrame) -> pd.DataFrame:
    """Coverage over all texts and rates of the first two targets, long."""
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


def _caption_of_lexicon_versions(view: View, rates: pd.DataFrame) -> str:
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


def _alt_of_lexicon_versions(view: View, data: pd.DataFrame) -> str:
    found = data[data["panel"] == "coverage"]
    parts = [f"{row.version}: {row.n_hit} of {row.n} found ({interval(row.low, row.high)})" for row in rows(found)]
    return (
        f"Dot-and-interval charts. Marked expressions found by version of the lexicon: {'; '.join(parts)}. "
        f"Naming rates of {' and '.join(map(view.called, view.targets[:2]))} by {view.unit} and version in the CSV "
        "beside."
    )
