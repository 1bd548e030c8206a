"""The chain of hashes: what derived tables, results and figures were made from, then and now."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from framing.files import hashes_of
from framing.reporting.provenance import CODE_OF_DERIVED, Provenance, code_hash, read_provenance
from framing.study import Study
from framing.tables import rows

RECORD = "provenance.json"
MEND_DERIVED = "make all TEXTS=folder, then make publish"
MEND_RESULTS = "make figures; a file of your own belongs elsewhere"


def derived_now(study: Study, folder: Path) -> Provenance:
    """What is to be recorded of derived tables in `folder` at this moment."""
    inputs = hashes_of([study.path("articles"), study.path("lexicon")], study.root)
    texts = {f"text of {row.article_id}": row.sha256 for row in rows(study.articles)}
    return Provenance({**inputs, **texts}, code_hash(CODE_OF_DERIVED), hashes_of(folder.glob("*.csv"), folder))


def results_now(study: Study, outputs: Iterable[Path]) -> Provenance:
    """What is to be recorded of results and figures at this moment."""
    named = [study.path("articles"), study.path("lexicon"), study.root / "study.toml"]
    derived = study.path("derived").glob("*.csv") if study.path("derived").is_dir() else []
    codes = study.path("codes").rglob("*.csv") if study.paths["codes"] else []
    return Provenance(hashes_of([*named, *derived, *codes], study.root), code_hash(), hashes_of(outputs, study.root))


def published_outputs(study: Study) -> list[Path]:
    """Every file that lies in the folders of results and figures."""
    found = [path for name in ("results", "figures") for path in study.path(name).rglob("*")]
    return [path for path in found if path.is_file() and path.name != RECORD and not path.name.startswith(".")]


def differences(study: Study) -> list[str]:
    """What is not as recorded, a sentence each, with what mends it."""
    derived, results = study.path("derived"), study.path("results")
    return [
        *since(derived / RECORD, derived_now(study, derived), f"derived tables: {{}} ({MEND_DERIVED})"),
        *since(
            results / RECORD,
            results_now(study, published_outputs(study)),
            f"results and figures: {{}} ({MEND_RESULTS})",
        ),
    ]


def since(record: Path, now: Provenance, sentence: str) -> list[str]:
    """Differences between a record and now, put into a sentence."""
    found = read_provenance(record).differences(now) if record.is_file() else [f"{record} is missing"]
    return [sentence.format(difference) for difference in found]
