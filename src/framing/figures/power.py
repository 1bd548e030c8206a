"""Power: how many articles an outlet a study like this one would need."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from framing.comparison.designs import ESTIMATED
from framing.comparison.power import ALPHA, ENOUGH, STUDIES
from framing.figures.view import View, counted
from framing.plots.growth import growth_key, growth_lines
from framing.plots.style import GREY, TWO_COLUMNS, Drawing, palette

NOTHING = "no naming slot of the target, n = 0"
SHADE = "no p ≤ 0.05 can be reached"


def draw(view: View) -> Drawing:
    """A panel a correlation within articles, a line a difference."""
    data = view.results["power"]
    panels = dict(list(data.groupby(["correlation_is", "correlation"], sort=False)))
    figure = Figure(figsize=(TWO_COLUMNS, 2.9 if panels else 1), layout="constrained")
    if panels:
        looks = dict(
            zip(differences := sorted(data["difference"].unique()), palette(differences).values(), strict=True)
        )
        axes = figure.subplots(1, len(panels), sharey=True, squeeze=False)[0]
        for ax, ((source, correlation), panel) in zip(axes, panels.items(), strict=True):
            growth_lines(panel, ax=ax, looks=looks, wanted=ENOUGH, least=least(data))
            ax.set_title(f"ρ = {correlation:.2g}" + "\nestimated here" * (source == ESTIMATED))
            ax.set_xlabel("articles an outlet")
        axes[0].set_ylabel("power")
        figure.legend(handles=growth_key(looks, SHADE), loc="outside upper left", ncols=5)
    else:
        figure.text(0.5, 0.7, NOTHING, ha="center", color=GREY, style="italic")
    view.note(figure, *([basis(view, data), error(data)] if panels else []))
    return Drawing("power", figure, data, caption(view, data), alt(data))


def least(data: pd.DataFrame) -> int:
    """The fewest articles an outlet with which any p ≤ 0.05 can be reached."""
    return int(data.loc[data["smallest_reachable_p"] <= ALPHA, "articles"].min())


def basis(view: View, data: pd.DataFrame) -> str:
    """What the simulated articles are like, and from what."""
    first = data.iloc[0]
    return (
        f"Simulated: {counted(int(first['slots']), 'slot')} an article and a naming rate of {first['rate']:.2f} in the "
        f"one outlet, as the {counted(len(view.articles), 'article')} of this study have of "
        f"{view.called(first['target'])} on average; in the other outlet the rate is higher by the difference."
    )


def error(data: pd.DataFrame) -> str:
    """Monte Carlo error."""
    return f"n = {STUDIES:,} studies a point; bars: twice the Monte Carlo error, at most {2 * data['error'].max():.3f}."


def caption(view: View, data: pd.DataFrame) -> str:
    if data.empty:
        return f"Power: {NOTHING}. {view.scope}"
    own = data[data["correlation_is"] == ESTIMATED]
    told = (
        f"estimated from this study's articles as {own['correlation'].iloc[0]:.2f} and assumed otherwise"
        if len(own)
        else "assumed, since one text an outlet does not tell it"
    )
    return (
        "How many articles an outlet a study needs to see a difference of naming rates. Power of the two-sided "
        f"permutation test of articles at 0.05 between two outlets with as many articles each. {basis(view, data)} "
        f"Articles vary about their outlet's rate (beta-binomial); ρ, the correlation of slots within an article, is "
        f"{told}. Dashed: power {ENOUGH:g}. Shade: under {least(data)} articles of each outlet no p ≤ 0.05 can be "
        f"reached, whatever the texts say. {reached(data)}. {error(data)} Articles are taken as independent: rewrites "
        f"of one wire story are fewer than they look. {view.scope}"
    )


def reached(data: pd.DataFrame) -> str:
    """The fewest articles drawn that reach the power wanted, by correlation and difference."""
    parts = []
    for correlation, panel in data.groupby("correlation", sort=False):
        needed = [
            f"{difference:g}: {first_enough(of_one)}" for difference, of_one in panel.groupby("difference", sort=True)
        ]
        parts.append(f"ρ = {correlation:.2g}, difference {', '.join(needed)}")
    return f"Fewest articles drawn with power {ENOUGH:g} or more: {'; '.join(parts)}"


def first_enough(data: pd.DataFrame) -> str:
    enough = data.loc[data["power"] >= ENOUGH, "articles"]
    return f"{enough.min():g}" if len(enough) else f"more than {data['articles'].max()}"


def alt(data: pd.DataFrame) -> str:
    told = reached(data) if len(data) else NOTHING
    return f"Line charts of power against articles an outlet, a panel a correlation. {told}."
