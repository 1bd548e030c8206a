"""Voice: whose words each text is made of, and how loaded each voice is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from framing.figures.view import LEAST_SLOTS, View, counted
from framing.measures.voice import BY_CODES, BY_LEXICON, SHARE
from framing.plots.groups import line_count
from framing.plots.intervals import look_key
from framing.plots.style import INK, TWO_COLUMNS, Drawing, Look
from framing.plots.voices import has_number, voice_key, voice_rates, voice_stack
from framing.schema import VOICES
from framing.tables import rows

LOOKS = {BY_LEXICON: Look(INK, "h", INK), BY_CODES: Look(INK, "p", "white")}  # markers that no text has
NAMES = {BY_LEXICON: "loaded by the lexicon", BY_CODES: "loaded by the codes"}
READING = "Beside the lines: loaded sentences of all in the voice, loaded by whoever's word{}."
MEANING = (
    "narrator: the text itself says it; indirect: reported without quotation marks; quote: in quotation marks; mixed: "
    "narrated or reported with a quoted fragment"
)


def draw(view: View) -> Drawing:
    """Left the shares of the voices, then a panel a voice with its loaded sentences."""
    view = view.by_text
    data = drawn(view)
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
    figure.legend(handles=[*voice_key(), *look_key(looks, NAMES)], loc="outside upper left", ncols=6, columnspacing=1.2)
    reading = READING.format("; by codes: of the coded ones" * (BY_CODES in looks))
    view.note(figure, reading, f"{intervals(view, looks)}.", muted_note(data))
    return Drawing("voice", figure, data, caption(view, data, looks), alt(view, data))


def drawn(view: View) -> pd.DataFrame:
    """Every share and rate with its count in words; muted: under five sentences."""
    data = view.with_rows(view.results["voices"])
    data = data[["row", "voice", "measure", "n_counted", "n_sentences", "estimate", "low", "high"]]
    if view.of_outlets:
        data = together(data)
    data = data[data["estimate"].notna() | (data["measure"] == BY_LEXICON)]  # that there is none is said once
    shown = [f"{row.n_counted:g} of {row.n_sentences:g}" if row.n_sentences else "no sentence" for row in rows(data)]
    return data.assign(count=shown, muted=data["n_sentences"].between(0.5, LEAST_SLOTS - 0.5))


def together(data: pd.DataFrame) -> pd.DataFrame:
    """The sentences of all texts of an outlet, counted together: no interval is about them."""
    sums = data.groupby(["row", "voice", "measure"], sort=False)[["n_counted", "n_sentences"]].sum().reset_index()
    some = sums["n_sentences"].where(sums["n_sentences"] > 0)
    return sums.assign(estimate=sums["n_counted"] / some, low=float("nan"), high=float("nan"))


def intervals(view: View, looks: dict[str, Look]) -> str:
    """How the intervals were found."""
    if view.of_outlets:
        return "Sentences of all texts of an outlet are counted together, without intervals"
    coders = "; by codes: the hull of the coders' intervals" if BY_CODES in looks else ""
    return f"Lines: 95 % Clopper–Pearson intervals over sentences, about these texts{coders}"


def muted_note(data: pd.DataFrame) -> str:
    """What grey rows mean, where there are any."""
    return "Grey and thin: fewer than five sentences." * bool(data.loc[data["measure"] != SHARE, "muted"].any())


def unprinted(data: pd.DataFrame) -> str:
    """That some parts are too narrow for their number, where some are."""
    parts = rows(data[(data["measure"] == SHARE) & (data["n_counted"] > 0)])
    narrow = any(not has_number(part.n_counted, part.estimate) for part in parts)
    return "Numbers that do not fit into their part stand in the CSV beside. " * narrow


def caption(view: View, data: pd.DataFrame, looks: dict[str, Look]) -> str:
    n = int(data.loc[data["measure"] == SHARE, "n_counted"].sum())
    codes = f" {view.coders}" if BY_CODES in looks else ""
    words = (
        f"Whose words. Left: {counted(n, 'sentence')} by voice ({MEANING}), as the rules of the toolkit find it. "
        "Right: of the sentences in each voice, those that hold a loaded name or judging word of the full lexicon"
        f"{' and, of the coded ones, those that coders called loaded (their mean)' * (BY_CODES in looks)}. "
        f"{intervals(view, looks)}. {unprinted(data)}{muted_note(data)}{codes} {view.scope}"
    )
    return " ".join(words.split())


def alt(view: View, data: pd.DataFrame) -> str:
    found = data[data["n_sentences"] > 0].set_index(["row", "voice", "measure"])["count"].to_dict()
    parts = []
    for row in view.order:
        of_row = [voice for voice in VOICES if (row, voice, BY_LEXICON) in found]
        parts.append(f"{view.names[row]}: {'; '.join(in_words(found, row, voice) for voice in of_row)}")
    return f"Stacked bars and dot-and-interval charts, one row for each {view.unit}. {'. '.join(parts)}."


def in_words(found: Mapping[Any, str], row: str, voice: str) -> str:
    """One voice of one row: its sentences, and those that are loaded by the lexicon and by the codes."""
    loaded = [f"{found[row, voice, measure]} {NAMES[measure]}" for measure in LOOKS if (row, voice, measure) in found]
    return f"{voice} {found[row, voice, SHARE]} sentences, {', '.join(loaded)}"
