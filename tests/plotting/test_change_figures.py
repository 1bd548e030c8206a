"""Figures of outlets' rates and of a change after an event, on a study of planted rates."""

import itertools
import pickle

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

import framing as fr
from framing.measures import naming_rate
from framing.plotting import TWO_COLUMNS, View
from framing.report import contents as edition
from framing.study import results_graph

EVENT = "2013-04-02"
CHANGE = {
    "event": EVENT,
    "target": "people",
    "changed": ["Post", "Times of the Northern Territories"],
    "unchanged": ["Globe", "Herald"],
}
PLACEBOS = ["2012-04-02", "2014-04-02"]
VOICES = ("own", "paraphrase", "quotation")
LEANINGS = ("left", "center", "right")


def planted(outlets):
    """Occurrences and manifest: rates and numbers of articles of each outlet, before and after the event."""
    random, rows, slots = np.random.default_rng(2), [], []
    for place, (outlet, (number, before, after)) in enumerate(outlets.items()):
        for late, rate in enumerate((before, after)):
            for one in range(number):
                name = f"a{len(rows):04d}"
                ahead = int(random.integers(0, 700)) if late else -int(random.integers(1, 700))
                day = str((pd.Timestamp(EVENT) + pd.Timedelta(days=ahead)).date())
                rows.append((name, outlet, LEANINGS[place % 3], f"s{late}-{one}", day))
                chance = random.beta(rate, 1 - rate) if 0 < rate < 1 else rate
                voices = random.choice(VOICES, random.geometric(0.25), p=[0.6, 0.2, 0.2])
                slots += [(name, voice, "loaded" if random.random() < chance else "neutral") for voice in voices]
    articles = pd.DataFrame(rows, columns=["article_id", "outlet", "group", "story_id", "date"])
    found = pd.DataFrame(slots, columns=["article_id", "stratum", "form"])
    found = found.assign(
        voice_of_term=found["stratum"].map({"own": "outlet", "paraphrase": "source", "quotation": "source"}),
        sentence_id=found["article_id"] + ":01",
        kind="naming",
        target="people",
        negated=False,
        metonym=False,
    )
    return found, articles


OUTLETS = {
    "Post": (15, 0.7, 0.1),
    "Times of the Northern Territories": (12, 0.6, 0.2),
    "Globe": (15, 0.9, 0.9),
    "Herald": (14, 0.5, 0.5),
    "Monitor": (8, 0, 0),
    "Echo": (1, 0.5, 0.5),
} | {f"Weekly {place}": (1, 0.5, 0.5) for place in range(20)}


@pytest.fixture(scope="module")
def results():
    occurrences, articles = planted(OUTLETS)
    values = {"occurrences": occurrences, "articles": articles, "targets": ("people",)}
    graph = results_graph(fr.demo(), **values, change=CHANGE, placebo_dates=PLACEBOS, replication=0.5)
    names = ("changes", "change_placebos", "predicted_rates", "rates_by_voice")
    rates = naming_rate(occurrences, articles, by="outlet", targets=["people"])
    groups = naming_rate(occurrences, articles, by="group", targets=["people"])
    estimates = pd.concat([rates, groups], ignore_index=True)
    return View(articles, ("people",)), {"estimates": estimates, **{name: graph.get(name) for name in names}}


@pytest.fixture(scope="module")
def drawings(results):
    return {name: edition.drawing(name, *results) for name in ("outlet_rates", "change", "naming_by_group")}


def boxes_of(figure):
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    shown = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    visible = [text for text in shown if text.axes is None or text.axes.get_visible()]
    return {text: text.get_window_extent(canvas.get_renderer()) for text in visible}


@pytest.mark.parametrize("name", ["outlet_rates", "change", "naming_by_group"])
def test_texts_are_on_the_page_and_do_not_cover_each_other(drawings, name):
    figure = drawings[name].figure
    assert figure.get_figwidth() == pytest.approx(TWO_COLUMNS)
    boxes = boxes_of(figure)
    ticks = {
        label
        for ax in figure.axes
        for axis in (ax.xaxis, ax.yaxis)
        for tick in axis.get_major_ticks()
        for label in (tick.label1, tick.label2)
        if not min(axis.get_view_interval()) <= tick.get_loc() <= max(axis.get_view_interval())
    }
    boxes = {text: box for text, box in boxes.items() if text not in ticks}
    for text, box in boxes.items():
        assert text.get_fontsize() >= 7
        assert (figure.bbox.min - 1 <= box.min).all(), text
        assert (box.max <= figure.bbox.max + 1).all(), text
    for (one, first), (other, second) in itertools.combinations(boxes.items(), 2):
        assert not first.shrunk(0.9, 0.7).overlaps(second.shrunk(0.9, 0.7)), (one, other)


@pytest.mark.parametrize("name", ["outlet_rates", "change"])
def test_captions_are_short_and_count_and_a_drawing_can_be_handed_on(drawings, name):
    drawing = drawings[name]
    assert len(drawing.caption.split()) <= 120
    assert "n = " in drawing.caption
    assert drawing.alt.endswith(f"Numbers: {name}.csv.")
    assert len(drawing.alt.split()) <= 80
    assert pickle.loads(pickle.dumps(drawing)).alt == drawing.alt
    assert not {"significant", "effect", "biased"} & set(drawing.caption.lower().split())


def test_at_most_twenty_outlets_are_drawn_in_order_and_the_others_are_named(drawings):
    drawing = drawings["outlet_rates"]
    own = drawing.data[drawing.data["voice"] == "outlet"]
    assert len(own) == 20
    assert own["estimate"].is_monotonic_decreasing
    assert "Not drawn" in drawing.caption
    assert (own["predicted_low"] <= own["low"] + 1e-9).where(own["low"].notna(), True).all()
    axes = drawing.figure.axes
    assert [label.get_text() for label in axes[0].get_yticklabels()] == list(own["outlet"])
    entries = [text.get_text() for text in drawing.figure.legends[0].get_texts()]
    assert entries == ["left", "center", "right", "sources, paraphrased", "sources, quoted"]


def test_the_difference_drawn_is_that_of_the_table(drawings, results):
    found = results[1]["changes"].iloc[-1]
    assert f"{found['change']:+.2f}".replace("-", "−") in drawings["change"].alt
    assert found["change"] < 0
    assert set(drawings["change"].data["kind"].dropna()) == {"date", "outlet"}


def test_groups_by_leaning_are_in_the_order_of_leanings(drawings):
    labels = [label.get_text() for label in drawings["naming_by_group"].figure.axes[0].get_yticklabels()]
    assert labels == list(LEANINGS)


def test_nothing_is_drawn_without_groups_and_predictions_or_without_an_estimate(results):
    view, tables = results
    plain = View(view.articles.drop(columns="group"), view.targets)
    draw = edition.figures()["outlet_rates"]
    assert draw(view=plain, estimates=tables["estimates"], rates_by_voice=tables["rates_by_voice"]) is None
    empty = tables["changes"].assign(change=np.nan)
    assert edition.figures()["change"](view=view, changes=empty, change_placebos=tables["change_placebos"]) is None


def test_a_study_without_a_declared_event_is_told_how_to_declare_one(quick_demo):
    with pytest.raises(fr.BadInput, match=r"Cannot draw 'change': study\.toml declares no event\. Add \[change\]"):
        fr.draw(quick_demo, "change")
    with pytest.raises(fr.BadInput, match="Cannot draw 'outlet_rates': the outlets belong to no groups"):
        fr.draw(quick_demo, "outlet_rates")
