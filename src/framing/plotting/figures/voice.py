"""Voice: whose words each text is made of, and how loaded each voice is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.figure import Figure

from framing.measures import BY_CODES, BY_LEXICON, LEAST_DIFFERING, LEAST_FAMILIES, MEASURES, SHARE
from framing.plotting.bars import NAMES, has_number_of_voices, voice_key, voice_rates, voice_stack
from framing.plotting.context import LEAST_SLOTS, View, counted
from framing.plotting.forest import look_key
from framing.plotting.heatmap import matrix_key, twin_matrix
from framing.plotting.slopes import band_slopes, lanes_of, paths_of, slope_key
from framing.plotting.theme import GREY, INK, ONE_COLUMN, TWO_COLUMNS, Drawing, Look, line_count
from framing.schema import ALL, VOICES
from framing.tables import rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LOOKS = {BY_LEXICON: Look(INK, "h", INK), BY_CODES: Look(INK, "p", "white")}  # markers that no text has
VOICE_NAMES = {BY_LEXICON: "loaded by the lexicon", BY_CODES: "loaded by the codes"}
VOICE_READING = "Beside the lines: loaded sentences of all in the voice, loaded by whoever's word{}."
MEANING = (
    "narrator: the text itself says it; indirect: reported without quotation marks; quote: in quotation marks; mixed: "
    "narrated or reported with a quoted fragment"
)


def draw_voice(view: View, voices: pd.DataFrame) -> Drawing:
    """Left the shares of the voices, then a panel a voice with its loaded sentences."""
    view = view.by_text
    data = _drawn_of_voice(view, voices)
    looks = {measure: look for measure, look in LOOKS.items() if (data["measure"] == measure).any()}
    height = 1.45 + (0.1 + 0.16 * len(looks)) * line_count(view.groups)
    figure = Figure(figsize=(TWO_COLUMNS, height), layout="constrained")
    axes = figure.subplots(1, 1 + len(VOICES), width_ratios=[1.25, *[0.75] * len(VOICES)])
    share = data[data["measure"] == SHARE]
    voice_stack(share, ax=axes[0], groups=view.groups, labels=view.narrow_names)
    axes[0].set_title(f"Sentences\nn = {int(share['n_counted'].sum())}")
    axes[0].set_xlabel(f"share of the {view.unit}")
    for ax, voice in zip(axes[1:], VOICES, strict=True):
        of_voice = data[(data["voice"] == voice) & (data["measure"] != SHARE)]
        voice_rates(of_voice, ax=ax, groups=view.groups, labels=view.narrow_names, looks=looks)
        ax.tick_params(labelleft=False)
        ax.set_title(f"{voice.capitalize()}\nn = {int(share.loc[share['voice'] == voice, 'n_counted'].sum())}")
        ax.set_xlabel("share loaded")
    figure.legend(
        handles=[*voice_key(), *look_key(looks, VOICE_NAMES)], loc="outside upper left", ncols=6, columnspacing=1.2
    )
    reading = VOICE_READING.format("; by codes: of the coded ones" * (BY_CODES in looks))
    view.note(figure, reading, f"{_intervals(view, looks)}.", _muted_note(data))
    return Drawing("voice", figure, data, _caption_of_voice(view, data, looks), _alt_of_voice(view, data))


def _drawn_of_voice(view: View, voices: pd.DataFrame) -> pd.DataFrame:
    """Every share and rate with its count in words; muted: under five sentences."""
    data = view.with_rows(voices)
    data = data[["row", "voice", "measure", "n_counted", "n_sentences", "estimate", "low", "high"]]
    if view.of_outlets:
        data = _together_of_voice(data)
    data = data[data["estimate"].notna() | (data["measure"] == BY_LEXICON)]  # that there is none is said once
    shown = [f"{row.n_counted:g} of {row.n_sentences:g}" if row.n_sentences else "no sentence" for row in rows(data)]
    return data.assign(count=shown, muted=data["n_sentences"].between(0.5, LEAST_SLOTS - 0.5))


def _together_of_voice(data: pd.DataFrame) -> pd.DataFrame:
    """The sentences of all texts of an outlet, counted together: no interval is about them."""
    sums = data.groupby(["row", "voice", "measure"], sort=False)[["n_counted", "n_sentences"]].sum().reset_index()
    some = sums["n_sentences"].where(sums["n_sentences"] > 0)
    return sums.assign(estimate=sums["n_counted"] / some, low=float("nan"), high=float("nan"))


def _intervals(view: View, looks: dict[str, Look]) -> str:
    """How the intervals were found."""
    if view.of_outlets:
        return "Sentences of all texts of an outlet are counted together, without intervals"
    coders = "; by codes: the hull of the coders' intervals" if BY_CODES in looks else ""
    return f"Lines: 95 % Clopper–Pearson intervals over sentences, about these texts{coders}"


def _muted_note(data: pd.DataFrame) -> str:
    """What grey rows mean, where there are any."""
    return "Grey and thin: fewer than five sentences." * bool(data.loc[data["measure"] != SHARE, "muted"].any())


def _unprinted(data: pd.DataFrame) -> str:
    """That some parts are too narrow for their number, where some are."""
    parts = rows(data[(data["measure"] == SHARE) & (data["n_counted"] > 0)])
    narrow = any(not has_number_of_voices(part.n_counted, part.estimate) for part in parts)
    return "Numbers that do not fit into their part stand in the CSV beside. " * narrow


def _caption_of_voice(view: View, data: pd.DataFrame, looks: dict[str, Look]) -> str:
    n = int(data.loc[data["measure"] == SHARE, "n_counted"].sum())
    codes = f" {view.coders}" if BY_CODES in looks else ""
    words = (
        f"Whose words. Left: {counted(n, 'sentence')} by voice ({MEANING}), as the rules of the toolkit find it. "
        "Right: of the sentences in each voice, those that hold a loaded name or judging word of the full lexicon"
        f"{' and, of the coded ones, those that coders called loaded (their mean)' * (BY_CODES in looks)}. "
        f"{_intervals(view, looks)}. {_unprinted(data)}{_muted_note(data)}{codes} {view.scope}"
    )
    return " ".join(words.split())


def _alt_of_voice(view: View, data: pd.DataFrame) -> str:
    found = data[data["n_sentences"] > 0].set_index(["row", "voice", "measure"])["count"].to_dict()
    parts = []
    for row in view.order:
        of_row = [voice for voice in VOICES if (row, voice, BY_LEXICON) in found]
        parts.append(f"{view.names[row]}: {'; '.join(_in_words_of_voice(found, row, voice) for voice in of_row)}")
    return f"Stacked bars and dot-and-interval charts, one row for each {view.unit}. {'. '.join(parts)}."


def _in_words_of_voice(found: Mapping[Any, str], row: str, voice: str) -> str:
    """One voice of one row: its sentences, and those that are loaded by the lexicon and by the codes."""
    loaded = [
        f"{found[row, voice, measure]} {VOICE_NAMES[measure]}" for measure in LOOKS if (row, voice, measure) in found
    ]
    return f"{voice} {found[row, voice, SHARE]} sentences, {', '.join(loaded)}"


MOST_COLUMNS = 12  # more do not fit on a page: then each text is compared with all others together
COLLATION_MOST_NARROW = 5  # columns of texts in one column of a journal
ANY = "any other text"
COLLATION_NOTHING = "one text alone: nothing to compare, n = 0 pairs"
COLLATION_READING = (
    "Sentences of the row's text with a full twin in the column's text, + more with a part twin only; bars: their "
    "shares of n."
)


def draw_collation(view: View, collation: pd.DataFrame, voice_drift: pd.DataFrame) -> Drawing:
    """A row a text, a column a text, and a last column for any other text."""
    view = view.by_text
    data = _drawn_of_collation(view, collation)
    columns = _columns_of(view, data)
    wide = sum(map(len, columns)) > COLLATION_MOST_NARROW + 1
    height = 2.05 + 0.3 * line_count(view.groups) if len(data) else 1
    figure = Figure(figsize=(TWO_COLUMNS if wide else ONE_COLUMN, height), layout="constrained")
    if len(data):
        ax = figure.subplots()
        twin_matrix(
            data,
            ax=ax,
            groups=view.groups,
            labels=view.narrow_names,
            columns=columns,
            column_labels={**view.narrow_names, ALL: ANY},
            lengths=dict(zip(data["row"], data["n_sentences"], strict=True)),
        )
        figure.legend(handles=matrix_key(), loc="outside upper left", ncols=3, handlelength=1.6, columnspacing=1.2)
        ax.set_title(
            f"Twins in other texts\nn = {counted(_sentences(data), 'sentence')}, {counted(_pairs(voice_drift), 'pair')}"
        )
    else:
        figure.text(0.5, 0.7, COLLATION_NOTHING, ha="center", color=GREY, style="italic")
    view.note(figure, *((COLLATION_READING, _drift(voice_drift)) if len(data) else ()))
    return Drawing(
        "collation", figure, data, _caption_of_collation(view, data, voice_drift), _alt_of_collation(view, data)
    )


def _drawn_of_collation(view: View, collation: pd.DataFrame) -> pd.DataFrame:
    """Every row with every column that it was compared with; where there are too many, with all others together."""
    data = view.with_rows(collation)
    every = len(view.order) <= MOST_COLUMNS and not view.of_outlets
    data = data if every else data[data["other"] == ALL]
    data = data.groupby(["row", "other"], sort=False)[["n_sentences", "n_full", "n_twin"]].sum().reset_index()
    some = data["n_sentences"].where(data["n_sentences"] > 0)
    return data.assign(
        column=data["other"],
        share_full=data["n_full"] / some,
        share_twin=data["n_twin"] / some,
        count=[_in_words_of_collation(row.n_full, row.n_twin - row.n_full) for row in rows(data)],
    ).drop(columns="other")


def _in_words_of_collation(n_full: int, only_part: int) -> str:
    """The text of a cell.

    >>> in_words(12, 7), in_words(3, 0), in_words(0, 0)
    ('12 +7', '3', '0')
    """
    return f"{n_full} +{only_part}" if only_part else f"{n_full}"


def _columns_of(view: View, data: pd.DataFrame) -> list[list[str]]:
    """The texts of each outlet, and any other text; only those that are drawn."""
    found = set(data["column"])
    sets = [[row for row in together if row in found] for together in view.groups.values()]
    return [together for together in [*sets, [ALL]] if together]


def _sentences(data: pd.DataFrame) -> int:
    return int(data.loc[data["column"] == ALL, "n_sentences"].sum())


def _pairs(voice_drift: pd.DataFrame) -> int:
    return int(voice_drift["n_pairs"].sum())


def _drift(voice_drift: pd.DataFrame) -> str:
    """In how many pairs the voice changes."""
    if not _pairs(voice_drift):
        return "No sentence has a twin in another text."
    changed = int(voice_drift["n_changed"].sum())
    of = f"{changed} of {counted(_pairs(voice_drift), 'pair')}"
    return f"The voice changes in {of}: quoted or reported in one text, own words in the other."


def _directions(view: View, voice_drift: pd.DataFrame) -> str:
    """Who quotes what, and who says it itself: the most frequent directions."""
    table = voice_drift.groupby(["article_a", "article_b"], sort=False).sum(numeric_only=True)
    table = table.reset_index()
    found = [
        (n, view.names.get(there, there), view.names.get(own, own))
        for row in rows(table)
        for n, there, own in (
            (row.n_own_in_a, row.article_b, row.article_a),
            (row.n_own_in_b, row.article_a, row.article_b),
        )
        if n
    ]
    most = sorted(found, key=lambda one: -one[0])[:5]
    shown = "; ".join(f"{there} quotes or reports what {own} says itself: {n}" for n, there, own in most)
    return f"Most often: {shown}. " if most else ""


def _caption_of_collation(view: View, data: pd.DataFrame, voice_drift: pd.DataFrame) -> str:
    if data.empty:
        return f"The same proposition elsewhere: {COLLATION_NOTHING}. {view.scope}"
    others = "" if set(data["column"]) - {ALL} else "There are too many texts to show each pair. "
    drift = f"{_drift(voice_drift)} {_directions(view, voice_drift)}"
    words = (
        f"The same proposition elsewhere. Of the sentences of each {view.unit} (row, n), those that another text "
        "(column) has too: in full (all main content of the shorter one) or in part only. The matrix is not "
        f"symmetric, since one sentence may answer two and lengths differ. {others}{drift}"
        f"Pairs are those that the toolkit finds by wording and meaning. {view.scope}"
    )
    return " ".join(words.split())


def _alt_of_collation(view: View, data: pd.DataFrame) -> str:
    parts = [
        f"{view.names[row.row]}: {row.n_full} of {row.n_sentences} in full, {row.n_twin} in full or part"
        for row in rows(data[data["column"] == ALL])
    ]
    body = "; ".join(parts) or COLLATION_NOTHING
    return f"Matrix of counts and bars, one row for each {view.unit}. In any other text: {body}."


MOST_PATHS = 40  # more lines could not be told apart
MOST_DIFFERENCES = 6
PROPOSITIONS_MOST_NARROW = 6  # texts in one column of a journal
LANE = 0.115  # inches
TITLES = {"coded strength": "Coded strength", "loaded words a sentence": "Loaded words a sentence"}
PROPOSITIONS_NOTHING = "no proposition stands in two texts, n = 0"
STRENGTH = "Coded strength: of the whole sentence, whoever speaks, mean of the coders. "
PROPOSITIONS_READING = (
    "Marker: the {unit} states the proposition; without one the line only passes by. ×n and thickness: how many go the "
    "same way."
)


def draw_propositions(view: View, propositions: pd.DataFrame, proposition_differences: pd.DataFrame) -> Drawing:
    """A panel a measure, a line for all propositions that go the same way."""
    every = _every(view, propositions)
    data = _drawn_of_propositions(view, every)
    panels = dict(list(data.groupby("measure", sort=False)))
    lanes = max((len(lanes_of(paths_of(of_measure, view.order))) for of_measure in panels.values()), default=0)
    width = TWO_COLUMNS if len(panels) > 1 or len(view.order) > PROPOSITIONS_MOST_NARROW else ONE_COLUMN
    figure = Figure(figsize=(width, 2.2 + LANE * lanes if panels else 1), layout="constrained")
    if panels:
        axes = figure.subplots(1, len(panels), squeeze=False)[0]
        for ax, (measure, of_measure) in zip(axes, panels.items(), strict=True):
            draw_panel(view, str(measure), of_measure, ax)
        figure.legend(handles=slope_key(), loc="outside upper left", ncols=2)
    else:
        figure.text(0.5, 0.7, PROPOSITIONS_NOTHING, ha="center", color=GREY, style="italic")
    view.note(
        figure,
        PROPOSITIONS_READING.format(unit=view.unit) if panels else "",
        _together_of_propositions(view),
        _left_out(every, data),
    )
    caption = _caption_of_propositions(view, data, every, proposition_differences)
    return Drawing("propositions", figure, data, caption, _alt_of_propositions(view, data))


def draw_panel(view: View, measure: str, data: pd.DataFrame, ax: Axes) -> None:
    bands = {value: _name_of(measure, value) for value in data["value"].unique()}
    band_slopes(data, ax=ax, order=view.order, labels=view.narrow_names, looks=view.looks, bands=bands)
    ax.set_title(f"{TITLES[measure]}\nn = {data['family_id'].nunique()} propositions")


def _name_of(measure: str, value: float) -> str:
    """What a band is called: a strength by its number and word.

    >>> _name_of("coded strength", 1.0), _name_of("coded strength", 0.5), _name_of("loaded words a sentence", 1.0)
    ('1 mild', '0.5', '1')
    """
    named = measure == "coded strength" and value == int(value)
    return f"{value:g} {NAMES[int(value)]}" if named else f"{value:g}"


def _every(view: View, propositions: pd.DataFrame) -> pd.DataFrame:
    """The value of each row in each family of two rows or more, by measure; an outlet's texts are averaged."""
    table = view.with_rows(propositions)
    long = table.melt(["family_id", "row"], list(MEASURES.values()), "column", "value").dropna(subset="value")
    long = long.assign(measure=long["column"].map({column: name for name, column in MEASURES.items()}))
    means = long.groupby(["measure", "family_id", "row"], sort=False)["value"].mean().round(2).reset_index()
    return means[means.groupby(["measure", "family_id"])["row"].transform("size") > 1]


def _drawn_of_propositions(view: View, every: pd.DataFrame) -> pd.DataFrame:
    """The same with the propositions on the most frequent ways, where there are too many ways."""
    found = [_most_frequent(of_measure, view) for _, of_measure in every.groupby("measure", sort=False)]
    return pd.concat(found, ignore_index=True) if found else every


def _most_frequent(data: pd.DataFrame, view: View) -> pd.DataFrame:
    most = sorted(paths_of(data, view.order), key=lambda path: -path.n)[:MOST_PATHS]
    return data[data["family_id"].isin([family for path in most for family in path.families])]


def _left_out(every: pd.DataFrame, data: pd.DataFrame) -> str:
    """How many propositions are not drawn, where some are not."""
    keys = ["measure", "family_id"]
    missing = len(every.drop_duplicates(keys)) - len(data.drop_duplicates(keys))
    return f"Not drawn: {missing} lines on rarer ways; they stand in results/propositions.csv." if missing else ""


def _together_of_propositions(view: View) -> str:
    """That a value is of several texts, where it is."""
    return "An outlet's value is the mean of its texts that state the proposition." * view.of_outlets


def _differences(view: View, table: pd.DataFrame) -> str:
    """What the texts with most propositions in common differ by, in counts."""
    enough = table[table["n_families"] >= LEAST_FAMILIES].sort_values("n_families", ascending=False, kind="stable")
    shown = "; ".join(_difference(row, view.by_text.names) for row in rows(enough.head(MOST_DIFFERENCES)))
    return f"First text less second, over what both state: {shown}. " if shown else ""


def _difference(row: Any, names: dict[str, str]) -> str:
    """One difference with its counts and its interval, if any."""
    ends = "" if pd.isna(row.low) else f", 95 % {row.low:.2f} to {row.high:.2f}"
    which = " and ".join(names.get(article, article) for article in (row.article_a, row.article_b))
    number = f"{row.difference:+.2f}{ends}".replace("-", "−")
    return (
        f"{which}, {row.measure}: {number} (more in {row.n_more}, equal in {row.n_equal}, less in {row.n_less} of "
        f"{row.n_families})"
    )


def _caption_of_propositions(
    view: View, data: pd.DataFrame, every: pd.DataFrame, proposition_differences: pd.DataFrame
) -> str:
    if data.empty:
        return f"The same proposition in different wording: {PROPOSITIONS_NOTHING}. {view.scope}"
    coded = "coded strength" in set(data["measure"])
    words = (
        f"The same proposition in different wording. Propositions that two {view.unit}s or more state in full, each a "
        f"line from {view.unit} to {view.unit}. {STRENGTH * coded}Loaded words a sentence: names and judging words of "
        "the full lexicon in the outlet's own voice. Where a text states a proposition in several sentences, their "
        "mean is drawn. Lines with one value lie beside each other in its band; bands are not to scale. "
        f"{_together_of_propositions(view)} {_left_out(every, data)} {_differences(view, proposition_differences)}"
        "Intervals resample the propositions, are about "
        f"these texts, and are left out where fewer than {LEAST_DIFFERING} differ; counts for each two texts stand in "
        f"results/proposition_differences.csv. {view.scope}"
    )
    return " ".join(words.split())


def _alt_of_propositions(view: View, data: pd.DataFrame) -> str:
    parts = []
    for measure, of_measure in data.groupby("measure", sort=False):
        paths = paths_of(of_measure, view.order)
        same = sum(path.n for path in paths if not path.changes)
        parts.append(
            f"{measure}: {same} of {sum(path.n for path in paths)} propositions the same in all their {view.unit}s"
        )
    return f"Slope charts, {view.unit}s from left to right. {'; '.join(parts) or PROPOSITIONS_NOTHING}."
