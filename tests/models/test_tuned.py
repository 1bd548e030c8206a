"""Tuned: the encoder of a trained network, by torch and by OpenVINO."""

import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, strategies as st
from hypothesis.extra import numpy as arrays

from framing.errors import BadInput
from framing.models import AT_ONCE, FURTHEST, WINDOW, Rounded, TunedEncoder, by_length_of_batches, tuned, windows_of
from framing.tables import sha256_of

torch = pytest.importorskip("torch")
pytest.importorskip("openvino")

from framing.models import Network, tokenised, write_network  # noqa: E402

SENTENCES = [
    "Their brutal puppet boasted of a vile scheme.",
    "The office opened.",
    "Officials said the bill would be read in March, after the committee had heard from both chambers of parliament.",
    "No.",
    "“We will not yield,” the minister told reporters in the capital late on Monday evening.",
]
LONG = "The council met again and the mayor spoke at length about the bridge. " * 150  # ten thousand characters


@pytest.fixture(scope="module")
def network():
    """A network of random weights, the same each time: of 90 others two moved a score by more than the bound below."""
    with torch.random.fork_rng():
        torch.manual_seed(1)
        return Network(2)


@pytest.fixture(scope="module")
def shipped(network, tmp_path_factory):
    """The file of a network, and its head."""
    path = tmp_path_factory.mktemp("model") / "two-layers.safetensors"
    return path, write_network(network, tokenised(SENTENCES * 3, 64), path)


@given(arrays.arrays(np.float64, st.tuples(st.integers(1, 6), st.integers(1, 6)), elements=st.floats(-1e3, 1e3)))
def test_no_number_moves_by_more_than_half_a_step(matrix):
    rounded = Rounded.of(matrix)
    step = np.abs(matrix).max(axis=1, keepdims=True) / FURTHEST
    assert (np.abs(rounded.whole() - matrix) <= step * 0.501 + 1e-30).all()
    assert np.abs(rounded.steps).max() <= FURTHEST


def test_the_same_network_is_the_same_file_each_time_that_it_is_written(shipped, tmp_path):
    """In another process the library writes several texts beside the arrays in another order."""
    code = "import sys; from framing.models.tuned import *; read_weights(Path(sys.argv[1])).write(Path(sys.argv[2]))"
    for name in ("one", "two", "three"):
        subprocess.run([sys.executable, "-c", code, shipped[0], tmp_path / name], check=True)
        assert sha256_of(tmp_path / name) == sha256_of(shipped[0])


def test_a_number_that_reaches_far_is_divided_by_its_spread_and_the_product_is_the_same(shipped):
    weights = TunedEncoder(shipped[0]).weights
    name = "encoder.layer.0.intermediate.dense"
    spread, (low, high) = weights.spreads[name], weights.ranges[name]
    assert spread.max() > 1.5  # the layer has numbers that reach further than the rest
    read = np.random.default_rng(1).normal(size=(5, len(spread)))
    whole = weights.whole[f"{name}.weight"]
    assert (read / spread) @ weights.matrices[f"{name}.weight"].whole().T == pytest.approx(read @ whole.T, abs=1e-4)
    assert low < 0 < high


def test_the_file_keeps_what_the_network_says(network, shipped):
    path, head = shipped
    vectors = TunedEncoder(path, exact=True)(SENTENCES)
    found = vectors @ np.array(head.coefficients) + head.intercept
    said = network.log_odds(tokenised(SENTENCES, 64))
    longest = np.linalg.norm(head.coefficients) * np.linalg.norm(vectors, axis=1)
    assert (np.abs(found - said) <= 0.01 * longest).all()


def test_openvino_in_full_numbers_computes_what_torch_does(shipped, tmp_path):
    encoder = TunedEncoder(shipped[0])
    replace(encoder.weights, ranges={}).write(tmp_path / "unrounded.safetensors")
    found = TunedEncoder(tmp_path / "unrounded.safetensors")(SENTENCES)
    assert found == pytest.approx(encoder.exactly()(SENTENCES), abs=2e-5)


def test_openvino_in_bytes_is_near(shipped):
    encoder = TunedEncoder(shipped[0])
    fast, exact = encoder(SENTENCES), encoder.exactly()(SENTENCES)
    cosine = (fast * exact).sum(1) / np.linalg.norm(fast, axis=1) / np.linalg.norm(exact, axis=1)
    assert cosine.min() > 0.98
    assert not np.array_equal(fast, exact)


@pytest.mark.parametrize("exact", [True, False])
def test_a_sentence_has_the_same_vector_alone_and_among_others_in_any_order(shipped, exact):
    encoder = TunedEncoder(shipped[0], exact)
    together = encoder([*SENTENCES, LONG])
    assert encoder([LONG, *SENTENCES[::-1]])[::-1] == pytest.approx(together, abs=1e-5)
    assert np.concatenate([encoder([one]) for one in SENTENCES]) == pytest.approx(together[:-1], abs=1e-5)


def test_a_long_sentence_is_read_to_its_end_and_says_so(shipped):
    encoder = TunedEncoder(shipped[0], exact=True)
    read = encoder.read(["Short.", LONG])
    assert read.windows.tolist() == [1, -(-len(read.places[1]) // WINDOW)]
    assert not np.allclose(encoder([LONG]), encoder([LONG + " A vile, brutal mob of puppets!" * 20]), atol=1e-3)


@given(st.lists(st.integers(1, 9), max_size=3 * WINDOW))
def test_windows_hold_every_token_once_and_are_of_about_one_length(tokens):
    windows = windows_of(tokens)
    assert [token for window in windows for token in window[1:-1]] == tokens
    assert max(map(len, windows)) <= WINDOW + 2
    assert max(map(len, windows)) - min(map(len, windows)) <= 1


@given(st.lists(st.integers(1, 256), max_size=100))
def test_every_place_is_in_one_batch(lengths):
    assert sorted(place for batch in by_length_of_batches(lengths, AT_ONCE) for place in batch) == [
        *range(len(lengths))
    ]


@pytest.mark.parametrize("exact", [True, False])
def test_nothing_in_nothing_out(shipped, exact):
    assert TunedEncoder(shipped[0], exact)([]).shape == (0, 384)


def test_without_openvino_torch_computes_and_says_so(shipped, monkeypatch):
    monkeypatch.setattr(tuned, "find_spec", {}.get)
    encoder = TunedEncoder(shipped[0])
    with pytest.warns(UserWarning, match=r"openvino is not installed.*pip install 'framing\[fast\]'"):
        found = encoder(SENTENCES)
    assert np.array_equal(found, encoder.exactly()(SENTENCES))


def test_a_copy_without_weights_says_so(tmp_path):
    with pytest.raises(BadInput, match=r"weights of the general model are missing: .*gone\.safetensors\. Reinstall"):
        _ = TunedEncoder(tmp_path / "gone.safetensors").sha256


def test_a_model_that_is_used_once_and_dropped_ends(shipped):
    """A callback of the last batch that waits for the interpreter's lock would hang here, now and then."""
    code = (
        "import sys; from pathlib import Path; from framing.models import TunedEncoder\n"
        "for _ in range(15): TunedEncoder(Path(sys.argv[1]))(['The office opened.'])"
    )
    subprocess.run([sys.executable, "-c", code, shipped[0]], check=True, timeout=120)


def test_results_need_no_openvino():
    """Joined with its graph in one module, the network took `make figures` from a clone without the extra."""
    code = "import sys; sys.modules['openvino'] = None; import framing; framing.demo; import framing.models.persistence"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_scoring_with_openvino_writes_nothing_into_home_and_loads_no_telemetry(tmp_path):
    """With openvino_telemetry, `import openvino` writes an id into HOME and sends it to an analytics service."""
    code = (
        "import sys, framing as fr\n"
        "fr.load_model('loaded-language').predict_proba(['The minister arrived on Monday.'])\n"
        "assert 'openvino' in sys.modules and not any(name.startswith('openvino_telemetry.') for name in sys.modules)"
    )
    home = {**os.environ, "HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-c", code], env=home, check=True)
    assert not (tmp_path / "intel").exists()
