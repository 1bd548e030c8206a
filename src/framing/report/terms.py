"""Terms: the lexicon that looked for loaded wording, and what it found."""

from __future__ import annotations

import pandas as pd

from framing.figures.view import counted
from framing.reading import neutral_wordings
from framing.report.page import Facts, Section, Table, Text
from framing.study import Study


def lexicon(study: Study) -> Section:
    """The lexicon by version and hash, and its loaded terms that stand in the texts."""
    terms = study.lexicon.terms
    loaded = study.occurrences[study.occurrences["form"] == "loaded"]
    n_loaded = int((terms["form"] == "loaded").sum())
    facts = {
        "version": study.lexicon.version,
        "terms": f"{len(terms)}, of them {n_loaded} loaded, with {len(study.lexicon.pairs)} neutral counterparts",
        "targets": ", ".join(study.lexicon.targets),
        "found": f"{counted(len(study.occurrences), 'occurrence')} of terms, {len(loaded)} of them loaded",
        "SHA-256": study.lexicon.sha256,
    }
    if loaded.empty:
        return Section(
            "lexicon", "The lexicon", [Facts(facts), Text("No loaded term of the lexicon stands in the texts.")]
        )
    return Section("lexicon", "The lexicon", [Facts(facts), terms_found(study, loaded, n_loaded)])


def terms_found(study: Study, loaded: pd.DataFrame, n_loaded: int) -> Table:
    """Loaded terms with their neutral wordings and how often each stands in whose voice, the most frequent first."""
    counts = loaded.groupby(["term_id", "voice_of_term"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=["outlet", "source"], fill_value=0)
    counts = counts.assign(all=counts.sum(axis=1)).sort_values(["all", "term_id"], ascending=[False, True])
    neutral = neutral_wordings(study.lexicon)
    found = study.lexicon.terms.set_index("term_id").loc[counts.index]
    body = pd.DataFrame(
        {
            "loaded term": found["term"],
            "target": found["target"],
            "kind": found["kind"],
            "neutral wording": counts.index.map(lambda term: neutral.get(term, "")),
            "own voice": counts["outlet"],
            "a source’s": counts["source"],
        }
    )
    note = (
        "Own voice: the writer’s; a source’s: in quotation marks, or a loaded name that a source is reported to have "
        f"used. {n_loaded - len(body)} loaded terms of the lexicon stand in no text."
    )
    return Table("Loaded terms that were found, n", body, note, ("own voice", "a source’s"))
