"""Benchmark of the loaded-language model, not a test: sentences a second, in turn, in one run on two cores.

    python bench/language_speed.py ../shared/datasets

BABE's sentences, from text to probability, tokenising included; median of three rounds in which the candidates take
turns. Beside the model stands what a user would take otherwise: sentence-transformers with its default settings and a
linear head. `start` is the time from a cold shell to the first score. What OpenVINO gains depends on the processor:
`instructions` says whether it multiplies bytes by itself. Writes results/validation/benchmark_loaded_language.csv.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
from sentence_transformers import SentenceTransformer

import framing as fr
from alignment import write_rows
from framing.models import PACKAGED, SHIPPED, WHOLE, table, weights_of

ROUNDS, SENTENCES = 3, 2000
NUMBERS = ("avx512_vnni", "avx_vnni", "amx_int8", "avx512f", "avx2")
START = "import framing as fr; fr.load_model('{}').predict_proba(['The vile mob cheered.'])"


def main(datasets: Path) -> None:
    sentences = table(datasets, WHOLE)["text"].head(SENTENCES).tolist()
    model, static = map(fr.load_model, SHIPPED)
    exact = model.exactly()
    usual = SentenceTransformer(str(weights_of(PACKAGED, None).parent), device="cpu")
    head = np.zeros(384)
    candidates: dict[str, Callable[[], object]] = {
        "sentence-transformers, all-MiniLM-L6-v2, a linear head": lambda: usual.encode(sentences) @ head,
        "loaded-language": lambda: model.predict_proba(sentences),
        "loaded-language, exact": lambda: exact.predict_proba(sentences),
        "loaded-language-static": lambda: static.predict_proba(sentences),
    }
    for work in candidates.values():
        work()
    seconds: dict[str, list[float]] = {name: [] for name in candidates}
    for _ in range(ROUNDS):
        for name, work in candidates.items():
            start = time.perf_counter()
            work()
            seconds[name].append(time.perf_counter() - start)
    usual_speed = SENTENCES / median(seconds["sentence-transformers, all-MiniLM-L6-v2, a linear head"])
    rows: list[dict[str, object]] = [
        {
            "tool": name,
            "n_sentences": SENTENCES,
            "sentences_a_second": round(SENTENCES / median(found)),
            "times_as_fast": round(SENTENCES / median(found) / usual_speed, 1),
            "start_seconds": start_of(name),
            "instructions": instructions(),
        }
        for name, found in seconds.items()
    ]
    write_rows(rows, "loaded_language")


def start_of(name: str) -> float | None:
    """Seconds from a cold shell to the first score: median of five, files in memory."""
    if name not in SHIPPED:
        return None
    found = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", START.format(name)], check=True)  # noqa: S603  # our own words
        found.append(time.perf_counter() - start)
    return round(median(found), 2)


def instructions() -> str:
    """Return the best instruction set of this processor for integer products, then for floating-point products."""
    known = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    return next((name for name in NUMBERS if name in known), "unknown")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
