"""What leaves a study: its tables for R and Stata, a card of each text, and metadata for a repository."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from framing.corpus import UNDETERMINED
from framing.errors import BadInput
from framing.schema import TABLES
from framing.study import RECORD, Study, derived_tables, files_to_publish, hashes_of_texts, packages, read_provenance
from framing.tables import read_csv, read_text, sha256_of, write_csv, write_json
from framing.writing import one_run, replacing

EXPORTS = {"feather": ".feather", "stata": ".dta"}
# of Stata: characters of a name and of a label, bytes of a string that is no strL
LONGEST_NAME, LONGEST_LABEL, LONGEST_STRING = 32, 80, 2045
CRATE = "ro-crate-metadata.json"
PROFILE = "https://w3id.org/ro/crate/1.1"
LICENCES = "https://spdx.org/licenses/"
LICENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*")


def export(study: Study, form: str, folder: Path) -> list[Path]:
    """Write the published tables and the results for R (feather) or Stata (dta), with the meaning of their columns.

    Parameters
    ----------
    study : Study
        The study.
    form : str
        ``"feather"`` (R: ``arrow::read_feather``; Python: ``pandas.read_feather``) or ``"stata"`` (Stata 14 or later).
    folder : Path
        Folder to write to, with the folders data, derived and results. `variables.csv` there lists the columns of each
        table: the name in the table, the name in the file (Stata has names of at most 32 letters, digits and
        underscores) and the meaning, where the schema states it.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    BadInput
        If the form is unknown or the study has published nothing.
    """
    if form not in EXPORTS:
        raise BadInput(f"Unknown form '{form}'. Choose {' or '.join(EXPORTS)}.")
    results = sorted(study.path("results").glob("*.csv"))
    # a derived table and a result may have one name, so each kind has a folder
    kinds = {
        "data": [path for path in (study.path("articles"), study.path("lexicon")) if path.is_file()],
        "derived": derived_tables(study.path("derived")),
        "results": results,
    }
    if not results:
        raise BadInput(
            f"{study.path('results')} holds no results. Run framing build, framing publish, framing figures."
        )
    written, variables = [], []
    with one_run(study.root, study.path("build")):
        for kind, path in ((kind, path) for kind, paths in kinds.items() for path in paths):
            table = _typed(read_csv(path))
            columns = list(map(str, table.columns))
            names = _names_for_stata(columns) if form == "stata" else {name: name for name in columns}
            meanings = {name: _meaning(path.stem, name) for name in columns}
            variables += [(f"{kind}/{path.stem}", name, names[name], meanings[name]) for name in columns]
            target = folder / kind / f"{path.stem}{EXPORTS[form]}"
            with replacing(target) as spare:
                spare.parent.mkdir(parents=True, exist_ok=True)
                if form == "stata":
                    _write_stata(table, names, meanings, spare, path.stem)
                else:
                    table.to_feather(spare, compression="uncompressed")  # not every R reads compressed ones
            written.append(target)
        listing = pd.DataFrame(variables, columns=["table", "column", "name", "meaning"])
        write_csv(listing, folder / "variables.csv")
    return [*written, folder / "variables.csv"]


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    """Convert text columns to flags and numbers, but for those that the schema has as text, such as ids.

    >>> _typed(pd.DataFrame({"article_id": ["007"], "n": ["3"], "scare": ["true"], "low": [""]}, dtype="str")).dtypes
    article_id        str
    n               int64
    scare            bool
    low           float64
    dtype: object
    """
    types: dict[str, set[str]] = {}
    for schema in TABLES.values():
        for name, column in schema.columns.items():
            types.setdefault(name, set()).add(column.type)
    typed: dict[str, Any] = {}
    for name in map(str, table.columns):
        values = table[name]
        filled = values[values != ""]
        numbers = pd.to_numeric(values.where(values != ""), errors="coerce")
        if "text" in types.get(name, ()) or numbers[filled.index].isna().any():
            typed[name] = values == "true" if len(filled) and set(values) <= {"true", "false"} else values
        else:
            typed[name] = numbers
    return pd.DataFrame(typed, index=table.index)


def _meaning(table: str, column: str) -> str:
    """Return the meaning of a column in the schema; of a result, if all tables that have the column agree on it."""
    own = TABLES.get(table.partition("-")[0])
    if own and column in own.columns:
        return own.columns[column].meaning
    meanings = {schema.columns[column].meaning for schema in TABLES.values() if column in schema.columns}
    return meanings.pop() if len(meanings) == 1 else ""


def _names_for_stata(columns: Sequence[str]) -> dict[str, str]:
    """Return a name that Stata takes for each column; two that would get the same one are numbered.

    >>> _names_for_stata(["outlet:Vay", "outlet-Vay", "2nd", "if"])
    {'outlet:Vay': 'outlet_Vay', 'outlet-Vay': 'outlet_Vay_2', '2nd': '_2nd', 'if': 'if_'}
    """
    from pandas.io.stata import StataParser

    reserved = StataParser().RESERVED_WORDS  # type: ignore[attr-defined]  # pandas renames them with a warning
    names: dict[str, str] = {}
    for column in columns:
        name = re.sub(r"[^A-Za-z0-9_]", "_", column)
        if not name or name[0].isdigit():
            name = f"_{name}"
        elif name in reserved or re.fullmatch(r"str\d+", name):
            name += "_"
        first = name = name[:LONGEST_NAME]
        number = 1
        while name in names.values():
            number += 1
            name = f"{first[: LONGEST_NAME - len(str(number)) - 1]}_{number}"
        names[column] = name
    return names


def _write_stata(
    table: pd.DataFrame, names: Mapping[str, str], meanings: Mapping[str, str], path: Path, title: str
) -> None:
    """Write a table as .dta; labels are cut to 80 characters, and numbers without an end become missing."""
    labels = {new: f"{old}: {meanings[old]}".removesuffix(": ") for old, new in names.items()}
    long = [
        new
        for old, new in names.items()
        if table[old].dtype == "str" and any(len(value.encode()) > LONGEST_STRING for value in table[old])
    ]
    table.replace([np.inf, -np.inf], np.nan).rename(columns=names).to_stata(
        path,
        write_index=False,
        version=118,
        time_stamp=datetime(1960, 1, 1),
        data_label=title[:LONGEST_LABEL],
        variable_labels={name: label[:LONGEST_LABEL] for name, label in labels.items()},
        convert_strl=long,
    )


def text_cards(study: Study) -> pd.DataFrame:
    """Return what is known of each text: outlet, date, language, length, hash, rights and, with texts, its issues.

    Parameters
    ----------
    study : Study
        The study. Issues (garbled characters, tags, cut lines) need its texts.

    Returns
    -------
    DataFrame
        One row per article: article_id, outlet, title, date, story_id, evidence, rights (columns of the manifest),
        language (of the text that was analysed: as the manifest says, else told from the text; empty if unknown),
        translated_from, n_chars, n_sentences (without boilerplate; missing
        before a build), sha256, attached (whether the text is at hand) and issues. What the manifest does not state is
        empty.

    Examples
    --------
    >>> import framing as fr
    >>> cards = fr.text_cards(fr.open_study("study.toml")).set_index("article_id")
    >>> cards.loc["tsf", ["language", "translated_from"]].tolist()
    ['en', 'en>pt']
    """
    articles = study.articles
    stated = {
        name: articles[name].astype(object).where(articles[name].notna(), "") if name in articles else ""
        for name in ("outlet", "title", "date", "story_id", "evidence", "rights", "language", "language_chain")
    }
    chain = pd.Series(stated.pop("language_chain"), articles.index, dtype="str").str.rpartition(">")
    built = study.corpus.texts or (study.path("derived") / "sentences.csv").is_file()
    body = (
        study.sentences.query("kind != 'boilerplate'")["article_id"].value_counts() if built else pd.Series(dtype=int)
    )
    given = pd.Series(stated.pop("language"), articles.index, dtype="str")
    told = study.corpus.languages.replace(UNDETERMINED, "").to_numpy()
    issues = {name: "; ".join(rows["issue"]) for name, rows in study.corpus.issues.groupby("article_id")}
    ids = articles["article_id"]
    return pd.DataFrame(
        {
            "article_id": ids,
            **stated,
            "language": given.where(given != "", chain[2].where(chain[2] != "", told)),
            "translated_from": chain[0],
            "n_chars": articles.get("n_chars", pd.Series(pd.NA, articles.index)).astype("Int64"),
            "n_sentences": ids.map(body).astype("Int64"),
            "sha256": ids.map(hashes_of_texts(study)),
            "attached": ids.isin(list(study.corpus.texts)),
            "issues": [issues.get(name, "") for name in ids],
        }
    )


def write_crate(
    study: Study, *, authors: Sequence[str] = (), licence: str = "", date: str = "", description: str = ""
) -> Path:
    """Write the metadata of a study as an RO-Crate 1.1, for a repository such as Zenodo, next to study.toml.

    It lists every published file with its hash and size, a card of each text, and the commands and the version of the
    toolkit that made the files. Texts are described, not listed.

    Parameters
    ----------
    study : Study
        The study, built, published and drawn.
    authors : sequence of str, optional
        Names; by default those of CITATION.cff in the folder of the study.
    licence : str, optional
        SPDX identifier, such as ``"CC-BY-4.0"``; by default those of CITATION.cff.
    date : str, optional
        Date of publication, ISO 8601; by default today.
    description : str, optional
        What the study is about; by default its title.

    Returns
    -------
    Path
        The file ``ro-crate-metadata.json``.

    Raises
    ------
    BadInput
        If a published file is missing or has changed since it was recorded, or lies outside the folder; if no author is
        known, or the date or licence is none.
    """
    if licence and not LICENCE.fullmatch(licence):
        raise BadInput(f"'{licence}' is no SPDX identifier, such as CC-BY-4.0.")
    try:
        published = datetime.strptime(date, "%Y-%m-%d").date() if date else datetime.now(tz=UTC).date()
    except ValueError:
        raise BadInput(f"'{date}' is no date; expected one such as 2025-06-30.") from None
    citation = {} if authors and licence else _citation(study)
    people = [*authors] or [_name(author) for author in citation.get("authors", ())]
    if not people:
        raise BadInput(f"No author is known: give --author NAME, or list authors in {study.root / 'CITATION.cff'}.")
    stated = citation.get("license", [])
    licences = [licence] if licence else [stated] if isinstance(stated, str) else stated
    files = [_file(path, study.root) for path in files_to_publish(study)]
    texts = [_card_entity(card) for card in text_cards(study).to_dict("records")]
    persons: list[dict[str, Any]] = [
        {"@id": f"#author-{place}", "@type": "Person", "name": name} for place, name in enumerate(people, 1)
    ]
    terms = [{"@id": f"{LICENCES}{name}", "@type": "CreativeWork", "name": name} for name in licences]
    tool = {
        "@id": "#framing",
        "@type": "SoftwareApplication",
        "name": "framing",
        "version": version("framing"),
        "softwareRequirements": [f"{name} {number}" for name, number in packages().items()],
    }
    actions = [*_actions(study, {entry["@id"] for entry in files}, texts)]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": study.title,
        "description": description or study.title,
        "datePublished": published.isoformat(),
        "author": _references(persons),
        "license": _references(terms),
        "hasPart": _references(files),
        "mentions": _references([*texts, *actions]),
    }
    about = {"@type": "CreativeWork", "conformsTo": {"@id": PROFILE}, "about": {"@id": "./"}}
    entries = [{"@id": CRATE, **about}, root, *files, *texts, *persons, *terms, tool, *actions]
    context = [f"{PROFILE}/context", {"sha256": "https://schema.org/sha256"}]
    write_json({"@context": context, "@graph": entries}, study.root / CRATE)
    return study.root / CRATE


def _citation(study: Study) -> dict[str, Any]:
    """Return the content of CITATION.cff, empty if there is none."""
    path = study.root / "CITATION.cff"
    if not path.is_file():
        return {}
    try:
        import yaml
    except ImportError:
        raise BadInput(f"Reading {path} needs PyYAML: pip install pyyaml, or give --author and --licence.") from None
    return dict(yaml.safe_load(read_text(path)))


def _name(author: Mapping[str, str]) -> str:
    """Return the name of an author of CITATION.cff.

    >>> _name({"given-names": "Ada", "family-names": "Byron"}), _name({"name": "The group"})
    ('Ada Byron', 'The group')
    """
    parts = [author.get(part, "") for part in ("given-names", "name-particle", "family-names", "name-suffix")]
    return author.get("name") or " ".join(filter(None, parts))


def _references(entries: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    return [{"@id": entry["@id"]} for entry in entries]


def _file(path: Path, root: Path) -> dict[str, Any]:
    """Return the entry of a file: what its rows are, if it is a table of the schema, its type, size and hash."""
    table = TABLES.get(path.stem.partition("-")[0])
    entry = {
        "@id": path.relative_to(root).as_posix(),
        "@type": "File",
        "name": path.name,
        "description": table.row if table and path.suffix == ".csv" else "",
        "encodingFormat": mimetypes.guess_type(path.name)[0] or "text/plain",
        "contentSize": str(path.stat().st_size),
        "sha256": sha256_of(path),
    }
    return {name: value for name, value in entry.items() if value}


def _card_entity(card: Mapping[Any, Any]) -> dict[str, Any]:
    """Return the entry of a text, which the crate describes and does not hold."""
    length = "" if pd.isna(card["n_chars"]) else f"{card['n_chars']} characters"
    translated = f"translated from {card['translated_from']}" * bool(card["translated_from"])
    entry = {
        "@id": f"#text-{card['article_id']}",
        "@type": "CreativeWork",
        "name": card["title"] or card["article_id"],
        "publisher": card["outlet"],
        "datePublished": card["date"],
        "inLanguage": card["language"],
        "sha256": card["sha256"],
        "copyrightNotice": card["rights"],
        "conditionsOfAccess": "The text is not part of this crate; the hash identifies a copy.",
        "description": "; ".join(filter(None, [length, translated, card["evidence"], card["issues"]])),
    }
    return {name: value for name, value in entry.items() if value}


def _actions(study: Study, listed: set[str], texts: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the commands that made the derived tables, and the results and figures, with inputs and outputs."""
    for command, folder, of_texts in (("build", study.path("derived"), texts), ("figures", study.path("results"), ())):
        record = read_provenance(folder / RECORD)
        home = folder if command == "build" else study.root
        outputs = [(home / name).relative_to(study.root).as_posix() for name in record.outputs]
        yield {
            "@id": f"#framing-{command}",
            "@type": "CreateAction",
            "name": f"framing {command}",
            "description": f"SHA-256 of the code that made the files: {record.code}",
            "instrument": {"@id": "#framing"},
            "object": [*({"@id": name} for name in sorted(record.inputs) if name in listed), *_references(of_texts)],
            "result": [{"@id": name} for name in sorted(outputs) if name in listed],
        }
