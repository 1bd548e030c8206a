"""Coded loadedness: how the coders coded each text, and how far they agree."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from framing.figures.view import View, interval
from framing.plots.stack import NAMES, strength_stack
from framing.plots.style import GREY, ONE_COLUMN, STRENGTHS, Drawing
from framing.schema import rows


def draw(view: View) -> Drawing:
    """A bar a text and coder, parts by strength."""
    data = view.results["coded_loadedness"]
    coders = sorted(data["coder"].unique())
    figure = Figure(figsize=(ONE_COLUMN, 1.35 + 0.17 * len(coders) * len(view.order)), layout="constrained")
    ax = figure.subplots()
    strength_stack(data, ax=ax, order=view.order, labels=view.narrow_names, coders=coders)
    ax.set_xlabel("share of the text's sentences")
    handles = [
        Patch(facecolor=STRENGTHS[level], edgecolor=GREY, linewidth=0.3, label=f"{level} {NAMES[level]}")
        for level in (3, 2, 1, 0)
    ]
    figure.legend(
        handles=handles, loc="outside upper left", ncols=4, handlelength=1, columnspacing=0.9, handletextpad=0.4
    )
    view.note(figure, *agreement_lines(view))
    return Drawing("coded_loadedness", figure, data, caption(view, data), alt(view, data))


def agreement_lines(view: View) -> list[str]:
    table = view.results["reliability"].set_index("variable")
    return [
        f"α {variable} ({row['metric']}) {row['alpha']:.3f} [{row['low']:.2f}, {row['high']:.2f}], n = "
        f"{row['n_units']} sentences"
        if pd.notna(row["alpha"])
        else f"α {variable}: {row['note']}, n = {row['n_units']} sentences"
        for variable, row in table.loc[table.index.isin(["loaded", "strength"])].iterrows()
    ]


def caption(view: View, data: pd.DataFrame) -> str:
    return (
        "Coded loadedness. Sentences of each text by the strength of loaded wording that coders "
        f"{' and '.join(sorted(data['coder'].unique()))} gave them; beside each bar the number "
        "coded as loaded. Agreement (Krippendorff's α, 95 % bootstrap over sentences): "
        f"{'; '.join(agreement_lines(view))}. "
        "Who coded is said in data/DATASHEET.md: coders a and b of the case study are language models, so this is "
        f"agreement of two model coders, not reliability of the construct. {view.texts}"
    )


def alt(view: View, data: pd.DataFrame) -> str:
    parts = [
        f"{view.names[row.article_id]}, coder {row.coder}: {row.n_loaded} of {row.n_sentences} loaded "
        f"({interval(row.low, row.high)}), {row.strength_3} strong"
        for row in rows(data)
    ]
    return f"Stacked bars, one a text and coder, parts by strength. {'; '.join(parts)}."
