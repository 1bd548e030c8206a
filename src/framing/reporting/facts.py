"""Facts: which codes, model and package versions stand behind the numbers, for records and citations."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

from framing.files import hash_of_hashes, hashes_of, sha256_of
from framing.reporting.provenance import PACKAGE

MODEL = "loaded-language"
# what computes the numbers of results, by the names of their packages
COMPUTE = ("numpy", "pandas", "rapidfuzz", "regex", "scikit-learn", "scipy", "seaborn", "statsmodels", "syntok")
CODER = "coder_"


def packages() -> dict[str, str]:
    """Versions of the packages that compute, the toolkit among them."""
    return {name: version(name) for name in ("framing", *COMPUTE)}


def model() -> dict[str, str]:
    """The shipped general model: its name and SHA-256 of its weights and of the file of its coefficients."""
    home = PACKAGE / "classifiers"
    return {
        "name": MODEL,
        "weights": sha256_of(home / f"{MODEL}.safetensors"),
        "coefficients": sha256_of(home / f"{MODEL}.json"),
    }


def coders_of(codes: Path) -> dict[str, str]:
    """One hash for all files of each coder, by the coder's name."""
    return {
        folder.name.removeprefix(CODER): hash_of_hashes(hashes_of(folder.glob("*.csv"), folder))
        for folder in sorted(codes.glob("*"))
        if folder.is_dir()
    }
