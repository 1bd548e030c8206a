"""What every published figure keeps to."""

from itertools import combinations

import matplotlib as mpl
import numpy as np
import pytest
from colorspacious import cspace_convert, deltaE

import framing as fr
from conftest import ROOT
from framing.plotting import COLOURS, MARKERS, palette, style
from framing.report import contents as edition
from framing.tables import read_csv

OTHERS = {"naming_over_time", "naming_by_group", "outlet_rates", "change"}  # which need dates, groups or an event
FIGURES = sorted({*edition.figures()} - OTHERS)


KINDS = ("png", "svg", "pdf", "csv", "md")


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_has_all_its_files_and_says_its_numbers(name):
    assert all((ROOT / "figures" / f"{name}.{kind}").is_file() for kind in KINDS)
    caption = (ROOT / "figures" / f"{name}.md").read_text(encoding="utf-8")
    assert "**Caption.**" in caption
    assert "**Alternative text.**" in caption
    assert "about the propensity behind each, not about outlets." in caption
    assert f"Numbers: {name}.csv." in caption
    assert len(read_csv(ROOT / "figures" / f"{name}.csv")) > 0


def test_a_notebook_shows_the_very_picture_that_is_published(case):
    shown, size = fr.draw(case, "coded_loadedness")._repr_png_()
    assert shown == (ROOT / "figures" / "coded_loadedness.png").read_bytes()
    assert size["width"] < 1000


@pytest.mark.parametrize(
    ("name", "message"),
    [("namings", "There is no figure 'namings'"), ("lexicon_versions", "the study has no coded sentences")],
)
def test_a_figure_that_cannot_be_drawn_says_why(demo, name, message):
    with pytest.raises(fr.BadInput, match=message):
        fr.draw(demo, name)


@pytest.mark.parametrize("kind", ["deuteranomaly", "protanomaly", "tritanomaly"])
def test_rows_are_told_apart_by_colour_for_the_colour_blind(kind):
    space = {"name": "sRGB1+CVD", "cvd_type": kind, "severity": 100}
    seen = [np.clip(cspace_convert(mpl.colors.to_rgb(colour), space, "sRGB1"), 0, 1) for colour in COLOURS]
    assert min(deltaE(one, other) for one, other in combinations(seen, 2)) > 15


def test_rows_are_told_apart_by_marker_too():
    assert len(set(MARKERS)) == len(MARKERS) == len(COLOURS)
    assert palette(list("abc"))["b"] == palette(list("abcdefg"))["b"]


def test_the_look_of_figures_touches_nothing_else():
    before = dict(mpl.rcParams)
    with style():
        assert mpl.rcParams["svg.hashsalt"] == "framing"
    assert dict(mpl.rcParams) == before
