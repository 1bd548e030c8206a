"""Read and validate study.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from framing.errors import BadInput, did_you_mean
from framing.tables import read_text

PATHS = {
    "articles": "data/articles.csv",
    "lexicon": "data/lexicon.csv",
    "codes": "data/codes",
    "propositions": "",
    "sources": "",
    "scores": "",
    "slot_codes": "",
    "copies": "",
    "texts": "",
    "derived": "data/derived",
    "results": "results",
    "figures": "figures",
    "numbers": "",
    "preregistration": "",
    "build": "build",
}
OPTIONAL = ("propositions", "sources", "scores", "slot_codes", "copies", "texts", "numbers", "preregistration")
REQUIRED = ("name", "title")
COMPARISON = ("a", "b", "target")
CHANGE = ("event", "target", "changed", "unchanged")
DIRECTIONS = ("decrease", "increase")


@dataclass(frozen=True)
class _Kind:
    """The type of a setting and, for a list, the type of its items."""

    whole: type
    expected: str
    item: type = str

    def fits(self, value: Any) -> bool:
        """Return whether a value has this type; a boolean is not a number."""
        listed = value if type(value) is list else []
        return type(value) is self.whole and all(type(entry) is self.item for entry in listed)


TEXT = _Kind(str, 'text in quotes, as in "data/articles.csv"')
NUMBER = _Kind(int, "a whole number, as in 1")
TEXTS = _Kind(list, 'a list of texts, as in ["one", "two"]')
SHARE = _Kind(float, "a number with a point, as in 0.5")
NUMBERS = _Kind(list, "a list of whole numbers, as in [0, 1, 2]", item=int)
COMPARISONS = _Kind(list, "[[comparisons]], each with a, b and target", item=dict)
TABLE = _Kind(dict, "a table such as [paths], [classifiers], [figures] or [change]")

SETTINGS = {
    "name": TEXT,
    "title": TEXT,
    "seed": NUMBER,
    "outlets": TEXTS,
    "coders": TEXT,
    "primary_coders": TEXTS,
    "encoder": TEXT,
    "paths": TABLE,
    "classifiers": TABLE,
    "figures": TABLE,
    "comparisons": COMPARISONS,
    "change": TABLE,
    "replication": TABLE,
}
NAMINGS_ONLY, WHOLE_STORIES = "namings", "stories"
# which sentences are scored and classified, and what stays in one fold; the first is the default
CHOICES = {"sentences": ("all", NAMINGS_ONLY), "folds": ("twins", WHOLE_STORIES)}
TABLES = {
    "paths": dict.fromkeys(PATHS, TEXT),
    "classifiers": {
        "encoder": TEXT,
        "revision": TEXT,
        "layers": NUMBERS,
        "sentences": TEXT,
        "folds": TEXT,
        "most_outlets": NUMBER,
        "permutations": NUMBER,
        "most_slots": NUMBER,
    },
    "figures": {"targets": TEXTS, "terms": TEXTS, "draw": TEXTS, "period": TEXT, "event": TEXT},
    "change": {
        "event": TEXT,
        "target": TEXT,
        "changed": TEXTS,
        "unchanged": TEXTS,
        "days": NUMBER,
        "direction": TEXT,
        "placebo_dates": TEXTS,
    },
    "replication": {"share": SHARE},
}


def read_settings(path: Path) -> dict[str, Any]:
    """Read the settings of a study and fill in default paths.

    Parameters
    ----------
    path : Path
        The study.toml.

    Returns
    -------
    dict
        Settings by name. ``paths`` contains every path, relative to the folder of the study.

    Raises
    ------
    BadInput
        If a setting is unknown, missing or of the wrong type, or if a path is absolute.
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
        _check_required(comparison, COMPARISON, where)
    _check_required(settings, REQUIRED, f"{path}")
    _check_classifiers(settings.get("classifiers", {}), path)
    _check_paths(settings.get("paths", {}), path)
    if "change" in settings:
        _check_change(settings["change"], settings.get("outlets", []), f"{path}, [change]")
    if "replication" in settings:
        _check_required(settings["replication"], ["share"], f"{path}, [replication]")
        if not settings["replication"]["share"] > 0:
            raise BadInput(f"{path}, [replication]: share is {settings['replication']['share']}; expected more than 0.")
    return {**settings, "paths": {**PATHS, **settings.get("paths", {})}}


def _check_kinds(settings: Mapping[str, Any], kinds: Mapping[str, _Kind], where: str) -> None:
    """Reject settings that are unknown or of the wrong type."""
    for key, value in settings.items():
        if key not in kinds:
            raise BadInput(f"{where}: unknown setting '{key}'; {did_you_mean(key, kinds)}")
        if not kinds[key].fits(value):
            raise BadInput(f"{where}: {key} is {value!r}; expected {kinds[key].expected}.")


def _check_required(settings: Mapping[str, Any], required: Sequence[str], where: str) -> None:
    """Reject settings that lack a required one."""
    for key in required:
        if key not in settings:
            raise BadInput(f"{where}: '{key}' is missing. Add {key} = \"…\".")


def _check_classifiers(classifiers: Mapping[str, Any], path: Path) -> None:
    """Reject settings of an encoder without its name, numbers below their least and unknown choices."""
    for name, known in CHOICES.items():
        if classifiers.get(name, known[0]) not in known:
            raise BadInput(f"{path}, [classifiers]: unknown {name} '{classifiers[name]}'. Choose {' or '.join(known)}.")
    if "revision" in classifiers and not classifiers.get("encoder"):
        raise BadInput(
            f"{path}, [classifiers]: 'encoder' is missing. Name a folder with a model, or a model id of the hub."
        )
    for name, least in (("most_outlets", 1), ("permutations", 0), ("most_slots", 1)):
        if classifiers.get(name, least) < least:
            raise BadInput(f"{path}, [classifiers]: {name} is {classifiers[name]}; expected {least} or more.")


def _check_paths(paths: Mapping[str, str], path: Path) -> None:
    """Reject absolute paths and empty paths of required files."""
    for key, value in paths.items():
        if Path(value).is_absolute() or not (value or key in OPTIONAL):
            raise BadInput(
                f"{path}, [paths]: {key} is '{value}'; expected a path relative to the folder of {path.name}, so that "
                "the study also works on other computers."
            )


def _check_change(change: Mapping[str, Any], outlets: Sequence[str], where: str) -> None:
    """Reject dates that are none, outlets that are unknown or on both sides, and numbers and words out of range."""
    _check_required(change, CHANGE, where)
    for name, text in [
        ("event", change["event"]),
        *(("placebo_dates", one) for one in change.get("placebo_dates", [])),
    ]:
        try:
            date.fromisoformat(text)
        except ValueError:
            raise BadInput(f'{where}: {name} has "{text}"; expected a date such as "2013-04-02".') from None
    if change["event"] in change.get("placebo_dates", []):
        raise BadInput(f"{where}: the event {change['event']} is among placebo_dates. Choose other dates.")
    for name in ("changed", "unchanged"):
        if not change[name]:
            raise BadInput(f"{where}: {name} has no outlet. Name one or more.")
        for outlet in change[name]:
            if outlets and outlet not in outlets:
                raise BadInput(f"{where}: unknown outlet '{outlet}' in {name}; {did_you_mean(outlet, outlets)}")
    twice = sorted({*change["changed"]} & {*change["unchanged"]})
    if twice:
        raise BadInput(f"{where}: '{twice[0]}' is in changed and in unchanged. Name each outlet on one side.")
    if change.get("days", 1) < 1:
        raise BadInput(f"{where}: days is {change['days']}; expected 1 or more.")
    if change.get("direction", DIRECTIONS[0]) not in DIRECTIONS:
        raise BadInput(f'{where}: direction is "{change["direction"]}"; expected "decrease" or "increase".')
