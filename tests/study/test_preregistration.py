"""A plan is frozen once and before the results; later changes are found, whoever tells them or not."""

import tomllib
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, strategies as st

import framing as fr
from conftest import examples, run
from framing.report.report import preregistration
from framing.study import (
    compared_plan,
    differences,
    edited_plan,
    ingest_articles,
    preregister,
    read_preregistration,
    results_graph,
    start_study,
)
from framing.study.preregistration import _as_toml, write_plan
from framing.tables import hash_of_hashes

ARTICLES = pd.DataFrame(
    {
        "article_id": ["a1", "a2", "b1"],
        "outlet": ["Courier", "Courier", "Herald"],
        "text": ["The strongman Tresk left.", "President Tresk came.", "Tresk sang."],
    }
)
TODAY = date(2024, 5, 1)
CHANGE = """
[change]
event = "2013-04-02"
target = "Leader"
changed = ["Courier"]
unchanged = ["Herald"]
days = 365
placebo_dates = ["2012-04-02", "2012-10-01"]

[replication]
share = 0.5
"""


def opened(folder: Path) -> fr.Study:
    return fr.open_study(folder / "study.toml")


def replaced(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def filled(folder: Path) -> Path:
    """Fill in the form."""
    replaced(folder / "preregistration.md", "[fill in]", "none")
    return folder


@pytest.fixture
def planned(tmp_path) -> Path:
    """A study with an empty form."""
    fr.new_study(tmp_path / "mine", ARTICLES, preregister=True)
    return tmp_path / "mine"


@pytest.fixture
def frozen(planned) -> Path:
    """A study with a frozen plan that declares a test."""
    with (planned / "study.toml").open("a", encoding="utf-8") as stream:
        stream.write('\n[figures]\ntargets = ["Leader"]\n\n[[comparisons]]\na = "Courier"\nb = "Herald"\n')
        stream.write(f'target = "Leader"\n{CHANGE}')
    preregister(opened(filled(planned)), today=TODAY)
    return planned


def explained(folder: Path, item: str, why: str = "a typing error") -> None:
    with (folder / "preregistration.md").open("a", encoding="utf-8") as stream:
        stream.write(f"| 2024-06-01 | {item} | as was | as is | {why} |\n")


def rows_of(folder: Path) -> list[list[str]]:
    return fr.deviations(opened(folder))[["item", "explained"]].values.tolist()


def test_the_form_has_every_part_and_is_named_in_the_settings(planned):
    text = (planned / "preregistration.md").read_text(encoding="utf-8")
    assert text.startswith("# Preregistration: mine")
    titles = [line.removeprefix("## ") for line in text.splitlines() if line.startswith("## ")]
    assert titles == [
        "Question and hypotheses",
        "What has been seen already",
        "Articles and exclusions",
        "Stories and copies",
        "Lexicon",
        "Measures",
        "Tests",
        "Intervals and units",
        "Predictions for a replication sample",
        "What would falsify",
        "Who coded",
        "Deviations",
    ]
    assert opened(planned).paths["preregistration"] == "preregistration.toml"


def test_what_is_frozen_is_what_the_study_is(frozen):
    written = tomllib.loads((frozen / "preregistration.toml").read_text(encoding="utf-8"))
    study = opened(frozen)
    assert (written["date"], written["late"], written["seed"]) == (TODAY, False, 1)
    assert written["lexicon_sha256"] == study.lexicon.sha256
    hashes = study.articles.set_index("article_id")["sha256"].to_dict()
    assert written["articles_sha256"] == hash_of_hashes(hashes)
    assert written["targets"] == ["Leader"]
    assert written["comparisons"] == [{"a": "Courier", "b": "Herald", "target": "Leader"}]
    assert {name: written[name] for name in ("change", "replication")} == tomllib.loads(CHANGE)
    assert compared_plan(study)["item"].tolist() == [
        *("plan", "lexicon", "articles", "seed", "targets", "comparisons"),
        *(f"change.{key}" for key in ("event", "target", "changed", "unchanged", "days", "placebo_dates")),
        "replication.share",
    ]
    assert fr.deviations(study).empty
    assert edited_plan(study) == []


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES = st.recursive(
    TEXT | st.integers(-(2**53), 2**53) | st.booleans() | st.dates() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@given(content=st.dictionaries(TEXT.filter(bool), VALUES, max_size=4))
@examples(100)
def test_whatever_a_setting_is_it_is_written_as_it_was(content):
    assert tomllib.loads(_as_toml(content, "Frozen.")) == content


def test_the_order_of_articles_does_not_matter(frozen):
    path = frozen / "data" / "articles.csv"
    head, *lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([head, *reversed(lines)]), encoding="utf-8")
    assert fr.deviations(opened(frozen)).empty
    path.write_text("".join([head, *lines[1:]]), encoding="utf-8")
    assert rows_of(frozen) == [["articles", ""]]


@pytest.mark.parametrize(
    ("file", "before", "after", "item"),
    [
        ("data/lexicon.csv", "Countryname", "Galvora", "lexicon"),
        ("data/articles.csv", "b1,", "b2,", "articles"),
        ("study.toml", "seed = 1", "seed = 2", "seed"),
        ("study.toml", 'targets = ["Leader"]', 'targets = ["Leader", "Country"]', "targets"),
        ("study.toml", 'targets = ["Leader"]', "", "targets"),
        ("study.toml", 'targets = ["Leader"]', 'targets = ["Leader"]\nperiod = "month"', "period"),
        ("study.toml", 'a = "Courier"', 'a = "Gazette"', "comparisons"),
        ("study.toml", 'event = "2013-04-02"', 'event = "2013-04-03"', "change.event"),
        ("study.toml", "days = 365", 'days = 365\ndirection = "increase"', "change.direction"),
        ("study.toml", "days = 365\n", "", "change.days"),
        ("study.toml", "[replication]\nshare = 0.5\n", "", "replication.share"),
        ("preregistration.md", "Question: none", "Question: another", "plan"),
    ],
)
def test_each_change_is_one_deviation_and_its_reason_explains_it(frozen, file, before, after, item):
    replaced(frozen / file, before, after)
    assert rows_of(frozen) == [[item, ""]]
    explained(frozen, f"`{item}`, other thing", "why \\| so")
    assert rows_of(frozen) == [[item, "why | so"]]
    table = results_graph(opened(frozen)).get("deviations")
    pd.testing.assert_frame_equal(table, fr.deviations(opened(frozen)))


def test_a_deviation_says_what_was_declared_and_what_is(frozen):
    replaced(frozen / "study.toml", "days = 365", "days = 30")
    replaced(frozen / "study.toml", '["Herald"]', '["Herald", "Sun"]')
    assert fr.deviations(opened(frozen)).values.tolist() == [
        ["change.unchanged", "Herald", "Herald, Sun", ""],
        ["change.days", "365", "30", ""],
    ]
    explained(frozen, "[Change]", "a pilot")
    explained(frozen, "change days", "too few articles")
    assert [why for _, why in rows_of(frozen)] == ["a pilot", "a pilot; too few articles"]


def test_a_plan_edited_after_it_was_frozen_is_reported_and_its_deviations_may_grow(frozen):
    explained(frozen, "tests", "one more")
    path = frozen / "preregistration.md"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))  # as git may write it on Windows
    assert edited_plan(opened(frozen)) == []
    replaced(path, "- H1, with direction: none", "- H1, with direction: Courier above Herald")
    (said,) = edited_plan(opened(frozen))
    assert said.startswith(f"{path} was edited above the heading 'Deviations' after it was frozen on 2024-05-01")
    assert said in differences(opened(frozen))
    done = run(frozen, "verify")
    assert done.returncode == 1
    assert "preregistration.md was edited above the heading 'Deviations'" in done.stderr


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda f: (f / "preregistration.md").unlink(), "preregistration.md does not exist: the plan frozen on 2024"),
        (lambda f: (f / "preregistration.toml").unlink(), "preregistration.toml does not exist: no plan is frozen"),
        (
            lambda f: replaced(f / "study.toml", '\npreregistration = "preregistration.toml"', ""),
            "preregistration.toml exists, but study.toml does not name it. Add preregistration =",
        ),
        (lambda f: replaced(f / "preregistration.md", "## Deviations", "## Changes"), "was edited above the heading"),
    ],
)
def test_a_plan_that_is_gone_or_hidden_is_reported(frozen, spoil, message):
    spoil(frozen)
    assert message in " ".join(differences(opened(frozen)))


def test_a_missing_plan_is_a_deviation_too(frozen):
    (frozen / "preregistration.md").unlink()
    assert rows_of(frozen) == [["plan", ""]]


def frozen_again(folder: Path) -> None:
    filled(folder)
    preregister(opened(folder), today=TODAY)


def with_result(folder: Path) -> None:
    filled(folder)
    (folder / "results").mkdir()
    (folder / "results" / "estimates.csv").write_text("x\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda _: None, "is not filled in: Question and hypotheses; What has been seen already; Articles and"),
        (
            lambda f: replaced(filled(f) / "preregistration.md", "## Who coded", "## Who coded\n\n## Who read"),
            "is not filled in: Who coded. Replace each",
        ),
        (
            lambda f: (f / "preregistration.md").write_text("We look.\n\n## Deviations\n", encoding="utf-8"),
            "it has no part with a heading",
        ),
        (
            lambda f: replaced(filled(f) / "preregistration.md", "## Deviations", "## Changes"),
            "has 0 headings 'Deviations'; expected one",
        ),
        (
            lambda f: replaced(filled(f) / "preregistration.md", "## Tests", "## Deviations\n\n## Tests"),
            "has 2 headings 'Deviations'",
        ),
        (frozen_again, "exists already; a plan is frozen once. Deviations go into the table at the end of"),
        (with_result, "Results exist already: results/estimates.csv. .*framing preregister --late"),
        (
            lambda f: replaced(f / "study.toml", '\npreregistration = "preregistration.toml"', ""),
            'names no preregistration. Add preregistration = "preregistration.toml" under',
        ),
        (
            lambda f: replaced(f / "study.toml", '"preregistration.toml"', '"plan.md"'),
            "preregistration is 'plan.md'; expected a .toml file",
        ),
    ],
)
def test_what_cannot_be_frozen_is_refused_in_a_sentence(planned, spoil, message):
    spoil(planned)
    before = {path: path.read_bytes() for path in planned.iterdir() if path.is_file()}
    with pytest.raises(fr.BadInput, match=message):
        preregister(opened(planned))
    assert {path: path.read_bytes() for path in planned.iterdir() if path.is_file()} == before


def test_a_late_plan_says_so(planned):
    with_result(planned)
    preregister(opened(planned), late=True, today=TODAY)
    plan = read_preregistration(opened(planned))
    assert (plan.late, plan.date) == (True, "2024-05-01")
    (section,) = preregistration(opened(planned))
    assert "was frozen on 2024-05-01, after results existed (late)." in section.blocks[0].words


def test_a_plan_may_precede_the_articles(tmp_path):
    start_study(tmp_path / "mine", preregister=True)
    preregister(opened(filled(tmp_path / "mine")))
    assert compared_plan(opened(tmp_path / "mine"))["item"].tolist() == [
        *("plan", "lexicon", "seed", "targets", "comparisons")
    ]
    ARTICLES.to_csv(tmp_path / "articles.csv", index=False)
    ingest_articles(opened(tmp_path / "mine"), tmp_path / "articles.csv")
    assert fr.deviations(opened(tmp_path / "mine")).empty


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("date = ", "preregistration.toml is not well-formed TOML"),
        ("date = 2024-05-01\nlate = false\n", "preregistration.toml: 'articles_sha256' is missing"),
    ],
)
def test_a_spoilt_file_of_frozen_items_is_named(frozen, content, message):
    (frozen / "preregistration.toml").write_text(content, encoding="utf-8")
    with pytest.raises(fr.BadInput, match=message):
        fr.deviations(opened(frozen))


def test_a_row_of_the_table_of_deviations_that_lacks_a_cell_is_named(frozen):
    lines = len((frozen / "preregistration.md").read_text(encoding="utf-8").splitlines())
    with (frozen / "preregistration.md").open("a", encoding="utf-8") as stream:
        stream.write("| 2024-06-01 | seed | 1 | 2 |\n")
    with pytest.raises(
        fr.BadInput, match=rf"preregistration.md, line {lines + 1}: the row has 4 cells; expected \| date"
    ):
        fr.deviations(opened(frozen))


def test_a_study_without_a_plan_has_neither_section_nor_table(tmp_path):
    study = fr.new_study(tmp_path / "mine", ARTICLES)
    assert preregistration(study) == []
    assert not results_graph(study).has("deviations")
    assert edited_plan(study) == []
    with pytest.raises(fr.BadInput, match=r"names no frozen plan\. Add preregistration ="):
        fr.deviations(study)


def test_the_report_shows_the_plan_its_items_and_the_deviations(frozen):
    (section,) = preregistration(opened(frozen))
    lead, facts, items = section.blocks
    assert section.title == "Preregistration"
    assert "frozen on 2024-05-01. None of the 13 machine-checked items differs from the plan." in lead.words
    assert read_preregistration(opened(frozen)).declared["plan_sha256"] in facts.values["plan, SHA-256"]
    assert set(items.body["now"]) == {"as declared"}
    replaced(frozen / "study.toml", "days = 365", "days = 30")
    replaced(frozen / "preregistration.md", "Question: none", "Question: other")
    explained(frozen, "change.days", "too few articles")
    (section,) = preregistration(opened(frozen))
    lead, warning, _, by_machine, reported, items = section.blocks
    assert "2 of the 13 machine-checked items differ from the plan, 1 of them without a reason" in lead.words
    assert warning.style == "warning"
    assert by_machine.body["item"].tolist() == ["plan", "change.days"]
    assert reported.body["why"].tolist() == ["too few articles"]
    assert items.body["now"].tolist().count("as declared") == 11


def test_a_report_says_if_the_plan_is_not_frozen(planned):
    (section,) = preregistration(opened(planned))
    assert "no plan is frozen" in section.blocks[0].words


def test_the_commands_write_the_form_then_freeze_it_then_refuse(tmp_path):
    ARTICLES.to_csv(tmp_path / "articles.csv", index=False)
    done = run(tmp_path, "new", "mine", "--articles", "articles.csv", "--preregister")
    assert "Before step 3, fill in preregistration.md and run framing preregister" in done.stdout
    home = tmp_path / "mine"
    done = run(home, "figures")
    assert (done.returncode, "freeze the plan before results are computed" in done.stderr) == (2, True)
    done = run(home, "preregister")
    assert (done.returncode, "preregistration.md is not filled in: Question" in done.stderr) == (2, True)
    filled(home)
    done = run(home, "preregister")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Froze preregistration.md and 6 items into preregistration.toml (SHA-256 ")
    done = run(home, "preregister", "--late")
    assert (done.returncode, "exists already; a plan is frozen once" in done.stderr) == (2, True)


def test_the_command_writes_the_form_of_a_study_that_has_none(tmp_path):
    run(tmp_path, "new", "mine")
    home = tmp_path / "mine"
    done = run(home, "preregister")
    assert (done.returncode, 'Add preregistration = "preregistration.toml" under' in done.stderr) == (2, True)
    replaced(home / "study.toml", "# preregistration =", "preregistration =")
    assert "Wrote preregistration.md, a form. Fill it in" in run(home, "preregister").stdout
    assert "# Preregistration: mine" in (home / "preregistration.md").read_text(encoding="utf-8")


@pytest.mark.release
def test_figures_write_the_deviations_and_the_report_shows_them(study_of):
    home = study_of("Free Hadrel")
    replaced(home / "study.toml", "# preregistration =", "preregistration =")
    replaced(home / "study.toml", "[figures]\ntargets", '[figures]\ndraw = ["naming_rates"]\ntargets')
    write_plan(home / "preregistration.md", "x")
    preregister(opened(filled(home)), today=TODAY)
    assert run(home, "figures").returncode == 0
    assert (home / "results" / "deviations.csv").read_text() == "item,declared,now,explained\n"
    assert run(home, "verify").returncode == 0
    replaced(home / "study.toml", "seed = 1", "seed = 2")
    done = run(home, "figures")
    assert "note: seed not as preregistered, 1 of 1 without a reason" in done.stderr
    assert (home / "results" / "deviations.csv").read_text() == "item,declared,now,explained\nseed,1,2,\n"
    assert run(home, "report", "--out", "report.html").returncode == 0
    assert "1 of the 6 machine-checked items differ" in (home / "report.html").read_text(encoding="utf-8")
    assert run(home, "verify").returncode == 0
    explained(home, "seed")
    done = run(home, "verify")
    assert (
        "preregistration.md has changed since the results were computed; it feeds results/deviations.csv" in done.stderr
    )
