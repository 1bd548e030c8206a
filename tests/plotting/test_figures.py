"""Figures of a study of one text per outlet, of several, of nothing loaded, of one text, and of empty tables."""

import pickle
import re
import warnings
from dataclasses import replace
from itertools import combinations, pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex, to_rgba
from matplotlib.text import Text

import framing as fr
from framing.plotting import GREY, ONE_COLUMN, SUPPLEMENT, TWO_COLUMNS, Drawing, View, axis_limit, bare_names
from framing.report import CHAPTERS, contents as edition, graph_of
from framing.study import RESULT_NAMES, every_result, ingest_articles, results_graph, start_study

pytestmark = pytest.mark.slow

FIGURES = tuple(edition.figures())
OF_CODES = ("contrasts", "mission", "lexicon_versions", "loadedness", "calibration", "transfer")
OF_KINDS = ("sources",)  # of source, which the demonstration does not tell
# what the case study does not have: dates, groups, several articles of an outlet, a declared event
OF_DATES_AND_GROUPS = ("naming_over_time", "naming_by_group", "outlet_rates", "change")
DRAWN = {
    "case": tuple(name for name in FIGURES if name not in OF_DATES_AND_GROUPS),
    "demo": tuple(
        name
        for name in FIGURES
        if name not in {*OF_CODES, *OF_KINDS, *OF_DATES_AND_GROUPS[1:], "own_words", "specifications", "power"}
    ),
}
EVERY = [(study, name) for study, names in DRAWN.items() for name in names]


class Drawable(NamedTuple):
    """The view of a study with its results."""

    view: View
    results: dict[str, pd.DataFrame]

    def drawing(self, name: str) -> Drawing:
        return edition.drawing(name, self.view, self.results)

    def having(self, **tables: pd.DataFrame) -> "Drawable":
        return Drawable(self.view, {**self.results, **tables})


@pytest.fixture(scope="module")
def views(case, quick_demo, case_results, demo_results) -> dict[str, Drawable]:
    of_swaps = results_graph(case).get("swap_contrasts")
    return {
        "case": Drawable(edition.view_of(case), {**case_results, "swap_contrasts": of_swaps}),
        "demo": Drawable(edition.view_of(quick_demo), demo_results),
    }


@pytest.fixture(scope="module")
def drawings(views):
    return {(study, name): views[study].drawing(name) for study, name in EVERY}


def texts_of(figure) -> list[Text]:
    return [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]


def unseen_labels(axis) -> list[Text]:
    """Labels of ticks beyond the limits of an axis, which are not drawn."""
    low, high = sorted(axis.get_view_interval())
    return [label for tick in axis.get_major_ticks() if not low <= tick.get_loc() <= high for label in [tick.label1]]


def words(drawing) -> str:
    return " ".join(text.get_text() for text in drawing.figure.findobj(Text))


def dots_of(drawing):
    """The marks of all panels, which lie above lines and bands."""
    return [found for ax in drawing.figure.axes for found in ax.collections if found.get_zorder() == 3]


def test_a_figure_waits_for_no_result_that_it_does_not_draw(case):
    study = fr.open_study(case.file)
    fr.draw(study, "positions")
    fr.draw(study, "voice")
    assert graph_of(study).computed.keys() & set(RESULT_NAMES) == {"positions", "voices"}


def test_supplementary_figures_have_a_chapter_of_their_own():
    chapters = {chapter.key: set(chapter.figures) for chapter in CHAPTERS}
    supplement = {draw.__name__.removeprefix("draw_") for draw in SUPPLEMENT}
    assert chapters.pop("supplement") == supplement
    assert set().union(*chapters.values()) == set(FIGURES) - supplement


@pytest.mark.parametrize(("study", "name"), EVERY)
def test_no_text_is_under_seven_points_runs_off_the_page_or_into_the_next_title(drawings, study, name):
    figure = drawings[study, name].figure
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    beyond = {label for ax in figure.axes for axis in (ax.xaxis, ax.yaxis) for label in unseen_labels(axis)}
    for text in set(texts_of(figure)) - beyond:
        box = text.get_window_extent(canvas.get_renderer())
        assert text.get_fontsize() >= 7, text
        assert (figure.bbox.min - 1 <= box.min).all(), text
        assert (box.max <= figure.bbox.max + 1).all(), text
    lines = pd.Series(figure.axes).groupby([round(ax.get_position().y1, 3) for ax in figure.axes])
    for _, panels in lines:
        titles = [ax._left_title for ax in panels if ax.get_title(loc="left")]
        boxes = sorted((title.get_window_extent(canvas.get_renderer()) for title in titles), key=lambda box: box.x0)
        assert all(left.x1 < right.x0 for left, right in pairwise(boxes))


@pytest.mark.parametrize("name", DRAWN["case"])
def test_a_figure_fits_a_column_of_a_journal_and_counts_its_cases(drawings, name):
    drawing = drawings["case", name]
    assert drawing.figure.get_figwidth() in (pytest.approx(ONE_COLUMN), pytest.approx(TWO_COLUMNS))
    assert re.search(r"n = \d|\d+ of \d+", words(drawing)) or "n = " in drawing.caption


@pytest.mark.parametrize(("study", "name"), EVERY)
def test_a_caption_is_short_and_states_n_and_scope_and_the_alternative_text_points_to_the_numbers(
    drawings, views, study, name
):
    drawing = drawings[study, name]
    assert len(drawing.caption.split()) <= 120
    assert drawing.caption.endswith(views[study].view.scope)
    assert "n = " in drawing.caption + words(drawing)
    assert "  " not in drawing.caption + drawing.alt
    assert drawing.alt.endswith(f"Numbers: {name}.csv.")
    assert len(drawing.alt.split()) <= 80
    assert not drawing.figure.get_supxlabel()


@pytest.mark.parametrize(("study", "name"), EVERY)
def test_a_drawing_can_be_handed_to_another_process(drawings, study, name):
    assert pickle.loads(pickle.dumps(drawings[study, name])).alt == drawings[study, name].alt


def test_the_last_digit_of_a_layout_reaches_no_file(views):
    """Another hash seed moved an axes by one digit in the sixteenth place, and the SVG was another file."""
    figure = views["case"].drawing("voice").figure
    Drawing("voice", figure, pd.DataFrame(), "", "").rendered("png")
    edges = np.array([ax.get_position().bounds for ax in figure.axes])
    assert np.abs(edges - edges.round(9)).max() < 1e-15


@pytest.mark.parametrize("study", DRAWN)
def test_two_loaded_words_at_one_place_are_both_seen(drawings, study):
    """Eight loaded names were counted and seven were seen: two had the same place."""
    drawing = drawings[study, "positions"]
    (ax,) = drawing.figure.axes
    FigureCanvasAgg(drawing.figure).draw()
    seen = [tuple(p) for found in ax.collections[1:] for p in ax.transData.transform(found.get_offsets()) * 72 / 150]
    assert len(seen) == len(drawing.data)
    assert min(np.hypot(x - u, y - v) for (x, y), (u, v) in combinations(seen, 2)) > 1.5


def test_texts_of_an_outlet_have_a_row_each(drawings, demo):
    for name in ("positions", "coded_loadedness"):
        drawing = drawings["demo", name]
        labels = [label.get_text().strip() for label in drawing.figure.axes[0].get_yticklabels()]
        assert sorted(labels) == sorted([*demo.articles["article_id"], *demo.outlets])
        assert set(drawing.data["row"]) <= set(demo.articles["article_id"])
    assert len(drawings["demo", "coded_loadedness"].data) == len(demo.articles)


def test_texts_too_many_for_a_page_are_drawn_together(views):
    few, results = views["demo"].view.by_text, views["demo"].results
    ids = few.articles["article_id"]
    many = pd.concat([few.articles.assign(article_id=[f"{one}-{copy}" for one in ids]) for copy in range(6)])
    copies = {
        name: table.assign(article_id=table["article_id"] + "-0")
        for name, table in results.items()
        if "article_id" in table
    }
    view = View(many, few.targets)
    for name, said in (("positions", "share a row"), ("coded_loadedness", "counted together")):
        assert said in edition.drawing(name, view, {**results, **copies}).caption
        assert said not in edition.drawing(name, few, results).caption


def test_one_coder_has_no_agreement(drawings):
    assert "α" not in drawings["demo", "coded_loadedness"].caption
    assert "α of loaded, 95 % bootstrap over sentences: 0.923" in drawings["case", "coded_loadedness"].caption


@pytest.mark.parametrize("study", DRAWN)
def test_every_part_of_a_bar_has_its_number(drawings, study):
    drawing = drawings[study, "coded_loadedness"]
    printed = [int(t.get_text()) for ax in drawing.figure.axes for t in ax.texts if t.get_text().isdigit()]
    parts = drawing.data[[f"strength_{level}" for level in range(4)]].to_numpy().ravel()
    assert sorted(printed) == sorted(parts[parts > 0])


@pytest.mark.parametrize("study", DRAWN)
def test_rates_are_drawn_where_the_table_says_and_intervals_of_enough_slots_are_seen_whole(drawings, views, study):
    drawing = drawings[study, "naming_rates"]
    enough = drawing.data[drawing.data["n_slots"] >= 5]
    for ax, target in zip(drawing.figure.axes, views[study].view.targets, strict=True):
        of_target = drawing.data[drawing.data["target"] == target]
        assert ax.get_xlim() == (0, axis_limit(drawing.data))
        assert max(enough["high"].max(), drawing.data["estimate"].max()) <= ax.get_xlim()[1]
        (dots,) = [found for found in ax.collections if found.get_zorder() == 3]
        assert list(dots.get_offsets()[:, 0]) == pytest.approx(of_target["estimate"].dropna().tolist())
        counts = [text.get_text() for text in ax.texts]
        assert sorted(counts) == sorted(of_target["count"])


def test_rows_of_few_slots_are_grey_and_the_caption_says_so(drawings):
    drawing = drawings["case", "naming_rates"]
    few = drawing.data["n_slots"].between(1, 4).sum()
    grey = [colour for found in dots_of(drawing) for colour in found.get_facecolor() if to_hex(colour) == GREY.lower()]
    assert len(grey) == few > 0
    assert "fewer than five slots" in drawing.caption
    few_of_demo = drawings["demo", "naming_rates"].data["n_slots"].between(1, 4).any()
    assert ("fewer than five slots" in drawings["demo", "naming_rates"].caption) == few_of_demo


def test_axes_end_at_one_where_no_row_counts():
    rates = pd.DataFrame({"estimate": [0.0, None], "high": [0.8, None], "muted": [True, False]})
    assert axis_limit(rates) == 1


def test_naming_tiles_print_the_counts_of_the_table(drawings):
    for study in DRAWN:
        drawing = drawings[study, "naming"]
        texts = [text.get_text() for ax in drawing.figure.axes for text in ax.texts]
        cells = [text.replace("*", "").split(" +") for text in texts if " of " not in text]
        above = [int(text.split(" of ")[1]) for text in texts if " of " in text]
        assert sum(above) == drawing.data["own"].sum()
        assert sum(int(cell[0]) for cell in cells) == drawing.data["own"].sum()
        assert sum(int(cell[1]) for cell in cells if cell[1:]) == drawing.data["sources"].sum()


def test_each_voice_has_its_sentences_counted(drawings, views):
    for study in DRAWN:
        drawing = drawings[study, "voice"]
        share = drawing.data[drawing.data["measure"] == "share of the text"]
        bars, *panels = drawing.figure.axes
        every = views[study].results["collation"].query("other == 'ALL'")["n_sentences"].sum()
        assert sum(int(text.get_text() or 0) for text in bars.texts) == share["n_counted"].sum() == every
        for ax in panels:
            voice, n = ax.get_title(loc="left").split("\nn = ")
            assert int(n) == share.loc[share["voice"] == voice.lower(), "n_counted"].sum()


def test_every_proposition_has_a_row_with_its_values(drawings):
    for study in DRAWN:
        drawing = drawings[study, "propositions"]
        (ax,) = drawing.figure.axes
        assert len(ax.get_yticks()) == drawing.data["proposition"].nunique()
        printed = [float(text.get_text()) for text in ax.texts if re.fullmatch(r"[\d.]+", text.get_text())]
        values = drawing.data.groupby(["proposition", "row"])["strength"].mean().dropna()
        assert sorted(printed) == pytest.approx(sorted(values), abs=0.0501)


def test_a_study_without_codes_draws_what_the_lexicon_finds(views):
    results = dict(views["case"].results)
    results["omissions"] = results["omissions"].assign(strength=np.nan)
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


def test_panels_are_titled_with_names_not_with_ids(drawings, demo):
    names = bare_names(demo.lexicon.terms)
    assert names["tresk"] == "Tresk"
    for name in ("naming", "naming_rates"):
        titles = {ax.get_title(loc="left").split()[0] for ax in drawings["demo", name].figure.axes}
        assert titles == {names[target] for target in demo.targets}


def test_a_target_without_a_name_keeps_its_id(views):
    assert views["demo"].view.called("tie") == "tie"


def test_a_caption_states_method_and_unit_of_the_intervals(drawings):
    assert "Wilson intervals over articles" in drawings["demo", "naming_rates"].caption
    assert "Clopper–Pearson intervals over slots" in drawings["case", "naming_rates"].caption


def test_only_a_contrast_larger_than_its_placebo_is_filled(drawings, views):
    white = to_rgba("white")

    def filled(drawing):
        return sum(tuple(face) != white for found in dots_of(drawing) for face in found.get_facecolor())

    drawing = drawings["case", "contrasts"]
    larger = (drawing.data["contrast"].abs() > drawing.data["placebo"]).sum()
    assert filled(drawing) == larger > 0
    contrasts = views["case"].results["contrasts"].assign(placebo=np.nan, term_blind=np.nan)
    assert filled(views["case"].having(contrasts=contrasts).drawing("contrasts")) == 0


def test_each_mark_of_the_mission_is_the_published_mean_and_the_mean_of_its_slots(drawings, views):
    """Seaborn computes no interval: marks and lines are those of the table, dots average to the marks."""
    data, table = drawings["case", "mission"].data, views["case"].results["contrasts"]
    published = table[table["tier"] == "text"].set_index(["classifier", "pair_id"])
    means, slots = (data[data["drawn"] == kind] for kind in ("mean", "slot"))
    keys = pd.MultiIndex.from_frame(means[["classifier", "pair_id"]])
    for column in ("contrast", "low", "high", "n_slots"):
        assert means[column].tolist() == pytest.approx(published.loc[keys, column].tolist(), nan_ok=True)
    averaged = slots.groupby(["classifier", "pair_id"])["contrast"].agg(["mean", "size"]).loc[keys]
    assert averaged["mean"].tolist() == pytest.approx(means["contrast"].tolist())
    assert averaged["size"].tolist() == means["n_slots"].tolist()


def test_each_term_of_the_mission_is_above_its_control_in_the_same_slots(drawings, views):
    drawing, view = drawings["case", "mission"], views["case"].view
    (ax,) = drawing.figure.axes
    labels = ax.get_yticklabels()
    assert [label.get_fontweight() for label in labels] == ["bold", "normal"] * len(view.terms)
    assert [label.get_text() for label in labels[::2]] == [
        "dictator for president",
        "terrorist state for Russia",
        "vassal for partner",
    ]
    slots = drawing.data[drawing.data["drawn"] == "slot"]
    written = slots[slots["slots"] == "as written"].groupby("pair_id")["occurrence_id"].agg(set)
    of_pairs = slots.groupby("pair_id")["occurrence_id"].agg(set)
    pairs = drawing.data.drop_duplicates("pair_id").set_index("pair_id")["control"]
    for term, control in (("dictator", "officeholder-putin"), ("terrorist-state", "terrorism-hit-state")):
        (pair,) = [name for name in pairs.index if name.startswith(f"{term}~")]
        (matched,) = [name for name in pairs.index if name.startswith(f"{control}~")]
        assert (pairs[pair], pairs[matched]) == (False, True)
        assert (of_pairs[pair], written[pair]) == (of_pairs[matched], written[matched])
    counts = [text.get_text() for text in ax.texts if text.get_text()[0].isdigit()]
    assert counts == [f"{len(of_pairs[name])} ({len(written.get(name, ()))})" for name in _from_top(drawing)]


def _from_top(drawing) -> list[str]:
    """The pairs of the mission in the order of its rows."""
    of_label = drawing.data.drop_duplicates("pair_id").set_index("pair")["pair_id"]
    return [of_label[label.get_text()] for label in drawing.figure.axes[0].get_yticklabels()]


def test_terms_of_the_same_words_or_with_one_control_have_rows_of_their_own(views):
    """Putin and Xi are both called dictator; dictator and tsar are both matched with officeholder."""
    view = replace(views["case"].view, terms=("dictator", "dictator-xi", "tsar"))
    drawing = Drawable(view, views["case"].results).drawing("mission")
    labels = [label.get_text() for label in drawing.figure.axes[0].get_yticklabels()]
    assert len(set(labels)) == 6
    assert labels[0] == "dictator for president (Putin)"
    assert labels[5].strip() == labels[1] == "officeholder for president (Putin)"
    drawing.rendered("png")


def test_dots_are_filled_where_the_term_stands_in_the_text(drawings):
    drawing = drawings["case", "mission"]
    own = drawing.data[(drawing.data["drawn"] == "slot") & (drawing.data["classifier"] != "general")]
    dots = [found for found in drawing.figure.findobj(PathCollection) if found.get_zorder() == 2]
    strips = [found for found in dots if len(found.get_offsets())]
    filled = sum(len(found.get_offsets()) for found in strips if len(found.get_facecolor()))
    assert filled == (own["slots"] == "as written").sum()
    assert sum(len(found.get_offsets()) for found in strips) == len(own)


def test_the_caption_of_the_mission_cites_the_auroc_within_texts(drawings, views):
    table = views["case"].results["agreement"]
    within = table[table["article_id"] == "ALL"].set_index("predictor")["auroc_within"]
    own, general = within["own outlet's classifier, text tier"], within["general model"]
    assert f"AUROC {own:.2f}, the general model with {general:.2f}" in drawings["case", "mission"].caption


def test_published_tables_alone_draw_the_mission_without_dots(views):
    results = {name: table for name, table in views["case"].results.items() if name != "swap_contrasts"}
    drawing = Drawable(views["case"].view, results).drawing("mission")
    assert set(drawing.data["drawn"]) == {"mean"}
    assert "as written" not in words(drawing)


def test_without_codes_the_mission_shows_the_general_model_by_outlet(views):
    contrasts = views["case"].results["contrasts"]
    bare = contrasts[~contrasts["classifier"].str.startswith("loadedness:")]
    drawing = views["case"].having(contrasts=bare).drawing("mission")
    assert "general model's contrasts" in drawing.caption
    published = views["case"].results["contrasts_by_outlet"].query("stratum == 'own'")
    assert set(drawing.data["estimate"]) <= set(published["estimate"])
    assert len(drawing.figure.axes) == 1


def test_contrasts_of_both_questions_and_tiers_are_in_one_figure(drawings, views):
    table = views["case"].results["contrasts"]
    wanted = table[(table["pair_id"] == "ALL") & table["target"].isin(views["case"].view.targets)]
    drawn = drawings["case", "contrasts"].data
    reference = (drawn["classifier"] == "general") & (drawn["kind"] == "loadedness")
    assert set(drawn.loc[reference, "tier"]) == {"text", "public"}
    assert (~reference).sum() == wanted["contrast"].notna().sum()
    assert set(drawn["kind"]) == {"general", "loadedness", "outlet"}


@pytest.mark.parametrize("name", ["contrasts", "mission", "loadedness", "transfer", "calibration"])
def test_little_training_data_is_said_where_it_is_so(drawings, views, name):
    said = "fewer than ten"
    assert said in drawings["case", name].caption
    enough = views["case"].results["classifiers"].assign(enough_positives=True)
    drawing = views["case"].having(classifiers=enough).drawing(name)
    assert said not in drawing.caption
    assert "†" not in words(drawing)


def test_each_sentence_is_scored_by_the_classifier_of_its_own_outlet(drawings, views):
    data, view = drawings["case", "loadedness"].data, views["case"].view
    outlets = dict(zip(view.articles["article_id"], view.articles["outlet"], strict=True))
    own = data[data["panel"] != "general"]
    assert (own["classifier"] == "loadedness:" + own["row"].map(outlets)).all()
    assert len(set(data.groupby("panel")["unit_id"].nunique())) == 1


def test_sentences_are_in_the_order_of_their_text_past_the_hundredth(views):
    scores = views["case"].results["sentence_scores"].head(1).assign(classifier="general")
    many = pd.concat([scores.assign(unit_id=f"oboz:{number:02}") for number in (100, 99, 2)])
    data = views["case"].having(sentence_scores=many).drawing("loadedness").data
    assert data["unit_id"].tolist() == ["oboz:02", "oboz:99", "oboz:100"]
    assert data["place"].tolist() == [0, 0.5, 1]


def test_scores_without_codes_are_drawn_as_not_coded(views):
    bare = views["case"].results["sentence_scores"].drop(columns="loaded")
    drawing = views["case"].having(sentence_scores=bare).drawing("loadedness")
    assert set(drawing.data["code"]) == {"not coded"}
    assert "not coded" in words(drawing)
    assert "coded as loaded" not in drawing.caption


def test_a_cell_of_few_sentences_shows_counts_only(drawings):
    data = drawings["case", "transfer"].data
    bare = data[data["estimate"].isna()]
    shown = words(drawings["case", "transfer"])
    assert shown.count("–\n") == len(bare) > 0
    assert all(shown.count(f"–\n{count}") == n for count, n in bare["count"].value_counts().items())


def test_an_empty_fifth_has_its_nought_and_no_point(views):
    table = views["case"].results["calibration"].copy()
    table.loc[0, ["n_sentences", "n_loaded"]] = 0
    table.loc[0, ["predicted", "estimate", "low", "high"]] = float("nan")
    drawing = views["case"].having(calibration=table).drawing("calibration")
    first = drawing.figure.axes[0]
    assert first.texts[0].get_text() == "0"
    assert len(dots_of(drawing)[0].get_offsets()) == 4


@pytest.mark.parametrize("name", OF_CODES)
def test_empty_tables_are_said_to_be_empty(views, name):
    if name == "lexicon_versions":
        pytest.skip("needs a row of coverage")
    drawing = views["case"].having(**{t: rows.head(0) for t, rows in views["case"].results.items()}).drawing(name)
    assert "n = 0" in drawing.caption
    assert "n = 0" in drawing.alt
    drawing.rendered("png")


@pytest.mark.parametrize("name", ["contrasts", "mission"])
def test_outlets_of_several_texts_are_rows(views, name):
    articles = views["case"].view.articles
    twice = pd.concat([articles, articles.assign(article_id=articles["article_id"] + "-2")]).reset_index(drop=True)
    drawing = Drawable(replace(views["case"].view, articles=twice), views["case"].results).drawing(name)
    of_general = {"general", "words in the slot", "whole sentence", "stance towards them"}
    assert set(drawing.data["row"]) - of_general == set(articles["outlet"])
    assert "2 texts per outlet" in drawing.caption
    drawing.rendered("png")


@pytest.mark.parametrize("name", ["loadedness", "calibration", "transfer"])
def test_three_texts_of_one_outlet_are_drawn(views, name):
    view, results = views["case"]
    outlets = view.articles["outlet"].tolist()
    kept, merged = outlets[:3], dict.fromkeys(outlets[2:], outlets[2])
    known = [f"loadedness:{outlet}" for outlet in kept]
    transfer, cards = results["transfer"], results["classifiers"]
    fewer = {
        "transfer": transfer[transfer["outlet"].isin(kept) & transfer["classifier"].isin(known)],
        "classifiers": cards[cards["classifier"].isin(known)],
    }
    articles = view.articles.assign(outlet=view.articles["outlet"].replace(merged))
    drawing = Drawable(replace(view, articles=articles), {**results, **fewer}).drawing(name)
    assert "texts per outlet" in drawing.caption
    assert drawing.rendered("png")


def written(folder, texts: dict[str, str]) -> Drawable:
    """A study of the given text of each outlet."""
    start_study(folder / "study")
    articles = {"article_id": [outlet[0].lower() for outlet in texts], "outlet": [*texts], "text": [*texts.values()]}
    pd.DataFrame(articles).to_csv(folder / "articles.csv", index=False)
    path = folder / "study" / "study.toml"
    ingest_articles(fr.open_study(path), folder / "articles.csv")
    study = fr.open_study(path, texts=folder / "study" / "build" / "texts")
    return Drawable(edition.view_of(study), every_result(study))


@pytest.fixture(scope="module")
def unloaded(tmp_path_factory):
    """A study of two outlets: the one names its targets neutrally, the other not at all."""
    courier = "President First Surname came. Surname left Countryname at noon."
    return written(tmp_path_factory.mktemp("two"), {"Courier": courier, "Herald": "It rained all day long."})


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """A study of one text."""
    return written(tmp_path_factory.mktemp("one"), {"Courier": "It rained all day long."})


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("naming", "No loaded name was found."),
        ("naming_rates", "“No slot”: the text does not name the target."),
        ("positions", "No loaded word was found, n = 0"),
        ("voice", "narrator 0 of "),
        ("propositions", "no proposition is stated by two texts, n = 0"),
    ],
)
def test_a_study_without_a_loaded_hit_or_a_shared_sentence_draws_without_a_warning(unloaded, name, said):
    """Seaborn warned of an All-NaN slice."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawing = unloaded.drawing(name)
        assert drawing.rendered("png")
    assert said in f"{drawing.caption} {drawing.alt}"


def test_no_slot_has_no_point(unloaded):
    drawing = unloaded.drawing("naming_rates")
    none = drawing.data["n_slots"].eq(0).groupby(drawing.data["target"], sort=False).sum()
    for ax, n in zip(drawing.figure.axes, none, strict=True):
        assert [text.get_text() for text in ax.texts].count("no slot") == n > 0


def test_one_text_alone_says_that_there_is_nothing_to_compare(alone):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawing = alone.drawing("propositions")
        assert drawing.rendered("png")
        assert alone.drawing("voice").rendered("png")
    assert "by two texts" in drawing.caption
    assert "by two texts" in words(drawing)


def many_outlets(views, outlets: int, articles: int = 2) -> Drawable:
    """The demonstration's texts given to many outlets, with the rates of one of them for each."""
    view, results = views["demo"]
    names = [f"Outlet {number:02d}" for number in range(outlets)]
    rows = [(f"a{number:02d}-{copy}", name) for number, name in enumerate(names) for copy in range(articles)]
    table = pd.DataFrame(rows, columns=["article_id", "outlet"])
    rates = results["estimates"]
    one = rates[(rates["outlet"] == "Free Hadrel") & (rates["scope"] == "outlets")]
    every = pd.concat([one.assign(outlet=name, n_loaded=one["n_loaded"] + place) for place, name in enumerate(names)])
    every = every.assign(n_slots=every["n_slots"] + 70)
    every = every.assign(estimate=every["n_loaded"] / every["n_slots"], low=0.0, high=1.0)
    return Drawable(View(table, view.targets, bare_names=view.bare_names), {**results, "estimates": every})


@pytest.mark.parametrize("outlets", [3, 16, 66])
def test_naming_rates_of_many_outlets_fit_on_two_pages_in_the_order_of_their_rates(views, outlets):
    drawing = many_outlets(views, outlets).drawing("naming_rates")
    assert drawing.figure.get_figheight() <= 22
    rows = list(dict.fromkeys(drawing.data["row"]))
    assert len(rows) == min(outlets, 40)
    assert (
        "Not drawn: the 26 outlets with fewest articles (of equal numbers, the later ones): " in drawing.caption
    ) == (outlets == 66)
    labels = [label.get_text() for label in drawing.figure.axes[0].get_yticklabels()]
    assert (labels == sorted(labels, reverse=True)) == (outlets > 9)  # the rate grows with the number of the outlet
    drawing.rendered("png")


def test_more_targets_than_fit_side_by_side_have_lines_of_their_own(views):
    many = many_outlets(views, 20)
    estimates = many.results["estimates"]
    targets = tuple(f"t{number}" for number in range(6))
    of_one = estimates[estimates["target"] == many.view.targets[0]]
    rates = pd.concat([of_one.assign(target=target) for target in targets])
    drawing = Drawable(replace(many.view, targets=targets), {**many.results, "estimates": rates}).drawing(
        "naming_rates"
    )
    assert sum(ax.get_visible() for ax in drawing.figure.axes) == 6
    assert drawing.figure.get_figheight() <= 22
    assert "Not drawn: the 4 outlets" in drawing.caption


def test_contrasts_that_one_panel_lacks_leave_the_labels_of_the_others(views):
    """An empty panel took the labels of the rows that it shares."""
    table = views["case"].results["contrasts"]
    fewer = table[~((table["target"] == "China") & (table["tier"] == "public"))]
    figure = views["case"].having(contrasts=fewer).drawing("contrasts").figure
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels == ["words in the slot", "whole sentence", "stance towards them"]
