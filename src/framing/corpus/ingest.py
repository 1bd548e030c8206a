"""Build a corpus from articles in any form and list the articles that were left out."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path
from typing import Any

import pandas as pd
import regex

from framing.corpus import stories as of_corpus
from framing.corpus.articles import (
    ASIDE,
    MANIFEST_COLUMNS,
    NO_LETTER,
    TABLES_OF_TEXTS,
    Corpus,
    check_characters,
    guess_columns,
    load_articles,
    read_articles,
)
from framing.corpus.languages import LANGUAGE, is_read_as_english
from framing.corpus.reading import as_read, date_in_name, iso_dates
from framing.corpus.sources import READERS, Document, read_documents, read_records
from framing.errors import BadInput, did_you_mean
from framing.tables import BROKEN, check_names, line_of, rows, validate

UNSAFE = regex.compile(r"[^A-Za-z0-9_-]+")
LONGEST_ID = 56  # ids have at most 64 characters; the rest is for a number
KNOWN = [*MANIFEST_COLUMNS, "text"]
MOST_SHOWN, MOST_PAIRS = 10, 3
PLACE = ["file", "row", "reason"]
TABLES_OF_ARTICLES = (*TABLES_OF_TEXTS, ".xlsx", ".json")
HOW = (
    "Put the files into one sub-folder per outlet, name the column (columns={'outlet': …} or --column outlet=…), or "
    "name one outlet for all (outlet=… or --outlet NAME)."
)
LEAST_REPEATS = 3  # articles of an outlet in which a line of page furniture stands
SECTION = regex.compile(r"\s[-–—]\s*news$")
DOMAIN = regex.compile(r"^www\.|\.com\b")


@dataclass(frozen=True)
class Ingestion:
    """Store the result of an ingestion.

    Parameters
    ----------
    corpus : Corpus
        The articles that were accepted.
    dropped : DataFrame
        One row per article that was left out: file, row, reason (without text).
    notes : tuple of str
        Changes made and doubts, such as renamed ids or a guessed encoding.
    stories, copies : DataFrame, optional
        What `find_stories` and `find_copies` returned, if they were asked for.
    """

    corpus: Corpus
    dropped: pd.DataFrame
    notes: tuple[str, ...]
    stories: pd.DataFrame | None = None
    copies: pd.DataFrame | None = None

    def messages(self, *, written: bool = True) -> list[str]:
        """Return the notes and the articles left out as messages, with a count for a long list if it is written."""
        shown = self.dropped.head(MOST_SHOWN) if written else self.dropped
        left_out = [f"left out {_place_of(row)}: {row['reason']}" for _, row in shown.iterrows()]
        n_more = len(self.dropped) - len(left_out)
        return [*self.notes, *left_out, *([f"left out {n_more} more: see data/dropped.csv"] if n_more else [])]


def import_articles(
    source: str | Path | pd.DataFrame,
    *,
    columns: Mapping[str, str] | None = None,
    outlet: str = "",
    find_stories: bool = False,
    drop_copies: bool = False,
    day_first: bool | None = None,
) -> Ingestion:
    """Ingest articles from .txt, .html, .docx, .rtf or .pdf files, exports of databases, tables, or a DataFrame.

    Exports of LexisNexis, Nexis Uni, Factiva and ProQuest with many articles in one file (.txt, .docx, .rtf, Factiva
    also .html) become one row per article, with the outlet, date and title that the export states.

    Tables are CSV files with any separator, Excel (.xlsx), JSON, JSON lines and Parquet files. Columns with other names
    than those of the toolkit are guessed, fields of nested objects are columns such as ``source.name``, and dates in
    any common form are written as ISO 8601; the notes report each guess.

    Articles without text or outlet, and duplicates of an earlier text of the same outlet, are left out. So are columns
    that the toolkit does not know, because data/articles.csv may be published. A text that two outlets print is kept
    twice.

    What a file does not state is taken from elsewhere, with a note: the outlet of a page from the name of its site, the
    date from the name of the file.

    Parameters
    ----------
    source : str, Path or DataFrame
        A table, a file with one article or many, or a folder of such files with one sub-folder per outlet.
    columns : mapping of str to str, optional
        Names of the table's columns by the toolkit's names, such as ``{"text": "body"}``; by default they are guessed.
    outlet : str, default ""
        Outlet assigned to articles that do not name one.
    find_stories : bool, default False
        Whether to fill story_id, for articles that have none, by date and content (`find_stories`).
    drop_copies : bool, default False
        Whether to leave out articles that repeat most of an earlier one (`find_copies`); otherwise a note counts them.
    day_first : bool, optional
        Whether 03/04/2013 is a day in April; by default other dates of the table decide, or it is left empty.

    Returns
    -------
    Ingestion
        The corpus, the articles left out with reasons, notes and, if asked for, stories and copies.

    Raises
    ------
    BadInput
        If a column is missing, no article has an outlet, or no article can be accepted.

    Examples
    --------
    >>> articles = pd.DataFrame({"source": ["Courier", "Courier"], "body": ["Rain fell.", " "]})
    >>> ingestion = import_articles(articles, columns={"outlet": "source", "text": "body"})
    >>> ingestion.corpus, ingestion.dropped.values.tolist()
    (Corpus: 1 articles of 1 outlets, 1 with text, [['articles', '3', 'no text']])
    """
    check_characters(outlet, "the name of the outlet")
    columns = columns or {}
    for name in columns:
        if name not in KNOWN:
            raise BadInput(f"Cannot fill a column '{name}': the toolkit has none; {did_you_mean(name, KNOWN)}")
    if isinstance(source, pd.DataFrame) or not (Path(source).is_dir() or _is_document(Path(source))):
        table, where, about = read_records(source)
        frame, notes = _rows_of_table(table, where, columns)
        notes = [*about, *notes]
    else:
        frame, notes = _rows_of_files(Path(source), columns)
    frame, of_outlets = _with_outlets(frame, outlet)
    notes += of_outlets
    if not frame["outlet"].any():
        raise BadInput(f"{'articles' if isinstance(source, pd.DataFrame) else source}: no article has an outlet. {HOW}")
    if "date" in frame:
        dates, about = iso_dates(frame["date"], day_first=day_first)
        frame["date"], notes = pd.Series(dates, frame.index, dtype=object), [*notes, *about]
    frame["reason"] = list(_reasons(frame))
    kept, dropped = frame[frame["reason"] == ""], frame.loc[frame["reason"] != "", PLACE]
    if kept.empty:
        first = dropped.iloc[0]
        raise BadInput(f"No article could be read. The first, {_place_of(first)}: {first['reason']}.")
    notes += [*_repeated_ids(kept["article_id"]), *_printed_twice(kept)]
    kept, of_languages = _with_codes(kept)
    kept, renamed = with_safe_ids(kept)
    corpus = read_articles(kept[[name for name in [*MANIFEST_COLUMNS, "text"] if name in kept]]).with_languages()
    copies = pd.DataFrame(columns=["article_id"]) if drop_copies else _near_copies(corpus)
    notes += [*repeated_lines(corpus, without=copies["article_id"]), *_notes_on_texts(corpus), *of_languages]
    notes += [*notes_on_languages(corpus), *_notes_on_copies(copies)]
    intake = Ingestion(corpus, dropped.reset_index(drop=True), (*notes, *renamed))
    places = list(zip(kept["file"], kept["row"], strict=True))
    return grouped(intake, places, find_stories=find_stories, drop_copies=drop_copies)


def _with_outlets(frame: pd.DataFrame, outlet: str) -> tuple[pd.DataFrame, list[str]]:
    """Fill outlets that are not stated with the one for all, or else the site of the page; note what is missing yet."""
    sites = frame.get("site", pd.Series("", frame.index)).where((frame["outlet"] == "") & (not outlet), "")
    filled = frame.assign(outlet=frame["outlet"].replace("", outlet).where(sites == "", sites))
    counts = sites[sites != ""].value_counts(sort=False)
    named = ", ".join(f"{name} ({n})" for name, n in counts.items())
    notes = (
        [f"outlet as the pages name it: {named}. Sub-folders for each outlet, or --outlet, go before"] if named else []
    )
    n = int(((filled["outlet"] == "") & (filled["reason"] == "") & (filled["text"].str.strip() != "")).sum())
    if n:
        notes.append(
            f"{n} article{'s have' if n > 1 else ' has'} no outlet and {'were' if n > 1 else 'was'} left out. {HOW}"
        )
    return filled, notes


def _is_document(path: Path) -> bool:
    """Return whether a file has one article or several that are no table: .txt, .html, .docx, .rtf or .pdf."""
    return path.is_file() and path.suffix.lower() in READERS


def read_intake(source: Path, *, find_stories: bool = False, drop_copies: bool = False) -> Ingestion:
    """Read articles as `read_articles` does, without leaving any out, then group them (`grouped`).

    Raises
    ------
    BadInput
        If the source cannot be read, two articles have one id, or an article has no text.
    """
    corpus = read_articles(source)
    for article_id in corpus.articles["article_id"]:
        corpus.text(article_id)
    corpus = corpus.with_languages()
    intake = Ingestion(corpus, pd.DataFrame(columns=PLACE, dtype="str"), tuple(notes_on_languages(corpus)))
    if source.is_dir():
        files = [f"{row.outlet}/{row.article_id}.txt" for row in rows(corpus.articles)]
        places = [(file.removeprefix("unattributed/"), "") for file in files]
    elif drop_copies:
        index = load_articles(source)[0].index
        places = [(source.name, str(line_of(index, row))) for row in range(len(index))]
    else:
        places = []
    return grouped(intake, places, find_stories=find_stories, drop_copies=drop_copies)


def grouped(
    intake: Ingestion, places: Sequence[tuple[str, str]], *, find_stories: bool = False, drop_copies: bool = False
) -> Ingestion:
    """Leave out copies, group the other articles by story, and note outlets whose names look alike.

    Parameters
    ----------
    intake : Ingestion
        Articles with texts.
    places : sequence of (str, str)
        File and row of each article, for the list of those left out.
    find_stories, drop_copies : bool, default False
        Which of the two to do.
    """
    if drop_copies:
        intake = _without_copies(intake, places)
    if find_stories:
        intake = _with_stories(intake)
    return replace(intake, notes=(*intake.notes, *alike_outlets(intake.corpus.articles["outlet"])))


def _without_copies(intake: Ingestion, places: Sequence[tuple[str, str]]) -> Ingestion:
    """Leave out each article that repeats most of an earlier one; its first publisher is kept."""
    corpus = intake.corpus
    copies = of_corpus.find_copies(corpus)
    is_copy = copies["copy_of"] != ""
    reasons = [
        (*place, f"copy of {row.copy_of} (share {row.share:.2f}){f', wire {row.wire}' if row.wire else ''}")
        for place, row in zip(places, rows(copies), strict=True)
        if row.copy_of
    ]
    articles = corpus.articles[~is_copy].reset_index(drop=True)
    kept = Corpus(articles, {article_id: corpus.text(article_id) for article_id in articles["article_id"]})
    n_copies = f"{len(reasons)} of {len(corpus)} articles {'is a copy' if len(reasons) == 1 else 'are copies'}"
    notes = [f"{n_copies} of an earlier one, left out (data/copies.csv)" if reasons else "no article is a copy"]
    dates = corpus.articles["date"] if "date" in corpus.articles else pd.Series("", corpus.articles.index)
    if (dates == "").any():
        notes.append(
            f"{_all_or_some(int((dates == '').sum()), len(corpus))} no date: of two copies without date, the wire "
            "service's or the longer text counts as the first. Add a column date to keep the first publisher"
        )
    return replace(
        intake,
        corpus=kept,
        dropped=pd.concat([intake.dropped, pd.DataFrame(reasons, columns=PLACE, dtype="str")], ignore_index=True),
        notes=(*intake.notes, *notes),
        copies=copies,
    )


def _with_stories(intake: Ingestion) -> Ingestion:
    """Fill story_id of the articles that have none."""
    corpus = intake.corpus
    stories = of_corpus.find_stories(corpus)
    articles = validate(corpus.articles.assign(story_id=stories["story_id"]), "articles", "articles")
    notes = (*intake.notes, *_notes_on_stories(stories, articles["outlet"]))
    return replace(intake, corpus=Corpus(articles, corpus.texts), notes=notes, stories=stories)


def _notes_on_stories(stories: pd.DataFrame, outlets: pd.Series[str]) -> Iterator[str]:
    """Yield how many stories there are, and what makes them of little use."""
    first = stories.drop_duplicates("story_id")
    shared = int((first["n_outlets"] > 1).sum())
    given = int((stories["found_by"] == "manifest").sum())
    kept = f"; story_id of {given} given by the manifest" if given else ""
    yield f"{len(first)} stories in {len(stories)} articles, {shared} of them in two outlets or more{kept}"
    undated = int((stories["found_by"] == "content").sum())
    if undated:
        yield (
            f"{_all_or_some(undated, len(stories))} no date to the day (2024-05-01), so their stories are found by "
            "content only and may join events of different weeks. Add a column date"
        )
    if len(set(outlets)) == 1:
        yield f"all articles are of one outlet ({outlets.iloc[0]}), so no story compares outlets"
    elif len(first) == 1 and len(stories) > 1:
        yield (
            f"all {len(stories)} articles are one story ({first['story_id'].iloc[0]}), so outlets are compared on one "
            "event. If they report several events, write a story_id for each in data/articles.csv"
        )
    elif not shared:
        yield "no story is in two outlets, so outlets cannot be compared within stories"


def _all_or_some(n: int, of: int) -> str:
    return f"all {of} articles have" if n == of else f"{n} of {of} articles {'has' if n == 1 else 'have'}"


def alike_outlets(outlets: Iterable[str]) -> list[str]:
    """Return a note for each set of outlet names that differ in spelling only, and count as several outlets.

    Examples
    --------
    >>> alike_outlets(["Fox News", "The Fox News", "NPR - News", "NPR (Web)", "BBC"])[1].partition(". ")[0]
    "outlet names that look alike: 'NPR - News' (1 article), 'NPR (Web)' (1 article)"
    """
    counts = Counter(outlets)
    alike: dict[str, list[str]] = {}
    for name in counts:
        alike.setdefault(_plain_name(name), []).append(name)
    return [
        "outlet names that look alike: "
        + ", ".join(f"'{name}' ({counts[name]} article{'s'[: counts[name] != 1]})" for name in names)
        + ". They count as different outlets. To merge them, write one name for all in the column outlet of "
        "data/articles.csv (or in your source), before framing build"
        for names in alike.values()
        if len(names) > 1
    ]


def _plain_name(outlet: str) -> str:
    """Return an outlet's name without case, "The", ".com", "(…)", "- News" and punctuation.

    >>> _plain_name("The Guardian (UK) - News"), _plain_name("guardian.com"), _plain_name("(…)")
    ('guardian', 'guardian', '(…)')
    """
    name = ASIDE.sub(" ", outlet.casefold()).strip()
    name = SECTION.sub("", name).strip()
    return NO_LETTER.sub("", DOMAIN.sub("", name.removeprefix("the "))) or outlet.casefold()


def _with_codes(kept: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Keep the languages that are codes; the others are told from the texts."""
    if "language" not in kept:
        return kept, []
    codes = kept["language"].map(lambda value: code if regex.fullmatch(LANGUAGE, code := _as_text(value)) else "")
    others = [value for value, code in zip(map(_as_text, kept["language"]), codes, strict=True) if value != code]
    said = f"language: '{others[0]}' is no code such as en, uk or pt-BR; told from the text" if others else ""
    return kept.assign(language=codes), [said] if said else []


def notes_on_languages(corpus: Corpus) -> Iterator[str]:
    """Yield how many articles are in which language, if any is not English, and what is done with the others."""
    counts = corpus.languages.value_counts()
    others = [language for language in counts.index if not is_read_as_english(language)]
    if others:
        first = corpus.languages[corpus.languages == others[0]].index[0]
        yield (
            f"languages: {', '.join(f'{language} ({n})' for language, n in counts.items())}, {others[0]} first in "
            f"{first}. In other languages than English, sentences, quotation marks and the terms of a lexicon in that "
            "language are found, and reporting clauses in Ukrainian, Russian and Portuguese; swaps and scores are for "
            "English and leave them out. If a language is wrong, correct the column language of data/articles.csv"
        )


def _notes_on_texts(corpus: Corpus) -> Iterator[str]:
    """Yield a note on each kind of suspected fault in the texts, with the first article that has it."""
    for issue, found in corpus.issues.groupby("issue", sort=False):
        first = found.iloc[0]
        yield f"{issue} in {len(found)} of {len(corpus)} articles, first in {first['article_id']}: {first['detail']}"


def _repeated_ids(ids: pd.Series[str]) -> list[str]:
    """Return a note on ids that several articles have."""
    repeated = ids[ids.duplicated()].drop_duplicates().tolist()
    named = ", ".join(f"'{name}'" for name in repeated[:3]) + (", …" if len(repeated) > 3 else "")
    return [f"duplicate ids, numbered from the second article on: {named}"] if repeated else []


def _printed_twice(kept: pd.DataFrame) -> list[str]:
    """Return a note on texts that several outlets print."""
    n = int(kept["text"].str.strip().duplicated().sum())
    articles = "1 article has" if n == 1 else f"{n} articles have"
    return [f"{articles} the text of an earlier one in another outlet, and were kept (--drop-copies)"] if n else []


def _near_copies(corpus: Corpus) -> pd.DataFrame:
    """Return the articles that repeat most of an earlier one, but not all of it."""
    copies = of_corpus.find_copies(corpus)
    copied = copies[copies["copy_of"] != ""]
    # equal texts have a note of their own
    differ = [corpus.text(row.article_id).strip() != corpus.text(row.copy_of).strip() for row in rows(copied)]
    return copied[pd.Series(differ, index=copied.index, dtype="bool")]


def _notes_on_copies(near: pd.DataFrame) -> Iterator[str]:
    """Yield how many articles are copies that differ a little, with the first of them."""
    if len(near):
        pairs = [f"{row.article_id} of {row.copy_of} (share {row.share:.2f})" for row in rows(near.head(MOST_PAIRS))]
        many = "1 article repeats" if len(near) == 1 else f"{len(near)} articles repeat"
        yield (
            f"{many} half of an earlier one or more, such as {', '.join(pairs)}, kept (--drop-copies leaves them out "
            "and lists all)"
        )


def repeated_lines(corpus: Corpus, *, without: Iterable[str] = ()) -> list[str]:
    r"""Return a note for each outlet in whose articles a line stands again and again, as page furniture does.

    Articles in `without`, such as copies, are not counted.

    >>> texts = [f"Rain {number}.\n\nRead more on our app." for number in (1, 2, 3)]
    >>> rows = pd.DataFrame({"article_id": list("abc"), "outlet": "Gull", "text": texts})
    >>> repeated_lines(read_articles(rows))[0].partition(".")[0]
    "Gull: 1 line stands in most of its 3 articles, such as 'Read more on our app"
    """
    notes = []
    counted = corpus.articles[~corpus.articles["article_id"].isin(list(without))]
    for outlet, ids in counted.groupby("outlet", sort=False)["article_id"]:
        counts = Counter(
            line
            for article_id in ids
            for line in {line.strip() for line in corpus.text(article_id).splitlines()}
            if len(line.split()) > 1
        )
        often = [line for line, n in counts.most_common() if n >= LEAST_REPEATS and n > len(ids) / 2]
        if often:
            lines = f"{len(often)} line{'s stand' if len(often) > 1 else ' stands'}"
            notes.append(
                f"{outlet}: {lines} in most of its {len(ids)} articles, such as '{often[0][:60]}'. If this is page "
                "furniture, delete it from the texts: it is split and scored like other sentences"
            )
    return notes


def _rows_of_files(source: Path, columns: Mapping[str, str]) -> tuple[pd.DataFrame, list[str]]:
    """Read one row per article of a file or of the files of a folder, at any depth; the first sub-folder is the outlet.

    The outlets of a table and of a database export with several articles are those that it states.
    """
    folder = source if source.is_dir() else source.parent
    files = sorted(path for path in folder.rglob("*") if not path.is_dir()) if source.is_dir() else [source]
    if columns and not any(path.suffix.lower() in TABLES_OF_ARTICLES for path in files):
        raise BadInput(f"{source} has no columns; the sub-folders of a folder are the outlets. Leave out columns.")
    if not files:
        raise BadInput(f"{folder} contains no files; expected {folder}/<outlet>/<article>.txt.")
    frames, notes = [], []
    headers: dict[str, None] = {}
    for path in files:
        name = Path(_as_text(str(path.relative_to(folder))))
        home = name.parts[0].strip() if len(name.parts) > 1 else ""
        if path.suffix.lower() in TABLES_OF_ARTICLES:
            frame, about, header = _rows_of_table_in_folder(path, columns)
            headers |= dict.fromkeys(header)
            unnamed = frame["article_id"] == "row-" + frame["row"]
            frame["article_id"] = frame["article_id"].mask(unnamed, f"{name.stem}-" + frame["row"])
        else:
            articles, about = read_documents(path)
            frame = pd.DataFrame(articles, columns=Document._fields, dtype="str").drop(columns="note")
            frame["article_id"] = [f"{name.stem}-{one.row}" if one.row else name.stem for one in articles]
            if len(articles) == 1:
                frame["outlet"] = home or frame["outlet"]
                day = "" if articles[0].date or articles[0].reason else date_in_name(name.stem)
                frame["date"] = articles[0].date or day
                about = [*about, *(["no date in the file; taken from its name"] if day else [])]
        frames.append(frame.assign(file=str(name), outlet=frame["outlet"].replace("", home)))
        notes += [(str(name), note) for note in about]
    unknown = [theirs for theirs in columns.values() if theirs not in headers]
    if unknown:
        raise BadInput(f"{source}: no table has a column '{unknown[0]}'; {did_you_mean(unknown[0], headers)}")
    whole = pd.concat(frames, ignore_index=True).fillna("")
    empty = [name for name in ("date", "title") if name in whole and not whole[name].any()]
    return whole.drop(columns=empty), _many_at_once(notes)


def _rows_of_table_in_folder(path: Path, columns: Mapping[str, str]) -> tuple[pd.DataFrame, list[str], list[str]]:
    """Read a table of a folder and its header, by those columns that it has; one that cannot be read is a reason."""
    header: list[str] = []
    try:
        table, where, notes = read_records(path)
        header = list(map(str, table.columns))
        own = {name: theirs for name, theirs in columns.items() if theirs in header}
        frame, about = _rows_of_table(table, where, own)
        return frame, [*(note.removeprefix(f"{path.name}: ") for note in notes), *about], header
    except BadInput as error:
        reason = str(error).removeprefix(f"{path}: ")
        row = {"article_id": path.stem, "outlet": "", "text": "", "row": "", "reason": reason}
        return pd.DataFrame([row]), [], header


def _many_at_once(notes: Iterable[tuple[str, str]]) -> list[str]:
    """Return each note once, with the first of the files that it is about and their number, whatever its examples.

    >>> _many_at_once([("a.pdf", "check it"), ("b.txt", "cut"), ("c.pdf", "check it")])
    ['a.pdf and 1 more file: check it', 'b.txt: cut']
    """
    files: dict[str, list[tuple[str, str]]] = {}
    for name, note in notes:
        files.setdefault(note.partition(", such as ")[0], []).append((name, note))
    more = [f" and {len(of) - 1} more file{'s'[: len(of) != 2]}" if len(of) > 1 else "" for of in files.values()]
    return [f"{of[0][0]}{others}: {of[0][1]}" for of, others in zip(files.values(), more, strict=True)]


def _rows_of_table(table: pd.DataFrame, where: str, columns: Mapping[str, str]) -> tuple[pd.DataFrame, list[str]]:
    """Return one row per article, with columns renamed to those of the toolkit, and notes on what was guessed."""
    for theirs in columns.values():
        if theirs not in table:
            raise BadInput(f"{where}: there is no column '{theirs}'; {did_you_mean(theirs, map(str, table.columns))}")
    guessed = guess_columns(table, columns)
    how = ", ".join(f"{name} from '{theirs}'" for name, theirs in guessed.items())
    notes = [f"columns guessed: {how}. If that is wrong, name them: --column text=COLUMN"] if guessed else []
    columns = {**guessed, **columns}
    renamed = table.drop(columns=[name for name in columns if name in table and name not in columns.values()])
    renamed = renamed.rename(columns={theirs: name for name, theirs in columns.items()})
    check_names(renamed.columns, KNOWN, where)
    if "text" not in renamed:
        raise BadInput(
            f"{where}: no column 'text' among {', '.join(map(str, table.columns)) or 'none'}. Name the column with "
            "the texts: columns={'text': …} or --column text=…"
        )
    lines = [str(line_of(table.index, row)) for row in range(len(table))]
    ids = [f"row-{line}" for line in lines]
    held = [name for name in KNOWN if name in renamed]
    frame = renamed[held].assign(
        reason=[_reason_of_row(row, held) for row in renamed[held].to_dict("records")],
        article_id=[_as_text(value) or name for value, name in zip(renamed.get("article_id", ids), ids, strict=True)],
        outlet=[_as_text(value) for value in renamed.get("outlet", [""] * len(table))],
        text=[_as_text(value, strip=False) for value in renamed["text"]],
        file=Path(where).name,
        row=lines,
    )
    unknown = [str(name) for name in renamed.columns if name not in (*KNOWN, "sha256", "n_chars")]
    left_out = [f"left out columns that the toolkit does not use: {', '.join(unknown)}"] if unknown else []
    return frame.reset_index(drop=True), [*notes, *left_out]


def _as_text(value: Any, *, strip: bool = True) -> str:
    """Return a cell as text; empty if it is missing, with � for what is no character."""
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return ""
    text = BROKEN.sub("\ufffd", str(value))
    return text.strip() if strip else text


def _reason_of_row(row: Mapping[Any, Any], held: Iterable[str]) -> str:
    """Return the reason for leaving out a row with a cell that is no text, or holds what is no character."""
    for name in held:
        value = row[name]
        broken = BROKEN.search(value) if isinstance(value, str) else None
        if broken:
            return f"character {broken.start()} of its {name} is none (NUL, half of a pair)"
        if name in ("text", "outlet") and not isinstance(value, str) and _as_text(value):
            return f"its {name} is of type {type(value).__name__}"
    return ""


def _reasons(frame: pd.DataFrame) -> Iterator[str]:
    """Yield the reason for leaving out each article; empty if it is accepted.

    A text that two outlets print, such as that of a wire service, is two articles; twice in one outlet it is a slip.
    """
    first: dict[tuple[str, str], str] = {}
    for row in frame[["text", "outlet", *PLACE]].to_dict("records"):
        text, earlier = row["text"], row["reason"]
        broken = BROKEN.search(text)
        if earlier or broken:
            yield earlier or f"character {broken.start() if broken else 0} of its text is none (NUL, half of a pair)"
        elif not as_read(text).text.strip():
            yield "no text"
        elif not row["outlet"]:
            yield "no outlet"
        elif (row["outlet"], text.strip()) in first:
            yield f"same text as {first[row['outlet'], text.strip()]}"
        else:
            first[row["outlet"], text.strip()] = _place_of(row)
            yield ""


def _place_of(row: Mapping[Any, Any] | pd.Series[Any]) -> str:
    """Name file and row of an article, for messages."""
    return f"{row['file']}, row {row['row']}" if row["row"] else str(row["file"])


def with_safe_ids(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Give articles ids that are safe as file names and differ in more than case."""
    taken: set[str] = set()
    ids = []
    for wanted in map(safe_id, frame["article_id"]):
        numbered = chain([wanted], (f"{wanted}-{number}" for number in count(2)))
        ids.append(next(name for name in numbered if name.casefold() not in taken))
        taken.add(ids[-1].casefold())
    changed = [f"'{old}' is {new}" for old, new in zip(frame["article_id"], ids, strict=True) if old != new]
    more = f"; {len(changed) - 3} more, see data/articles.csv" if len(changed) > 3 else ""
    return frame.assign(article_id=ids), [f"ids made safe: {'; '.join(changed[:3])}{more}"] if changed else []


def safe_id(name: str) -> str:
    """Reduce a name to ASCII letters, digits, - and _.

    >>> safe_id("Über uns (2).html"), safe_id("—")
    ('Uber-uns-2-html', 'article')
    """
    letters = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore").decode()
    return UNSAFE.sub("-", letters).strip("-_")[:LONGEST_ID] or "article"
