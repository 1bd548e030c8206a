"""Figures of classifiers: what a reader sees of the published tables, of several texts an outlet, of empty tables."""

from dataclasses import replace
from typing import NamedTuple

import pandas as pd
import pytest
from matplotlib.text import Text

from framing.plotting import SMALL, Drawing, View
from framing.report import contents as edition

NAMES = ("loadedness", "calibration", "transfer")


class Drawable(NamedTuple):
    """The view of a study with its results."""

    view: View
    results: dict[str, pd.DataFrame]

    def drawing(self, name: str) -> Drawing:
        return edition.drawing(name, self.view, self.results)

    def having(self, **tables: pd.DataFrame) -> "Drawable":
        return Drawable(self.view, {**self.results, **tables})


@pytest.fixture(scope="module")
def view(case) -> Drawable:
    tables = {path.stem: pd.read_csv(path) for path in case.path("results").glob("*.csv")}
    codes = case.codes.labels.groupby("sentence_id")["loaded"].mean()
    scores = tables["sentence_scores"]
    results = tables | {"sentence_scores": scores.assign(loaded=scores["unit_id"].map(codes))}
    return Drawable(edition.view_of(case), results)


@pytest.fixture(scope="module")
def drawings(view) -> dict[str, Drawing]:
    return {name: view.drawing(name) for name in NAMES}


def of_fewer_outlets(drawable: Drawable) -> Drawable:
    """The same texts as if the last three were one outlet's, scored by the classifiers of three outlets."""
    view, results = drawable
    outlets = view.articles["outlet"].tolist()
    kept, merged = outlets[:3], dict.fromkeys(outlets[2:], outlets[2])
    transfer, cards = results["transfer"], results["classifiers"]
    known = [f"loadedness:{outlet}" for outlet in kept]
    fewer = {
        "transfer": transfer[transfer["outlet"].isin(kept) & transfer["classifier"].isin(known)],
        "classifiers": cards[cards["classifier"].isin(known)],
    }
    articles = view.articles.assign(outlet=view.articles["outlet"].replace(merged))
    return Drawable(replace(view, articles=articles), {**results, **fewer})


def words(drawing: Drawing) -> str:
    return " ".join(text.get_text() for text in drawing.figure.findobj(Text))


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_says_how_many_and_what_they_are_about(drawings, name):
    shown = drawings[name]
    assert "n = 140 sentences" in words(shown)
    assert "One text per outlet" in shown.caption
    assert "One text per outlet" in words(shown)
    assert "AP-derived 3.2, TSF 7.2" in shown.caption
    assert min(text.get_fontsize() for text in shown.figure.findobj(Text) if text.get_text()) >= SMALL


@pytest.mark.parametrize("name", NAMES)
def test_empty_tables_are_said_to_be_empty(view, name):
    empty = view.having(**{table: rows.head(0) for table, rows in view.results.items()})
    assert "n = 0" in empty.drawing(name).caption


@pytest.mark.parametrize("name", NAMES)
def test_outlets_of_several_texts_are_drawn(view, name):
    drawing = of_fewer_outlets(view).drawing(name)
    assert "texts per outlet" in drawing.caption
    assert drawing.rendered("png")


def test_each_sentence_is_scored_by_the_classifier_of_its_own_outlet(drawings, view):
    data = drawings["loadedness"].data
    outlets = dict(zip(view.view.articles["article_id"], view.view.articles["outlet"], strict=True))
    own = data[data["panel"] != "general"]
    assert (own["classifier"] == "loadedness:" + own["row"].map(outlets)).all()
    assert data.groupby("panel").size().to_dict() == {"general": 140, "public": 140, "text": 140}


def test_sentences_stand_in_the_order_of_their_text_past_the_hundredth(view):
    scores = view.results["sentence_scores"].head(1).assign(classifier="general")
    many = pd.concat([scores.assign(unit_id=f"oboz:{number:02}") for number in (100, 99, 2)])
    data = view.having(sentence_scores=many).drawing("loadedness").data
    assert data["unit_id"].tolist() == ["oboz:02", "oboz:99", "oboz:100"]
    assert data["place"].tolist() == [0, 0.5, 1]


def test_scores_without_codes_are_drawn_as_not_coded(view):
    bare = view.results["sentence_scores"].drop(columns="loaded")
    drawing = view.having(sentence_scores=bare).drawing("loadedness")
    assert set(drawing.data["code"]) == {"not coded"}
    assert "none coded" in words(drawing)


def test_a_cell_of_few_sentences_shows_counts_only(drawings):
    cells = drawings["transfer"].data.query("column == 'AP-derived'")
    assert cells["estimate"].isna().all()
    assert words(drawings["transfer"]).count("4 of 19") == len(cells) == 10


def test_an_empty_fifth_has_its_nought_and_no_point(view):
    table = view.results["calibration"].copy()
    table.loc[0, ["n_sentences", "n_loaded"]] = 0
    table.loc[0, ["predicted", "estimate", "low", "high"]] = float("nan")
    drawing = view.having(calibration=table).drawing("calibration")
    assert "0 to 0.2: no sentence" in drawing.alt
    assert "general model 0 of 4" in drawing.caption  # of the fifths that hold a sentence
