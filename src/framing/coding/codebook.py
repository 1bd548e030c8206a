"""Read a codebook: the variables to code, their categories, definitions, examples and version, as data."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, get_args

import pandas as pd

from framing.display import card
from framing.errors import BadInput, did_you_mean
from framing.tables import all_of, line_of, read_text, validate

Kind = Literal["categories", "scale", "spans", "text"]
KINDS: tuple[Kind, ...] = get_args(Kind)
OVERLAP = "overlap, which the codebook does not allow (overlapping = true allows it)."
EXPECTED: dict[str, tuple[type, str]] = {
    "tuple[str, ...]": (list, "a list of texts"),
    "bool": (bool, "true or false"),
    "str": (str, "text in quotes"),
}


@dataclass(frozen=True)
class Category:
    """Define one value of a variable.

    Parameters
    ----------
    value : str
        What is stored, such as ``"1"``; on a scale, a whole number.
    label : str, default ""
        What coders read; by default the value.
    key : str, default ""
        Key of the keyboard that gives the value, one character, or "" for none.
    definition : str, default ""
        When the category applies.
    examples : tuple of str, default ()
        Examples.

    Examples
    --------
    >>> from framing.coding import Category
    >>> Category("1", key="j").label
    '1'
    """

    value: str
    label: str = ""
    key: str = ""
    definition: str = ""
    examples: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.label:
            object.__setattr__(self, "label", self.value)


@dataclass(frozen=True)
class Variable:
    """Define one variable of a codebook.

    Parameters
    ----------
    name : str
        Identifier, as it stands in the codes.
    label : str, default ""
        Question that coders read; by default the name.
    kind : {"categories", "scale", "spans", "text"}, default "categories"
        ``categories``: one of them per sentence. ``scale``: one of them per sentence, whole numbers in order.
        ``spans``: stretches of the sentence, each with a category. ``text``: free text.
    definition : str, default ""
        Explanation below the label.
    categories : tuple of Category, default ()
        The values; empty for ``text``.
    overlapping : bool, default False
        Whether spans of one coder may overlap.
    required : bool, default True
        Whether a sentence is done only with a code of this variable.
    only_if : str, default ""
        Condition ``variable=value`` on an earlier variable; the variable is asked only if it holds.

    Examples
    --------
    >>> from framing.coding import Category, Variable
    >>> Variable("blame", categories=(Category("yes"), Category("no"))).values
    ('yes', 'no')
    """

    name: str
    label: str = ""
    kind: Kind = "categories"
    definition: str = ""
    categories: tuple[Category, ...] = ()
    overlapping: bool = False
    required: bool = True
    only_if: str = ""

    def __post_init__(self) -> None:
        if not self.label:
            object.__setattr__(self, "label", self.name)

    @property
    def values(self) -> tuple[str, ...]:
        """The values in the order of the codebook."""
        return tuple(category.value for category in self.categories)

    def category(self, value: str) -> Category:
        """Return the category with a value, or raise BadInput."""
        for category in self.categories:
            if category.value == value:
                return category
        raise BadInput(f"variable '{self.name}' has no category '{value}'; {did_you_mean(value, self.values)}")


@dataclass(frozen=True)
class Codebook:
    """Hold the variables to code, with a name and a version that every code states.

    Parameters
    ----------
    name : str
        Name of the codebook.
    version : str
        Version, such as ``"1.0"``. Any change of the content is a new version.
    intro : str, default ""
        Instruction for coders.
    variables : tuple of Variable
        Variables in the order in which they are asked.

    Examples
    --------
    >>> from framing.coding import Category, Codebook, Variable
    >>> codebook = Codebook("blame", "1.0", "", (Variable("blame", categories=(Category("yes"), Category("no"))),))
    >>> codebook
    Codebook 'blame', version 1.0: blame (yes, no)
    >>> codebook.variable("blam")
    Traceback (most recent call last):
    framing.errors.BadInput: codebook 'blame' has no variable 'blam'; did you mean 'blame'?
    """

    name: str
    version: str
    intro: str = ""
    variables: tuple[Variable, ...] = ()

    @property
    def hash(self) -> str:
        """SHA-256 of the content in hexadecimal; the layout of its file does not matter."""
        content = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the variables."""
        return tuple(variable.name for variable in self.variables)

    def variable(self, name: str) -> Variable:
        """Return the variable with a name, or raise BadInput."""
        for variable in self.variables:
            if variable.name == name:
                return variable
        raise BadInput(f"codebook '{self.name}' has no variable '{name}'; {did_you_mean(name, self.names)}")

    def asked(self, given: Mapping[str, str]) -> tuple[Variable, ...]:
        """Return the variables to ask about a sentence, given the values so far.

        >>> from framing.coding import Category, Codebook, Variable
        >>> yes_no = (Category("yes"), Category("no"))
        >>> why = Variable("why", kind="text", only_if="blame=yes")
        >>> codebook = Codebook("blame", "1.0", "", (Variable("blame", categories=yes_no), why))
        >>> [variable.name for variable in codebook.asked({"blame": "no"})]
        ['blame']
        """
        met: list[Variable] = []
        for variable in self.variables:  # a condition on a variable that is itself not asked does not hold
            name, _, value = variable.only_if.partition("=")
            if not name or (given.get(name) == value and any(earlier.name == name for earlier in met)):
                met.append(variable)
        return tuple(met)

    def check(self, codes: pd.DataFrame, where: str = "codes") -> pd.DataFrame:
        """Check codes against the codebook and return them in the types of the schema.

        Parameters
        ----------
        codes : DataFrame
            Table ``codes`` of the schema: one row per code.
        where : str, default "codes"
            File or table for messages.

        Returns
        -------
        DataFrame
            The codes.

        Raises
        ------
        BadInput
            If a variable or value is not in the codebook, a code is of another codebook or version, a sentence has two
            values of a variable, offsets are missing or superfluous, or spans overlap where that is not allowed. The
            message lists every error with its line.

        Examples
        --------
        >>> from framing.coding import Category, Codebook, Variable, code_rows
        >>> codebook = Codebook("blame", "1.0", "", (Variable("blame", categories=(Category("yes"), Category("no"))),))
        >>> codebook.check(code_rows(codebook, "ann", [("a:01", "blame", "perhaps")]))
        Traceback (most recent call last):
        framing.errors.BadInput: codes, line 2: 'perhaps' is no value of variable 'blame'; choose one of: yes, no.
        """
        checked = validate(codes, "codes", where)
        lines = [line_of(codes.index, row) for row in range(len(codes))]
        errors = [
            f"{where}, line {line}: {error}"
            for line, row in zip(lines, checked.itertuples(), strict=True)
            if (error := self._error_of(row))
        ]
        if not errors:
            errors = [f"{where}, line {lines[row]}: {error}" for row, error in self._clashes(checked)]
        if errors:
            raise BadInput(all_of(errors))
        return checked

    def _error_of(self, row: Any) -> str:
        """Return what is wrong with one code by itself, or nothing."""
        if (row.codebook, row.version) != (self.name, self.version):
            return (
                f"the code is of codebook '{row.codebook}', version {row.version}, not of '{self.name}', version "
                f"{self.version}. Codes of two versions are not mixed: keep them apart, or code the sentence again."
            )
        if row.hash != self.hash:
            return (
                f"the codebook '{self.name}' has changed since this code, but its version is still {self.version}. "
                "Give the changed codebook a new version."
            )
        if row.variable not in self.names:
            return f"unknown variable '{row.variable}'; {did_you_mean(row.variable, self.names)}"
        variable = self.variable(row.variable)
        placed = [not pd.isna(offset) for offset in (row.start, row.end)]
        if variable.kind != "spans" and any(placed):
            return f"variable '{variable.name}' is coded per sentence; leave start and end empty."
        if variable.kind == "spans" and not row.value and not any(placed):
            return ""  # the sentence was read and has none
        if variable.kind == "spans" and not (all(placed) and row.start < row.end):
            return f"a span of '{variable.name}' needs start and end, with start below end."
        if variable.kind != "text" and row.value not in variable.values:
            hint = did_you_mean(row.value, variable.values)
            return f"'{row.value}' is no value of variable '{variable.name}'; {hint}"
        return ""

    def _clashes(self, codes: pd.DataFrame) -> list[tuple[int, str]]:
        """Return pairs of codes that exclude each other, by the row of the later one."""
        clashes = []
        groups: Any = codes.groupby(["coder", "sentence_id", "variable"], sort=False)
        for (coder, sentence, name), same in groups:
            variable = self.variable(name)
            of = f"coder '{coder}', sentence '{sentence}'"
            if variable.kind != "spans":
                clashes += [(row, f"{of}: a second value of '{name}'. Keep one.") for row in same.index[1:]]
                continue
            spans = same.dropna(subset=["start"]).sort_values(["start", "end"])
            if len(spans) < len(same) > 1:
                clashes.append((same.index[-1], f"{of}: '{name}' is coded as none and as spans. Keep one of both."))
            if not variable.overlapping:
                rows: Iterable[tuple[Any, Any]] = pairwise(spans.itertuples())
                of += f", variable '{name}': spans"
                clashes += [
                    (max(one.Index, other.Index), f"{of} {one.start}–{one.end} and {other.start}–{other.end} {OVERLAP}")
                    for one, other in rows
                    if other.start < one.end
                ]
        return clashes

    def __repr__(self) -> str:
        variables = ", ".join(
            f"{variable.name} ({', '.join(variable.values) or variable.kind})" for variable in self.variables
        )
        return f"Codebook '{self.name}', version {self.version}: {variables}"

    def _repr_html_(self) -> str:
        rows = [
            {"variable": v.name, "kind": v.kind, "value": c.value, "key": c.key, "label": c.label,
             "definition": c.definition or v.definition, "examples": "; ".join(c.examples)}
            for v in self.variables
            for c in v.categories or (Category("", label=v.label),)
        ]  # fmt: skip
        return card(f"Codebook {self.name} {self.version}", {"instruction": self.intro.strip()}, pd.DataFrame(rows))


def read_codebook(path: str | Path) -> Codebook:
    r"""Read a codebook from a TOML file.

    Parameters
    ----------
    path : str or Path
        File with name, version, intro and one ``[[variables]]`` per variable, each with one
        ``[[variables.categories]]`` per category; the entries are those of `Variable` and `Category`.

    Returns
    -------
    Codebook
        The codebook.

    Raises
    ------
    BadInput
        If an entry is missing, unknown, of the wrong type or twice there; the message names file and place.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "codebook.toml"
    ...     _ = path.write_text(
    ...         'name = "blame"\nversion = "1.0"\n[[variables]]\nname = "blame"\n'
    ...         '[[variables.categories]]\nvalue = "yes"\n[[variables.categories]]\nvalue = "no"\n'
    ...     )
    ...     read_codebook(path)
    Codebook 'blame', version 1.0: blame (yes, no)
    """
    path = Path(path)
    try:
        content = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{path} is not well-formed TOML: {error}.") from None
    codebook: Codebook = _made(Codebook, content, str(path), variables=_variable)
    for entry in ("name", "version"):
        if not getattr(codebook, entry).strip():
            raise BadInput(f'{path}: {entry} is empty. Write {entry} = "…".')
    if not codebook.variables:
        raise BadInput(f"{path} has no variable. Add one under [[variables]].")
    _refuse_twice([variable.name for variable in codebook.variables], "name", f"{path}, [[variables]]")
    for position, variable in enumerate(codebook.variables):
        _check_variable(variable, codebook.variables[:position], f"{path}, variable '{variable.name}'")
    return codebook


def _variable(content: Mapping[str, Any], where: str) -> Variable:
    made: Variable = _made(Variable, content, where, categories=lambda entry, place: _made(Category, entry, place))
    return made


def _made(kind: Any, content: Mapping[str, Any], where: str, **parts: Callable[[Mapping[str, Any], str], Any]) -> Any:
    """Make an object of a dataclass from a table of TOML; `parts` makes the objects of its lists of tables."""
    known = {field.name: field for field in fields(kind)}
    values: dict[str, Any] = {}
    value: Any
    for name, value in content.items():
        if name not in known:
            raise BadInput(f"{where}: unknown entry '{name}'; {did_you_mean(name, known)}")
        if name in parts:
            if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
                raise BadInput(f"{where}: {name} is {value!r}; expected tables [[{name}]].")
            places = [f"{where}, {name} {number}" for number in range(1, len(value) + 1)]
            values[name] = tuple(parts[name](entry, place) for entry, place in zip(value, places, strict=True))
            continue
        of_type, expected = EXPECTED.get(str(known[name].type), EXPECTED["str"])
        if type(value) is not of_type or (
            isinstance(value, list) and not all(isinstance(entry, str) for entry in value)
        ):
            raise BadInput(f"{where}: {name} is {value!r}; expected {expected}.")
        values[name] = tuple(value) if isinstance(value, list) else value
    for name in ("name", "version", "value"):
        if name in known and name not in values:
            raise BadInput(f"{where}: '{name}' is missing. Add {name} = \"…\".")
    return kind(**values)


def _check_variable(variable: Variable, earlier: Sequence[Variable], where: str) -> None:
    """Refuse a variable that cannot be coded: its kind, its categories, its keys, its condition."""
    if not variable.name.isidentifier():
        raise BadInput(f"{where}: expected a name of letters, digits and _, as in frame_of_blame.")
    if variable.kind not in KINDS:
        raise BadInput(f"{where}: unknown kind '{variable.kind}'; {did_you_mean(variable.kind, KINDS)}")
    if variable.kind == "text" and variable.categories:
        raise BadInput(f'{where}: free text has no categories. Remove them, or write kind = "categories".')
    if variable.kind != "text" and len(variable.categories) < (1 if variable.kind == "spans" else 2):
        raise BadInput(f"{where}: too few categories. Add [[variables.categories]], each with a value.")
    if variable.overlapping and variable.kind != "spans":
        raise BadInput(f"{where}: only spans can overlap. Remove overlapping.")
    _refuse_twice(variable.values, "value", where)
    _refuse_twice([category.key for category in variable.categories if category.key], "key", where)
    for category in variable.categories:
        if not category.value.strip() or category.value != category.value.strip():
            raise BadInput(f"{where}: value '{category.value}' is empty or has spaces around it.")
        if len(category.key) > 1 or category.key.isspace():
            raise BadInput(f"{where}: key '{category.key}' of '{category.value}' is not one character.")
        if variable.kind == "scale" and not category.value.removeprefix("-").isdecimal():
            raise BadInput(f"{where}: value '{category.value}' of a scale is not a whole number.")
    if variable.kind == "scale" and sorted(variable.values, key=int) != list(variable.values):
        raise BadInput(f"{where}: the values of a scale are not in ascending order.")
    if variable.only_if:
        name, sign, value = variable.only_if.partition("=")
        values = {other.name: other.values for other in earlier}
        such = ", such as " + "=".join((earlier[0].name, *earlier[0].values[:1])) if earlier else ""
        if not sign or value not in values.get(name, ()):
            raise BadInput(
                f"{where}: only_if is '{variable.only_if}'; expected variable=value with an earlier variable and one "
                f"of its values{such}."
            )


def _refuse_twice(entries: Sequence[str], what: str, where: str) -> None:
    for position, entry in enumerate(entries):
        if entry in entries[:position]:
            raise BadInput(f"{where}: {what} '{entry}' is given twice. Give each its own.")


def code_rows(
    codebook: Codebook,
    coder: str,
    codes: Sequence[tuple[Any, ...]],
    *,
    note: str = "",
    time: str = "",
) -> pd.DataFrame:
    """Make rows of the table ``codes``, stamped with the codebook.

    Parameters
    ----------
    codebook : Codebook
        Codebook by which was coded.
    coder : str
        Name of the coder.
    codes : sequence of tuple
        (sentence_id, variable, value), for spans (sentence_id, variable, value, start, end).
    note, time : str, default ""
        Note and time (ISO 8601) of all rows.

    Returns
    -------
    DataFrame
        One row per code, not yet checked; see `Codebook.check`.

    Examples
    --------
    >>> from framing.coding import Category, Codebook, Variable
    >>> codebook = Codebook("blame", "1.0", "", (Variable("blame", categories=(Category("yes"), Category("no"))),))
    >>> code_rows(codebook, "ann", [("a:01", "blame", "yes")])[["coder", "sentence_id", "value"]].values.tolist()
    [['ann', 'a:01', 'yes']]
    """
    stamp = {"codebook": codebook.name, "version": codebook.version, "hash": codebook.hash, "note": note, "time": time}
    names = ("sentence_id", "variable", "value", "start", "end")
    rows = [{"coder": coder, **dict(zip(names, (*code, None, None), strict=False)), **stamp} for code in codes]
    columns = ["coder", *names, *stamp]
    return pd.DataFrame(rows, columns=columns).astype({"start": "Int64", "end": "Int64"})
