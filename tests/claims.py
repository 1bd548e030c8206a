"""Numbers in documents, and where in results/ each is looked up."""

import re

import pandas as pd

from conftest import ROOT
from framing.study import narrowed
from framing.tables import read_csv

CLAIM = re.compile(
    r"(?P<number>[\d,]+ of [\d,]+|(?:α|F1) = \d\.\d+|−?\d+\.\d\d)"
    r"<!-- (?P<sum>sum of |share of )?(?P<file>[\w/]+\.csv): (?P<where>.+?)(?: @ (?P<column>\w+))? -->"
    r"(?: \((?P<low>−?\d+\.\d\d) to (?P<high>−?\d+\.\d\d))?"
)
TIE = re.compile(r"<!-- ([a-z-]+) -->")
BOUNDS = {  # of a number, where they are not its interval: of a contrast what dealt outlets reach
    "contrast": ("dealt_low", "dealt_high"),
    "difference": ("dealt_low", "dealt_high"),
    **{rate: (f"{rate}_low", f"{rate}_high") for rate in ("precision", "recall", "f1")},
}
COUNTS = {
    "estimates.csv": ("n_loaded", "n_slots"),
    "coded_loadedness.csv": ("n_loaded", "n_sentences"),
    "lexicon_coverage.csv": ("n_found", "n_expressions"),
    "lexicon_precision.csv": ("n_marked", "n_occurrences"),
    "voices.csv": ("n_counted", "n_sentences"),
    "voice_drift.csv": ("n_changed", "n_pairs"),
    "collation.csv": ("n_full", "n_sentences"),
    "proposition_differences.csv": ("n_equal", "n_families"),
    "validation/loaded_language_alarms.csv": ("n_alarms", "n"),
}


def claims(document: str) -> list[re.Match[str]]:
    return list(CLAIM.finditer((ROOT / document).read_text(encoding="utf-8")))


def number_in_results(claim: re.Match[str], document: str = "") -> tuple[str, pd.DataFrame]:
    """The number that a claim should give, and the rows of results/ (of the document's study) that it rests on."""
    file, where = claim["file"], claim["where"]
    home = (ROOT / document).parent if document.startswith("studies/") else ROOT
    *_, wider, rows = narrowed(read_csv(home / "results" / file), where)
    if file == "positions.csv" or claim["sum"] == "share of ":
        return f"{len(rows)} of {len(wider)}", rows
    assert claim["sum"] or len(rows) == 1, (file, where)
    if claim["column"]:
        return in_print(rows[claim["column"]].iloc[0]), rows
    if file == "reliability.csv":
        return f"α = {float(rows['alpha'].iloc[0]):.3f}", rows
    if "measure=F1" in where:
        return f"F1 = {float(rows['estimate'].iloc[0]):.3f}", rows
    hits, total = (rows[column].astype(int).sum() for column in COUNTS.get(file, ("n_right", "n")))
    return (f"{hits:,} of {total:,}" if "validation/" in file else f"{hits} of {total}"), rows


def in_print(number: str) -> str:
    return f"{float(number):.2f}".replace("-", "−")
