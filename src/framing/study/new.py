"""Create a study, add articles to it, and freeze the plan of what it will compute."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from framing.corpus import Ingestion, import_articles, read_intake, restore_byte_order_mark
from framing.errors import BadInput
from framing.lexicon import name_candidates, read_lexicon
from framing.models import is_installed
from framing.study.study import ENCODER, Study, open_study
from framing.tables import hash_of_hashes, read_text, rows, write_csv, write_table, write_text

CELL = "# %%"
MARKDOWN = f"{CELL} [markdown]"
PYTHON = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def _notebook(source: str) -> str:
    r"""Convert a script in percent format to a notebook.

    Examples
    --------
    >>> notebook = json.loads(_notebook("# %% [markdown]\n# A title\n\n# %%\n1 + 1\n"))
    >>> [(cell["id"], cell["cell_type"], cell["source"]) for cell in notebook["cells"]]
    [('cell-01', 'markdown', ['A title']), ('cell-02', 'code', ['1 + 1'])]
    """
    parts = [part for part in f"\n{source}".split(f"\n{CELL}") if part.strip()]
    cells = [_cell(number, part) for number, part in enumerate(parts, start=1)]
    whole = {"cells": cells, "metadata": {"kernelspec": PYTHON}, "nbformat": 4, "nbformat_minor": 5}
    return f"{json.dumps(whole, indent=1, ensure_ascii=False)}\n"


def _cell(number: int, part: str) -> dict[str, Any]:
    """Convert one cell; comment signs are removed from Markdown."""
    head, _, body = part.partition("\n")
    name = {"id": f"cell-{number:02d}", "metadata": {}}
    if f"{CELL}{head}" == MARKDOWN:
        lines = [line.removeprefix("#").removeprefix(" ") for line in body.strip().split("\n")]
        return name | {"cell_type": "markdown", "source": _in_lines(lines)}
    lines = body.strip().split("\n")
    return name | {"cell_type": "code", "execution_count": None, "outputs": [], "source": _in_lines(lines)}


def _in_lines(lines: list[str]) -> list[str]:
    """Add a line end to every line except the last, as nbformat requires."""
    return [f"{line}\n" for line in lines[:-1]] + lines[-1:]


SCAFFOLD = files("framing.study") / "scaffold"
IGNORED = "build/\n.ipynb_checkpoints/\n"


def new_study(
    folder: str | Path,
    articles: str | Path | pd.DataFrame,
    *,
    columns: Mapping[str, str] | None = None,
    outlet: str = "",
    lexicon: str | Path | None = None,
    find_stories: bool = False,
    drop_copies: bool = False,
    preregister: bool = False,
) -> Study:
    """Create a study of your own articles: a folder in which `make figures` produces the figures.

    Parameters
    ----------
    folder : str or Path
        Folder to create; it must not exist.
    articles : str, Path or DataFrame
        Folder of .txt files with one sub-folder per outlet, a CSV, JSON lines or Parquet file, or a table.
    columns : mapping of str to str, optional
        Columns of the table that have other names, as in ``{"text": "body", "outlet": "source"}``.
    outlet : str, default ""
        Outlet assigned to articles that do not name one.
    lexicon : str or Path, optional
        Lexicon to copy. By default a starter lexicon is written, to be edited.
    find_stories : bool, default False
        Whether to group the articles by event (`find_stories`) and write story_id into the manifest, so that outlets
        are compared within stories. Articles that have a story_id keep it.
    drop_copies : bool, default False
        Whether to skip articles that repeat most of an earlier one (`find_copies`), such as syndicated copy.
    preregister : bool, default False
        Whether to write the form of a plan, ``preregistration.md``, which `preregister` freezes.

    Returns
    -------
    Study
        The study, with texts attached. In its folder, ``data/dropped.csv`` lists skipped articles with reasons (each
        also raises a warning) and ``data/candidates.csv`` lists frequent names to seed the lexicon
        (`name_candidates`). ``data/stories.csv`` and ``data/copies.csv`` have what was found, without text.

    Raises
    ------
    BadInput
        If the folder exists or the articles or lexicon cannot be read. Nothing is written in that case.

    Examples
    --------
    >>> import tempfile
    >>> articles = pd.DataFrame({"outlet": ["Courier", "Herald"], "body": ["Rain fell.", "It was dry."]})
    >>> with tempfile.TemporaryDirectory() as home:
    ...     new_study(f"{home}/rain", articles, columns={"text": "body"})
    Study 'rain': rain; 2 articles, texts attached
    """
    refuse_existing(Path(folder))
    intake = import_articles(
        articles, columns=columns, outlet=outlet, find_stories=find_stories, drop_copies=drop_copies
    )
    study = study_of(Path(folder), intake, Path(lexicon) if lexicon else None, preregister=preregister)
    for sentence in intake.messages():
        warnings.warn(sentence, stacklevel=2)
    return study


def study_of(folder: Path, intake: Ingestion, lexicon: Path | None, *, preregister: bool = False) -> Study:
    """Create the folder of a study with its articles."""
    terms = read_text(lexicon) if lexicon and len(read_lexicon(lexicon)) else _template("lexicon.csv")
    start_study(folder, preregister=preregister)
    write_text(folder / "data" / "lexicon.csv", terms)
    _keep(intake, open_study(folder / "study.toml"))
    write_csv(intake.dropped, folder / "data" / "dropped.csv")
    write_csv(name_candidates(intake.corpus), folder / "data" / "candidates.csv")
    return open_study(folder / "study.toml", texts=folder / "build" / "texts")


def start_study(folder: Path, *, preregister: bool = False) -> None:
    """Create the folder of a study without articles: settings, starter lexicon, Makefile, notebook and .gitignore.

    With `preregister` also the form of a plan, which study.toml then names.
    """
    refuse_existing(folder)
    name = json.dumps(folder.name, ensure_ascii=False)
    encoder = ENCODER if is_installed() else ""
    settings = _template("study.toml").format(name=name, encoder=encoder)
    if preregister:
        settings = settings.replace("# preregistration =", "preregistration =")
        write_plan(folder / Path(PLAN).with_suffix(".md"), folder.name)
    write_text(folder / "study.toml", settings)
    write_text(folder / "data" / "lexicon.csv", _template("lexicon.csv"))
    write_text(folder / "README.md", _template("README.md").replace("{title}", folder.name))
    write_text(folder / "notebook.ipynb", _notebook(_template("notebook.txt").replace("{title}", folder.name)))
    write_text(folder / "Makefile", _template("Makefile"))
    write_text(folder / ".gitignore", IGNORED)


def _template(name: str) -> str:
    """Read a template of a new study."""
    return (SCAFFOLD / name).read_text(encoding="utf-8")


def refuse_existing(folder: Path) -> None:
    """Raise an error if the folder exists."""
    if folder.exists():
        raise BadInput(f"{folder} exists already. Choose another folder.")


def ingest_articles(study: Study, source: Path, *, find_stories: bool = False, drop_copies: bool = False) -> Ingestion:
    """Add articles to a study that has none: the manifest to data/, the texts to build/texts.

    Parameters
    ----------
    study : Study
        Study without a manifest.
    source : Path
        Folder OUTLET/ARTICLE_ID.txt, or a CSV, JSON lines or Parquet file.
    find_stories, drop_copies : bool, default False
        As for `new_study`.

    Returns
    -------
    Ingestion
        The articles with their texts, and notes. Copies that were skipped are in ``data/dropped.csv``.

    Raises
    ------
    BadInput
        If an article has no text or its id is not a safe file name, or if the study already has articles. Nothing is
        written in that case.
    """
    intake = read_intake(source, find_stories=find_stories, drop_copies=drop_copies)
    manifest = study.path("articles")
    if manifest.exists():
        raise BadInput(
            f"{manifest} exists already; no article was added. To replace the articles, delete it and "
            f"{_texts_of(study)}, then run framing ingest again. The published tables must then be rebuilt."
        )
    _keep(intake, study)
    if drop_copies:
        write_csv(intake.dropped, study.path("articles").with_name("dropped.csv"))
    return intake


def _keep(intake: Ingestion, study: Study) -> None:
    """Write the texts, the manifest and, if found, stories and copies into a study."""
    corpus, manifest = intake.corpus, study.path("articles")
    for row in rows(corpus.articles):
        text = restore_byte_order_mark(corpus.texts[row.article_id], row.sha256)
        write_text(_texts_of(study) / f"{row.article_id}.txt", text)
    write_table(corpus.articles, manifest, "articles")
    for name, table in (("stories", intake.stories), ("copies", intake.copies)):
        if table is not None:
            write_csv(table, manifest.with_name(f"{name}.csv"))


def _texts_of(study: Study) -> Path:
    """Return the folder of the imported texts, which git ignores."""
    return study.path("build") / "texts"


HASHES = {"plan_sha256": "plan", "lexicon_sha256": "lexicon", "articles_sha256": "articles"}
PLANNED = ("seed", "targets", "period", "event", "comparisons")
TABLES_OF_PLAN = ("change", "replication")  # of study.toml
PLAN = "preregistration.toml"
HEADING = re.compile(r"^#+[ \t]+Deviations[ \t\r]*$", re.MULTILINE | re.IGNORECASE)
COLUMNS_OF_DEVIATIONS = ["date", "item", "as declared", "as done", "why"]
UNDECLARED = "not declared"
TO_NAME_IT = f'Add preregistration = "{PLAN}" under [paths]'
FILL = "[fill in]"


@dataclass(frozen=True)
class Preregistration:
    """A plan that was frozen before the results.

    Attributes
    ----------
    file : Path
        The frozen items, preregistration.toml; the plan in words is the .md file of the same name.
    declared : mapping
        Content of the file: date, late (frozen after results existed), hashes and settings.
    """

    file: Path
    declared: Mapping[str, Any]

    @property
    def plan(self) -> Path:
        """The plan in words."""
        return self.file.with_suffix(".md")

    @property
    def date(self) -> str:
        """The day on which the plan was frozen, by the clock of that computer."""
        return str(self.declared["date"])

    @property
    def late(self) -> bool:
        """Whether results existed when the plan was frozen."""
        return bool(self.declared["late"])

    @property
    def reported(self) -> pd.DataFrame:
        """The deviations that the authors report, as text: date, item, as declared, as done, why."""
        return _reported(self.plan)


def read_preregistration(study: Study) -> Preregistration | None:
    """Return the frozen plan of a study; `None` if study.toml names none or it is not frozen yet.

    Raises
    ------
    BadInput
        If the file is not what `framing preregister` writes.
    """
    path = study.path("preregistration")
    if not study.paths["preregistration"] or not path.is_file():
        return None
    try:
        declared = tomllib.loads(read_text(path))
        missing = {"date", "late", *HASHES} - {*declared}
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{path} is not well-formed TOML: {error}. Restore it; it is not edited by hand.") from None
    if missing:
        raise BadInput(f"{path}: '{min(missing)}' is missing. Restore the file that `framing preregister` wrote.")
    return Preregistration(path, declared)


def files_of_plan(study: Study) -> list[Path]:
    """Return the files of the preregistration that exist: the plan in words and the frozen items."""
    if not study.paths["preregistration"]:
        return []
    path = study.path("preregistration")
    return [file for file in (path.with_suffix(".md"), path) if file.is_file()]


def plan_of(study: Study) -> dict[str, Any]:
    """Return what a preregistration of the study as it is now would declare, by its keys in the file.

    The tables [change] and [replication] are taken from study.toml as they are.
    """
    settings = tomllib.loads(read_text(study.file))
    plan, manifest = study.path("preregistration").with_suffix(".md"), study.path("articles")
    return {
        "plan_sha256": sha256_of_plan(plan) if plan.is_file() else "",
        "lexicon_sha256": study.lexicon.sha256,
        "articles_sha256": hash_of_hashes(hashes_of_texts(study)) if manifest.exists() else "",
        "seed": study.seed,
        "targets": list(study.figures.get("targets", [])),
        **{name: study.figures[name] for name in ("period", "event") if name in study.figures},
        "comparisons": [dict(comparison) for comparison in study.comparisons],
        **{name: settings[name] for name in TABLES_OF_PLAN if name in settings},
    }


def sha256_of_plan(path: Path) -> str:
    """Return the hash of a plan above its heading "Deviations", whatever its line ends."""
    lines = HEADING.split(read_text(path), maxsplit=1)[0].splitlines()
    return hashlib.sha256("\n".join(line.rstrip() for line in lines).strip().encode()).hexdigest()


def items_of_plan(plan: Mapping[str, Any]) -> dict[str, str]:
    """Return the items of a plan that a machine can check, in words: plan, lexicon, …, change.event.

    Examples
    --------
    >>> items_of_plan({"seed": 1, "targets": [], "change": {"days": 30, "changed": ["AP", "Reuters"]}})
    {'seed': '1', 'targets': 'not declared', 'change.days': '30', 'change.changed': 'AP, Reuters'}
    """
    items = {HASHES.get(name, name): plan[name] for name in (*HASHES, *PLANNED) if name in plan}
    for name in TABLES_OF_PLAN:
        table = plan.get(name, {})
        items |= {f"{name}.{key}": value for key, value in table.items()} if isinstance(table, dict) else {name: table}
    return {item: _in_words(value) for item, value in items.items()}


def _in_words(value: Any) -> str:
    """Return a value of a TOML file as a reader writes it.

    >>> _in_words([{"a": "Courier", "b": "Herald"}, {"a": "Sun"}]), _in_words(True)
    ('a Courier, b Herald; a Sun', 'true')
    """
    if isinstance(value, dict):
        return ", ".join(f"{key} {_in_words(one)}" for key, one in value.items())
    if isinstance(value, list):
        between = "; " if any(isinstance(one, dict) for one in value) else ", "
        return between.join(map(_in_words, value)) or UNDECLARED
    return str(value).lower() if isinstance(value, bool) else str(value) or UNDECLARED


def compared_plan(study: Study) -> pd.DataFrame | None:
    """Return every item of the frozen plan that a machine can check; `None` if the study has no frozen plan.

    Returns
    -------
    DataFrame
        Columns item, declared, now, explained, in the order of the file. The list of articles is no item if there was
        none yet.
    """
    frozen = read_preregistration(study)
    if frozen is None:
        return None
    declared, now = items_of_plan(frozen.declared), items_of_plan(plan_of(study))
    if declared["articles"] == UNDECLARED:
        del declared["articles"]
        now.pop("articles", None)
    items = [*declared, *(item for item in now if item not in declared)]
    reasons = frozen.reported if frozen.plan.is_file() else pd.DataFrame(columns=COLUMNS_OF_DEVIATIONS)
    table = [
        (item, declared.get(item, UNDECLARED), now.get(item, UNDECLARED), _explained(item, reasons)) for item in items
    ]
    return pd.DataFrame(table, columns=["item", "declared", "now", "explained"], dtype="str")


def deviations(study: Study) -> pd.DataFrame:
    """Compare a study with its frozen plan.

    Parameters
    ----------
    study : Study
        A study with a preregistration (`preregister`).

    Returns
    -------
    DataFrame
        One row per machine-checked item that differs: item, declared, now, explained (the reasons in the table of
        deviations of the plan whose item is this one or, as `change` for `change.days`, its table; empty if there is
        none). No row if nothing differs.

    Raises
    ------
    BadInput
        If the study has no frozen plan, or a row of its table of deviations is incomplete.
    """
    items = compared_plan(study)
    if items is None:
        raise BadInput(f"{study.file} names no frozen plan. {TO_NAME_IT}, then run framing preregister.")
    return items[items["declared"] != items["now"]].reset_index(drop=True)


def _reported(plan: Path) -> pd.DataFrame:
    """Read the table of deviations of a plan; raise if a row has other cells than its head."""
    text = read_text(plan)
    heading = HEADING.search(text)
    start = text.count("\n", 0, heading.end()) if heading else text.count("\n") + 1
    found = []
    for number, line in enumerate(text.splitlines()[start:], start=start + 1):
        cells = [cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]]
        if not line.lstrip().startswith("|") or all(re.fullmatch(":?-*:?", cell) for cell in cells):
            continue
        if len(cells) != len(COLUMNS_OF_DEVIATIONS):
            raise BadInput(
                f"{plan}, line {number}: the row has {len(cells)} cells; expected | "
                f"{' | '.join(COLUMNS_OF_DEVIATIONS)} |. Write \\| for a vertical bar in a cell."
            )
        if cells != COLUMNS_OF_DEVIATIONS:
            found.append(cells)
    return pd.DataFrame(found, columns=COLUMNS_OF_DEVIATIONS, dtype="str")


def _explained(item: str, reasons: pd.DataFrame) -> str:
    """Return the reasons for an item; those for its table, such as `change`, count for it too."""
    names = {_plain(item), _plain(item.partition(".")[0])}
    named = [bool(names & set(map(_plain, cell.split(",")))) for cell in reasons["item"]]
    return "; ".join(why for why in reasons.loc[named, "why"] if why)


def _plain(item: str) -> str:
    """Return an item without the signs around it: `[change] event` is change.event.

    >>> _plain("`[change] event`"), _plain("Lexicon"), _plain("change.placebo_dates")
    ('change event', 'lexicon', 'change placebo dates')
    """
    return " ".join(re.findall(r"[^\W_]+", item.casefold()))


def edited_plan(study: Study) -> list[str]:
    """Return, as sentences, how the plan in words differs from the frozen one; empty if it does not."""
    if not study.paths["preregistration"]:
        hidden = study.root / PLAN
        return [f"{hidden} exists, but {study.file.name} does not name it. {TO_NAME_IT}"] if hidden.is_file() else []
    frozen = read_preregistration(study)
    if frozen is None:
        return [f"{study.path('preregistration')} does not exist: no plan is frozen (framing preregister)"]
    if not frozen.plan.is_file():
        return [f"{frozen.plan} does not exist: the plan frozen on {frozen.date} is missing. Restore it"]
    declared, now = frozen.declared["plan_sha256"], sha256_of_plan(frozen.plan)
    if declared == now:
        return []
    edited = f"{frozen.plan} was edited above the heading 'Deviations' after it was frozen on {frozen.date}"
    hashes = f"SHA-256 {declared[:12]}… → {now[:12]}…"
    return [f"{edited} ({hashes}). Restore the text, and add a row to the table under that heading"]


def hashes_of_texts(study: Study) -> dict[str, str]:
    """Return the SHA-256 of the text of each article, as the manifest states it."""
    articles = study.articles
    if "sha256" not in articles:
        raise BadInput(f"{study.path('articles')} has no column 'sha256'. Run `framing ingest ARTICLES` to create it.")
    return dict(zip(articles["article_id"], articles["sha256"], strict=True))


def preregister(study: Study, *, late: bool = False, today: date | None = None) -> Path:
    """Write the form of a plan, or freeze the plan that was written into it.

    Parameters
    ----------
    study : Study
        A study whose study.toml names the file: ``[paths] preregistration = "preregistration.toml"``.
    late : bool, default False
        Whether to freeze a plan although results exist. The file and the report say so.
    today : date, optional
        Day to record. Default: today.

    Returns
    -------
    Path
        ``preregistration.md``, the form to fill in, if there was none; else ``preregistration.toml``, the frozen items.

    Raises
    ------
    BadInput
        If a plan is frozen already, results exist and `late` is false, or part of the plan is not filled in.
    """
    if not study.paths["preregistration"]:
        raise BadInput(f"{study.file} names no preregistration. {TO_NAME_IT}, then run framing preregister again.")
    path = study.path("preregistration")
    plan = path.with_suffix(".md")
    if path.suffix != ".toml":
        raise BadInput(
            f"{study.file}, [paths]: preregistration is '{path.name}'; expected a .toml file, as \"{PLAN}\"."
        )
    if path.exists():
        raise BadInput(
            f"{path} exists already; a plan is frozen once. Deviations go into the table at the end of {plan}: one row "
            "each, with the reason."
        )
    seen = _computed_already(study)
    if seen and not late:
        raise BadInput(
            f"Results exist already: {', '.join(seen[:3])}{', …' if len(seen) > 3 else ''}. A plan that is frozen now "
            "was not made before them. To freeze it nevertheless, run framing preregister --late, which is recorded "
            "and shown."
        )
    if not plan.exists():
        write_plan(plan, study.title)
        return plan
    _refuse_unfilled(plan)
    declared = {"date": today or date.today(), "late": late, **plan_of(study)}
    write_text(path, _as_toml(declared, f"Written by `framing preregister`; deviations go into {plan.name}."))
    return path


def write_plan(path: Path, title: str) -> None:
    """Write the form of a plan."""
    write_text(path, _template("preregistration.md").replace("{title}", title))


def _computed_already(study: Study) -> list[str]:
    """Return the results and the data of figures that exist, by their paths in the study."""
    found = [path for name in ("results", "figures") for path in study.path(name).rglob("*.csv")]
    return sorted(path.relative_to(study.root).as_posix() for path in found)


def refuse_unfrozen(study: Study) -> None:
    """Raise if study.toml names a preregistration that is not frozen, so that no result is computed before it."""
    if study.paths["preregistration"] and not study.path("preregistration").exists():
        raise BadInput(
            f"{study.path('preregistration')} does not exist: freeze the plan before results are computed (framing "
            f"preregister), or remove preregistration from [paths] in {study.file}."
        )


def _refuse_unfilled(plan: Path) -> None:
    """Raise if a plan has no single heading "Deviations", or a part above it is empty or not filled in."""
    text = read_text(plan)
    if len(HEADING.findall(text)) != 1:
        raise BadInput(
            f"{plan} has {len(HEADING.findall(text))} headings 'Deviations'; expected one, above the table | "
            f"{' | '.join(COLUMNS_OF_DEVIATIONS)} |."
        )
    plain = re.sub("<!--.*?-->", "", HEADING.split(text)[0], flags=re.DOTALL)
    parts = re.split(r"^#+[ \t]+(.+)$", plain, flags=re.MULTILINE)[1:]
    titles, bodies = parts[2::2], parts[3::2]  # after the title of the whole
    empty = [title for title, body in zip(titles, bodies, strict=True) if FILL in body or not body.strip()]
    if empty or not titles:
        raise BadInput(
            f"{plan} is not filled in: {'; '.join(empty) or 'it has no part with a heading'}. Replace each {FILL}, or "
            "write none, then run framing preregister again."
        )


def _as_toml(content: Mapping[str, Any], comment: str) -> str:
    """Return settings as TOML; tables come last.

    >>> print(_as_toml({"seed": 1, "change": {"days": 30, "changed": ["AP"]}, "late": False}, "Frozen."), end="")
    # Frozen.
    seed = 1
    late = false
    <BLANKLINE>
    [change]
    days = 30
    changed = ["AP"]
    """
    tables = {name: value for name, value in content.items() if isinstance(value, dict)}
    lines = [f"# {comment}", *(f"{_key(name)} = {_toml(content[name])}" for name in content if name not in tables)]
    for name, table in tables.items():
        lines += ["", f"[{_key(name)}]", *(f"{_key(key)} = {_toml(value)}" for key, value in table.items())]
    return "\n".join([*lines, ""])


def _toml(value: Any) -> str:
    """Return a value as TOML: a text, number, date, list or inline table."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_key(key)} = {_toml(one)}' for key, one in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return str(value).lower() if isinstance(value, bool) else str(value)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _toml(name)
