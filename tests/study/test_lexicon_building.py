"""Lexicons in the short form, suggestions from the articles, and what each term finds and misses."""

import pandas as pd
import pytest

import framing as fr
from conftest import run
from framing.lexicon import REASONS, find_occurrences, in_full, naming_phrases
from framing.study import ingest_articles, start_study

SHORT = """term,form,target,neutral
tyrant,loaded,Ruk,president
strongman,loaded,Ruk,
president,neutral,Ruk,
Ruk,neutral,Ruk,
France,neutral,France,
rogue state,loaded,France,France
harsh,loaded,other,(omit)
"""


def short() -> pd.DataFrame:
    rows = [line.split(",") for line in SHORT.splitlines()]
    return pd.DataFrame(rows[1:], columns=rows[0])


def test_a_short_lexicon_is_completed_and_can_be_read():
    full = in_full(short()).set_index("term_id")
    assert full.loc["tyrant", ["kind", "noun", "article", "forms", "neutral"]].tolist() == [
        *("naming", "epithet", "the", "plural=tyrants", "president")
    ]
    assert full.loc["strongman", "neutral"] == "president"  # the first neutral term of its target
    assert full.loc["president", "noun"] == "title"
    assert full.loc["ruk", ["noun", "article"]].tolist() == ["name", "none"]
    assert full.loc["france", "forms"] == "adjective=French"
    assert full.loc["harsh", ["kind", "neutral"]].tolist() == ["modifier", "(omit)"]
    lexicon = fr.read_lexicon(short())
    assert len(lexicon.pairs) == 4
    assert lexicon.sha256 == fr.read_lexicon(in_full(short())).sha256


def test_what_is_given_is_not_guessed_and_ids_stay_apart():
    table = short().assign(noun=["", "title", "", "", "", "", ""])
    assert in_full(table).loc[1, "noun"] == "title"
    twice = pd.concat([short(), short().assign(target="Tal").head(3)])
    assert in_full(twice)["term_id"].is_unique


def test_all_errors_of_a_lexicon_are_told_at_once():
    broken = in_full(short())
    broken.loc[0, "neutral"], broken.loc[1, "neutral"], broken.loc[3, "noun"] = "", "nobody", ""
    with pytest.raises(fr.BadInput) as raised:
        fr.read_lexicon(broken)
    lines = str(raised.value).splitlines()
    assert [line.partition(", term")[0] for line in lines] == [f"lexicon, line {number}" for number in (2, 3, 5)]


@pytest.fixture
def folder(tmp_path, demo):
    start_study(tmp_path / "study")
    table = demo.articles[["article_id", "outlet"]].assign(text=demo.articles["article_id"].map(demo.corpus.texts))
    table.head(6).to_csv(tmp_path / "articles.csv", index=False)
    ingest_articles(fr.open_study(tmp_path / "study" / "study.toml"), tmp_path / "articles.csv")
    return tmp_path / "study"


def test_a_check_counts_what_a_term_finds_and_says_why_it_misses(demo):
    table = fr.check_lexicon(demo.lexicon, demo.corpus, demo.voiced).set_index("term_id")
    found = find_occurrences(demo.voiced, demo.corpus, lexicon=demo.lexicon, tagger=None)
    assert table["n_slots"].sum() == (found["reference"] != "unresolved").sum() < len(found)
    assert table.loc["tresk-strongman", "n_own"] <= table.loc["tresk-strongman", "n_slots"]
    assert table.loc["tresk-president", "why_missed"] == "a trap"


def test_every_place_of_a_term_is_shown_with_the_reason(demo):
    """A stranger could not tell why a term was missed: reasons stood without a sentence and without an explanation."""
    table = fr.check_lexicon(demo.lexicon, demo.corpus).set_index("term_id")
    lines = fr.term_in_context("president", demo.lexicon, demo.corpus)
    ids = demo.lexicon.terms.loc[demo.lexicon.terms["term"] == "president", "term_id"]
    assert (lines["reason"] == "").sum() == table.loc[ids, "n_slots"].sum()
    assert (lines["reason"] != "").sum() == table.loc[ids, "n_missed"].sum()
    assert {*lines["reason"]} <= {"", *REASONS}
    for row in lines.itertuples():
        assert " ".join(demo.corpus.text(row.article_id)[row.start : row.end].split()) == row.node
    assert {*naming_phrases(demo.sentences, demo.corpus, lexicon=demo.lexicon)["reason"]} <= {"", *REASONS}
    done = run(demo.root, "lexicon", "check", "president")
    assert f"a trap: {REASONS['a trap']}" in done.stdout
    with pytest.raises(fr.BadInput, match="no naming term 'presidant'; did you mean 'president'"):
        fr.term_in_context("presidant", demo.lexicon, demo.corpus)


def test_suggestions_leave_out_what_the_lexicon_has(demo):
    every = fr.suggest_terms(demo.corpus)
    assert {"name", "before a name", "marked", "keyness"} == set(every["found_by"])
    assert "Tresk" in set(every.loc[every["found_by"] == "name", "term"])
    marked = every[every["found_by"] == "marked"]
    assert marked["strength"].is_monotonic_decreasing
    rest = fr.suggest_terms(demo.corpus, demo.lexicon)
    surfaces = {surface.casefold() for _, _, surface in demo.lexicon.surfaces()}
    assert set(rest["term"].str.casefold()) & surfaces == set()


def test_days_and_months_are_no_names():
    text = "They met Mr. Ruk on Monday in May. On Monday, Ruk said that May Berg would come. Mr. Ruk left in May."
    corpus = fr.read_articles(pd.DataFrame({"article_id": ["a"], "outlet": ["C"], "text": [text]}))
    assert {"Monday", "May", "Mr"}.isdisjoint(fr.name_candidates(corpus)["name"])
    assert "May Berg" in set(fr.name_candidates(corpus)["name"])


def test_the_commands_fill_check_and_suggest(folder):
    (folder / "short.csv").write_text(
        SHORT.replace("Ruk", "Tresk").replace("rogue state", "hermit nation"), encoding="utf-8"
    )
    done = run(folder, "lexicon", "fill", "short.csv", "--out", "data/lexicon.csv")
    assert "Read the guesses" in done.stdout
    done = run(folder, "lexicon", "check")
    assert done.returncode == 0
    assert "strongman" in done.stdout
    assert "no slot of France" in done.stderr
    assert "'hermit nation' stands nowhere in the articles." in run(folder, "lexicon", "check", "hermit nation").stdout
    done = run(folder, "lexicon", "suggest", "--most", "3")
    assert done.returncode == 0
    assert [word in done.stdout for word in ("before a name", "marked", "keyness")] == [True] * 3
