"""The lexicon: what the study promises of it, and the sentences that a bad row gets."""

import csv
import re

import pandas as pd
import pytest

import framing as fr
from framing.lexicon import in_full
from framing.measures import VERSIONS, coder_texts, without_coder_terms, without_terms_of

GOOD = pd.DataFrame(
    [
        ("tyrant", "tyrant", "loaded", "Ruk", "naming", "epithet", "plural=tyrants", "ruk", ""),
        ("ruk", "Ruk", "neutral", "Ruk", "naming", "name", "", "", ""),
        ("boast", "boast", "loaded", "other", "verb", "", "past=boasted", "say", ""),
        ("say", "say", "neutral", "other", "verb", "", "past=said", "", ""),
    ],
    columns=["term_id", "term", "form", "target", "kind", "noun", "forms", "neutral", "beside"],
)

PLACEBO = {
    "term_id": "official",
    "term": "official",
    "form": "placebo",
    "target": "Ruk",
    "kind": "naming",
    "noun": "epithet",
    "forms": "plural=officials",
}


def changed(row, **columns):
    frame = GOOD.assign(placebo="") if "placebo" in columns else GOOD.copy()
    for column, value in columns.items():
        frame.loc[row, column] = value
    return frame


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (changed(0, neutral=""), "line 2, term 'tyrant': a loaded row needs a neutral wording"),
        (changed(0, neutral="rukk"), "'rukk' is not a term_id of this lexicon; did you mean 'ruk'"),
        (changed(0, neutral="say"), "is a neutral term of target other; expected a neutral term of target Ruk"),
        (changed(0, neutral="boast"), "is a loaded term"),
        (changed(0, noun=""), "the column 'noun' of a naming term is empty"),
        (changed(0, noun="verb"), "line 2, column 'noun'"),
        (
            changed(0, form="mean"),
            "line 2, column 'form': found 'mean', expected one of loaded, neutral, trap, placebo",
        ),
        (changed(0, placebo="ruk"), "the placebo 'ruk' is not the term_id of a placebo of target Ruk; add a row"),
        (changed(1, placebo="ruk"), "only loaded names have a placebo"),
        (changed(2, placebo="ruk"), "only loaded names have a placebo"),
        (changed(0, forms="past=tyranted"), "forms 'past=tyranted': expected tag=form, where the tag is one of plural"),
        (changed(0, forms="plural="), "expected tag=form"),
        (changed(0, forms="tyrants"), "expected tag=form"),
        (changed(0, forms="variant=king of <Omra>"), "<Omra> is not a target of this lexicon"),
        (changed(0, beside="Omra"), "'Omra' is not a target"),
        (changed(0, term=""), "line 2, column 'term': found '', may not be empty"),
        (changed(1, neutral="tyrant"), "only loaded rows have a neutral wording"),
        (changed(3, term_id="boast"), "term_id 'boast' duplicates line 4"),
        (changed(3, term_id="Boast"), "line 5, column 'term_id'"),
        (changed(3, term="boasted"), "the form 'boasted' already belongs to term 'boast'"),
        (changed(0, forms="variant=Ruk"), "the form 'Ruk' already belongs to term 'tyrant'"),
    ],
)
def test_bad_rows(frame, message):
    with pytest.raises(fr.BadInput, match=re.escape(message)):
        fr.read_lexicon(frame)


def test_file_and_line_are_named(tmp_path):
    path = tmp_path / "lexicon.csv"
    changed(2, neutral="").to_csv(path, index=False)
    with pytest.raises(fr.BadInput, match=f"^{re.escape(str(path))}, line 4, term 'boast'"):
        fr.read_lexicon(path)


def test_version_and_hash_do_not_depend_on_the_order_of_rows():
    dated = GOOD.assign(since=["1.9.0", "1.10.0", "0.2.0", ""])
    one, other = fr.read_lexicon(dated), fr.read_lexicon(dated.iloc[::-1])
    assert one.version == other.version == "1.10.0"
    assert one.sha256 == other.sha256 != fr.read_lexicon(GOOD).sha256


def test_the_missions_terms_come_first(case):
    assert case.lexicon.terms["term"].tolist()[:3] == ["dictator", "terrorist state", "vassal"]
    assert case.lexicon.terms["origin"].tolist()[:3] == ["mission"] * 3
    assert (case.lexicon.terms["origin"] == "mission").sum() == 3


def test_pairs_over_all_targets_and_most_of_them_known_before(case):
    pairs = case.lexicon.pairs.merge(
        case.lexicon.terms[["term_id", "origin", "polarity"]], left_on="loaded", right_on="term_id"
    )
    named = pairs[pairs["kind"] == "naming"]
    assert set(named["target"]) >= {"Putin", "Russia", "Xi", "China", "relationship", "West", "Ukraine", "BRI"}
    assert len(named) >= 60
    assert (named["origin"] == "general").sum() >= 40
    assert (named["polarity"] == "positive").sum() >= 15


def test_every_row_has_its_reason_and_known_origin(case):
    terms = case.lexicon.terms
    articles = set(case.articles["article_id"])
    assert (terms["reason"] != "").all()
    assert terms["origin"].map(lambda origin: origin in ("mission", "general") or coder_texts(origin) <= articles).all()


def test_versions_leave_out_what_they_say(case):
    terms = case.lexicon.terms
    without = without_coder_terms(case.lexicon).terms
    assert set(terms["term_id"]) - set(without["term_id"]) == set(
        terms.loc[terms["origin"].str.startswith("coder:"), "term_id"]
    )
    left = set(terms["term_id"]) - set(without_terms_of(case.lexicon, "oboz").terms["term_id"])
    assert "aggressor-country" in left
    assert "loosely-connected" not in left  # met in another text too
    assert set(case.occurrences_by_lexicon) == set(VERSIONS)


@pytest.mark.datasets
def test_general_terms_taken_from_published_lists_stand_there(case, datasets):
    """A reason that names a published list is checked against the list."""

    def column(path, name, keep=bool):
        with path.open(encoding="utf-8") as stream:
            return {row[name].lower() for row in csv.DictReader(stream) if keep(row)}

    lists = {
        "Wilson et al. 2005": column(
            datasets / "lexicons" / "mpqa_subjectivity_clues.csv", "word1", lambda row: row["type"] == "strongsubj"
        ),
        "Recasens et al. 2013": column(datasets / "lexicons" / "recasens2013_bias_lexicon.csv", "lemma"),
        "Spinde et al. 2021": column(datasets / "babe" / "bias_word_lexicon.csv", "word"),
    }
    wrong = []
    for row in case.lexicon.terms.itertuples():
        for source, words in lists.items():
            cited = {*row.reason.lower().split(), row.term.lower(), *row.term.lower().split()} & words
            if source in row.reason and not cited:
                wrong.append((row.term_id, source))
    assert wrong == []


def test_a_target_without_a_neutral_name_is_told():
    frame = changed(0, target="Bo", neutral="(omit)")
    with pytest.warns(UserWarning, match="the target 'Bo' has no neutral name"):
        fr.read_lexicon(frame)


def test_a_word_of_a_class_and_of_a_person_is_told():
    rows = [
        ("ruk", "Ruk", "neutral", "Ruk", "name", ""),
        ("ruler", "ruler", "neutral", "Ruk", "title", ""),
        ("rulers", "ruler", "neutral", "rulers", "epithet", "plural=rulers"),
    ]
    frame = pd.DataFrame(rows, columns=["term_id", "term", "form", "target", "noun", "forms"]).assign(kind="naming")
    with pytest.warns(UserWarning, match="the form 'ruler' belongs to the targets 'Ruk' and 'rulers'"):
        fr.read_lexicon(frame)


def test_the_kind_of_a_target_is_given_or_read_from_its_names(small_lexicon, case):
    assert small_lexicon.target_kinds == {"Ruk": "person", "Omra": "state", "tie": "event", "Tal": "state"}
    assert [case.lexicon.target_kinds[target] for target in ("Putin", "Russia", "BRI")] == [
        "person",
        "state",
        "organisation",
    ]
    given = small_lexicon.terms.assign(target_kind=["organisation", *[""] * (len(small_lexicon) - 1)])
    assert fr.read_lexicon(given).target_kinds["Ruk"] == "organisation"


def test_nobody_is_named_by_a_placebo():
    frame = pd.concat([changed(0, placebo="official"), pd.DataFrame([PLACEBO])], ignore_index=True).fillna("")
    lexicon = fr.read_lexicon(frame)
    assert lexicon.placebos.to_dict("records") == [
        {"pair_id": "tyrant~official", "loaded": "tyrant", "placebo": "official", "target": "Ruk"}
    ]
    assert "official" not in {surface for _, _, surface in lexicon.surfaces()}
    article = {"article_id": ["a"], "outlet": ["A"], "text": ["The official met Ruk. Ruk, the tyrant, smiled."]}
    corpus = fr.read_articles(pd.DataFrame(article))
    found = fr.find_occurrences(fr.split_sentences(corpus), corpus, lexicon=lexicon)
    assert set(found["term_id"]) <= {"ruk", "tyrant"}


def test_a_lexicon_without_placebos_keeps_its_hash():
    assert fr.read_lexicon(GOOD).sha256 == fr.read_lexicon(GOOD.assign(placebo="")).sha256


def test_a_misspelt_placebo_is_guessed():
    frame = pd.concat([changed(0, placebo="oficial"), pd.DataFrame([PLACEBO])], ignore_index=True).fillna("")
    with pytest.raises(fr.BadInput, match="did you mean 'official'"):
        fr.read_lexicon(frame)


def test_plurals_and_nouns_after_a_name_are_guessed_as_what_they_are():
    """`fill` wrote migrantses, took the North Korean leader for a name, and refused a singular beside its plural."""
    rows = [
        ("migrants", "loaded", "newcomers"),
        ("bosses", "loaded", "newcomer"),
        ("newcomers", "neutral", ""),
        ("newcomer", "neutral", ""),
        ("North Korean leader", "neutral", ""),
        ("attack on the Capitol", "neutral", ""),
        ("Ada Ruk", "neutral", ""),
    ]
    full = in_full(pd.DataFrame(rows, columns=["term", "form", "neutral"]).assign(target="some"))
    found = full.set_index("term")[["noun", "forms", "neutral"]].agg(list, axis=1).to_dict()
    assert found == {
        "migrant": ["epithet", "plural=migrants", "newcomer"],
        "bosses": ["epithet", "", "newcomer"],
        "newcomer": ["epithet", "plural=newcomers", ""],
        "North Korean leader": ["title", "plural=North Korean leaders", ""],
        "attack on the Capitol": ["epithet", "plural=attacks on the Capitol", ""],
        "Ada Ruk": ["name", "", ""],
    }
    country = in_full(pd.DataFrame({"term": ["North Korea"], "form": "neutral", "target": "Korea"}))
    assert country["forms"].item() == "adjective=North Korean"
