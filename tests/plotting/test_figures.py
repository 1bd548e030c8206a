"""Figures: what a reader sees of a study of one text per outlet, of several, and of none that is loaded."""

import warnings
from inspect import signature
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.text import Text

import framing as fr
from framing.plotting import GREY, LOOKS, MARKERS, Drawing, View, axis_limit, bare_names
from framing.report import contents as edition, graph_of
from framing.study import RESULT_NAMES, every_result, ingest_articles, start_study

OF_CLASSIFIERS = {
    name
    for name, draw in edition.figures().items()
    if {"classifiers", "specifications", "power"} & {*signature(draw).parameters}
}  # tested apart
DRAWN = {"case": tuple(name for name in edition.figures() if name not in OF_CLASSIFIERS)}
DRAWN["demo"] = tuple(name for name in DRAWN["case"] if name != "lexicon_versions")  # it has no marked expressions
EVERY = [(study, name) for study, names in DRAWN.items() for name in names]


class Drawable(NamedTuple):
    """The view of a study with its results."""

    view: View
    results: dict[str, pd.DataFrame]

    def drawing(self, name: str) -> Drawing:
        return edition.drawing(name, self.view, self.results)

    def having(self, **tables: pd.DataFrame) -> "Drawable":
        return Drawable(self.view, {**self.results, **tables})


def view_of(study: fr.Study, results: dict[str, pd.DataFrame] | None = None) -> Drawable:
    return Drawable(edition.view_of(study), results or every_result(study))


@pytest.fixture(scope="module")
def views(case, demo, case_results, demo_results):
    return {"case": view_of(case, case_results), "demo": view_of(demo, demo_results)}


@pytest.fixture(scope="module")
def drawings(views):
    return {(study, name): views[study].drawing(name) for study, name in EVERY}


def test_a_figure_waits_for_no_result_that_it_does_not_draw(case):
    study = fr.open_study(case.file)
    fr.draw(study, "positions")
    fr.draw(study, "collation")
    assert graph_of(study).computed.keys() & set(RESULT_NAMES) == {"positions", "collation", "voice_drift"}


def written(folder, texts: dict[str, str]) -> Drawable:
    """A study of the given text of each outlet."""
    start_study(folder / "study")
    articles = {"article_id": [outlet[0].lower() for outlet in texts], "outlet": [*texts], "text": [*texts.values()]}
    pd.DataFrame(articles).to_csv(folder / "articles.csv", index=False)
    path = folder / "study" / "study.toml"
    ingest_articles(fr.open_study(path), folder / "articles.csv")
    return view_of(fr.open_study(path, texts=folder / "study" / "build" / "texts"))


@pytest.fixture(scope="module")
def unloaded(tmp_path_factory):
    """A study of two outlets: the one names its targets neutrally, the other not at all."""
    courier = "President First Surname came. Surname left Countryname at noon."
    return written(tmp_path_factory.mktemp("two"), {"Courier": courier, "Herald": "It rained all day long."})


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """A study of one text."""
    return written(tmp_path_factory.mktemp("one"), {"Courier": "It rained all day long."})


def texts_of(figure) -> list[Text]:
    return [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]


def marks(ax) -> list[tuple[float, float]]:
    """Where markers stand, in points of the page."""
    FigureCanvasAgg(ax.figure).draw()
    return [
        tuple(point * 72 / ax.figure.dpi)
        for line in ax.lines
        if line.get_marker() not in ("None", "", None)
        for point in ax.transData.transform(np.column_stack(line.get_data()))
    ]


@pytest.mark.parametrize(("study", "name"), EVERY)
def test_no_text_is_under_seven_points_or_runs_off_the_page(drawings, study, name):
    figure = drawings[study, name].figure
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    page = figure.bbox
    for text in texts_of(figure):
        box = text.get_window_extent(canvas.get_renderer())
        assert text.get_fontsize() >= 7, text
        assert (page.min <= box.min).all(), text
        assert (box.max <= page.max).all(), text


def test_the_last_digit_of_a_layout_reaches_no_file(views):
    """Another hash seed moved an axes by one digit in the sixteenth place, and the SVG was another file."""
    figure = views["case"].drawing("voice").figure
    Drawing("voice", figure, pd.DataFrame(), "", "").rendered("png")
    edges = np.array([ax.get_position().bounds for ax in figure.axes])
    assert np.abs(edges - edges.round(9)).max() < 1e-15


@pytest.mark.parametrize("study", DRAWN)
def test_two_loaded_words_at_one_place_are_both_seen(drawings, study):
    """Eight loaded names stood in the margin and seven were seen: two had the same place."""
    drawing = drawings[study, "positions"]
    (ax,) = drawing.figure.axes
    seen = marks(ax)
    assert len(seen) == len(drawing.data)
    assert min(np.hypot(x - u, y - v) for (x, y), (u, v) in combinations(seen, 2)) > 2


def test_texts_of_an_outlet_are_not_poured_onto_one_line(drawings, demo):
    for name in ("positions", "coded_loadedness"):
        drawing = drawings["demo", name]
        labels = [label.get_text() for label in drawing.figure.axes[0].get_yticklabels()]
        assert sorted(labels) == sorted([*demo.articles["article_id"], *demo.outlets])
        assert set(drawing.data["row"]) <= set(demo.articles["article_id"])
    assert len(drawings["demo", "coded_loadedness"].data) == len(demo.articles)


def test_texts_too_many_for_a_page_are_said_to_be_drawn_together(views):
    few, results = views["demo"].view.by_text, views["demo"].results
    ids = few.articles["article_id"]
    many = pd.concat(
        [few.articles.assign(article_id=[f"{article_id}-{copy}" for article_id in ids]) for copy in range(6)]
    )
    copies = {
        name: table.assign(article_id=table["article_id"] + "-0")
        for name, table in results.items()
        if "article_id" in table
    }
    view = View(many, few.targets)
    for name, words in (("positions", "on one line"), ("coded_loadedness", "counted together")):
        drawing = edition.drawing(name, view, {**results, **copies})
        assert words in drawing.caption
        assert words in drawing.figure.get_supxlabel().replace("\n", " ")
        assert words not in edition.drawing(name, few, results).caption


def test_one_coder_agrees_with_nobody(drawings):
    one, two = (drawings[study, "coded_loadedness"] for study in ("demo", "case"))
    assert "α" not in one.caption + one.figure.get_supxlabel()
    assert "two coders" not in one.caption
    assert two.figure.get_supxlabel().count("α") == 2


@pytest.mark.parametrize("study", DRAWN)
def test_every_part_of_a_bar_has_its_number(drawings, study):
    drawing = drawings[study, "coded_loadedness"]
    (ax,) = drawing.figure.axes
    printed = sorted(int(text.get_text()) for text in ax.texts if text.get_text().isdigit())
    parts = drawing.data[[f"strength_{level}" for level in range(4)]].to_numpy().ravel()
    assert printed == sorted(parts[parts > 0])


@pytest.mark.parametrize("study", DRAWN)
def test_intervals_of_rows_that_count_are_seen_whole(drawings, study):
    drawing = drawings[study, "naming_rates"]
    counted = drawing.data[drawing.data["n_slots"] >= 5]
    for ax in drawing.figure.axes:
        assert ax.get_xlim() == (0, axis_limit(drawing.data))
        assert max(counted["high"].max(), drawing.data["estimate"].max()) <= ax.get_xlim()[1]


def test_rows_of_few_slots_are_thin_and_grey_and_say_so(drawings):
    drawing = drawings["case", "naming_rates"]
    few = drawing.data["n_slots"] < 5
    grey = [line for ax in drawing.figure.axes for line in ax.lines if line.get_color() == GREY]
    assert len(grey) == 2 * few.sum() > 0
    assert "fewer than five slots" in drawing.caption
    assert "fewer than five slots" not in drawings["demo", "naming_rates"].caption


def test_axes_end_at_one_where_no_row_counts():
    rates = pd.DataFrame({"estimate": [0.0, None], "high": [0.8, None], "muted": [True, False]})
    assert axis_limit(rates) == 1


def test_no_slot_stands_on_no_line(unloaded):
    drawing = unloaded.drawing("naming_rates")
    for ax in drawing.figure.axes:
        (none,) = [text for text in ax.texts if text.get_text() == "no slot"]
        guides = [segment for found in ax.findobj(LineCollection) for segment in found.get_segments()]
        assert len(guides) == 1
        assert none.get_position()[0] > 1
        assert none.get_position()[1] not in {guide[0][1] for guide in guides}


@pytest.mark.parametrize("name", ["naming", "naming_rates", "positions"])
def test_a_study_without_a_loaded_hit_draws_without_a_warning(unloaded, name):
    """Seaborn warned of an All-NaN slice."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawing = unloaded.drawing(name)
        assert drawing.rendered("png") == unloaded.drawing(name).rendered("png")
    said = {
        "naming": "No loaded naming was found.",
        "positions": "No loaded naming was found.",
        "naming_rates": "0 of 2",
    }
    assert said[name] in f"{drawing.caption} {drawing.alt}"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("voice", "narrator 2 of 2 sentences, 0 of 2 loaded by the lexicon"),
        ("collation", "No sentence has a twin in another text."),
        ("propositions", "no proposition stands in two texts, n = 0"),
    ],
)
def test_two_texts_without_a_shared_sentence_draw_and_say_so(unloaded, name, said):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawing = unloaded.drawing(name)
        assert drawing.rendered("svg") == unloaded.drawing(name).rendered("svg")
    assert said in f"{drawing.caption} {drawing.alt}"


@pytest.mark.parametrize(("name", "said"), [("collation", "nothing to compare"), ("propositions", "in two texts")])
def test_one_text_alone_says_that_there_is_nothing_beside_it(alone, name, said):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawing = alone.drawing(name)
        assert drawing.rendered("png") == alone.drawing(name).rendered("png")
        assert alone.drawing("voice").rendered("png")
    assert said in drawing.caption
    assert said in " ".join(text.get_text() for text in texts_of(drawing.figure))


def test_each_voice_has_its_sentences_counted(drawings, views):
    for study in DRAWN:
        drawing = drawings[study, "voice"]
        share = drawing.data[drawing.data["measure"] == "share of the text"]
        bars, *panels = drawing.figure.axes
        printed = [int(text.get_text()) for text in bars.texts]
        assert (
            sum(printed)
            == share["n_counted"].sum()
            == views[study].results["collation"].query("other == 'ALL'")["n_sentences"].sum()
        )
        for ax in panels:
            voice, n = ax.get_title(loc="left").split("\nn = ")
            assert int(n) == share.loc[share["voice"] == voice.lower(), "n_counted"].sum()


def test_the_matrix_prints_what_the_table_counts_and_leaves_the_diagonal_empty(drawings, views):
    for study, size in (("case", 5), ("demo", 12)):
        drawing, table = drawings[study, "collation"], views[study].results["collation"]
        (ax,) = drawing.figure.axes
        cells = [text.get_text() for text in ax.texts][size:]
        assert len(cells) == size * size == len(table)
        assert sum(int(cell.split(" +")[0]) for cell in cells) == table["n_full"].sum()
        assert sum(int(part) for cell in cells for part in cell.split(" +")) == table["n_twin"].sum()
        assert (drawing.data["row"] != drawing.data["column"]).all()


def test_texts_too_many_for_a_matrix_are_compared_with_all_others_together(views):
    few, results = views["demo"].view.by_text, views["demo"].results
    one = few.articles.iloc[[0]].assign(article_id="thirteenth", label="thirteenth", outlet="thirteenth")
    view = View(pd.concat([few.articles, one]), few.targets)
    drawing = edition.drawing("collation", view, results)
    assert set(drawing.data["column"]) == {"ALL"}
    assert "too many texts" in drawing.caption


def test_every_proposition_is_on_one_line_and_its_number_is_written(drawings):
    for study in DRAWN:
        drawing = drawings[study, "propositions"]
        for ax, (_, of_measure) in zip(drawing.figure.axes, drawing.data.groupby("measure", sort=False), strict=True):
            lines = [line for line in ax.lines if line.get_marker() == "None"]
            written = [int(text.get_text()[1:]) for text in ax.texts]
            assert sum(written) + len(lines) - len(written) == of_measure["family_id"].nunique()


def test_a_study_without_codes_draws_what_the_lexicon_finds(views):
    results = dict(views["case"].results)
    results["propositions"] = results["propositions"].assign(strength=np.nan)
    results["voices"] = results["voices"][results["voices"]["measure"] != "loaded by codes"]
    bare = Drawable(views["case"].view, results)
    assert len(bare.drawing("propositions").figure.axes) == 1
    assert "coders" not in bare.drawing("voice").caption


def test_copied_propositions_are_worded_alike_and_the_exile_site_words_them_stronger(views):
    """Planted: the regional paper prints wire copy, the exile site rewords it against its target."""
    collated = views["demo"].results["collation"].set_index(["article_id", "other"])["share_full"]
    assert min(collated[f"courier-{number}", f"perrant-{number}"] for number in (1, 2, 3)) > 0.4
    table = views["demo"].results["proposition_differences"]
    table = table[(table["measure"] == "coded strength") & table["article_b"].str.startswith("perrant")]
    sums = table.groupby(table["article_a"].str.partition("-")[0])[["n_families", "n_more", "n_less"]].sum()
    assert sums.loc["courier", "n_more"] / sums.loc["courier", "n_families"] < 0.1
    assert sums.loc["freehadrel", "n_more"] / sums.loc["freehadrel", "n_families"] > 0.25
    assert sums["n_less"].max() <= 1


def test_versions_of_the_lexicon_look_like_no_text_and_unlike_each_other(drawings):
    markers = [look.marker for look in LOOKS.values()]
    assert len(set(markers)) == len(markers)
    assert not set(markers) & set(MARKERS)
    (legend,) = drawings["case", "lexicon_versions"].figure.legends
    assert len(legend.get_texts()) == len(LOOKS)


def test_shades_have_a_key_of_counts_that_occur(drawings):
    for study in DRAWN:
        drawing = drawings[study, "naming"]
        (legend,) = drawing.figure.legends
        keys = [text.get_text().split(": ") for text in legend.get_texts()]
        for form, own in drawing.data.groupby("form")["own"]:
            assert max(int(n) for of_form, n in keys if of_form == form) == own.max()


def test_panels_are_titled_with_names_not_with_ids(drawings, demo):
    names = bare_names(demo.lexicon.terms)
    assert names["tresk"] == "Tresk"
    for name in ("naming", "naming_rates"):
        titles = {ax.get_title(loc="left").split()[0] for ax in drawings["demo", name].figure.axes}
        assert titles == {names[target] for target in demo.targets}


def test_a_target_without_a_name_keeps_its_id(views):
    assert views["demo"].view.called("tie") == "tie"


def test_a_caption_says_which_targets_and_how_intervals_were_found(drawings):
    assert "every target of the lexicon" in drawings["case", "positions"].caption
    assert "here of China, Putin, Russia, Xi, war" in drawings["case", "positions"].caption
    for corpus, words in (("demo", "Wilson intervals over articles"), ("case", "Clopper–Pearson intervals")):
        drawn = drawings[corpus, "naming_rates"]
        assert words in drawn.caption
        assert "t intervals" not in drawn.caption
