"""Yardsticks: how large a contrast is where the classifier cannot know the word, or the outlets are dealt by chance."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from framing.models import Case, Coefficients, Refits, Units
from framing.schema import ALL
from framing.stats import middle

DEALS = 200
KEYS = ["target", "pair_id"]

Reals = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Yard:
    """What contrasts are measured on again and again.

    `steps` are the features with the loaded term less those with the neutral one, a row a swap of kind pair; `folds`
    the fold of each.
    """

    swaps: pd.DataFrame
    steps: Reals
    folds: npt.NDArray[np.int64]

    @cached_property
    def cells(self) -> pd.DataFrame:
        """Swaps by pair and, under ALL, by target, each with its weight in the mean: pairs first, then slots."""
        places = self.swaps.assign(place=np.arange(len(self.swaps)))
        both = pd.concat([places, places.assign(pair_id=ALL)])
        slot = both.groupby([*KEYS, "occurrence_id"])["place"].transform("size")
        slots = both.groupby(KEYS)["occurrence_id"].transform("nunique")
        return both.assign(weight=1 / (slot * slots), cell=both.groupby(KEYS).ngroup())

    @cached_property
    def keys(self) -> pd.DataFrame:
        """Target and pair of each cell, in order."""
        return self.cells.drop_duplicates("cell").sort_values("cell")[KEYS].reset_index(drop=True)

    @cached_property
    def means(self) -> sparse.csr_array:
        """From contrasts of swaps to means of cells."""
        shape = (int(self.cells["cell"].max()) + 1, len(self.swaps))
        return sparse.csr_array((self.cells["weight"], (self.cells["cell"], self.cells["place"])), shape=shape)

    @cached_property
    def by_fold(self) -> dict[int, tuple[npt.NDArray[np.bool_], Reals]]:
        """Of the swaps of each fold: in which cells there are any, and the mean step that they add to each cell."""
        places = {int(fold): np.flatnonzero(self.folds == fold) for fold in np.unique(self.folds)}
        parts = {fold: (self.means[:, here], self.steps[here]) for fold, here in places.items()}
        return {fold: (means.sum(axis=1) > 0, means @ steps) for fold, (means, steps) in parts.items()}

    def contrasts(self, coefficients: Coefficients) -> pd.DataFrame:
        """Mean contrast of each cell (rows) under each classifier (columns); empty where a fold has no model."""
        found = np.zeros((len(self.keys), len(coefficients)))
        for fold, (cells, steps) in self.by_fold.items():
            for column, by_fold in enumerate(coefficients.values()):
                found[:, column] += steps @ by_fold[fold] if fold in by_fold else np.where(cells, np.nan, 0)
        return pd.DataFrame(found, columns=list(coefficients))


def term_blind(yard: Yard, refits: Refits, units: Units, holding: pd.DataFrame) -> pd.Series[float]:
    """Contrast of each pair under classifiers refitted without any sentence that holds the loaded term.

    Parameters
    ----------
    yard
        the swaps.
    refits
        of one kind of classifier.
    units
        of the study.
    holding
        term_id and sentence_id of the loaded terms found.

    Returns
    -------
    Series
        by classifier, target and pair_id; empty for ALL.
    """
    outlets = units.outlets.loc[refits.sentence_ids].to_numpy(str)
    loaded = yard.keys["pair_id"].str.partition("~")[0]
    found = yard.contrasts(refits.fitted())
    terms = sorted(set(loaded) & set(holding["term_id"]))
    without = [~refits.sentence_ids.isin(holding.loc[holding["term_id"] == term, "sentence_id"]) for term in terms]
    blind = refits.again([Case(outlets, kept) for kept in without]) if terms else []
    for term, coefficients in zip(terms, blind, strict=True):
        rows = (loaded == term).to_numpy()
        found.loc[rows] = yard.contrasts(coefficients)[rows]
    found.loc[yard.keys["pair_id"] == ALL] = np.nan
    return by_cell(found, yard.keys).rename("term_blind")


@dataclass(frozen=True)
class Deals:
    """Contrasts under classifiers of outlets to which sentences were dealt at random, components whole.

    `values` are by deal, cell and classifier.
    """

    values: Reals
    keys: pd.DataFrame
    classifiers: list[str]

    @classmethod
    def of(cls, yard: Yard, refits: Refits, units: Units, *, seed: int) -> Deals:
        """Deal outlets, refit and measure."""
        random = np.random.default_rng(seed)
        every = np.ones(len(refits.sentence_ids), dtype=bool)
        deals = [dealt(units.outlets, units.components, random) for _ in range(DEALS)]
        cases = [Case(outlets.loc[refits.sentence_ids].to_numpy(str), every) for outlets in deals]
        cube = [yard.contrasts(coefficients) for coefficients in refits.again(cases)]
        return cls(np.stack([deal.to_numpy() for deal in cube]), yard.keys, list(cube[0].columns))

    def ranges(self) -> pd.DataFrame:
        """By classifier, target and pair_id: dealt_low, dealt_high (the middle 95 of 100 deals), n_deals."""
        ends = np.apply_along_axis(middle, 0, self.values)
        low, high = (by_cell(pd.DataFrame(end, columns=self.classifiers), self.keys) for end in ends)
        return pd.DataFrame({"dealt_low": low, "dealt_high": high, "n_deals": DEALS})

    def differences(self) -> pd.DataFrame:
        """The same of the difference between two classifiers, over all pairs of each target."""
        of_all = np.flatnonzero(self.keys["pair_id"] == ALL)
        found = []
        for a, b in combinations(range(len(self.classifiers)), 2):
            apart = self.values[:, of_all, a] - self.values[:, of_all, b]
            low, high = np.apply_along_axis(middle, 0, apart)
            table = self.keys.loc[of_all, ["target"]].assign(dealt_low=low, dealt_high=high, n_deals=DEALS)
            found.append(table.assign(classifier=self.classifiers[a], against=self.classifiers[b]))
        return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


def dealt(outlets: pd.Series[str], components: pd.Series[str], random: np.random.Generator) -> pd.Series[str]:
    """Outlets dealt to components in random order, each outlet about as many sentences as it has."""
    component = components.loc[outlets.index]
    sizes = component.value_counts().sort_index()
    order = random.permutation(len(sizes))
    middles = np.cumsum(sizes.to_numpy()[order]) - sizes.to_numpy()[order] / 2
    wanted = outlets.value_counts(sort=False)
    place = np.searchsorted(np.cumsum(wanted.to_numpy()), middles, side="right").clip(max=len(wanted) - 1)
    return component.map(pd.Series(wanted.index.to_numpy()[place], index=sizes.index[order]))


def by_cell(table: pd.DataFrame, keys: pd.DataFrame) -> pd.Series[float]:
    """A table of cells by classifiers as one column by classifier, target and pair_id."""
    long = pd.concat([keys, table], axis=1).melt(KEYS, var_name="classifier")
    return long.set_index(["classifier", *KEYS])["value"].sort_index()
