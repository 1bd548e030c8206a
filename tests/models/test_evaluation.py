"""Scores of many weighted samples at once, against scikit-learn on each sample written out."""

import numpy as np
import pytest
from hypothesis import given, strategies as st
from hypothesis.extra import numpy as arrays
from sklearn import metrics

from conftest import ROOT, examples

SKLEARN = {
    "macro_f1": lambda y, z: metrics.f1_score(y, z > 0, average="macro", labels=[0, 1], zero_division=0.0),
    "weighted_f1": lambda y, z: metrics.f1_score(y, z > 0, average="weighted", labels=[0, 1], zero_division=0.0),
    "mcc": lambda y, z: metrics.matthews_corrcoef(y, z > 0),
    "precision": lambda y, z: metrics.precision_score(y, z > 0, zero_division=0.0),
    "recall": lambda y, z: metrics.recall_score(y, z > 0, zero_division=0.0),
    "auroc": metrics.roc_auc_score,
    "average_precision": metrics.average_precision_score,
}


@pytest.fixture(scope="module")
def weighted_scores():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "bench"))
        from weighted_scores import weighted_scores
    return weighted_scores


@given(st.data(), st.integers(4, 30))
@examples(40)
def test_every_sample_has_the_scores_of_its_rows_written_out(weighted_scores, data, n):
    labels = data.draw(arrays.arrays(np.int64, n, elements=st.integers(0, 1)))
    log_odds = data.draw(arrays.arrays(np.float64, n, elements=st.sampled_from([-2.0, -0.5, 0.0, 0.5, 2.0])))
    weights = data.draw(arrays.arrays(np.float64, (3, n), elements=st.integers(0, 3).map(float)))
    found = weighted_scores(labels, log_odds, weights)
    for sample, drawn in enumerate(weights):
        rows = np.repeat(np.arange(n), drawn.astype(int))
        if len(set(labels[rows])) < 2:
            assert np.isnan(found["auroc"][sample])
            continue
        for name, measure in SKLEARN.items():
            assert found[name][sample] == pytest.approx(measure(labels[rows], log_odds[rows]), abs=1e-9), name
