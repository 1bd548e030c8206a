"""What a publication takes from a study: references as BibTeX, checked numbers, and metadata for a repository.

methods.bib lists the results that use each method.
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import requires, version
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd

from framing.display import escape_latex
from framing.errors import BadInput, did_you_mean
from framing.models import GENERAL
from framing.schema import TABLES
from framing.study import (
    MINUS,
    RECORD,
    Number,
    Study,
    coders_of,
    codes_of,
    files_to_publish,
    hashes_of_texts,
    model,
    packages,
    read_provenance,
)
from framing.tables import read_text, sha256_of, write_json

METHODS = Path(__file__).with_name("methods.bib")
USED_BY = re.compile(r"^  keywords = \{(.*)\},$", re.MULTILINE)
DEVELOPERS, YEAR = "The framing developers", "2026"
COMMENT = re.compile(r"(?<!\\)(?:\\\\)*%.*")
EXEMPT = "% not a result"
# macros of numbers consist of two words or more; few other commands do
MACRO = re.compile(r"\\([a-z]+(?:[A-Z][a-z]*)+)(?![A-Za-z])")
DEFINED = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand|(?:New|Renew|Provide|Declare)\w+|def|let)\*?\s*\{?\s*(\\[A-Za-z]+)"
)
REDEFINED = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand|def)\*?\s*\{?\s*(\\[a-zA-Z]+)\s*\}?\s*\{((?:[^{}]|\{[^{}]*\})*)\}"
)
VALUE = rf"[+{MINUS}]?\d+(?:\.\d+)?(?: %)?"
NUMBER = re.compile(rf"(?<![\w.]){VALUE}(?: (?:of|to) {VALUE})?")
SPACE = r"(?:[\s~]|\\[, ])"
THIN = r"(?:\{?\\[,:]\}?|\{?,\}?|\\thinspace(?:\{\}|(?![A-Za-z]))\s*|[~\u2009\u202f])"
THOUSANDS = re.compile(rf"(?<![\w.])\d{{1,3}}(?:{THIN}\d{{3}})+(?!\d)")
CRATE = "ro-crate-metadata.json"
PROFILE = "https://w3id.org/ro/crate/1.1"
LICENCES = "https://spdx.org/licenses/"
PACKAGES = "|".join(
    ["framing", "pytorch", "spacy", *(re.split(r"[^\w-]", one)[0] for one in requires("framing") or ())]
)
VERSION = re.compile(  # of several, as in "Python 3.11 to 3.13", all
    r"(?<![\w.])\d+(?:\.\d+){2,}"
    rf"|(?<![\w-])(?:(?i:versions?|ver\.|v\.|releases?|python|stata|spss)|R|(?i:{PACKAGES})(?=\W+\d+\.\d))"
    r"\}?[ -]\(?(?:\\[a-z]+\{)?(?P<major>\d+)(?:\.\d+)*(?:(?:,|,? and| to) (?P=major)\.\d+)*"
)


class _Citation(str):
    """BibTeX entries, displayed verbatim by notebooks."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def entry(kind: str, key: str, fields: Mapping[str, str]) -> str:
    r"""Return one entry; fields are plain text, empty ones are omitted.

    >>> print(entry("misc", "terms", {"title": "Names & titles", "version": ""}))
    @misc{terms,
      title = {{Names \& titles}}
    }
    """
    lines = [f"  {name} = {{{{{escape_latex(value)}}}}}" for name, value in fields.items() if value]
    return f"@{kind}{{{key},\n" + ",\n".join(lines) + "\n}"


def _toolkit() -> str:
    title = "framing: how outlets word the same event"
    fields = {"author": DEVELOPERS, "title": title, "version": version("framing"), "year": YEAR}
    return entry("software", "framing", fields)


def methods_for(uses: Collection[str]) -> list[str]:
    """Return the entries of the methods behind these results, in the order of methods.bib.

    >>> [method.partition(",")[0] for method in methods_for(["reliability"])]
    ['@book{efron1993', '@article{hayes2007', '@article{hesterberg2015']
    """
    return [method for method in entries() if set(uses) & set(users_of(method))]


def entries() -> list[str]:
    """Return all entries of methods.bib, which are separated by blank lines."""
    return read_text(METHODS).strip().split("\n\n")


def users_of(method: str) -> list[str]:
    """Return the results that use a method, or ``model`` or ``encoder``."""
    uses = USED_BY.search(method)
    return uses[1].split(", ") if uses else []


def cite(study: Study | None = None) -> _Citation:
    """Return BibTeX entries for the toolkit and, for a study, its lexicon, codes, general model and methods.

    Parameters
    ----------
    study : Study, optional
        Study to cite. Methods are those behind the tables in its results folder. Without a study, the toolkit and its
        general model are cited.

    Returns
    -------
    Citation
        BibTeX text. The field ``annote`` of a method states its use here, ``keywords`` the results that use it.

    Examples
    --------
    >>> import framing as fr
    >>> "@software{framing," in fr.cite()
    True
    >>> "hayes2007" in fr.cite(fr.open_study("study.toml"))
    True
    """
    if study is None:
        return _Citation("\n\n".join([_toolkit(), _general_model(), *methods_for({"model"})]))
    return cited(study, {path.stem for path in study.path("results").glob("*.csv")})


def cited(study: Study, results: Collection[str]) -> _Citation:
    """Return BibTeX entries for a study and the results named."""
    uses = {*results} | ({"encoder"} if study.encoder else set()) | ({"model"} if _uses_model(study) else set())
    own = [_toolkit(), _manifest(study), _lexicon(study)]
    own += [_codes(study)] if codes_of(study) else []
    own += [_general_model()] if "model" in uses else []
    return _Citation("\n\n".join([*own, *methods_for(uses)]))


def _uses_model(study: Study) -> bool:
    return bool((study.scores["classifier"] == GENERAL).any())


def _manifest(study: Study) -> str:
    note = f"{len(study.articles)} articles; manifest SHA-256 {sha256_of(study.path('articles'))}"
    return entry("misc", "framing-study", {"title": study.title, "note": note})


def _lexicon(study: Study) -> str:
    terms = study.lexicon
    note = f"{len(terms)} terms; SHA-256 {terms.sha256}"
    return entry(
        "misc", "framing-lexicon", {"title": f"Lexicon of {study.name}", "version": terms.version, "note": note}
    )


def _codes(study: Study) -> str:
    hashes = coders_of(study.path("codes"))
    note = "; ".join(f"coder {name} SHA-256 {sha256}" for name, sha256 in hashes.items())
    return entry(
        "misc", "framing-codes", {"title": f"Codes of {study.name}", "note": f"{note}. {study.coders}".strip()}
    )


def _general_model() -> str:
    facts = model()
    note = (
        f"Weights SHA-256 {facts['weights']}; trained on anno-lexical (labelled by language models) and BABE v2 "
        "(labelled by experts), with the encoder all-MiniLM-L6-v2"
    )
    fields = {"author": DEVELOPERS, "title": f"{facts['name']}: a general model of loaded language"}
    return entry("misc", "framing-model", fields | {"version": version("framing"), "year": YEAR, "note": note})


@dataclass(frozen=True)
class _Finding:
    """A contradiction between a line of a manuscript and the study."""

    line: int
    sentence: str


def findings(text: str, numbers: Sequence[Number]) -> list[_Finding]:
    r"""List the contradictions between a manuscript and the numbers of its study, by line.

    Reported are macros of two words or more that neither the study nor the manuscript defines, macros of the study that
    the manuscript redefines with another value, and typed numbers that differ from the macros named in a comment at the
    end of their line (``0.22% \putinObozRate``). Other typed numbers, and numbers in figures or files read by
    ``\input``, are not checked.

    Examples
    --------
    >>> number = Number("putin-oboz-rate", "estimates", "", "estimate", (0.2222,), "0.22", {})
    >>> [finding.sentence for finding in findings("0.32% \\putinObozRate", [number])]
    ['0.32 contradicts \\putinObozRate, which is 0.22 (estimates.csv: every row @ estimate).']
    """
    ours = {number.macro: number for number in numbers}
    found = chain(_unknown_macros(text, ours), _redefined_macros(text, ours), _contradicted_ties(text, ours))
    return sorted(found, key=lambda finding: finding.line)


def as_printed(written: str) -> str:
    r"""Convert numbers written in LaTeX to the form that the toolkit prints.

    >>> as_printed(r"$-$.07~to 1{,}234"), as_printed(r"22\%"), as_printed("[0.06, 0.48]"), as_printed("0.06--0.48")
    ('−0.07 to 1234', '22 %', '[0.06 to 0.48]', '0.06 to 0.48')
    >>> as_printed(r"12\,345 words, 22\,\%"), as_printed(r"1\thinspace 234\thinspace 567")
    ('12345 words, 22 %', '1234567')
    """
    plain = re.sub(r"(?<=\d)(?:--|–)", " to ", written)
    plain = re.sub(r"\$-\$|\\ensuremath\{-\}|\\textminus(?:\{\})?\s*|(?<![\w-])-(?=[\d.])", MINUS, plain)
    plain = THOUSANDS.sub(lambda number: re.sub(THIN, "", number[0]), plain)
    plain = re.sub(rf"{SPACE}*\\%", " %", plain)
    plain = re.sub(rf"{SPACE}+", " ", plain)
    plain = re.sub(r"(?<!\d)\.(?=\d)", "0.", plain)
    return re.sub(rf"([\[(]{VALUE}), ?({VALUE}[\])])", r"\1 to \2", plain)


def typed_numbers(written: str) -> list[str]:
    r"""List the numbers typed in LaTeX, as the toolkit prints them, without versions (3.1.4, version 2, Python 3.11).

    >>> typed_numbers(r"We read 10\,000 words with pandas 2.2 and framing 0.1.0 on Python~3.11; 22\%, and 4.5.")
    ['10000', '22 %', '4.5']
    """
    return NUMBER.findall(VERSION.sub("", as_printed(written)))


def _line_at(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])


def _unknown(macro: str, ours: Iterable[str]) -> str:
    known = sorted(ours)
    hint = did_you_mean(macro, known) if known else "the study declares no numbers."
    return f"{macro} is not a number of the study; {hint}"


def _unknown_macros(text: str, ours: Iterable[str]) -> Iterator[_Finding]:
    defined = {*ours, *DEFINED.findall(text)}
    code = COMMENT.sub(_blank, re.sub(rf".*{EXEMPT}\b.*", _blank, text))
    for used in MACRO.finditer(code):
        if used[0] not in defined:
            yield _Finding(_line_at(text, used.start()), _unknown(used[0], ours))


def _redefined_macros(text: str, ours: dict[str, Number]) -> Iterator[_Finding]:
    for definition in REDEFINED.finditer(COMMENT.sub(_blank, text)):
        number = ours.get(definition[1])
        if number and as_printed(definition[2]).strip() != number.printed:
            sentence = f"{number.macro} is redefined as {definition[2]}, but is {number.printed} ({number.source})."
            yield _Finding(_line_at(text, definition.start()), sentence)


def _contradicted_ties(text: str, ours: dict[str, Number]) -> Iterator[_Finding]:
    """Compare the last numbers typed on a line with the macros that the comment at its end names, in order."""
    for line, content in enumerate(text.split("\n"), start=1):
        comment = COMMENT.search(content)
        macros = [used[0] for used in MACRO.finditer(comment[0])] if comment else []
        typed = typed_numbers(content[: comment.start()]) if comment else []
        if not macros or not typed:
            continue
        if unknown := [macro for macro in macros if macro not in ours]:
            yield _Finding(line, _unknown(unknown[0], ours))
        elif len(macros) > len(typed):
            sentence = f"The comment names {len(macros)} macros for {len(typed)} typed numbers; name one for each."
            yield _Finding(line, sentence)
        else:
            for macro, number in zip(macros, typed[-len(macros) :], strict=True):
                if number != ours[macro].printed:
                    is_ = f"{ours[macro].printed} ({ours[macro].source})"
                    yield _Finding(line, f"{number} contradicts {macro}, which is {is_}.")


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
        language (of the text that was analysed), translated_from, n_chars, n_sentences (without boilerplate; missing
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
        for name in ("outlet", "title", "date", "story_id", "evidence", "rights", "language_chain")
    }
    chain = pd.Series(stated.pop("language_chain"), articles.index, dtype="str").str.rpartition(">")
    built = study.corpus.texts or (study.path("derived") / "sentences.csv").is_file()
    body = (
        study.sentences.query("kind != 'boilerplate'")["article_id"].value_counts() if built else pd.Series(dtype=int)
    )
    issues = {name: "; ".join(rows["issue"]) for name, rows in study.corpus.issues.groupby("article_id")}
    ids = articles["article_id"]
    return pd.DataFrame(
        {
            "article_id": ids,
            **stated,
            "language": chain[2],
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
        If a published file is missing or has changed since it was recorded, lies outside the folder, or no author is
        known.
    """
    citation = _citation(study)
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
        "datePublished": date or datetime.now(tz=UTC).date().isoformat(),
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
    """Return the content of CITATION.cff, empty if there is none or nothing that reads YAML."""
    path = study.root / "CITATION.cff"
    try:
        import yaml
    except ImportError:
        return {}
    return dict(yaml.safe_load(read_text(path))) if path.is_file() else {}


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
