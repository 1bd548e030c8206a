"""Contrasts on the demonstration corpus: whether the planted difference is found, and the planted null stays inside."""

import numpy as np
import pytest

from framing.measures import ContrastCells, PermutedOutlets, by_cell
from framing.models import OutletRefits, public_tier
from framing.schema import ALL
from framing.study import results_graph
from framing.tables import read_csv


@pytest.fixture(scope="module")
def refits(demo):
    lexicon = demo.lexicon
    units = results_graph(demo).get("units")
    return OutletRefits(public_tier(units, demo.sentences, demo.occurrences, lexicon.terms, lexicon.targets, None))


@pytest.fixture(scope="module")
def cells(refits):
    units = refits.tier.units
    return ContrastCells(units.pairs, refits.steps, np.asarray(units.folds.loc[units.pairs["sentence_id"]]))


def test_the_planted_difference_is_beyond_dealt_outlets_and_the_planted_null_within(demo, refits, cells):
    """Free Hadrel names Tresk loadedly where Upland Morning does not; Galvora both alike.

    A range of 200 permutations ends a little elsewhere with each seed: the null is within most of four.
    """
    truth = read_csv(demo.root / "truth.csv").set_index("fact")
    found = by_cell(cells.contrasts(refits.fitted()), cells.keys)
    outside = {"difference": 0, "null": 0}
    for seed in (1, 2, 3, 4):
        permuted = PermutedOutlets.of(cells, refits, refits.tier.units, seed=seed).differences()
        permuted = permuted.set_index(["classifier", "against", "target"])
        for fact in outside:
            planted = truth.loc[fact]
            one, other = (f"outlet:{planted[outlet]}" for outlet in ("outlet_a", "outlet_b"))
            apart = found[one, planted["target"], ALL] - found[other, planted["target"], ALL]
            row = permuted.loc[one, other, planted["target"]]
            outside[fact] += not row["dealt_low"] <= apart <= row["dealt_high"]
            assert row["n_deals"] >= 200
    assert outside["difference"] == 4
    assert outside["null"] <= 1
