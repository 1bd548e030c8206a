"""Read the coders' codes of sentences: ids, labels and offsets, without any text.

A folder of codes has one sub-folder per coder, `coder_a`, `coder_b`, …, with any of the files labels.csv, spans.csv,
voice.csv, families.csv and codes.csv. A new sub-folder is read as a new coder. codes.csv holds the codes of any
variable of a codebook, one per row; the first three hold the variables that a study compares and are written from it
(`write_codes`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from framing.corpus.articles import Corpus
from framing.corpus.reading import as_read
from framing.display import card
from framing.errors import BadInput, did_you_mean
from framing.schema import TABLES
from framing.tables import read_csv, read_table, rows, validate, write_table

CODE_FILES = ("labels", "spans", "voice", "families")
CODER_PREFIX = "coder_"
# what keyboards, spreadsheets and editors write in place of each other
ALIKE = ("'’‘ʼ`´", '"“”„«»', "-‐‑‒–—")
FILE_OF = {**{name: name for name in CODE_FILES}, "variables": "codes"}  # table of the schema and file, by attribute
NO_TARGET = "other"  # of a marked expression whose target was not coded


@dataclass(frozen=True)
class Codes:
    """Store the tables of all coders, each with the leading column `coder`.

    Parameters
    ----------
    labels, spans, voice, families : DataFrame
        Tables of the schema with the same names; see `read_codes`.
    variables : DataFrame
        The codes of all variables of a codebook, one per row (table ``codes`` of the schema).

    Examples
    --------
    >>> import framing as fr
    >>> fr.demo().codes.coders
    ['author']
    """

    labels: pd.DataFrame
    spans: pd.DataFrame
    voice: pd.DataFrame
    families: pd.DataFrame
    variables: pd.DataFrame

    @property
    def coders(self) -> list[str]:
        """Names of the coders in alphabetical order."""
        return sorted({coder for name in FILE_OF for coder in getattr(self, name)["coder"].unique()})

    def by(self, coders: Sequence[str]) -> Codes:
        """Return the codes of some coders.

        >>> import framing as fr
        >>> fr.demo().codes.by(["somebody"])
        Codes of 0 coders (): 0 labels, 0 expressions
        """
        tables = (getattr(self, name) for name in FILE_OF)
        return Codes(*(table[table["coder"].isin(coders)].reset_index(drop=True) for table in tables))

    def of(self, variable: str, version: str | None = None) -> pd.DataFrame:
        """Return the codes of one variable, all by one codebook and one version.

        Parameters
        ----------
        variable : str
            Variable of a codebook.
        version : str, optional
            Version of the codebook; needed if there are codes of more than one.

        Returns
        -------
        DataFrame
            Rows of `variables`.

        Raises
        ------
        BadInput
            If there is no such code, or codes of two codebooks or versions would be mixed.

        Examples
        --------
        >>> import framing as fr
        >>> fr.demo().codes.of("blame")
        Traceback (most recent call last):
        framing.errors.BadInput: No code of the variable 'blame'; there are no codes by a codebook.
        """
        return codes_of_variable(self.variables, variable, version)

    def __repr__(self) -> str:
        coders = f"{len(self.coders)} coders ({', '.join(self.coders)})"
        return f"Codes of {coders}: {len(self.labels)} labels, {len(self.spans)} expressions"

    def _repr_html_(self) -> str:
        shown = [name for name in FILE_OF if name in CODE_FILES or len(getattr(self, name))]
        counts = {name: getattr(self, name)["coder"].value_counts() for name in shown}
        table = pd.DataFrame(counts, index=self.coders, dtype="Int64").fillna(0)
        return card(f"Codes of {len(self.coders)} coders", {}, table.rename_axis("coder").reset_index())


def read_codes(folder: str | Path) -> Codes:
    r"""Read the codes of all coders in a folder.

    Parameters
    ----------
    folder : str or Path
        Folder with one sub-folder per coder.

    Returns
    -------
    Codes
        Tables with one row per code, empty if no coder has that file: labels (coder, sentence_id, loaded, strength),
        spans (coder, sentence_id, start, end, term_id, category, target, polarity), voice (coder, sentence_id, voice,
        source), families (coder, sentence_a, sentence_b, overlap, drift), and variables, the codes of codes.csv.

    Raises
    ------
    BadInput
        If the folder has no coder, or a row fails a check. The message gives file, line and column.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "coder_a" / "labels.csv"
    ...     file.parent.mkdir()
    ...     _ = file.write_text("sentence_id,loaded,strength\nc-1:01,1,2\n")
    ...     read_codes(folder)
    Codes of 1 coders (a): 1 labels, 0 expressions
    """
    folder = Path(folder)
    coders = sorted(
        path
        for path in folder.glob("*")
        if path.is_dir() and any((path / f"{name}.csv").is_file() for name in FILE_OF.values())
    )
    if not coders:
        raise BadInput(
            f"{folder} contains no codes. Add one sub-folder per coder, such as {folder}/{CODER_PREFIX}a/labels.csv."
        )
    return Codes(**{name: _read_all_coders(coders, table) for name, table in FILE_OF.items()})


def _read_all_coders(coders: list[Path], name: str) -> pd.DataFrame:
    columns = ["coder", *(column for column in TABLES[name].columns if column != "coder")]
    empty = validate(pd.DataFrame(columns=list(TABLES[name].columns)), name, name).assign(coder="")
    files = {path.name.removeprefix(CODER_PREFIX): path / f"{name}.csv" for path in coders}
    tables = [
        _of_coder(_consistent(read_table(path, name), name, path), coder, path)
        for coder, path in files.items()
        if path.is_file()
    ]
    return pd.concat(tables or [empty], ignore_index=True)[columns].astype({"coder": "str"})


def _of_coder(table: pd.DataFrame, coder: str, path: Path) -> pd.DataFrame:
    """Return the codes of one coder's file with their coder; refuse those of somebody else."""
    others = table[table["coder"] != coder] if "coder" in table else table.iloc[:0]
    if len(others):
        raise BadInput(
            f"{path}, line {others.index[0] + 2}: a code of '{others['coder'].iloc[0]}' in the folder of '{coder}'. "
            "Each coder has a folder of their own: move these rows there."
        )
    return table.assign(coder=coder)


def codes_of_variable(codes: pd.DataFrame, variable: str, version: str | None = None) -> pd.DataFrame:
    """Return the rows of one variable, all by one codebook and one version; see `Codes.of`."""
    known = sorted(codes["variable"].unique())
    found = codes[codes["variable"] == variable]
    if found.empty:
        hint = did_you_mean(variable, known) if known else "there are no codes by a codebook."
        raise BadInput(f"No code of the variable '{variable}'; {hint}")
    books = found[["codebook", "version", "hash"]].drop_duplicates()
    if version is not None:
        found = found[found["version"] == version]
        if found.empty:
            hint = did_you_mean(version, sorted(books["version"].unique()))
            raise BadInput(f"No code of '{variable}' by version {version} of the codebook; {hint}")
        books = books[books["version"] == version]
    if len(books) > 1:
        which = "; ".join(f"{row.codebook} {row.version} ({row.hash[:8]})" for row in rows(books))
        raise BadInput(
            f"The codes of '{variable}' are by more than one codebook: {which}. They are not mixed: choose one with "
            'version="…", or code the others again.'
        )
    return found.reset_index(drop=True)


def write_codes(
    codes: pd.DataFrame, folder: str | Path, *, version: str | None = None, occurrences: pd.DataFrame | None = None
) -> list[Path]:
    """Write the codes of a codebook into the folder of codes, one sub-folder per coder.

    ``codes.csv`` has every code. The variables that a study compares are also written as its tables: loaded and
    strength (0 where it was not asked) as labels.csv, voice and source as voice.csv, spans as spans.csv. There the
    target of an expression is ``other``, because a codebook codes none.

    Parameters
    ----------
    codes : DataFrame
        Table ``codes`` of the schema, of one or more coders. What a coder's files had before is replaced.
    folder : str or Path
        Folder of codes, such as data/codes of a study.
    version : str, optional
        Version of the codebook for the tables of a study; needed if a variable has codes of more than one.
    occurrences : DataFrame, optional
        Table of `find_occurrences`: with it, spans.csv names the loaded term that an expression contains.

    Returns
    -------
    list of Path
        Files that were written.

    Raises
    ------
    BadInput
        If a row fails a check, or codes of two versions would be mixed. Nothing is written then.

    Examples
    --------
    >>> import tempfile
    >>> from framing.coding import Category, Codebook, Variable, code_rows
    >>> yes_no = (Category("1"), Category("0"))
    >>> codebook = Codebook("loaded", "1.0", "", (Variable("loaded", categories=yes_no),))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     files = write_codes(code_rows(codebook, "ann", [("a:01", "loaded", "1")]), folder)
    ...     [file.name for file in files], read_codes(folder)
    (['codes.csv', 'labels.csv'], Codes of 1 coders (ann): 1 labels, 0 expressions)
    """
    codes = validate(codes, "codes", "codes")
    tables = {
        Path(folder) / f"{CODER_PREFIX}{coder}" / f"{name}.csv": table
        for coder, own in codes.groupby("coder")
        for name, table in {"codes": own, **_study_tables(own, version, occurrences)}.items()
    }
    checked = {
        path: _consistent(validate(table, path.stem, str(path)), path.stem, path) for path, table in tables.items()
    }
    for path, table in checked.items():
        write_table(table, path, path.stem)
    return list(checked)


def _study_tables(
    codes: pd.DataFrame, version: str | None, occurrences: pd.DataFrame | None
) -> dict[str, pd.DataFrame]:
    """Return labels, voice and spans of one coder, as far as these variables are coded as the schema wants them."""
    if version is not None:  # a variable may have none of that version
        codes = codes[codes["version"] == version]
    there = set(codes["variable"])

    def wide(main: str, other: str, of_none: str) -> pd.DataFrame:
        both = [codes_of_variable(codes, name, version) for name in (main, other) if name in there]
        table = pd.concat(both).pivot(index="sentence_id", columns="variable", values="value")
        table = table.reindex(columns=[main, other]).astype("str")
        return table.dropna(subset=[main]).fillna(of_none).reset_index().rename_axis(columns=None)

    def fits(table: pd.DataFrame, name: str, column: str) -> bool:
        allowed = TABLES[name].columns[column].allowed or [str(value) for value in range(2)]
        return bool(table[column].isin(allowed).all())

    tables = {}
    if "loaded" in there and fits(labels := wide("loaded", "strength", "0"), "labels", "loaded"):
        if "strength" not in there:  # a loaded sentence is at least mildly loaded
            labels["strength"] = labels["loaded"]
        tables["labels"] = labels
    if "voice" in there and fits(voice := wide("voice", "source", ""), "voice", "voice"):
        tables["voice"] = voice
    if "spans" in there:
        spans = codes_of_variable(codes, "spans", version).dropna(subset=["start"])
        spans = spans.rename(columns={"value": "category"}).assign(target=NO_TARGET, polarity="", term_id="")
        if fits(spans, "spans", "category"):
            if occurrences is not None:
                loaded = occurrences[occurrences["form"] == "loaded"]
                spans["term_id"] = [_term_within(row, loaded) for row in rows(spans)]
            tables["spans"] = spans[list(TABLES["spans"].columns)]
    return tables


def _term_within(place: Any, loaded: pd.DataFrame) -> str:
    """Return the first loaded term that an expression touches, or nothing."""
    inside = loaded[
        (loaded["sentence_id"] == place.sentence_id)
        & (loaded["term_start"] < place.end)
        & (loaded["term_end"] > place.start)
    ]
    return str(inside["term_id"].iloc[0]) if len(inside) else ""


def check_codes(codes: Codes, sentences: pd.DataFrame, where: str) -> None:
    """Refuse codes of sentences that do not exist, and expressions outside their sentence."""
    known = sentences.set_index("sentence_id")
    for attribute, name in FILE_OF.items():
        table = getattr(codes, attribute)
        for column in table.columns.intersection(["sentence_id", "sentence_a", "sentence_b"]):
            unknown = table[~table[column].isin(known.index)]
            if len(unknown):
                row = unknown.iloc[0]
                raise BadInput(
                    f"{where}/{CODER_PREFIX}{row['coder']}/{name}.csv: sentence '{row[column]}' is not in the sentence "
                    f"table; {did_you_mean(row[column], known.index)}"
                )
    for name, table in (("spans", codes.spans), ("codes", codes.variables.dropna(subset=["start"]))):
        spans = table.join(known[["start", "end"]].add_suffix("_of_sentence"), on="sentence_id")
        outside = spans[
            (spans["start"] < spans["start_of_sentence"])
            | (spans["end"] > spans["end_of_sentence"])
            | (spans["start"] >= spans["end"])
        ]
        if len(outside):
            row = outside.iloc[0]
            raise BadInput(
                f"{where}/{CODER_PREFIX}{row['coder']}/{name}.csv: expression {row['start']}–{row['end']} lies outside "
                f"its sentence '{row['sentence_id']}' "
                f"({row['start_of_sentence']}–{row['end_of_sentence']}); offsets are code points of the article."
            )


def to_standoff(
    folder: str | Path, sentences: pd.DataFrame, corpus: Corpus, occurrences: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Convert a coder's files with expressions as strings to stand-off tables.

    Each expression becomes offsets plus the term of the lexicon that it contains. Notes and suggested neutral wordings
    are dropped. An expression is whole words: "mob" is not found in "mobile". Spaces around it are dropped, spaces and
    line breaks within it are one, and straight and curly quotes, hyphens and dashes, normal forms and hidden characters
    are not told apart. A repeated
    expression takes the first place in its sentence that no equal row has taken; one that stands once and evaluates two
    targets ("the dictators A and B") takes the same place for both.

    Parameters
    ----------
    folder : str or Path
        Folder with the files of one coder.
    sentences : DataFrame
        Sentence table of `split_sentences`.
    corpus : Corpus
        The articles with their texts.
    occurrences : DataFrame
        Table of `find_occurrences`.

    Returns
    -------
    dict of str to DataFrame
        The tables labels, spans, voice and families for which there is a file.

    Raises
    ------
    BadInput
        If an expression is not in its sentence, or a strength contradicts its label. The message gives file and line,
        but not the expression.
    """
    folder = Path(folder)
    tables = {}
    for name in CODE_FILES:
        path = folder / f"{name}.csv"
        if path.is_file():
            table = read_csv(path)
            if name == "spans" and "expression" in table:
                table = _with_offsets(table, path, sentences, corpus, occurrences)
            tables[name] = _consistent(validate(table, name, str(path)), name, path)[list(TABLES[name].columns)]
    if not tables:
        raise BadInput(f"{folder} contains no codes. Add one of {', '.join(f'{name}.csv' for name in CODE_FILES)}.")
    return tables


def _with_offsets(
    raw: pd.DataFrame, path: Path, sentences: pd.DataFrame, corpus: Corpus, occurrences: pd.DataFrame
) -> pd.DataFrame:
    known = sentences.set_index("sentence_id")
    loaded = occurrences[occurrences["form"] == "loaded"]
    taken: dict[tuple[str, str], dict[int, set[str]]] = {}  # by sentence and expression: the targets at each place
    rows: list[dict[str, Any]] = []
    records: Any = raw.to_dict("records")
    for line, row in enumerate(records, start=2):
        if row["sentence_id"] not in known.index:
            raise BadInput(
                f"{path}, line {line}: sentence '{row['sentence_id']}' is not in the sentence table. Correct its id."
            )
        sentence = known.loc[row["sentence_id"]]
        text = corpus.text(sentence["article_id"])
        read = as_read(text[sentence["start"] : sentence["end"]])
        places = {
            sentence["start"] + read.places[found.start()]: sentence["start"] + read.places[found.end()]
            for found in pattern_of(row["expression"]).finditer(read.text)
            if found[0]
        }
        targets = taken.setdefault((row["sentence_id"], row["expression"]), {place: set() for place in places})
        free = [place for place in places if not targets[place]] or [
            place for place in places if row.get("target", "") not in targets[place]
        ]
        if not free:
            raise BadInput(
                f"{path}, line {line}: the expression is not in sentence '{row['sentence_id']}', or only as a part of "
                "a word; copy whole words from the text letter by letter."
            )
        start = free[0]
        targets[start].add(row.get("target", ""))
        end = places[start]
        place = pd.Series({"sentence_id": row["sentence_id"], "start": start, "end": end})
        rows.append({**row, **place, "term_id": _term_within(place, loaded)})
    return pd.DataFrame(rows)


def pattern_of(expression: str) -> re.Pattern[str]:
    """Return the pattern of an expression as whole words in a text as read, with quotes and dashes of any kind.

    >>> bool(pattern_of("didn't  come... ").search("He didn’t\u00a0come…"))
    True
    >>> pattern_of("mob").search("The mobile unit")
    """
    signs = {sign: f"[{re.escape(kind)}]" for kind in ALIKE for sign in kind} | {"…": r"(?:…|\.{3})"}
    typed = as_read(expression).text.replace("...", "…")
    words = ["".join(signs.get(sign, re.escape(sign)) for sign in word) for word in typed.split()]
    whole = r"\s+".join(words)
    return re.compile(rf"(?<!\w(?=\w)){whole}(?!(?<=\w)\w)")


def _consistent(codes: pd.DataFrame, name: str, path: Path) -> pd.DataFrame:
    """Return the codes; refuse a strength above 0 of a sentence that is not loaded, and strength 0 of one that is."""
    wrong = codes[(codes["loaded"] == 0) != (codes["strength"] == 0)] if name == "labels" else codes.iloc[:0]
    if len(wrong):
        row = wrong.iloc[0]
        raise BadInput(
            f"{path}, line {wrong.index[0] + 2}: sentence '{row['sentence_id']}' has loaded {row['loaded']} and "
            f"strength {row['strength']}. Strength 0 means not loaded, 1 to 3 loaded. Correct one of the two."
        )
    return codes


def weighted_labels(labels: pd.DataFrame) -> pd.DataFrame:
    """Weight labels by the share of coders who assigned them.

    A sentence on which all coders agree has one row of weight 1, otherwise one row per label.

    Parameters
    ----------
    labels : DataFrame
        Codes of all coders: coder, sentence_id, loaded (0 or 1).

    Returns
    -------
    DataFrame
        One row per sentence and label: sentence_id, label, weight. The weights of a sentence add up to 1.

    Examples
    --------
    >>> codes = pd.DataFrame({"coder": ["a", "b", "a"], "sentence_id": ["s:01", "s:01", "s:02"], "loaded": [0, 1, 1]})
    >>> weighted_labels(codes).values.tolist()
    [['s:01', 0, 0.5], ['s:01', 1, 0.5], ['s:02', 1, 1.0]]
    """
    counts = labels.groupby(["sentence_id", "loaded"]).size()
    shares = (counts / counts.groupby("sentence_id").transform("sum")).rename("weight")
    return shares.reset_index().rename(columns={"loaded": "label"}).astype({"label": "int64"})
