"""Settings: what study.toml may say, and what is said to whoever writes it otherwise."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from framing.errors import BadInput, did_you_mean
from framing.tables import read_text

PATHS = {
    "articles": "data/articles.csv",
    "lexicon": "data/lexicon.csv",
    "codes": "",
    "texts": "",
    "derived": "data/derived",
    "results": "results",
    "figures": "figures",
    "numbers": "",
    "build": "build",
}
NEEDLESS = ("codes", "texts", "numbers")
NEEDED = ("name", "title")
COMPARISON = ("a", "b", "target")


@dataclass(frozen=True)
class _Kind:
    """A kind of setting: of which type its value is, and of which each value in a list."""

    whole: type
    expected: str
    each: type = str

    def fits(self, value: Any) -> bool:
        """Whether a value is of this kind; true is no number."""
        listed = value if type(value) is list else []
        return type(value) is self.whole and all(type(item) is self.each for item in listed)


TEXT = _Kind(str, 'text in quotes, as in "data/articles.csv"')
NUMBER = _Kind(int, "a whole number, as in 1")
TEXTS = _Kind(list, 'a list of texts, as in ["one", "two"]')
NUMBERS = _Kind(list, "a list of whole numbers, as in [0, 1, 2]", each=int)
COMPARISONS = _Kind(list, "[[comparisons]], each with a, b and target", each=dict)
TABLE = _Kind(dict, "settings of its own under [paths], [classifiers] or [figures]")

SETTINGS = {
    "name": TEXT,
    "title": TEXT,
    "seed": NUMBER,
    "outlets": TEXTS,
    "coders": TEXT,
    "encoder": TEXT,
    "paths": TABLE,
    "classifiers": TABLE,
    "figures": TABLE,
    "comparisons": COMPARISONS,
}
TABLES = {
    "paths": dict.fromkeys(PATHS, TEXT),
    "classifiers": {"encoder": TEXT, "revision": TEXT, "layers": NUMBERS},
    "figures": {"targets": TEXTS},
}


def read_settings(path: Path) -> dict[str, Any]:
    """The settings of a study.toml, its paths filled up.

    Raises
    ------
    BadInput
        where a setting is unknown, missing or of another kind, or a path fits one computer only.
    """
    try:
        settings = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{path} is not well-formed TOML: {error}.") from None
    _check_kinds(settings, SETTINGS, f"{path}")
    for name, kinds in TABLES.items():
        _check_kinds(settings.get(name, {}), kinds, f"{path}, [{name}]")
    for number, comparison in enumerate(settings.get("comparisons", []), start=1):
        where = f"{path}, [[comparisons]] {number}"
        _check_kinds(comparison, dict.fromkeys(COMPARISON, TEXT), where)
        _check_there(comparison, COMPARISON, where)
    _check_there(settings, NEEDED, f"{path}")
    _check_encoder(settings.get("classifiers", {}), path)
    _check_paths(settings.get("paths", {}), path)
    return {**settings, "paths": {**PATHS, **settings.get("paths", {})}}


def _check_kinds(settings: Mapping[str, Any], kinds: Mapping[str, _Kind], where: str) -> None:
    """Refuse settings that are unknown or of another kind."""
    for key, value in settings.items():
        if key not in kinds:
            raise BadInput(f"{where}: there is no setting '{key}'; {did_you_mean(key, kinds)}")
        if not kinds[key].fits(value):
            raise BadInput(f"{where}: {key} is {value!r}; expected {kinds[key].expected}.")


def _check_there(settings: Mapping[str, Any], needed: Sequence[str], where: str) -> None:
    """Refuse settings of which a needed one is missing."""
    for key in needed:
        if key not in settings:
            raise BadInput(f"{where}: the setting '{key}' is missing.")


def _check_encoder(classifiers: Mapping[str, Any], path: Path) -> None:
    """Refuse settings of classifiers that name no encoder."""
    if classifiers and not classifiers.get("encoder"):
        raise BadInput(
            f"{path}, [classifiers]: 'encoder' is missing; expected a folder with a model, or the id of one on the hub."
        )


def _check_paths(paths: Mapping[str, str], path: Path) -> None:
    """Refuse paths that fit one computer only."""
    for key, value in paths.items():
        if Path(value).is_absolute() or not (value or key in NEEDLESS):
            raise BadInput(
                f"{path}, [paths]: {key} is '{value}'; expected a path that starts from the folder of {path.name}, "
                "since records name files by it and the study may move to another computer."
            )
