"""Contrasts on the demonstration corpus: whether the planted difference is found, and the planted null stays inside."""

from dataclasses import replace

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

    The difference is beyond the deals of each seed. The null is held against those of four seeds together, since the
    ends of a range of 200 deals vary by a tenth of its width.
    """
    truth = read_csv(demo.root / "truth.csv").set_index("fact")
    found = by_cell(cells.contrasts(refits.fitted()), cells.keys)
    deals = [PermutedOutlets.of(cells, refits, refits.tier.units, seed=seed) for seed in (1, 2, 3, 4)]
    together = replace(deals[0], values=np.concatenate([one.values for one in deals]))
    assert len(together.values) >= 800

    def is_beyond(fact, permuted):
        planted = truth.loc[fact]
        one, other = (f"outlet:{planted[outlet]}" for outlet in ("outlet_a", "outlet_b"))
        apart = found[one, planted["target"], ALL] - found[other, planted["target"], ALL]
        ranges = permuted.differences().set_index(["classifier", "against", "target"])
        row = ranges.loc[one, other, planted["target"]]
        return not row["dealt_low"] <= apart <= row["dealt_high"]

    assert all(is_beyond("difference", permuted) for permuted in (*deals, together))
    assert not is_beyond("null", together)
