"""No private text in what is public: no running words of a manifest text in any tracked file."""

import re
import subprocess

import pytest

import framing as fr
from conftest import ROOT

RUN = 8
LONG_RUN = 12  # in thousands of articles shorter runs are stock phrases of the trade


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower().replace("’", "'"))


def runs(text: str, length: int = RUN) -> set[tuple[str, ...]]:
    tokens = words(text)
    return {*zip(*(tokens[place:] for place in range(length)), strict=False)}


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [name for name in listed.stdout.split("\0") if name]


def readable(name: str) -> str:
    content = (ROOT / name).read_bytes().decode("utf-8", errors="ignore")
    return content.replace("\\n", " ").replace('\\"', '"')


@pytest.mark.texts
def test_no_private_text_in_any_tracked_file(case, texts):
    corpus = fr.read_articles(case.articles, texts=texts)
    bodies = case.sentences[~case.sentences["kind"].isin(["boilerplate", "headline"])]
    private = {run for row in bodies.itertuples() for run in runs(corpus.texts[row.article_id][row.start : row.end])}
    assert len(private) > 2000
    leaking = [name for name in tracked() if runs(readable(name)) & private]
    assert leaking == []


@pytest.mark.release
@pytest.mark.datasets
def test_no_article_of_the_second_study_in_any_tracked_file(datasets):
    manifest = ROOT / "studies" / "immigration" / "data" / "articles.csv"
    corpus = fr.read_articles(manifest, texts=datasets / "allsides_immigration")
    texts = (re.sub(r"\S+\.com/\S*", " ", text) for text in corpus.texts.values())  # an address is no sentence
    private = {hash(run) for text in texts for run in runs(text, LONG_RUN)}
    assert len(private) > 1_000_000
    leaking = {name: shared for name in tracked() if (shared := {*map(hash, runs(readable(name), LONG_RUN))} & private)}
    assert leaking == {}


@pytest.mark.texts
def test_the_leak_test_can_fail(case, texts):
    corpus = fr.read_articles(case.articles, texts=texts)
    row = case.sentences[case.sentences["kind"] == "body"].iloc[0]
    sentence = corpus.texts[row["article_id"]][row["start"] : row["end"]]
    assert runs(f'{{"text": "x {sentence.upper()}\\n y"}}'.replace("\\n", " ")) & runs(sentence)


def test_no_machine_path_in_any_tracked_file():
    pattern = re.compile(r"(?<![\w.])/(?:work|farm|root|home)/|file:/{3}")
    assert [name for name in tracked() if pattern.search(readable(name))] == []


def test_a_failing_test_of_private_texts_prints_no_value(pytester, monkeypatch):
    pytester.makeconftest((ROOT / "tests" / "conftest.py").read_text(encoding="utf-8"))
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.texts
        def test_private():
            secret = "the words of an article"
            print(secret)
            assert secret == "other words"
        """
    )
    monkeypatch.setenv("TEXTS", ".")
    result = pytester.runpytest("-p", "no:xdist", "-o", "markers=texts\ndatasets")
    result.assert_outcomes(failed=1)
    shown = "\n".join(result.outlines + result.errlines)
    assert "AssertionError at line" in shown
    assert "words of an article" not in shown
    assert "other words" not in shown
