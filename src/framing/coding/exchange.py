"""Exchange codes with Label Studio, doccano, Prodigy and INCEpTION, and as plain CSV; no offset is taken on trust."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from framing.coding.annotation_tools import (
    OURS,
    TOOLS,
    UNIT_OF,
    UNITS,
    Span,
    Task,
    Tool,
    Unit,
    count_of,
    doccano_task,
    label_studio_configuration,
    label_studio_task,
    place_in,
    prodigy_task,
    read_doccano,
    read_documents,
    read_label_studio,
    read_lines,
    read_prodigy,
    same_but_for_white_space,
    write_documents,
)
from framing.coding.codebook import Codebook, code_rows
from framing.errors import BadInput, did_you_mean
from framing.study import Study
from framing.tables import read_csv, rows, validate, write_csv, write_text

Known = Mapping[str, Any]  # the rows of the sentence table by sentence_id


def export_codes(
    study: Study,
    codes: pd.DataFrame,
    path: str | Path,
    *,
    tool: Tool,
    codebook: Codebook,
    sample: pd.DataFrame | None = None,
) -> list[Path]:
    """Write codes, or sentences to code, for another annotation tool. The files contain sentences of the texts.

    Parameters
    ----------
    study : Study
        Study with texts.
    codes : DataFrame
        Table ``codes`` of the schema, by one version of the codebook; without rows, only tasks to code are written.
    path : str or Path
        File to write; for INCEpTION a folder, with one folder per coder and one document per article.
    tool : {"label-studio", "doccano", "prodigy", "inception", "csv"}
        ``label-studio``: JSON and, beside it, the labelling configuration as XML. ``doccano``: JSONL of a project for
        intents and slots, with offsets in UTF-16 code units; it holds no spans that overlap. ``prodigy``: JSONL.
        ``inception``: WebAnno TSV 3.3. ``csv``: the table with the column expression.
    codebook : Codebook
        Codebook of the codes.
    sample : DataFrame, optional
        Sentences to code (column sentence_id); those without a code become empty tasks.

    Returns
    -------
    list of Path
        Files that were written.

    Raises
    ------
    BadInput
        If a code is not of the codebook, a sentence is unknown, or the tool cannot hold a span; nothing is written.

    Examples
    --------
    >>> import tempfile
    >>> import framing as fr
    >>> from framing.coding import Category, Codebook, Variable, code_rows
    >>> codebook = Codebook("blame", "1.0", "", (Variable("blame", categories=(Category("yes"), Category("no"))),))
    >>> study, name = fr.demo(), "freehadrel-1:03"
    >>> codes = code_rows(codebook, "ann", [(name, "blame", "no")])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     files = export_codes(study, codes, f"{folder}/tasks.jsonl", tool="doccano", codebook=codebook)
    ...     back = import_codes(study, files[0], tool="doccano", codebook=codebook)
    >>> back.equals(codebook.check(codes))
    True
    """
    _check_tool(tool)
    codes = codebook.check(codes)
    tasks = list(_tasks(study, codes, codebook, [] if sample is None else list(sample["sentence_id"])))
    path = Path(path)
    if tool == "csv":
        write_csv(_with_expressions(study, codes), path)
        return [path]
    if tool == "inception":
        return write_documents(tasks, path, codebook)
    if tool == "label-studio":
        write_text(path, json.dumps([label_studio_task(task) for task in tasks], ensure_ascii=False, indent=1) + "\n")
        configuration = path.with_suffix(".xml")
        write_text(configuration, label_studio_configuration(codebook))
        return [path, configuration]
    make = doccano_task if tool == "doccano" else prodigy_task
    escaped = tool == "doccano"  # which guesses the encoding, and takes few letters that are not ASCII for another one
    write_text(path, "".join(json.dumps(make(task, codebook), ensure_ascii=escaped) + "\n" for task in tasks))
    return [path]


def import_codes(
    study: Study,
    path: str | Path,
    *,
    tool: Tool,
    codebook: Codebook,
    coder: str | Mapping[str, str] = "",
    offsets: Unit | None = None,
) -> pd.DataFrame:
    """Read codes that were made or changed in another annotation tool.

    A span is taken only if the words under it are those that the tool shows; doccano does not store them, so that there
    only offsets are refused that do not exist in the sentence.

    Parameters
    ----------
    study : Study
        Study with texts.
    path : str or Path
        File of the tool; for INCEpTION a folder of WebAnno TSV documents, or one document.
    tool : {"label-studio", "doccano", "prodigy", "inception", "csv"}
        Tool that wrote the file.
    codebook : Codebook
        Codebook by which was coded.
    coder : str or mapping of str to str, default ""
        Name of the coder, or names by the names (or numbers) of the tool's annotators. By default the tool's annotator,
        else the coder in the file, who also made the annotations that nobody changed in Label Studio.
    offsets : {"code points", "utf-16", "bytes"}, optional
        What the offsets count. By default UTF-16 code units for doccano and INCEpTION, code points for the others.

    Returns
    -------
    DataFrame
        Table ``codes`` of the schema, checked against the codebook; see `write_codes` to store it.

    Raises
    ------
    BadInput
        If the file is cut off, a sentence is unknown or its text another, offsets count other units, a code is of
        another codebook or version, or nobody is named as the coder. The message gives the place in the file.

    Examples
    --------
    See `export_codes`.
    """
    _check_tool(tool)
    if offsets is not None and offsets not in UNITS:
        raise BadInput(f"offsets is '{offsets}'; {did_you_mean(offsets, UNITS)}")
    path = Path(path)
    unit = offsets or UNIT_OF[tool]
    if tool == "csv":
        return _from_csv(study, path, codebook, coder, unit)
    if tool == "inception":
        tasks = read_documents(path, study, codebook)
    elif tool == "label-studio":
        tasks = read_label_studio(path)
    else:
        tasks = read_lines(path, read_doccano if tool == "doccano" else read_prodigy)
    known = _known(study)
    codes = [_codes_of(task, study, known, codebook, coder, unit) for task in tasks]
    return _checked(codes, codebook, path)


def _check_tool(tool: str) -> None:
    if tool not in TOOLS:
        raise BadInput(f"Unknown tool '{tool}'; {did_you_mean(tool, TOOLS)}")


# from codes to tasks


def _tasks(study: Study, codes: pd.DataFrame, codebook: Codebook, sample: Iterable[str]) -> Iterator[Task]:
    """Yield one task per coder and sentence, and one without codes for every other sentence of the sample."""
    known = _known(study)
    stamp = {"codebook": codebook.name, "version": codebook.version, "hash": codebook.hash}
    coded: Any = codes.groupby(["coder", "sentence_id"], sort=True)
    for (coder, name), same in coded:
        row = _sentence(known, name, "codes")
        text = study.corpus.text(row.article_id)[row.start : row.end]
        kinds = {variable.name: variable.kind for variable in codebook.variables}
        marks, kept = [], []
        for code in rows(same):
            place = () if pd.isna(code.start) else (int(code.start), int(code.end))
            if place:
                start, end = (offset - row.start for offset in place)
                if start < 0 or end > len(text):
                    raise BadInput(f"codes: span {place[0]}–{place[1]} lies outside its sentence '{name}'.")
                marks.append(Span(f"{code.variable}={code.value}", start, end, text[start:end]))
            kept.append([code.variable, code.value, *(place or (None, None)), code.note, code.time])
        given = [(code.variable, code.value) for code in rows(same) if pd.isna(code.start) and code.value]
        yield Task(
            where="codes",
            ours={"sentence_id": name, "coder": coder, **stamp, "kept": kept},
            text=text,
            coder=coder,
            labels=tuple(f"{name}={value}" for name, value in given if kinds[name] != "text"),
            marks=tuple(marks),
            first=count_of(study.corpus.text(row.article_id)[: row.start], "utf-16"),
            texts={name: value for name, value in given if kinds[name] == "text"},
        )
    there = set(codes["sentence_id"])
    for name in dict.fromkeys(sample):
        if name not in there:
            row = _sentence(known, name, "sample")
            text = study.corpus.text(row.article_id)[row.start : row.end]
            first = count_of(study.corpus.text(row.article_id)[: row.start], "utf-16")
            yield Task("sample", {"sentence_id": name, "coder": "", **stamp, "kept": []}, text, first=first)


def _known(study: Study) -> Known:
    return {row.sentence_id: row for row in rows(study.sentences)}


def _sentence(known: Known, name: object, where: str) -> Any:
    if name not in known:
        raise BadInput(f"{where}: unknown sentence '{name}'; {did_you_mean(str(name), known)}")
    return known[str(name)]


# from tasks to codes


def _codes_of(
    task: Task, study: Study, known: Known, codebook: Codebook, coder: str | Mapping[str, str], unit: Unit
) -> pd.DataFrame:
    """Return the codes of a task; none if nobody has done it."""
    ours = task.ours
    if "sentence_id" not in ours:
        raise BadInput(
            f"{task.where}: the task does not name its sentence_id. Import tasks that export_codes wrote, and keep "
            f"their field '{OURS}'."
        )
    row = _sentence(known, ours["sentence_id"], task.where)
    text = study.corpus.text(row.article_id)[row.start : row.end]
    if task.text != text:
        raise BadInput(
            f"{task.where}: the text of sentence '{row.sentence_id}' is not that of the study. The file was made of "
            "other texts, or the tool changed them; nothing was imported."
        )
    _check_stamp(ours, codebook, task.where)
    kept = {tuple(entry[:4]): entry[4:] for entry in ours.get("kept", ())}
    if not (task.done or task.labels or task.marks or task.texts or kept):
        return code_rows(codebook, "", [])
    given: list[tuple[Any, ...]] = [_label_of(label, codebook, task.where) for label in task.labels]
    given += list(task.texts.items())
    for mark in task.marks:
        start, end = _place(text, mark, unit, task)
        given.append((*_label_of(mark.label, codebook, task.where, marked=True), start + row.start, end + row.start))
    there = {code[0] for code in given}
    kinds = {variable.name: variable.kind for variable in codebook.variables}
    if kept:  # coded here before: what a tool cannot hold is as it was
        for name, value, *_ in kept:
            if name not in there and kinds[name] in (("spans",) if task.holds_texts else ("text", "spans")):
                given.append((name, value if kinds[name] == "text" else ""))
                there.add(name)
    else:
        values = {name: value for name, value, *_ in given}
        spans = [variable.name for variable in codebook.asked(values) if variable.kind == "spans"]
        given += [(name, "") for name in spans if name not in there]
    notes = [kept.get((*code, None, None)[:4], ("", "")) for code in given]
    table = code_rows(codebook, _coder_of(task, coder), [(row.sentence_id, *code) for code in given])
    return table.assign(note=[note for note, _ in notes], time=[time for _, time in notes], line=task.where)


def _check_stamp(ours: Mapping[str, Any], codebook: Codebook, where: str) -> None:
    """Refuse a task that was made by another codebook, another version, or the same version with other content."""
    if "codebook" not in ours:
        return
    if (ours["codebook"], ours.get("version")) != (codebook.name, codebook.version):
        raise BadInput(
            f"{where}: the task is of codebook '{ours['codebook']}', version {ours.get('version')}, not of "
            f"'{codebook.name}', version {codebook.version}. Codes of two versions are not mixed: import with the "
            "codebook of the file."
        )
    if ours.get("hash", codebook.hash) != codebook.hash:
        raise BadInput(
            f"{where}: the codebook '{codebook.name}' has changed since the export, but its version is still "
            f"{codebook.version}. Give the changed codebook a new version."
        )


def _coder_of(task: Task, coder: str | Mapping[str, str]) -> str:
    if isinstance(coder, str):
        name = coder or task.coder or task.ours.get("coder", "")
    else:
        annotator = task.coder or task.ours.get("coder", "")
        if annotator not in coder and (task.coder or not annotator):  # a coder whom the file names needs no other name
            raise BadInput(
                f"{task.where}: coder names no coder for the annotator '{annotator}'. Add {{'{annotator}': …}}."
            )
        name = coder.get(annotator, annotator)
    if not name:
        raise BadInput(f'{task.where}: the file does not say who coded. Name the coder: coder="…".')
    return str(name)


def _label_of(label: str, codebook: Codebook, where: str, *, marked: bool = False) -> tuple[str, str]:
    """Split variable=value; a value alone stands for the only variable that has it."""
    name, sign, value = label.partition("=")
    fitting = [variable for variable in codebook.variables if (variable.kind == "spans") == marked]
    if sign and name in {variable.name for variable in fitting}:
        return name, value
    having = [variable.name for variable in fitting if label in variable.values]
    if len(having) != 1:
        labels = [f"{variable.name}={value}" for variable in fitting for value in variable.values]
        raise BadInput(f"{where}: unknown label '{label}'; {did_you_mean(label, labels)}")
    return having[0], label


def _place(text: str, mark: Span, unit: Unit, task: Task) -> tuple[int, int]:
    """Return the code points of a mark within its sentence, if the words there are those of the file."""
    found = place_in(text, mark.start - task.first, mark.end - task.first, unit)
    if found and mark.words in (None, text[slice(*found)]):
        return found
    fits = {
        other: place
        for other in UNITS
        if other != unit and (place := place_in(text, mark.start - task.first, mark.end - task.first, other))
    }
    right = [other for other, place in fits.items() if mark.words is not None and text[slice(*place)] == mark.words]
    what = f"{task.where}: the offsets {mark.start}–{mark.end} of '{mark.label}'"
    if right:
        raise BadInput(
            f"{what} do not count {_named(unit)} but {_named(right[0])}: the words under them are others. Import with "
            f'offsets="{right[0]}".'
        )
    if found and mark.shown and same_but_for_white_space(str(mark.words), text[slice(*found)]):
        return found
    if not found:
        hint = f' Perhaps they count {_named(next(iter(fits)))}: try offsets="{next(iter(fits))}".' if fits else ""
        raise BadInput(f"{what} do not exist in the sentence, counted in {_named(unit)}.{hint}")
    raise BadInput(f"{what} do not have the words under them that the file says, counted in any unit.")


def _named(unit: Unit) -> str:
    return {"code points": "code points", "utf-16": "UTF-16 code units", "bytes": "bytes of UTF-8"}[unit]


def _checked(codes: list[pd.DataFrame], codebook: Codebook, path: Path) -> pd.DataFrame:
    """Join the codes of a file and check them; nothing is returned if one is wrong."""
    tables = [table for table in codes if len(table)]
    if not tables:
        raise BadInput(f"{path} contains no code. Export from the tool after coding.")
    table = pd.concat(tables, ignore_index=True)
    return codebook.check(table.drop(columns="line", errors="ignore"), f"{path} as a table")


# CSV


def _with_expressions(study: Study, codes: pd.DataFrame) -> pd.DataFrame:
    known = _known(study)
    words = [
        "" if pd.isna(code.start) else study.corpus.text(known[code.sentence_id].article_id)[code.start : code.end]
        for code in rows(codes)
    ]
    return codes.assign(expression=words)


def _from_csv(study: Study, path: Path, codebook: Codebook, coder: str | Mapping[str, str], unit: Unit) -> pd.DataFrame:
    """Read a table of codes; without stamps it is taken to be of the codebook, and its spans must give their words."""
    table = read_csv(path)
    for name in ("sentence_id", "variable", "value"):
        if name not in table:
            raise BadInput(f"{path}: column '{name}' is missing. Found the columns {', '.join(table.columns)}.")
    table = table.assign(**{name: "" for name in ("coder", "start", "end", "note", "time") if name not in table})
    stamp = {"codebook": codebook.name, "version": codebook.version, "hash": codebook.hash}
    table = table.assign(**{name: value for name, value in stamp.items() if name not in table})
    tables = []
    known = _known(study)
    for line, code in enumerate(rows(table), start=2):
        where = f"{path}, line {line}"
        row = _sentence(known, code.sentence_id, where)
        ours = {"sentence_id": code.sentence_id, **{name: getattr(code, name) for name in stamp}}
        _check_stamp(ours, codebook, where)
        task = Task(where, ours, "", code.coder)
        place: tuple[int | None, int | None] = (None, None)
        if code.start or code.end:
            if not (str(code.start).isdecimal() and str(code.end).isdecimal()):
                raise BadInput(f"{where}: start '{code.start}' and end '{code.end}' are not both whole numbers.")
            words = getattr(code, "expression", None)
            mark = Span(f"{code.variable}={code.value}", int(code.start), int(code.end), words)
            place = _place(study.corpus.text(row.article_id), mark, unit, task)
        given = [(code.sentence_id, code.variable, code.value, *place)]
        tables.append(code_rows(codebook, _coder_of(task, coder), given, note=code.note, time=code.time))
    if not tables:
        raise BadInput(f"{path} contains no code.")
    return codebook.check(validate(pd.concat(tables, ignore_index=True), "codes", str(path)), str(path))
