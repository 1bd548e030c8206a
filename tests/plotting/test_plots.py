"""Plots are axes-level: tidy data first, the current Axes by default, the Axes back, no colour that moves."""

import inspect
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

import framing as fr
from conftest import ROOT
from framing.plotting import palette
from framing.plotting.heatmap import above_columns
from framing.report import view_of

ORDER = ("Courier", "Herald")
RATES = pd.DataFrame({"row": ORDER, "estimate": [0.2, 0.4], "low": [0.1, 0.2], "high": [0.5, 0.6]})
PERIODS = pd.DataFrame({"period": ["2024-01", "2024-02", "2024-03"], "estimate": [0.2, 0.4, 0.1], "low": 0.05})
PERIODS = PERIODS.assign(high=0.6, n_slots=[3, 20, 30])
COUNTS = pd.DataFrame({"row": ["a", "a", "b"], "part": ["x", "y", "x"], "n": [1, 3, 2]})
# each public plot with its table (of results/, by name, with a query), the options of the call and a column it needs
DRAWN: dict[str, tuple[Any, dict[str, Any], str]] = {
    "agreement": (("agreement", ""), {"palette": ["black"] * 20}, "auroc"),
    "calibration": (("calibration", ""), {}, "predicted"),
    "coded_loadedness": (("coded_loadedness", ""), {"coder": "a"}, "strength_2"),
    "contrasts": (("contrasts", "target == 'Putin'"), {}, "placebo"),
    "forest": (RATES, {"y": "row"}, "low"),
    "loadedness": (("sentence_scores", "classifier == 'general'"), {}, "log_odds"),
    "naming_choices": (("naming_choices", "target == 'Putin'"), {}, "n_slots"),
    "naming_rates": (("estimates", ""), {}, "n_loaded"),
    "over_time": (PERIODS, {"event": "2024-02-10"}, "n_slots"),
    "positions": (("positions", ""), {}, "voice_of_term"),
    "power_curve": (("power", "correlation == 0 and slots > 3"), {}, "power"),
    "propositions": (("propositions", ""), {}, "strength"),
    "specification_curve": (("specifications", "measure == 'naming rate' and b == 'tsf'"), {}, "n_a"),
    "stack": (COUNTS, {"y": "row", "hue": "part", "weights": "n"}, "n"),
    "transfer": (("transfer", ""), {}, "auroc"),
    "voices": (("voices", ""), {}, "n_counted"),
}


def plot(name: str) -> Callable[..., Axes]:
    return getattr(fr.plotting, name)


def table_of(name: str) -> pd.DataFrame:
    table = DRAWN[name][0]
    if isinstance(table, pd.DataFrame):
        return table.copy()
    file, query = table
    rows = pd.read_csv(ROOT / "results" / f"{file}.csv")
    return rows.query(query) if query else rows


def public_plots() -> set[str]:
    """The functions of the face that return an Axes."""
    functions = {name: getattr(fr.plotting, name) for name in fr.plotting.__all__}
    return {
        name
        for name, function in functions.items()
        if inspect.isfunction(function) and inspect.signature(function).return_annotation == "Axes"
    }


def test_every_public_plot_is_drawn_here():
    assert public_plots() == DRAWN.keys()


def test_the_gallery_shows_every_public_plot_and_its_code_runs(monkeypatch):
    page = (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```(?:\n\n!\[\w+\]\((gallery/\w+\.png)\))?", page, re.DOTALL)
    assert {f"gallery/{name}.png" for name in public_plots()} == {picture for _, picture in blocks if picture}
    monkeypatch.chdir(ROOT)
    pyplot.switch_backend("agg")
    names: dict[str, Any] = {}
    for code, picture in blocks:
        figure = pyplot.figure()
        exec(code, names)
        if picture:
            assert (ROOT / "docs" / picture).is_file()
            assert figure.axes[0].collections or figure.axes[0].patches
        pyplot.close(figure)


@pytest.fixture
def current():
    """The current Axes of a figure of pyplot, closed afterwards."""
    pyplot.switch_backend("agg")
    yield pyplot.figure().subplots()
    pyplot.close("all")


@pytest.mark.parametrize("name", DRAWN)
def test_a_plot_takes_data_first_and_an_axes_if_any_and_is_documented(name):
    parameters = inspect.signature(plot(name)).parameters
    assert next(iter(parameters)) == "data"
    assert parameters["ax"].default is None
    assert parameters["ax"].annotation == "Axes | None"
    assert all(f"\n    {part}\n    ---" in plot(name).__doc__ for part in ("Parameters", "Returns"))


@pytest.mark.parametrize("name", DRAWN)
def test_a_plot_draws_on_the_current_axes_returns_it_and_leaves_the_table(name, current, monkeypatch):
    monkeypatch.setattr(pyplot, "show", lambda: pytest.fail("a plot shows nothing by itself"))
    table = table_of(name)
    before = table.copy()
    assert plot(name)(table, **DRAWN[name][1]) is current
    assert current.collections or current.lines or current.patches
    current.figure.canvas.draw()
    pd.testing.assert_frame_equal(table, before)


@pytest.mark.parametrize("name", DRAWN)
def test_a_plot_draws_on_the_axes_that_it_is_given(name, current):
    other = Figure().subplots()
    assert plot(name)(table_of(name), ax=other, **DRAWN[name][1]) is other
    assert not [*current.collections, *current.lines, *current.patches, *current.texts]


@pytest.mark.parametrize("name", DRAWN)
def test_a_missing_column_is_named(name):
    column = DRAWN[name][2]
    with pytest.raises(fr.BadInput, match=f"no column .*'{column}'"):
        plot(name)(table_of(name).drop(columns=column), ax=Figure().subplots(), **DRAWN[name][1])


@pytest.mark.parametrize("name", DRAWN)
def test_an_empty_table_leaves_an_empty_axes_that_says_so(name):
    ax = plot(name)(table_of(name).head(0), ax=Figure().subplots(), **DRAWN[name][1])
    assert [text.get_text() for text in ax.texts] == ["no rows"]
    assert not [*ax.collections, *ax.patches]


def test_estimates_that_would_cover_each_other_are_refused():
    table = pd.read_csv(ROOT / "results" / "contrasts.csv")
    with pytest.raises(fr.BadInput, match=r"Several rows of the table have classifier '.*'; their"):
        fr.plotting.contrasts(table, ax=Figure().subplots())


def test_a_palette_may_be_a_mapping_a_list_or_a_name_and_lacks_no_level():
    for given in ({"Courier": "red", "Herald": "blue"}, ["red", "blue"], "colorblind"):
        fr.plotting.forest(RATES, y="row", palette=given, ax=Figure().subplots())
    with pytest.raises(fr.BadInput, match="no colour for Herald"):
        fr.plotting.forest(RATES, y="row", palette={"Courier": "red"}, ax=Figure().subplots())


def test_points_and_intervals_are_where_the_table_says():
    ax = fr.plotting.forest(RATES, y="row", ax=Figure().subplots())
    lines, dots = ax.collections
    assert list(dots.get_offsets()[:, 0]) == pytest.approx(list(RATES["estimate"]))
    assert np.array([segment[:, 0] for segment in lines.get_segments()]) == pytest.approx(
        RATES[["low", "high"]].to_numpy()
    )


def test_hues_of_a_row_are_dodged_and_a_legend_names_them():
    table = pd.concat([RATES.assign(row="Putin", hue=ORDER), RATES.assign(row="Xi", hue=ORDER)])
    ax = fr.plotting.forest(table, y="row", hue="hue", ax=Figure().subplots())
    places = ax.collections[-1].get_offsets()[:, 1]
    assert len(set(places.round(6))) == len(table)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == list(ORDER)


def test_a_row_that_is_missing_moves_no_colour():
    ax = fr.plotting.forest(RATES.tail(1), y="row", palette=palette(ORDER), ax=Figure().subplots())
    assert to_hex(ax.collections[-1].get_facecolor()[0]).upper() == palette(ORDER)["Herald"]


def test_an_outlet_without_articles_moves_no_colour(demo):
    view = view_of(demo)
    fewer = demo.articles[demo.articles["outlet"] != "Vay Courier"].reset_index(drop=True)
    without = type(view)(fewer, view.targets, outlets=demo.outlets)
    for look in ("colours", "markers"):
        every = getattr(view, look)
        assert list(every) == list(demo.outlets)
        assert getattr(without, look) == {outlet: one for outlet, one in every.items() if outlet != "Vay Courier"}
        assert len(set(every.values())) == 4


def test_each_text_has_the_colour_of_its_outlet(case):
    by_outlet = palette(case.outlets)
    assert view_of(case).colours == {row.article_id: by_outlet[row.outlet] for row in case.articles.itertuples()}


def test_a_target_that_no_article_names_keeps_its_rows_and_counts():
    """A lexicon of a new study may name targets that the articles do not."""
    none = dict.fromkeys(["estimate", "low", "high"], float("nan"))
    ax = fr.plotting.forest(RATES.assign(**none, count="0 of 0"), y="row", count="count", ax=Figure().subplots())
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Courier", "Herald"]
    assert [text.get_text() for text in ax.texts] == ["0 of 0", "0 of 0"]


def test_counts_above_a_matrix_keep_their_distance_whatever_the_height_of_its_rows():
    """They ran into the title above a panel of one tall row."""
    figure = Figure(figsize=(4, 4), dpi=100)
    gaps = []
    for ax, n_rows in zip(figure.subplots(1, 2), (1, 12), strict=True):
        ax.set(xlim=(0, 2), ylim=(n_rows, 0))
        above_columns(ax, ["1 of 2", "0 of 9"])
        figure.canvas.draw()
        gaps += [word.get_window_extent().y0 - ax.bbox.y1 for word in ax.texts]
    assert max(gaps) - min(gaps) < 0.5
    assert 0 < min(gaps) < 5


@pytest.mark.parametrize("n", [4, 9])
def test_slanted_names_of_two_lines_overlap_no_neighbour(n):
    names = [f"Courier\n{number}" for number in range(n)]
    rows = pd.DataFrame({"article_id": names, "term": "Ruk", "form": "neutral", "voice": "outlet", "n_slots": 1})
    ax = fr.plotting.naming_choices(rows, col_order=names, ax=Figure().subplots())
    broken = ["\n" in label.get_text() for label in ax.get_xticklabels()]
    assert broken == [n == 4] * n


def test_days_are_written_short_with_their_year_below():
    days = PERIODS.assign(period=["2024-05-01", "2024-05-02", "2025-05-07"])
    ax = fr.plotting.over_time(days, ax=Figure().subplots())
    assert [label.get_text() for label in ax.get_xticklabels()] == ["05-01\n3", "05-02\n20", "05-07\n30"]
    assert ax.get_xlabel() == "2024 to 2025"
