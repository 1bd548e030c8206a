"""Limits: what the results of this study cannot say, from its own counts."""

from __future__ import annotations

from collections.abc import Iterator

from framing.edition import Contents
from framing.figures.view import LEAST_SLOTS
from framing.report.page import Points, Section
from framing.study import Study

SIGNIFICANT = 0.05


def limits(study: Study, contents: Contents) -> Section:
    """Facts that bound every conclusion, a sentence each."""
    found = [*design(contents), *shared(study), *small(contents), *judges(study, contents)]
    return Section("limits", "Limits", [Points(found)])


def design(contents: Contents) -> Iterator[str]:
    """Texts an outlet, and the smallest p that they can reach."""
    yield contents.view.scope
    reachable = contents.results["differences"]["smallest_reachable_p"].dropna()
    if len(reachable):
        least = float(reachable.min())
        why = (
            "so that no difference between outlets can be told from chance"
            if least > SIGNIFICANT
            else "before any test"
        )
        yield f"The smallest p that a comparison of this design can reach is {least:.2g}, {why}."
    yield "Intervals are about what each caption says: these texts, or outlets where each has three texts or more."


def shared(study: Study) -> Iterator[str]:
    """How many sentences are not independent of another text."""
    sentences = study.sentences[study.sentences["kind"] != "boilerplate"]
    if sentences.empty:
        yield "No sentence was found in the texts."
        return
    full = sentences.groupby("family_id")["article_id"].transform("nunique").gt(1) & (sentences["family_id"] != "")
    any_overlap = sentences["sentence_id"].isin([*study.alignments["sentence_a"], *study.alignments["sentence_b"]])
    yield (
        f"Shared copy: {full.mean():.0%} of {len(sentences)} sentences state in full what a sentence of another text "
        f"states, {any_overlap.mean():.0%} in full or in part. Such texts are not independent samples of their outlets."
    )


def small(contents: Contents) -> Iterator[str]:
    """How many rates rest on few slots."""
    rates = contents.view.rates()
    few = int(rates["muted"].sum() + (rates["n_slots"] == 0).sum())
    if few:
        yield (
            f"Of {len(rates)} naming rates {few} rest on fewer than {LEAST_SLOTS} slots or on none; they are drawn "
            "thin and grey."
        )


def judges(study: Study, contents: Contents) -> Iterator[str]:
    """Who decided what is loaded."""
    yield (
        "What counts as loaded is the lexicon’s, a judgement of those who made it; another lexicon finds other words. "
        "Wording that no term lists is not counted."
    )
    yield who_coded(study)
    if "sentence_scores" in contents.results:
        yield (
            "A score of a classifier is about the wording of one sentence. It is no verdict on an outlet, an article "
            "or a person, and says nothing of whether a sentence is true."
        )


def who_coded(study: Study) -> str:
    """Whose codes the study has, in a sentence."""
    if not study.codes:
        return "No coder has checked what the lexicon calls loaded."
    return study.coders or f"Coders are {', '.join(study.codes.coders)}; study.toml does not say who they are (coders)."
