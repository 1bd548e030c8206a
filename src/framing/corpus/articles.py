"""Articles: a manifest that is public and texts that may be private, held together by SHA-256."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from framing.display import card
from framing.errors import BadInput, TextNotAvailable, did_you_mean
from framing.schema import TABLES
from framing.tables import BROKEN, check_names, line_of, read_csv, read_text, rows, sha256_of, validate


@dataclass(frozen=True)
class Corpus:
    """Articles and those of their texts that are at hand.

    `articles` is the manifest (one row an article, no text); `texts` maps article_id to text.
    """

    articles: pd.DataFrame
    texts: Mapping[str, str] = field(repr=False)

    def __len__(self) -> int:
        return len(self.articles)

    def __repr__(self) -> str:
        outlets = self.articles["outlet"].nunique()
        return f"Corpus: {len(self)} articles of {outlets} outlets, {len(self.texts)} with text"

    def _repr_html_(self) -> str:
        columns = [name for name in ("article_id", "outlet", "title", "date", "n_chars") if name in self.articles]
        facts = {"outlets": self.articles["outlet"].nunique(), "with text": f"{len(self.texts)} of {len(self)}"}
        return card(f"Corpus of {len(self)} articles", facts, self.articles[columns])

    def text(self, article_id: str) -> str:
        """The text of one article.

        Raises
        ------
        TextNotAvailable
            with the SHA-256 of the file that is wanted and how to attach it.
        """
        if article_id in self.texts:
            return self.texts[article_id]
        rows = self.articles[self.articles["article_id"] == article_id]
        if rows.empty:
            raise BadInput(
                f"There is no article '{article_id}'; {did_you_mean(article_id, self.articles['article_id'])}"
            )
        wanted = f" (SHA-256 {rows['sha256'].iloc[0]})" if "sha256" in rows else ""
        raise TextNotAvailable(
            f"The text of '{article_id}' is not attached{wanted}. Its file may not be shared with this project; "
            "who has it names its folder: make all TEXTS=folder, or read_articles(manifest, texts=folder)."
        )

    @property
    def issues(self) -> pd.DataFrame:
        """What a careful reader should know of the texts (article_id, issue, detail); nothing is repaired silently."""
        return pd.DataFrame(
            [
                (article_id, issue, detail)
                for article_id, text in self.texts.items()
                for issue, detail in _issues_of(text)
            ]
            + _same_texts(self.texts),
            columns=["article_id", "issue", "detail"],
            dtype="str",
        )


HIDDEN = dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
MOJIBAKE = ("â€", "Ã©", "Ð°", "Ñ€", "ï»¿")


def _issues_of(text: str) -> list[tuple[str, str]]:
    found = []
    if not text.strip():
        found.append(("empty text", "the article has no sentences"))
    hidden = sum(character in HIDDEN for character in text)
    if hidden:
        found.append(
            (
                "hidden characters",
                f"{hidden} zero-width, soft-hyphen or direction marks; terms that hold one are not found",
            )
        )
    garbled = sum(text.count(sign) for sign in MOJIBAKE)
    if garbled:
        found.append(("garbled characters", f"{garbled} places look like text decoded with a wrong encoding"))
    return found


def _same_texts(texts: Mapping[str, str]) -> list[tuple[str, str, str]]:
    first: dict[str, str] = {}
    return [
        (article_id, "same text", f"equal to the text of {first[text]}")
        for article_id, text in texts.items()
        if first.setdefault(text, article_id) != article_id
    ]


def read_articles(source: str | Path | pd.DataFrame, *, texts: str | Path | None = None) -> Corpus:
    """Read articles from a table, a folder or a manifest.

    Parameters
    ----------
    source
        CSV, JSON lines or Parquet file, or a DataFrame, with columns ``article_id``, ``outlet`` and ``text`` (all else
        optional); or a folder of ``.txt`` files, one sub-folder per outlet; or a manifest: a table without ``text``
        but with ``sha256``.
    texts
        Folder in which the files of a manifest are found by SHA-256, whatever their names.

    Returns
    -------
    Corpus
        articles in the order of the source.

    Raises
    ------
    BadInput
        naming file, line and column of what is wrong.

    Examples
    --------
    >>> import pandas as pd
    >>> read_articles(pd.DataFrame({"article_id": ["a1"], "outlet": ["Courier"], "text": ["Rain fell."]}))
    Corpus: 1 articles of 1 outlets, 1 with text
    """
    frame, where = articles_of(source)
    check_names(frame.columns, [*TABLES["articles"].columns, "text"], where)
    manifest = validate(_with_plain_dates(frame).drop(columns="text", errors="ignore"), "articles", where)
    if "text" in frame:
        if texts is not None:
            raise BadInput(f"{where} holds texts of its own; leave out the folder of texts, or the column 'text'.")
        return _with_hashes(manifest, _texts_of(frame, where), where)
    if texts is None:
        return Corpus(manifest, {})
    return Corpus(manifest, _find_texts(manifest, Path(texts)))


def articles_of(source: str | Path | pd.DataFrame) -> tuple[pd.DataFrame, str]:
    if isinstance(source, pd.DataFrame):
        return source.reset_index(drop=True), "articles"
    path = Path(source)
    if path.is_dir():
        return _articles_of_folder(path), str(path)
    readers: dict[str, Callable[[Path], pd.DataFrame]] = {
        ".csv": read_csv,
        ".jsonl": _read_jsonl,
        ".parquet": _read_parquet,
    }
    if path.suffix not in readers:
        raise BadInput(f"{path}: articles are read from .csv, .jsonl or .parquet files or from a folder of .txt files.")
    if not path.is_file():
        raise BadInput(f"{path} does not exist.")
    return readers[path.suffix](path), str(path)


def _articles_of_folder(folder: Path) -> pd.DataFrame:
    """One row a text file: its name is the article_id, its sub-folder the outlet (`unattributed` without one)."""
    found = sorted([*folder.glob("*"), *folder.glob("*/*")])
    files = [path for path in found if path.suffix.lower() == ".txt" and path.is_file() and not path.is_symlink()]
    if not files:
        raise BadInput(f"{folder} holds no text files; expected {folder}/<outlet>/<article_id>.txt.")
    return pd.DataFrame(
        {
            "article_id": [path.stem for path in files],
            "outlet": ["unattributed" if path.parent == folder else path.parent.name for path in files],
            "text": [read_text(path) for path in files],
            "sha256": [sha256_of(path) for path in files],
        },
        dtype="str",
    )


def _read_jsonl(path: Path) -> pd.DataFrame:
    lines = {number: line for number, line in enumerate(read_text(path).split("\n"), start=1) if line.strip()}
    objects = [_read_object(line, f"{path}, line {number}") for number, line in lines.items()]
    return pd.DataFrame(objects, index=pd.Index(list(lines), name="line"), dtype=object)


def _read_parquet(path: Path) -> pd.DataFrame:
    try:
        return pd.read_parquet(path).reset_index(drop=True)
    except (ValueError, NotImplementedError, OSError) as error:  # each the base of an error of Arrow
        reason, _, _ = str(error).partition("\n")
        raise BadInput(f"{path} is not a Parquet file that can be read ({reason}).") from None


def _with_plain_dates(frame: pd.DataFrame) -> pd.DataFrame:
    """Dates as ISO 8601 text, where a table brings them as dates, as Parquet files do."""
    if "date" not in frame:
        return frame
    plain = [_plain_date(value) for value in frame["date"]]
    return frame.assign(date=pd.Series(plain, index=frame.index, dtype=object))


def _plain_date(value: Any) -> Any:
    if value is pd.NaT:
        return ""
    return value.isoformat().removesuffix("T00:00:00") if isinstance(value, date) else value


def _read_object(line: str, where: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadInput(f"{where}: not a JSON object ({error.msg}).") from None
    if not isinstance(found, dict):
        raise BadInput(f"{where}: not a JSON object but {type(found).__name__}.")
    for name in found:
        refuse_broken(name, f"{where}, a column's name")
    return found


def _texts_of(frame: pd.DataFrame, where: str) -> dict[str, str]:
    for row, text in enumerate(frame["text"]):
        place = f"{where}, line {line_of(frame.index, row)}, column 'text'"
        if not isinstance(text, str):
            raise BadInput(f"{place}: expected text, found {type(text).__name__}.")
        refuse_broken(text, place)
    return dict(zip(frame["article_id"], frame["text"], strict=True))


def refuse_broken(text: str, where: str) -> str:
    """Return the text, or refuse characters that are none: NUL and lone surrogates."""
    broken = BROKEN.search(text)
    if broken:
        raise BadInput(
            f"{where}: character {broken.start()} is U+{ord(broken[0]):04X}, which is no text; remove it from the "
            "source."
        )
    return text


def _with_hashes(manifest: pd.DataFrame, texts: dict[str, str], where: str) -> Corpus:
    """The corpus of a table with texts; a hash that the table states must be the hash of its text."""
    delivered = [texts[article_id] for article_id in manifest["article_id"]]
    stated = manifest["sha256"] if "sha256" in manifest else [_sha256_of_text(text) for text in delivered]
    for article_id, text, sha256 in zip(manifest["article_id"], delivered, stated, strict=True):
        if _sha256_of_text(as_delivered(text, sha256)) != sha256:
            raise BadInput(
                f"{where}: the text of '{article_id}' is not the one that its sha256 names ({sha256}). Put in the text "
                "as delivered, or leave the column out to take this text in as a new one."
            )
    manifest["sha256"] = list(stated)
    manifest["n_chars"] = pd.array([len(text) for text in delivered], dtype="Int64")
    return Corpus(validate(manifest, "articles", where), texts)


def _sha256_of_text(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def as_delivered(text: str, sha256: str) -> str:
    """The text as its file has it: with the byte order mark that reading leaves out, if the hash counts one."""
    marked = f"\ufeff{text}"
    return marked if _sha256_of_text(marked) == sha256 else text


def _find_texts(manifest: pd.DataFrame, folder: Path) -> dict[str, str]:
    """The texts of a manifest, found in `folder` by SHA-256 whatever the files are called.

    Raises
    ------
    BadInput
        naming each article whose text is missing or changed, with the hash that is expected.
    """
    if "sha256" not in manifest:
        raise BadInput(
            "The manifest has no column 'sha256', by which texts are found; framing ingest makes one that has."
        )
    if not folder.is_dir():
        raise BadInput(f"TEXTS={folder} is no folder; name the folder that holds the text files.")
    by_hash = {sha256_of(path): path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()}
    missing = [row for row in rows(manifest) if row.sha256 not in by_hash]
    if missing:
        wanted = "; ".join(f"'{row.article_id}' (SHA-256 {row.sha256})" for row in missing)
        raise BadInput(
            f"{folder}: of {len(manifest)} articles in the manifest {len(missing)} have no file with their SHA-256: "
            f"{wanted}. "
            f"The folder holds {len(by_hash)} files; a changed file has another hash. Put the files in as delivered."
        )
    files = {row.article_id: by_hash[row.sha256] for row in rows(manifest)}
    return {article_id: refuse_broken(read_text(path), str(path)) for article_id, path in files.items()}
