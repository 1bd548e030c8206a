"""Freeze the plan of a study before its results, and compare the study with it."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from framing.errors import BadInput
from framing.study.study import Study
from framing.tables import hash_of_hashes, read_text, write_text

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
    form = files("framing.study") / "scaffold" / "preregistration.md"
    write_text(path, form.read_text(encoding="utf-8").replace("{title}", title))


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
