"""The tutorial: its commands run as printed, and print what the page shows."""

import re

import pandas as pd

from conftest import ROOT, run

PAGE = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"```(python|sh|text|none|toml)\n(.*?)```", re.DOTALL)
FORMS = re.compile(r"^\| (\w+) \| `(.+)` \|$", re.MULTILINE)


def test_every_step_of_the_tutorial_runs_and_prints_what_it_shows(tmp_path, monkeypatch, capsys):
    """Its Python runs here, its commands through the command line; the lexicon is edited as its table says."""
    monkeypatch.chdir(tmp_path)
    printed, edited = "", False
    for kind, content in BLOCK.findall(PAGE):
        folder = tmp_path / "my-study" if (tmp_path / "my-study").is_dir() else tmp_path
        monkeypatch.chdir(folder)
        if kind == "python":
            exec(content, {})
            printed = capsys.readouterr().out
        elif kind == "text":
            assert content.strip("\n") in printed
        elif kind == "none":
            (folder / "short.csv").write_text(content, encoding="utf-8")
        elif kind == "toml":
            settings = folder / "study.toml"
            settings.write_text(f"{settings.read_text(encoding='utf-8')}\n{content}", encoding="utf-8")
        else:
            for line in content.splitlines():
                if line == "cd my-study":
                    continue
                words = [word.strip("'") for word in line.split()]
                assert words[0] == "framing"
                ended = run(folder, *words[1:])
                assert ended.returncode == 0, ended.stderr
                printed = ended.stdout
            if "lexicon fill" in content:
                edit_lexicon(folder)
                edited = True
    assert edited
    assert [name for name in re.findall(r"`(\w+/\w+\.\w+)`", PAGE) if not (folder / name).is_file()] == []
    told = re.search(r"\*President\* now has (\d+) slots", PAGE)
    checked = run(folder, "lexicon", "check").stdout
    assert re.search(r"^president +president +neutral +tresk +(\d+)", checked, re.MULTILINE)[1] == told[1]


def edit_lexicon(folder):
    lexicon = pd.read_csv(folder / "data" / "lexicon.csv", dtype="str", keep_default_na=False).set_index("term")
    for term, forms in FORMS.findall(PAGE):
        lexicon.loc[term, "forms"] = forms
    lexicon.reset_index().to_csv(folder / "data" / "lexicon.csv", index=False)


def test_the_table_of_forms_names_terms_of_the_short_lexicon():
    terms = {line.partition(",")[0] for line in dict(BLOCK.findall(PAGE))["none"].splitlines()}
    assert {term for term, _ in FORMS.findall(PAGE)} <= terms
    assert FORMS.findall(PAGE) != []
