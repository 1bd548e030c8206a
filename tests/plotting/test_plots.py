"""Plots are axes-level: data first, the current Axes where none is given, the Axes back, no colour that moves."""

import inspect
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pandas as pd
import pytest
from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.colors import to_hex

from framing import plotting as plots
from framing.plotting import SWARM_LOADED, Look, axes_of, palette
from framing.report import view_of

MODULES = sorted(path.stem for path in Path(plots.__file__).parent.glob("*.py") if path.stem != "__init__")
ORDER = ("Courier", "Herald")
LABELS = {name: name for name in ORDER}
LOOKS = palette(ORDER)
GROUPS = {"": ORDER}
COUNTED = {"count": "4 of 18", "muted": False}
RATES = {"row": ORDER, "estimate": [0.2, 0.4], "low": [0.1, 0.2], "high": [0.5, 0.6], **COUNTED}
STRENGTHS = {f"strength_{level}": 1 for level in range(4)}
SPECIFIED = {"place": [0, 1], "kind": ["other", "headline"]}
# one table a plot, as its docstring asks for, and what else it has to be told
DRAWN: dict[str, tuple[dict[str, object], dict[str, object]]] = {
    "coefficient_rows": (
        {"feature": ORDER, "coefficient": [0.1, -0.2], "least": [0.0, -0.3], "greatest": [0.2, -0.1]},
        {"order": ORDER, "labels": LABELS, "look": LOOKS["Herald"], "muted": False},
    ),
    "contrast_rows": (
        {
            "row": ORDER,
            "contrast": [0.3, 0.1],
            "low": [0.1, 0.0],
            "high": [0.5, 0.2],
            "placebo": 0.2,
            "term_blind": 0.1,
            "dealt_low": -0.1,
            "dealt_high": 0.1,
            "beyond_placebo": [True, False],
            "muted": False,
        },
        {"order": ORDER, "labels": LABELS, "looks": LOOKS},
    ),
    "sorted_estimates": ({**SPECIFIED, "estimate": [0.1, 0.2], "low": [0.0, 0.1], "high": [0.2, 0.3]}, {}),
    "choice_matrix": ({**SPECIFIED, "levels": [("Courier",), ()]}, {"order": ORDER, "labels": LABELS}),
    "diagonal_bins": (
        {
            "bin_from": [0.0, 0.5],
            "bin_to": [0.5, 1.0],
            "predicted": [0.2, 0.8],
            "estimate": [0.3, 0.7],
            "low": [0.1, 0.5],
            "high": [0.5, 0.9],
            **COUNTED,
        },
        {"look": LOOKS["Courier"]},
    ),
    "growth_lines": (
        {"articles": [3, 5], "power": [0.2, 0.5], "error": [0.01, 0.01], "difference": [0.2, 0.2]},
        {"looks": {0.2: LOOKS["Courier"]}, "wanted": 0.8, "least": 4},
    ),
    "estimate_rows": (RATES, {"row": "row", "order": ORDER, "labels": LABELS, "looks": LOOKS}),
    "twin_matrix": (
        {
            "row": ["Courier"],
            "column": ["Herald"],
            "count": ["3 + 1"],
            "n_twin": [4],
            "share_full": [0.3],
            "share_twin": [0.4],
        },
        {"groups": GROUPS, "labels": LABELS, "columns": [ORDER], "column_labels": LABELS, "lengths": {"Courier": 10}},
    ),
    "band_slopes": (
        {"family_id": ["f", "f"], "row": ORDER, "value": [0.0, 1.0]},
        {"order": ORDER, "labels": LABELS, "looks": LOOKS, "bands": {0.0: "none", 1.0: "mild"}},
    ),
    "square_matrix": (
        {"row": ORDER, "column": ORDER, "estimate": [0.7, 0.6], "low": [0.5, 0.4], "high": [0.9, 0.8], **COUNTED},
        {"order": ORDER, "row_labels": LABELS, "column_labels": LABELS},
    ),
    "strength_stack": (
        {"row": ORDER, "coder": ["a", "a"], "n_sentences": 4, "n_loaded": 3, **STRENGTHS},
        {"groups": GROUPS, "labels": LABELS, "coders": ("a",)},
    ),
    "position_strip": (
        {"row": ORDER, "position": [0.2, 0.4], "mark": ["naming", "judging"], "voice_of_term": ["outlet", "source"]},
        {"groups": GROUPS, "labels": LABELS, "counts": dict.fromkeys(ORDER, "n = 1")},
    ),
    "score_swarm": (
        {"row": ORDER, "log_odds": [-1.0, 1.0], "place": [0.2, 0.8], "code": [SWARM_LOADED, SWARM_LOADED]},
        {"groups": GROUPS, "labels": LABELS, "limits": (-3.0, 3.0)},
    ),
    "term_tiles": (
        {"label": ["tyrant", "tyrant"], "form": "loaded", "row": ORDER, "own": [2, 0], "sources": [0, 1]},
        {"order": ORDER, "labels": LABELS, "largest": 2},
    ),
    "voice_stack": (
        {"row": ORDER, "voice": "narrator", "n_counted": [4, 5], "estimate": [1.0, 1.0]},
        {"groups": GROUPS, "labels": LABELS},
    ),
    "voice_rates": (
        {**RATES, "measure": "loaded"},
        {"groups": GROUPS, "labels": LABELS, "looks": {"loaded": LOOKS["Courier"]}},
    ),
}


def plot_functions() -> dict[str, Callable[..., Axes]]:
    """Every function of framing.plots that takes data to draw."""
    modules = [import_module(f"framing.plotting.{name}") for name in MODULES]
    return {
        name: function
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and is_plot(function)
    }


def is_plot(function: Callable[..., object]) -> bool:
    """Whether a function gives an Axes back, other than the one that finds it."""
    return inspect.signature(function).return_annotation == "Axes" and function is not axes_of


PLOTS = plot_functions()


def test_every_plot_is_drawn_here():
    assert PLOTS.keys() == DRAWN.keys()


@pytest.fixture
def current():
    """The current Axes of a figure of pyplot, closed afterwards."""
    pyplot.switch_backend("agg")
    yield pyplot.figure().subplots()
    pyplot.close("all")


@pytest.mark.parametrize("name", sorted(PLOTS))
def test_a_plot_takes_data_first_and_an_axes_if_any(name):
    parameters = inspect.signature(PLOTS[name]).parameters
    assert next(iter(parameters)) == "data"
    assert parameters["ax"].default is None
    assert parameters["ax"].annotation == "Axes | None"


@pytest.mark.parametrize("name", sorted(PLOTS))
def test_a_plot_draws_on_the_current_axes_and_returns_it(name, current, monkeypatch):
    monkeypatch.setattr(pyplot, "show", lambda: pytest.fail("a plot shows nothing by itself"))
    data, told = DRAWN[name]
    table = pd.DataFrame(data)
    before = table.copy()
    assert PLOTS[name](table, **told) is current
    assert current.has_data() or current.texts or current.patches
    current.figure.canvas.draw()
    pd.testing.assert_frame_equal(table, before)


@pytest.mark.parametrize("name", sorted(PLOTS))
def test_a_plot_draws_on_the_axes_that_it_is_given(name, current):
    other = pyplot.figure().subplots()
    pyplot.sca(current)
    data, told = DRAWN[name]
    assert PLOTS[name](pd.DataFrame(data), ax=other, **told) is other
    assert not (current.has_data())
    assert not (current.texts)
    assert not (current.patches)


def test_a_row_that_is_missing_moves_no_colour(current):
    data, told = DRAWN["estimate_rows"]
    table = pd.DataFrame(data)
    ax = PLOTS["estimate_rows"](table[table["row"] == "Herald"], **told)
    drawn = {to_hex(line.get_color()).upper() for line in ax.lines}
    assert drawn == {LOOKS["Herald"].colour}
    assert ax is current


def test_an_outlet_without_articles_moves_no_colour(demo):
    every = view_of(demo).looks
    fewer = demo.articles[demo.articles["outlet"] != "Vay Courier"].reset_index(drop=True)
    view = view_of(demo)
    without = type(view)(fewer, {}, view.targets, outlets=demo.outlets).looks
    assert list(every) == list(demo.outlets)
    assert without == {outlet: look for outlet, look in every.items() if outlet != "Vay Courier"}
    assert len(set(every.values())) == 4
    assert all(isinstance(look, Look) for look in every.values())


def test_each_text_has_the_look_of_its_outlet(case):
    looks = view_of(case).looks
    by_outlet = palette(case.outlets)
    assert looks == {row.article_id: by_outlet[row.outlet] for row in case.articles.itertuples()}
