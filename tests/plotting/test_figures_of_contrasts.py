"""Figures of contrasts, of the mission's terms and of coefficients, from the published results."""

from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from conftest import ROOT
from framing.plotting import GREY, TERMS, Drawing, View
from framing.report import contents as edition

NAMES = ("contrasts", "outlet_contrasts", "mission", "coefficients")
PUBLISHED = ROOT / "results"


class Drawable(NamedTuple):
    """The view of a study with its results."""

    view: View
    results: dict[str, pd.DataFrame]

    def drawing(self, name: str) -> Drawing:
        return edition.drawing(name, self.view, self.results)

    def having(self, **tables: pd.DataFrame) -> "Drawable":
        return Drawable(self.view, {**self.results, **tables})


@pytest.fixture(scope="module")
def view(case):
    tables = ("contrasts", "classifiers", "coefficients")
    return Drawable(edition.view_of(case), {name: pd.read_csv(PUBLISHED / f"{name}.csv") for name in tables})


def small_print(drawing):
    return drawing.figure.get_supxlabel().replace("\n", " ")


def faces(drawing):
    return [
        line.get_markerfacecolor()
        for ax in drawing.figure.axes
        for line in ax.lines
        if isinstance(line.get_marker(), str) and line.get_marker() not in ("None", "")
    ]


@pytest.mark.parametrize("name", NAMES)
def test_every_text_is_read_and_none_lies_on_another(view, name):
    """The title "vassal for dependent partner" ran into the title of the next panel."""
    figure = view.drawing(name).figure
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    for text in figure.findobj(Text):
        if text.get_visible() and text.get_text().strip():
            box = text.get_window_extent(canvas.get_renderer())
            assert text.get_fontsize() >= 7
            assert (figure.bbox.min <= box.min).all(), text
            assert (box.max <= figure.bbox.max).all(), text
    lines = pd.Series(figure.axes).groupby([round(ax.get_position().y0, 3) for ax in figure.axes])
    for _, beside in lines:
        titles = [ax.title if ax.get_title() else ax._left_title for ax in beside]
        boxes = [title.get_window_extent(canvas.get_renderer()) for title in titles]
        assert all(left.x1 < right.x0 for left, right in pairwise(boxes))


@pytest.mark.parametrize("name", NAMES[:2])
def test_only_a_contrast_larger_than_its_placebo_is_filled(view, name):
    drawing = view.drawing(name)
    larger = (drawing.data["contrast"].abs() > drawing.data["placebo"]).sum()
    assert sum(face != "white" for face in faces(drawing)) == larger > 0
    unknown = view.having(contrasts=view.results["contrasts"].assign(placebo=np.nan))
    assert set(faces(unknown.drawing(name))) == {"white"}


def test_all_pairs_of_the_three_terms_are_drawn_under_every_outlet(view):
    drawn = view.drawing("mission").data
    table = view.results["contrasts"]
    wanted = table[table["pair_id"].str.split("~").str[0].isin(TERMS) & (table["tier"] == "text")]
    assert len(drawn) == len(wanted)
    assert drawn["contrast"].sum() == pytest.approx(wanted["contrast"].sum())


@pytest.mark.parametrize("name", [name for name in NAMES if name != "outlet_contrasts"])
def test_not_enough_positives_is_said_where_it_is_so(view, name):
    assert "not enough positives" in view.drawing(name).caption
    enough = view.having(classifiers=view.results["classifiers"].assign(enough_positives=True))
    drawing = enough.drawing(name)
    assert "not enough positives" not in drawing.caption + small_print(drawing) + drawing.alt


def test_a_classifier_of_few_positives_is_grey(view):
    few = view.having(classifiers=view.results["classifiers"].assign(enough_positives=False))
    for name in NAMES:
        assert set(faces(few.drawing(name))) <= {GREY, "white", "#222222"}, name


def test_features_are_the_largest_and_the_same_in_all_panels(view):
    data = view.drawing("coefficients").data
    table = view.results["coefficients"]
    table = table[table["classifier"].str.startswith("loadedness:")]
    sizes = table.assign(size=table["coefficient"].abs()).groupby("feature")["size"].mean()
    assert sizes[data["feature"].unique()].min() >= sizes.drop(data["feature"].unique()).max()
    assert len(set(data.groupby("row")["feature"].agg(tuple))) == 1


@pytest.mark.parametrize("name", NAMES)
def test_without_rows_the_figure_says_so(view, name):
    empty = view.having(**{table: rows.head(0) for table, rows in view.results.items()})
    drawing = empty.drawing(name)
    assert "n = 0" in drawing.caption
    assert "n = 0" in drawing.alt
    drawing.rendered("png")


@pytest.mark.parametrize("name", NAMES)
def test_outlets_of_several_texts_are_rows(view, name):
    articles = view.view.articles
    twice = pd.concat([articles, articles.assign(article_id=articles["article_id"] + "-2")])
    drawing = Drawable(replace(view.view, articles=twice.reset_index(drop=True)), view.results).drawing(name)
    assert set(drawing.data["row"]) - {"general"} == set(articles["outlet"])
    assert "2 texts per outlet" in drawing.caption
    drawing.rendered("png")
