"""Read and write the files of Label Studio, doccano, Prodigy and INCEpTION as tasks, each with its own way to count."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, get_args
from warnings import warn
from xml.sax.saxutils import quoteattr

from framing.coding.codebook import Codebook, Variable
from framing.errors import BadInput
from framing.study import Study
from framing.tables import read_text, rows, write_text

Tool = Literal["label-studio", "doccano", "prodigy", "inception", "csv"]
Unit = Literal["code points", "utf-16", "bytes"]
TOOLS: tuple[Tool, ...] = get_args(Tool)
UNITS: tuple[Unit, ...] = get_args(Unit)
# doccano counts as JavaScript does (its issue 2290), INCEpTION as Java does (its user guide), the others as Python does
UNIT_OF: dict[Tool, Unit] = {
    "label-studio": "code points",
    "doccano": "utf-16",
    "prodigy": "code points",
    "inception": "utf-16",
    "csv": "code points",
}
EXPORTED = 0  # number of an annotation from here; Label Studio keeps it as import_id and counts its own from 1
OURS = "framing"  # the key under which a task says what it is; the tools keep fields that they do not know
TOKEN = re.compile(r"\w+|[^\w\s]")
LAYER = "webanno.custom."
FEATURE = "value"
ABOUT = "framing.json"  # beside the documents: the codebook, the coder, and what the format cannot hold
FORMAT = "#FORMAT=WebAnno TSV 3"
ESCAPES = {
    "\\": "\\\\", "[": "\\[", "]": "\\]", "|": "\\|", "_": "\\_", "->": "\\->", ";": "\\;", "\t": "\\t", "\n": "\\n",
    "*": "\\*",
}  # fmt: skip
TEXT_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\b": "\\b", "\f": "\\f"} | {
    chr(number): f"\\{chr(number)}" for number in range(32) if not 7 < number < 14
}
NUMBERED = re.compile(r"(.*)\[(\d+)\]", flags=re.DOTALL)


@dataclass(frozen=True)
class Span:
    """Hold a marked stretch: its label, its offsets as the tool counts them, and its words if the tool stores them."""

    label: str
    start: int
    end: int
    words: str | None = None
    shown: bool = False  # the words are as a page shows them, with its own white space


@dataclass(frozen=True)
class Task:
    """Hold one sentence as one coder coded it in a tool."""

    where: str
    ours: Mapping[str, Any]
    text: str
    coder: str = ""
    labels: tuple[str, ...] = ()  # variable=value
    marks: tuple[Span, ...] = ()
    done: bool = False
    first: int = 0  # where the text starts in its article, in UTF-16 code units, for INCEpTION
    texts: Mapping[str, str] = field(default_factory=dict)  # free text by variable
    holds_texts: bool = False  # the tool stores free text, so that what is not there was deleted


def place_in(text: str, start: int, end: int, unit: Unit) -> tuple[int, int] | None:
    """Convert offsets to code points of the text; None if they are outside, empty or within a character.

    >>> place_in("a😊b", 3, 4, "utf-16"), place_in("a😊b", 2, 4, "utf-16"), place_in("a😊b", 5, 6, "bytes")
    ((2, 3), None, (2, 3))
    """
    if not 0 <= start < end:
        return None
    if unit == "code points":
        return (start, end) if end <= len(text) else None
    coding, width = ("utf-16-le", 2) if unit == "utf-16" else ("utf-8", 1)
    stored = text.encode(coding)
    if end * width > len(stored):
        return None
    try:
        before, within = stored[: start * width].decode(coding), stored[start * width : end * width].decode(coding)
    except UnicodeDecodeError:
        return None
    return len(before), len(before) + len(within)


def count_of(text: str, unit: Unit) -> int:
    """Count the units of a text.

    >>> [count_of("a😊", unit) for unit in ("code points", "utf-16", "bytes")]
    [2, 3, 5]
    """
    if unit == "code points":
        return len(text)
    return len(text.encode("utf-16-le")) // 2 if unit == "utf-16" else len(text.encode())


def same_but_for_white_space(one: str, other: str) -> bool:
    r"""Tell whether two texts are the same on a page; Label Studio writes a backslash and n for the break of a line.

    >>> same_but_for_white_space("a  b\r\nc", r"a b\n\nc"), same_but_for_white_space("a b", "ab")
    (True, False)
    """
    plain, also_plain = (" ".join(text.replace("\\n", " ").split()) for text in (one, other))
    return plain == also_plain


# Label Studio


def label_studio_configuration(codebook: Codebook) -> str:
    """Return the labelling configuration of Label Studio for a codebook, as XML.

    >>> from framing.coding import Category, Codebook, Variable
    >>> codebook = Codebook("b", "1", "", (Variable("blame", categories=(Category("yes"), Category("no"))),))
    >>> print(label_studio_configuration(codebook).splitlines()[5])
          <Choice value="yes" alias="yes"/>
    """
    lines = ["<View>", '  <Text name="text" value="$text"/>']
    for variable in codebook.variables:
        element, item = _elements_of(variable)
        required = ' required="true"' if variable.required and variable.kind in ("categories", "scale") else ""
        name = f'name={quoteattr(variable.name)} toName="text"{required}'
        lines += [f"  <View{_condition(variable, codebook)}>", f"    <Header value={_shown(variable.label)}/>"]
        lines.append(f"    <{element} {name}{'' if item else '/'}>")
        for category in variable.categories:
            key = f" hotkey={quoteattr(category.key)}" if category.key else ""
            lines.append(f"      <{item} value={_shown(category.label)} alias={quoteattr(category.value)}{key}/>")
        lines += [*([f"    </{element}>"] if item else []), "  </View>"]
    return "\n".join([*lines, "</View>", ""])


def _shown(label: str) -> str:
    """Return a label as an attribute; a word joiner keeps the tool from putting data for $ and the word after it."""
    return quoteattr(label.replace("$", "$\u2060"))


def _condition(variable: Variable, codebook: Codebook) -> str:
    """Return the attributes that show a variable only if its condition holds; a comma would separate two values."""
    name, _, value = variable.only_if.partition("=")
    if not name or "," in value or codebook.variable(name).kind not in ("categories", "scale"):
        return ""
    return f' visibleWhen="choice-selected" whenTagName={quoteattr(name)} whenChoiceValue={quoteattr(value)}'


def _elements_of(variable: Variable) -> tuple[str, str]:
    if variable.kind == "spans":
        return "Labels", "Label"
    return ("TextArea", "") if variable.kind == "text" else ("Choices", "Choice")


def label_studio_task(task: Task) -> dict[str, Any]:
    results: list[dict[str, Any]] = []

    def add(variable: str, kind: str, value: dict[str, Any]) -> None:
        results.append(
            {"id": f"r{len(results)}", "from_name": variable, "to_name": "text", "type": kind, "value": value}
        )

    for label in task.labels:
        variable, _, value = label.partition("=")
        add(variable, "choices", {"choices": [value]})
    for variable, value in task.texts.items():
        add(variable, "textarea", {"text": [value]})
    for mark in task.marks:
        variable, _, value = mark.label.partition("=")
        add(variable, "labels", {"start": mark.start, "end": mark.end, "text": mark.words, "labels": [value]})
    annotations = [{"id": EXPORTED, "result": results}] if task.ours["kept"] else []
    return {"data": {"text": task.text, OURS: dict(task.ours)}, "annotations": annotations}


def read_label_studio(path: Path) -> list[Task]:
    try:
        content = json.loads(read_text(path))
    except json.JSONDecodeError as error:
        raise BadInput(
            f"{path}, line {error.lineno}: not well-formed JSON ({error.msg}); the file may be cut off, or be another "
            "export of Label Studio than 'JSON'."
        ) from None
    if not isinstance(content, list) or not all(isinstance(task, dict) and "data" in task for task in content):
        raise BadInput(
            f"{path}: expected the export 'JSON' of Label Studio, a list of tasks with data (not 'JSON-MIN')."
        )
    tasks = []
    for number, task in enumerate(content, start=1):
        where, data = f"{path}, task {number}", task["data"]
        for annotation in task.get("annotations", []):
            if annotation.get("was_cancelled"):
                continue
            labels, marks, texts = [], [], {}
            for result in annotation.get("result", []):
                variable, value, kind = result.get("from_name", ""), result.get("value", {}), result.get("type")
                if kind == "choices":
                    labels += [f"{variable}={choice}" for choice in value.get("choices", [])]
                elif kind == "labels":
                    ends = (int(value["start"]), int(value["end"]))
                    words = value.get("text")
                    marks += [Span(f"{variable}={one}", *ends, words, True) for one in value.get("labels", [])]
                elif kind == "textarea":
                    texts[variable] = "\n".join(value.get("text", []))
                else:
                    raise BadInput(f"{where}: a result of type '{kind}' is none of choices, labels and textarea.")
            coder, ours = _annotator(annotation), data.get(OURS, data)
            if annotation.get("updated_by") and not _is_exported(annotation):
                ours = {**ours, "kept": []}  # a new annotation: the notes of the exported one are not its own
            text = data.get("text", "")
            tasks.append(Task(where, ours, text, coder, tuple(labels), tuple(marks), True, 0, texts, True))
    return tasks


def _is_exported(annotation: Mapping[str, Any]) -> bool:
    return EXPORTED in (annotation.get("id"), annotation.get("import_id"))


def _annotator(annotation: Mapping[str, Any]) -> str:
    """Return who made an annotation; nobody if it is as it was exported, since its task names the coder.

    Label Studio says that whoever imported a file completed its annotations.

    >>> [_annotator({"completed_by": 1, "import_id": number, "updated_by": None}) for number in (None, EXPORTED)]
    ['1', '']
    """
    changed_by = annotation.get("updated_by") or ""
    by = changed_by if _is_exported(annotation) else annotation.get("completed_by", "")
    return str(by.get("email", by.get("id", "")) if isinstance(by, dict) else by)


# doccano and Prodigy


def doccano_task(task: Task, _codebook: Codebook) -> dict[str, Any]:
    if any(other.start < one.end for one, other in pairwise(sorted(task.marks, key=lambda mark: mark.start))):
        raise BadInput(
            f"Sentence '{task.ours['sentence_id']}': spans overlap, of which doccano would keep only the first, in "
            "silence. Export with another tool."
        )
    ends = [[*_counted(task.text, mark, "utf-16"), mark.label] for mark in task.marks]
    return {"text": task.text, "entities": ends, "cats": list(task.labels), OURS: dict(task.ours)}


def _counted(text: str, mark: Span, unit: Unit) -> tuple[int, int]:
    start = count_of(text[: mark.start], unit)
    return start, start + count_of(text[mark.start : mark.end], unit)


def prodigy_task(task: Task, codebook: Codebook) -> dict[str, Any]:
    places = _cut(task.text, (end for mark in task.marks for end in (mark.start, mark.end)))
    tokens = [
        {"text": task.text[start:end], "start": start, "end": end, "id": number, "ws": task.text[end : end + 1] == " "}
        for number, (start, end) in enumerate(places)
    ]
    spans = [
        {"start": mark.start, "end": mark.end, "label": mark.label, "text": mark.words, **_tokens_of(mark, tokens)}
        for mark in task.marks
    ]
    options = [
        {"id": f"{variable.name}={category.value}", "text": f"{variable.label} {category.label}"}
        for variable in codebook.variables
        if variable.kind in ("categories", "scale")
        for category in variable.categories
    ]
    done = {"answer": "accept"} if task.ours["kept"] else {}
    made = {"text": task.text, "tokens": tokens, "spans": spans, "options": options, "accept": list(task.labels)}
    return {**made, **done, OURS: dict(task.ours)}


def _cut(text: str, boundaries: Iterable[int]) -> list[tuple[int, int]]:
    """Return the tokens of a text, cut where a span starts or ends within one.

    >>> _cut("so odd", [4])
    [(0, 2), (3, 4), (4, 6)]
    """
    cuts = sorted({0, len(text), *boundaries})
    return [(found.start(), found.end()) for start, end in pairwise(cuts) for found in TOKEN.finditer(text, start, end)]


def _tokens_of(mark: Span, tokens: list[dict[str, Any]]) -> dict[str, int]:
    """Return the first and the last token of a mark, if it starts and ends with tokens."""
    first = [token["id"] for token in tokens if token["start"] == mark.start]
    last = [token["id"] for token in tokens if token["end"] == mark.end]
    return {"token_start": first[0], "token_end": last[0]} if first and last else {}


def read_lines(path: Path, read: Callable[[dict[str, Any], str], Task | None]) -> list[Task]:
    tasks, left_out = [], 0
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        where = f"{path}, line {number}"
        try:
            content = json.loads(line)
        except json.JSONDecodeError as error:
            raise BadInput(f"{where}: not well-formed JSON ({error.msg}); the file may be cut off.") from None
        if not isinstance(content, dict):
            raise BadInput(f"{where}: expected one task per line, as a JSON object.")
        task = read(content, where)
        left_out += task is None
        tasks += [task] if task else []
    if left_out:
        warn(f"{path}: {left_out} tasks that were rejected or ignored have no codes.", stacklevel=4)
    return tasks


def read_doccano(content: dict[str, Any], where: str) -> Task:
    labels, marks = [], []
    for name in ("label", "labels", "entities", "cats"):
        for entry in content.get(name) or []:
            if isinstance(entry, str):
                labels.append(entry)
            elif isinstance(entry, dict):
                marks.append(Span(entry["label"], int(entry["start_offset"]), int(entry["end_offset"])))
            else:
                start, end, label = entry
                marks.append(Span(label, int(start), int(end)))
    ours = content.get(OURS) or content.get("metadata", {}).get(OURS) or content
    annotator = content.get("username", "")
    return Task(where, ours, content.get("text", ""), annotator, tuple(labels), tuple(marks))


def read_prodigy(content: dict[str, Any], where: str) -> Task | None:
    answer = content.get("answer")
    if answer in ("reject", "ignore"):
        return None
    text, marks = content.get("text", ""), []
    tokens = {token["id"]: token for token in content.get("tokens") or []}
    for span in content.get("spans") or []:
        words = span.get("text")
        first, last = tokens.get(span.get("token_start")), tokens.get(span.get("token_end"))
        if words is None and first and last:  # the tokens say which words were marked
            words = text[first["start"] : last["end"]]
        marks.append(Span(span["label"], int(span["start"]), int(span["end"]), words))
    labels = tuple(str(label) for label in content.get("accept") or [])
    annotator = str(content.get("_annotator_id") or "")
    done = answer == "accept"
    return Task(where, content.get(OURS) or content.get("meta", {}), text, annotator, labels, tuple(marks), done)


# INCEpTION


def _escaped(text: str, escapes: dict[str, str]) -> str:
    return re.sub("|".join(map(re.escape, escapes)), lambda found: escapes[found[0]], text)


def _unescaped(text: str, escapes: dict[str, str]) -> str:
    back = {escape: plain for plain, escape in escapes.items()}
    return re.sub("|".join(map(re.escape, back)), lambda found: back[found[0]], text)


def write_documents(tasks: Sequence[Task], folder: Path, codebook: Codebook) -> list[Path]:
    """Write one document per coder and article, in a folder per coder."""
    variables = [variable.name for variable in codebook.variables if variable.kind != "text"]
    documents: dict[tuple[str, str], list[Task]] = {}
    for task in tasks:
        article = task.ours["sentence_id"].rpartition(":")[0]
        documents.setdefault((task.coder or "uncoded", article), []).append(task)
    boundaries: dict[str, set[int]] = {}  # of all coders, so that their documents have the same tokens
    for task in tasks:
        ends = boundaries.setdefault(task.ours["sentence_id"], set())
        ends.update(end for mark in task.marks for end in (mark.start, mark.end))
    contents, about = {}, {}
    for (coder, article), of_article in documents.items():
        ordered = sorted(of_article, key=lambda task: task.first)
        name = Path(coder) / f"{article}.tsv"
        contents[name] = _document(ordered, variables, boundaries)
        about[name.as_posix()] = [dict(task.ours) for task in ordered]
    paths = [folder / name for name in contents]
    for path, content in zip(paths, contents.values(), strict=True):
        write_text(path, content)
    write_text(folder / ABOUT, json.dumps(about, ensure_ascii=False, indent=1) + "\n")
    return [*paths, folder / ABOUT]


def _layer(variable: str) -> str:
    """Return the type that INCEpTION gives a layer that was made with the name of the variable.

    >>> _layer("blame")
    'webanno.custom.Blame'
    """
    return f"{LAYER}{variable[:1].upper()}{variable[1:]}"


def _document(tasks: Sequence[Task], variables: Sequence[str], boundaries: dict[str, set[int]]) -> str:
    lines = ["#FORMAT=WebAnno TSV 3.3", *(f"#T_SP={_layer(variable)}|{FEATURE}" for variable in variables), ""]
    identifiers = iter(range(1, 10**9))
    for number, task in enumerate(tasks, start=1):
        tokens = _tokens(task, boundaries[task.ours["sentence_id"]])
        whole = (tokens[0][0], tokens[-1][1])
        stretches = [(*label.partition("=")[::2], *whole) for label in task.labels]
        stretches += [(*mark.label.partition("=")[::2], mark.start, mark.end) for mark in task.marks]
        numbered = [(*stretch, next(identifiers)) for stretch in stretches]
        lines += ["", *(f"#Text={_escaped(line, TEXT_ESCAPES)}" for line in task.text.split("\n"))]
        for position, (start, end) in enumerate(tokens, start=1):
            cells = [
                "|".join(
                    f"{_escaped(value, ESCAPES)}[{identifier}]"
                    for coded, value, first, last, identifier in numbered
                    if coded == variable and first <= start and end <= last
                )
                or "_"
                for variable in variables
            ]
            begin = task.first + count_of(task.text[:start], "utf-16")
            finish = begin + count_of(task.text[start:end], "utf-16")
            word = _escaped(task.text[start:end], TEXT_ESCAPES)
            lines.append("\t".join([f"{number}-{position}", f"{begin}-{finish}", word, *cells, ""]))
    return "\n".join([*lines, ""])


def _tokens(task: Task, boundaries: Iterable[int]) -> list[tuple[int, int]]:
    """Return tokens at whose ends every span starts or ends, so that no sub-token is needed."""
    tokens = _cut(task.text, boundaries)
    starts, ends = {start for start, _ in tokens}, {end for _, end in tokens}
    name = task.ours["sentence_id"]
    for mark in task.marks:
        if mark.start not in starts or mark.end not in ends:
            raise BadInput(
                f"Sentence '{name}': a span of '{mark.label}' starts or ends with a space, which the format of "
                "INCEpTION cannot hold. Export with another tool, or mark the words without the space."
            )
    if not tokens or tokens[0][0] > 0:
        raise BadInput(f"Sentence '{name}' starts with a space or is empty, which the format of INCEpTION cannot hold.")
    return tokens


@dataclass
class _Sentence:
    """Collect one sentence of a document."""

    line: int
    lines: list[str]
    units: list[tuple[str, int, int, str, list[str]]]


def read_documents(path: Path, study: Study, codebook: Codebook) -> list[Task]:
    """Read one document, or all documents below a folder."""
    if not path.exists():
        raise BadInput(f"{path} does not exist.")
    documents = [path] if path.is_file() else sorted(one for one in path.rglob("*.tsv") if one.is_file())
    if not documents:
        raise BadInput(f"{path} contains no .tsv file. Export from INCEpTION as WebAnno TSV 3.3, and unpack it.")
    known: dict[str, list[Any]] = {}
    for row in rows(study.sentences):
        known.setdefault(row.article_id, []).append(row)
    return [task for document in documents for task in _read(document, path, study, codebook, known)]


def _about(document: Path, top: Path) -> list[dict[str, Any]]:
    """Return what the export kept of a document, if that is still beside it."""
    for folder in document.parents:
        if (folder / ABOUT).is_file():
            content = json.loads(read_text(folder / ABOUT))
            kept: list[dict[str, Any]] = content.get(document.relative_to(folder).as_posix(), [])
            return kept
        if folder == top:
            break
    return []


def _read(document: Path, top: Path, study: Study, codebook: Codebook, known: dict[str, list[Any]]) -> list[Task]:
    lines = read_text(document).split("\n")
    if not lines[0].startswith(FORMAT):
        raise BadInput(f"{document}, line 1: found '{lines[0][:40]}', expected '{FORMAT}.3', the format of INCEpTION.")
    layers = [line.removeprefix("#T_SP=").split("|") for line in lines if line.startswith("#T_SP=")]
    names = {_layer(variable): variable for variable in codebook.names}
    columns = [
        (names.get(name, name.removeprefix(LAYER)), feature)
        for name, *features in layers
        for feature in features or [FEATURE]
    ]
    other = sum(line.startswith(("#T_RL=", "#T_CH=")) for line in lines)
    sentences = _sentences(document, lines, None if other else len(columns))
    kept = {one["sentence_id"]: one for one in _about(document, top)}
    of_users = document.parent.name.removesuffix(".tsv")  # INCEpTION exports ARTICLE.tsv/ANNOTATOR.tsv
    article, coder = (of_users, document.stem) if of_users in known else (document.stem, "")
    if article not in known:
        raise BadInput(f"{document}: no article is named '{document.stem}'. Give the file its article_id as its name.")
    text = study.corpus.text(article)
    tasks = []
    for sentence in sentences:
        where = f"{document}, line {sentence.line}"
        found = place_in(text, sentence.units[0][1], sentence.units[-1][2], "utf-16")
        rows_there = [row for row in known[article] if found and row.start <= found[0] < row.end]
        if not rows_there:
            raise BadInput(f"{where}: no sentence of '{article}' has these offsets, counted in UTF-16 code units.")
        row = rows_there[0]
        first = count_of(text[: row.start], "utf-16")
        own = text[row.start : row.end]
        written = "\n".join(sentence.lines)
        read = next((plain for table in (TEXT_ESCAPES, ESCAPES) if (plain := _unescaped(written, table)) == own), None)
        _check_units(sentence, text, where)
        ours = kept.get(row.sentence_id, {"sentence_id": row.sentence_id})
        labels, marks = _annotations(sentence, columns, codebook, own, first)
        tasks.append(Task(where, ours, written if read is None else read, coder, labels, marks, first=first))
    return tasks


def _sentences(document: Path, lines: Sequence[str], n_columns: int | None) -> list[_Sentence]:
    """Split a document into sentences; refuse one that ends too early."""
    sentences: list[_Sentence] = []
    texts: list[str] = []
    for number, line in enumerate(lines, start=1):
        if line.startswith("#Text="):
            if not texts:
                sentences.append(_Sentence(number, texts := [], []))
            texts.append(line.removeprefix("#Text="))
        elif line and not line.startswith("#"):
            cells = line.split("\t")
            places = re.fullmatch(r"(\d+)-(\d+)", cells[1]) if len(cells) > 2 else None
            if not sentences or places is None or (n_columns is not None and len(cells) < 3 + n_columns):
                raise BadInput(
                    f"{document}, line {number}: not a token with its offsets and layers; the file may be cut off."
                )
            sentences[-1].units.append((cells[0], int(places[1]), int(places[2]), cells[2], cells[3:]))
            texts = []
    if not sentences or any(not sentence.units for sentence in sentences) or lines[-1]:
        raise BadInput(f"{document}, line {len(lines)}: the document ends within a sentence; the file may be cut off.")
    return sentences


def _check_units(sentence: _Sentence, text: str, where: str) -> None:
    """Refuse tokens whose offsets do not have their words under them, and a sentence whose tokens end too early."""
    for name, start, end, word, _ in sentence.units:
        found = place_in(text, start, end, "utf-16")
        if not found or text[slice(*found)] not in (_unescaped(word, TEXT_ESCAPES), _unescaped(word, ESCAPES)):
            raise BadInput(
                f"{where}: the offsets {start}–{end} of token {name} do not have its letters under them. The format "
                "counts UTF-16 code units from the start of the article."
            )
    last = re.findall(r"\w", _unescaped(sentence.lines[-1], TEXT_ESCAPES))
    words = re.findall(r"\w", sentence.units[-1][3])
    if last and words and last[-1] != words[-1]:
        raise BadInput(f"{where}: the tokens end before the sentence does; the file may be cut off.")


def _annotations(
    sentence: _Sentence, columns: Sequence[tuple[str, str]], codebook: Codebook, text: str, first: int
) -> tuple[tuple[str, ...], tuple[Span, ...]]:
    """Return the labels of the whole sentence and the marks within it."""
    found: dict[tuple[str, str, str], list[tuple[int, int]]] = {}
    for name, start, end, _, cells in sentence.units:
        for (variable, feature), cell in zip(columns, cells, strict=False):
            if feature != FEATURE or cell in ("_", ""):
                continue
            for part in _stacked(cell):
                match = NUMBERED.fullmatch(part)
                value, identifier = (match[1], match[2]) if match else (part, f"{name} {part}")
                found.setdefault((variable, _unescaped(value, ESCAPES), identifier), []).append((start, end))
    spans = {variable.name for variable in codebook.variables if variable.kind == "spans"}
    labels, marks = [], []
    for (variable, value, _), units in found.items():
        if variable not in spans:  # of the whole sentence, wherever in it the annotator put it
            labels.append(f"{variable}={value}")
            continue
        start, end = min(start for start, _ in units), max(end for _, end in units)
        place = place_in(text, start - first, end - first, "utf-16")
        marks.append(Span(f"{variable}={value}", start, end, text[slice(*place)] if place else None))
    return tuple(labels), tuple(marks)


def _stacked(cell: str) -> list[str]:
    """Split stacked annotations at every bar that is not escaped."""
    parts, start = [], 0
    for position, letter in enumerate(cell):
        escapes = len(cell[:position]) - len(cell[:position].rstrip("\\"))
        if letter == "|" and escapes % 2 == 0:
            parts.append(cell[start:position])
            start = position + 1
    return [*parts, cell[start:]]
