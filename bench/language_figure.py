"""The figure of the model card: what the loaded-language model scores, set by set, by the tables of results/validation.

    python bench/language_figure.py

Writes docs/loaded-language.png.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from framing.plotting import GREY, INK, TWO_COLUMNS, forest, style
from language_runs import HOME, ROOT

SETS = {
    "babe_v2_test": "BABE v2, test part",
    "babe_v2_test, from the outlet alone": "– from the outlet alone",
    "babe_sg2, folds of 2021": "BABE SG2, folds of 2021",
    "babe_sg2, folds of 2021, from the outlet alone": "– from the outlet alone",
    "babe_sg2, folds of articles": "BABE SG2, folds of articles",
    "babe_sg2, outlets left out": "BABE SG2, each outlet left out",
    "checkthat_dev_test": "CheckThat 2025, dev-test",
    "faerber, subjective": "Färber 2020 (Ukraine), subjective",
    "faerber, biased": "Färber 2020 (Ukraine), biased",
}
LEFT_OUT, ALONE = " left out", ", from the outlet alone"
NAMES = {"fox-news": "Fox News", "huffpost": "HuffPost", "msnbc": "MSNBC", "usa-today": "USA Today"}
MEASURES = {"macro_f1": "macro-F1", "auroc": "AUROC"}


def main() -> None:
    table = pd.read_csv(HOME.parent / "loaded_language_scores.csv")
    outlets = [name for name in table["set"].unique() if name.endswith(LEFT_OUT) and name not in SETS]
    scored = {*table["set"]}  # a run that was not made has no row, and then its floor has none either
    order = [name for name in SETS if {name, name.removesuffix(ALONE)} <= scored]
    place = order.index("babe_sg2, outlets left out") + 1 if outlets else 0
    order[place:place] = outlets
    labels = SETS | {name: f"– {called(name)}" for name in outlets}
    look: dict[str, Any] = {"palette": dict.fromkeys(order, INK), "markers": dict.fromkeys(order, "h")}
    with style():
        figure = Figure(figsize=(TWO_COLUMNS, 0.4 + 0.17 * len(order)), layout="constrained")
        panels = figure.subplots(1, 2, sharey=True)
        for ax, (measure, title) in zip(panels, MEASURES.items(), strict=True):
            rows = table[(table["measure"] == measure) & table["set"].isin(order)]
            data = pd.DataFrame(
                {
                    "set": rows["set"],
                    "estimate": rows["score"],
                    "low": rows["low"],
                    "high": rows["high"],
                    "count": [f"{loaded:,} of {n:,}" for loaded, n in zip(rows["n_loaded"], rows["n"], strict=True)],
                    "model": ~rows["set"].str.contains("alone"),
                }
            )
            forest(data, y="set", order=order, count="count", filled="model", limit=1, ax=ax, **look)
            ax.set(title=title, xlabel="")
        panels[0].set_yticks(range(len(order)), [labels[name] for name in order])
        panels[1].axvline(0.5, color=GREY, linewidth=0.8, linestyle="--", zorder=0)  # chance
        figure.savefig(ROOT / "docs" / "loaded-language.png", dpi=200, metadata={"Software": None})


def called(left_out: str) -> str:
    """Return the name of an outlet that was left out."""
    slug = left_out.partition(", ")[2].removesuffix(LEFT_OUT)
    return NAMES.get(slug, slug.title())


if __name__ == "__main__":
    main()
