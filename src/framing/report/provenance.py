"""Provenance: what the report was made from, by hash and version, and the commands that make it again."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

import pandas as pd

from framing.chain import facts_of, results_now
from framing.report.page import Facts, Listing, Section, Table, Text
from framing.reporting.lock import LOCK, read_lock
from framing.study import Study

COMMANDS = """\
framing build --texts FOLDER   # sentences, terms, twins and scores, from the texts
framing publish                # move them over the published tables
framing figures                # results, tables and figures; needs no text
framing report                 # this page
framing verify                 # is what is published what is here?"""


def provenance(study: Study, svgs: Mapping[str, bytes]) -> Section:
    """Inputs and code by hash, versions, seed, commands."""
    record, facts = results_now(study, []), facts_of(study, "framing report")
    told = {
        "seed": study.seed,
        "toolkit": f"framing {facts['packages']['framing']}",
        "code, SHA-256": record.code,
        "general model, SHA-256": facts["model"]["weights"],
        "packages": ", ".join(f"{name} {version}" for name, version in facts["packages"].items() if name != "framing"),
        **published_figures(study, svgs),
    }
    inputs = pd.DataFrame(list(record.inputs.items()), columns=["file", "SHA-256"])
    return Section(
        "provenance",
        "Provenance",
        [
            Facts(told),
            Table("What the report was made from", inputs, "Files by their place in the study."),
            Text("The commands, in the folder of the study:"),
            Listing(COMMANDS),
        ],
    )


def published_figures(study: Study, svgs: Mapping[str, bytes]) -> dict[str, str]:
    """How many of the figures are to the byte those that are published, where any are."""
    folder = study.path("figures")
    if not (folder / LOCK).is_file():
        return {}
    lock = read_lock(folder)
    equal = sum(lock.files.get(f"{name}.svg") == sha256(svg).hexdigest() for name, svg in svgs.items())
    drawn = f"{equal} of {len(svgs)} are to the byte those that {LOCK} names"
    return {"figures": drawn, "figures drawn with": ", ".join(f"{name} {it}" for name, it in lock.environment.items())}
