"""Compute controls for contrasts: classifiers trained without the term, and permuted outlet labels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
import pandas as pd
from scipy import sparse

from framing.models import Case, Coefficients, Refits, Units
from framing.schema import ALL
from framing.stats import Flags, Integers, Reals, middle

PERMUTATIONS = 200
CELL = ["target", "pair_id"]


@dataclass(frozen=True)
class ContrastCells:
    """Average the contrasts of swaps by target and term pair, for any coefficients.

    Attributes
    ----------
    swaps : DataFrame
        Swaps of kind pair.
    steps : ndarray of shape (swaps, features)
        Features with the loaded term minus features with the neutral term.
    folds : ndarray of shape (swaps,)
        Fold of each swap.
    """

    swaps: pd.DataFrame
    steps: Reals
    folds: Integers

    @cached_property
    def members(self) -> pd.DataFrame:
        """List the swaps of each pair and, as ALL, of each target, with weights that average pairs, then slots."""
        places = self.swaps.assign(place=np.arange(len(self.swaps)))
        both = pd.concat([places, places.assign(pair_id=ALL)])
        slot = both.groupby([*CELL, "occurrence_id"])["place"].transform("size")
        slots = both.groupby(CELL)["occurrence_id"].transform("nunique")
        return both.assign(weight=1 / (slot * slots), cell=both.groupby(CELL).ngroup())

    @cached_property
    def keys(self) -> pd.DataFrame:
        """Target and pair of each cell, in order."""
        return self.members.drop_duplicates("cell").sort_values("cell")[CELL].reset_index(drop=True)

    @cached_property
    def by_fold(self) -> dict[int, tuple[Flags, Reals]]:
        """For each fold, the cells that have swaps in it and the mean step that these swaps add to each cell."""
        members = self.members
        shape = (int(members["cell"].max()) + 1, len(self.swaps))
        means = sparse.csr_array((members["weight"], (members["cell"], members["place"])), shape=shape)
        places = {int(fold): np.flatnonzero(self.folds == fold) for fold in np.unique(self.folds)}
        parts = {fold: (means[:, here], self.steps[here]) for fold, here in places.items()}
        return {fold: (of_fold.sum(axis=1) > 0, of_fold @ steps) for fold, (of_fold, steps) in parts.items()}

    def contrasts(self, coefficients: Coefficients) -> pd.DataFrame:
        """Compute the mean contrast of each cell (row) by each classifier (column); nan if a fold has no model."""
        contrasts = np.zeros((len(self.keys), len(coefficients)))
        for fold, (cells, steps) in self.by_fold.items():
            for column, by_fold in enumerate(coefficients.values()):
                contrasts[:, column] += steps @ by_fold[fold] if fold in by_fold else np.where(cells, np.nan, 0)
        return pd.DataFrame(contrasts, columns=list(coefficients))


def by_cell(table: pd.DataFrame, keys: pd.DataFrame) -> pd.Series[float]:
    """Reshape a table of cells by classifiers to a series indexed by classifier, target and pair_id."""
    long = pd.concat([keys, table], axis=1).melt(CELL, var_name="classifier")
    return long.set_index(["classifier", *CELL])["value"].sort_index()


def term_blind(cells: ContrastCells, refits: Refits, units: Units, holding: pd.DataFrame) -> pd.Series[float]:
    """Compute the contrast of each pair by classifiers trained without the sentences that contain the loaded term.

    Parameters
    ----------
    cells : ContrastCells
        Swaps to average.
    refits : Refits
        Refits of one kind of classifier.
    units : Units
        Sentences of the study.
    holding : DataFrame
        term_id and sentence_id of each loaded occurrence.

    Returns
    -------
    Series
        Contrasts by classifier, target and pair_id; nan for ALL.
    """
    outlets = units.outlets.loc[refits.sentence_ids].to_numpy(str)
    loaded = cells.keys["pair_id"].str.partition("~")[0]
    contrasts = cells.contrasts(refits.fitted())
    terms = sorted(set(loaded) & set(holding["term_id"]))
    without = [~refits.sentence_ids.isin(holding.loc[holding["term_id"] == term, "sentence_id"]) for term in terms]
    blind = refits.again([Case(outlets, kept) for kept in without]) if terms else []
    for term, coefficients in zip(terms, blind, strict=True):
        rows = (loaded == term).to_numpy()
        contrasts.loc[rows] = cells.contrasts(coefficients)[rows]
    contrasts.loc[cells.keys["pair_id"] == ALL] = np.nan
    return by_cell(contrasts, cells.keys).rename("term_blind")


@dataclass(frozen=True)
class PermutedOutlets:
    """Hold the contrasts of classifiers refitted with permuted outlet labels.

    Attributes
    ----------
    values : ndarray of shape (permutations, cells, classifiers)
        Contrasts.
    keys : DataFrame
        Target and pair_id of each cell.
    classifiers : list of str
        Names of the classifiers.
    """

    values: Reals
    keys: pd.DataFrame
    classifiers: list[str]

    @classmethod
    def of(
        cls, cells: ContrastCells, refits: Refits, units: Units, *, seed: int, permutations: int = PERMUTATIONS
    ) -> PermutedOutlets:
        """Permute the outlet labels, refit the classifiers and compute their contrasts; none with 0 permutations."""
        random = np.random.default_rng(seed)
        every = np.ones(len(refits.sentence_ids), dtype=bool)
        permuted = [permute_outlets(units.outlets, units.components, random) for _ in range(permutations)]
        cases = [Case(outlets.loc[refits.sentence_ids].to_numpy(str), every) for outlets in permuted]
        tables = [cells.contrasts(coefficients) for coefficients in (refits.again(cases) if cases else ())]
        classifiers = list(refits.fitted())
        values = np.array([table.to_numpy() for table in tables]).reshape(-1, len(cells.keys), len(classifiers))
        return cls(values, cells.keys, classifiers)

    def ranges(self) -> pd.DataFrame:
        """Return dealt_low, dealt_high (middle 95 % of the contrasts) and n_deals by classifier, target and pair_id."""
        ends = _middles(self.values)
        low, high = (by_cell(pd.DataFrame(end, columns=self.classifiers), self.keys) for end in ends)
        return pd.DataFrame({"dealt_low": low, "dealt_high": high, "n_deals": len(self.values)})

    def differences(self) -> pd.DataFrame:
        """Return the same ranges for the difference between two classifiers, over all pairs of each target."""
        of_all = np.flatnonzero(self.keys["pair_id"] == ALL)
        tables = []
        for a, b in combinations(range(len(self.classifiers)), 2):
            low, high = _middles(self.values[:, of_all, a] - self.values[:, of_all, b])
            table = self.keys.loc[of_all, ["target"]].assign(dealt_low=low, dealt_high=high, n_deals=len(self.values))
            tables.append(table.assign(classifier=self.classifiers[a], against=self.classifiers[b]))
        return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


def _middles(values: Reals) -> Reals:
    """Return the ends of the middle 95 % over the first axis; nan if it is empty."""
    if not len(values):
        return np.full((2, *values.shape[1:]), np.nan)
    return np.apply_along_axis(middle, 0, values)


def permute_outlets(outlets: pd.Series[str], components: pd.Series[str], random: np.random.Generator) -> pd.Series[str]:
    """Assign outlets to whole components at random, keeping the approximate number of sentences of each outlet.

    Parameters
    ----------
    outlets, components : Series of str
        Outlet and component of each sentence.
    random : numpy.random.Generator
        Source of the permutation.

    Returns
    -------
    Series of str
        Assigned outlet of each sentence.
    """
    component = components.loc[outlets.index]
    sizes = component.value_counts().sort_index()
    order = random.permutation(len(sizes))
    middles = np.cumsum(sizes.to_numpy()[order]) - sizes.to_numpy()[order] / 2
    wanted = outlets.value_counts(sort=False)
    place = np.searchsorted(np.cumsum(wanted.to_numpy()), middles, side="right").clip(max=len(wanted) - 1)
    return component.map(pd.Series(wanted.index.to_numpy()[place], index=sizes.index[order]))
