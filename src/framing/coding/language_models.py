"""Let a language model code sentences by a codebook, with every answer kept; nothing is sent anywhere by itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from framing.coding.codebook import Codebook, Variable, code_rows
from framing.coding.sample import sentences_to_code
from framing.display import progress
from framing.errors import BadInput, did_you_mean
from framing.study import Study
from framing.tables import read_text, rows

Model = Callable[[str], str]
CODED_KINDS = ("categories", "scale")
LONGEST_ANSWER = 64  # tokens that a local model may write


def prompt_of(codebook: Codebook, sentence: str, before: str = "", after: str = "") -> str:
    """Return what a model is asked about a sentence: the codebook, the sentence in context, the form of the answer.

    Examples
    --------
    >>> from framing.coding import Category, Codebook, Variable
    >>> yes_no = (Category("yes"), Category("no"))
    >>> codebook = Codebook("b", "1", "Code the wording.", (Variable("blame", categories=yes_no),))
    >>> print(prompt_of(codebook, "It rained."))
    Code the wording.
    <BLANKLINE>
    blame: blame
    - yes
    - no
    <BLANKLINE>
    Sentence: It rained.
    <BLANKLINE>
    Answer with one JSON object and nothing else: {"blame": "yes" or "no"}
    """
    parts = [codebook.intro.strip()] if codebook.intro.strip() else []
    for variable in _asked_of_models(codebook):
        only = f" (only if {variable.only_if})" if variable.only_if else ""
        lines = [f"{variable.name}: {variable.label}{only}", *([variable.definition] if variable.definition else [])]
        for category in variable.categories:
            said = [category.label if category.label != category.value else "", category.definition]
            text = ": ".join([category.value, *(one for one in said if one)])
            examples = f" Examples: {'; '.join(category.examples)}" if category.examples else ""
            lines.append(f"- {text}{examples}")
        parts.append("\n".join(lines))
    context = [f"Before: {before}"] if before else []
    context += [f"Sentence: {sentence}", *([f"After: {after}"] if after else [])]
    form = ", ".join(
        f'"{variable.name}": {" or ".join(json.dumps(value) for value in variable.values)}'
        for variable in _asked_of_models(codebook)
    )
    parts += ["\n".join(context), f"Answer with one JSON object and nothing else: {{{form}}}"]
    return "\n\n".join(parts)


def _asked_of_models(codebook: Codebook) -> list[Variable]:
    return [variable for variable in codebook.variables if variable.kind in CODED_KINDS]


def code_with(
    model: Model | str | Path,
    study: Study,
    codebook: Codebook,
    answers: str | Path,
    *,
    sample: pd.DataFrame | None = None,
    runs: int = 3,
    tries: int = 3,
    temperature: float | None = None,
    name: str = "",
) -> pd.DataFrame:
    """Let a language model code the categories and scales of a codebook.

    No network is used unless the model that is passed uses one. Every answer is appended to a file as it comes, so
    that a run that stops goes on where it was, and no answer is paid for twice. Codes of a model are those of one more
    coder: compare them with people's (`coder_agreement`), and correct means of them with a sample that people coded
    (`corrected_means`).

    Parameters
    ----------
    model : callable or str or Path
        A function from prompt to answer, such as a call of a client; or a folder with a causal model in Hugging Face
        format, which runs on this computer.
    study : Study
        Study with texts.
    codebook : Codebook
        Codebook; spans and free text are not asked.
    answers : str or Path
        File of raw answers (JSON lines): prompt, answer, model, temperature, run, try, time and what was wrong with it.
    sample : DataFrame, optional
        Sentences to code (column sentence_id); by default all but boilerplate.
    runs : int, default 3
        Number of independent answers to each sentence; each is a coder, ``name-1``, ``name-2``, ….
    tries : int, default 3
        How often an invalid answer is asked again.
    temperature : float, optional
        Temperature, which is recorded; a local model is sampled at it, or decoded greedily without it.
    name : str, default ""
        Name of the model in the records and as a coder; by default that of the folder or function.

    Returns
    -------
    DataFrame
        Table ``codes`` of the schema. Sentences whose every try was invalid have no code. In ``attrs``: n_answers and
        n_invalid.

    Raises
    ------
    BadInput
        If the codebook has nothing to ask, a sentence is unknown, or the file has answers by another codebook, model or
        temperature.

    Examples
    --------
    >>> import tempfile
    >>> import framing as fr
    >>> from framing.coding import Category, Codebook, Variable
    >>> codebook = Codebook("b", "1", "", (Variable("blame", categories=(Category("yes"), Category("no"))),))
    >>> sample = pd.DataFrame({"sentence_id": ["freehadrel-1:03"]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     codes = code_with(
    ...         lambda prompt: '{"blame": "no"}', fr.demo(), codebook, f"{folder}/answers.jsonl",
    ...         sample=sample, runs=2, name="parrot",
    ...     )
    >>> codes[["coder", "value"]].values.tolist()
    [['parrot-1', 'no'], ['parrot-2', 'no']]
    """
    if not _asked_of_models(codebook):
        raise BadInput(f"Codebook '{codebook.name}' has no variable of categories or a scale to ask a model about.")
    if runs < 1 or tries < 1:
        raise BadInput(f"runs is {runs} and tries is {tries}; expected 1 or more.")
    name = name or (Path(model).name if isinstance(model, (str, Path)) else getattr(model, "__name__", "model"))
    sentences = sentences_to_code(study)
    prompts = _prompts(study, sentences, codebook)
    wanted = list(sentences["sentence_id"] if sample is None else sample["sentence_id"])
    for sentence in wanted:
        if sentence not in prompts:
            raise BadInput(f"sample: unknown sentence '{sentence}'; {did_you_mean(str(sentence), prompts)}")
    stamp = {"codebook": codebook.name, "version": codebook.version, "hash": codebook.hash, "model": name}
    stamp |= {"temperature": temperature}
    path = Path(answers)
    path.parent.mkdir(parents=True, exist_ok=True)
    records = _earlier(path, stamp)
    ask = model if callable(model) else partial(_local_answer, *_local(Path(model)), temperature=temperature)
    given = {(one["sentence_id"], one["run"], one["try"]): one for one in records}
    with path.open("a", encoding="utf-8", newline="\n") as kept:
        for sentence in progress(wanted, "sentences"):
            for run in range(1, runs + 1):
                for attempt in range(1, tries + 1):
                    record = given.get((sentence, run, attempt))
                    if record is None:
                        record = {"sentence_id": sentence, "run": run, "try": attempt, **stamp}
                        record |= {"prompt": prompts[sentence], "answer": ask(prompts[sentence])}
                        _, record["wrong"] = read_answer(record["answer"], codebook)
                        record["time"] = datetime.now(UTC).isoformat(timespec="seconds")
                        kept.write(json.dumps(record, ensure_ascii=False) + "\n")
                        kept.flush()
                        records.append(record)
                    if not record["wrong"]:
                        break
    return _codes(records, codebook, name, set(wanted), runs)


def read_answer(answer: str, codebook: Codebook) -> tuple[dict[str, str], str]:
    """Return the values in an answer, and what is wrong with it, if anything.

    >>> from framing.coding import Category, Codebook, Variable
    >>> codebook = Codebook("b", "1", "", (Variable("blame", categories=(Category("1"), Category("0"))),))
    >>> read_answer('Surely: {"blame": 1}', codebook)
    ({'blame': '1'}, '')
    >>> read_answer('{"blame": "perhaps"}', codebook)
    ({}, "'perhaps' is no value of blame")
    """
    start, end = answer.find("{"), answer.rfind("}")
    try:
        content = json.loads(answer[start : end + 1]) if 0 <= start < end else None
    except json.JSONDecodeError:
        content = None
    if not isinstance(content, dict):
        return {}, "no JSON object"
    values = {name: _plain(value) for name, value in content.items()}
    asked = {variable.name for variable in codebook.asked(values)}
    for variable in _asked_of_models(codebook):
        value = values.get(variable.name, "")
        if variable.name in asked and value not in variable.values and (value or variable.required):
            return {}, f"'{value}' is no value of {variable.name}" if value else f"{variable.name} is missing"
    names = [variable.name for variable in _asked_of_models(codebook) if variable.name in asked]
    return {name: values[name] for name in names if values.get(name)}, ""


def _plain(value: Any) -> str:
    """Return a value of JSON as text: 1, 1.0 and "1" are one value, and null is none."""
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, (bool, int, float)) and value == int(value) else str(value)


def _prompts(study: Study, sentences: pd.DataFrame, codebook: Codebook) -> dict[str, str]:
    """Return the prompt of each sentence, with the sentence before and after it in its article."""
    prompts = {}
    for article, same in sentences.groupby("article_id", sort=False):
        text = study.corpus.text(str(article))
        said = ["", *(text[row.start : row.end] for row in rows(same)), ""]
        for place, row in enumerate(rows(same), start=1):
            prompts[row.sentence_id] = prompt_of(codebook, said[place], said[place - 1], said[place + 1])
    return prompts


def _earlier(path: Path, stamp: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the answers that the file has; refuse those to other questions, and drop a last line that was cut off."""
    if not path.exists():
        return []
    text = read_text(path)
    lines = text.split("\n")
    if lines[-1]:  # a crash cut the line; its answer is asked again
        path.write_text(text[: len(text) - len(lines[-1])], encoding="utf-8", newline="\n")
    records = []
    for number, line in enumerate(lines[:-1], start=1):
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            raise BadInput(f"{path}, line {number}: not well-formed JSON ({error.msg}).") from None
        for key, value in stamp.items():
            if record.get(key) != value:
                raise BadInput(
                    f"{path}, line {number}: the answer has {key} '{record.get(key)}', not '{value}'. Give each model, "
                    "temperature and version of a codebook a file of its own."
                )
        records.append(record)
    return records


def _codes(records: list[dict[str, Any]], codebook: Codebook, name: str, wanted: set[str], runs: int) -> pd.DataFrame:
    tables, n_invalid, n_answers = [], 0, 0
    for record in records:
        if record["sentence_id"] not in wanted or record["run"] > runs:
            continue
        n_answers += 1
        values, wrong = read_answer(record["answer"], codebook)
        n_invalid += bool(wrong)
        if not wrong:
            made = [(record["sentence_id"], variable, value) for variable, value in values.items()]
            note = "" if record["temperature"] is None else f"temperature {record['temperature']}"
            coder = f"{name}-{record['run']}"
            tables.append(code_rows(codebook, coder, made, note=note, time=record["time"]))
    table = pd.concat(tables, ignore_index=True) if tables else code_rows(codebook, name, [])
    codes = codebook.check(table)
    codes.attrs = {"n_answers": n_answers, "n_invalid": n_invalid}
    return codes


def _local(folder: Path) -> tuple[Any, Any]:
    """Load a causal model and its tokeniser from a folder, without internet access."""
    if not (folder / "config.json").is_file():
        raise BadInput(
            f"{folder} contains no model in Hugging Face format (config.json). Pass a folder, or a function."
        )
    from transformers import AutoModelForCausalLM, AutoTokenizer

    network = AutoModelForCausalLM.from_pretrained(folder, local_files_only=True, use_safetensors=True)
    network.eval()  # type: ignore[no-untyped-call]
    return network, AutoTokenizer.from_pretrained(folder, local_files_only=True)


def _local_answer(network: Any, tokenizer: Any, prompt: str, *, temperature: float | None) -> str:
    import torch

    tokens = tokenizer(prompt, return_tensors="pt")
    longest = getattr(network.config, "max_position_embeddings", 0)
    if longest and tokens["input_ids"].shape[1] + LONGEST_ANSWER > longest:
        tokens = {key: value[:, -(longest - LONGEST_ANSWER) :] for key, value in tokens.items()}
    sampled: dict[str, Any] = {"do_sample": True, "temperature": temperature} if temperature else {"do_sample": False}
    with torch.inference_mode():
        written = network.generate(
            input_ids=tokens["input_ids"],
            attention_mask=tokens["attention_mask"],
            max_new_tokens=LONGEST_ANSWER,
            pad_token_id=tokenizer.eos_token_id or 0,
            **sampled,
        )
    return str(tokenizer.decode(written[0, tokens["input_ids"].shape[1] :], skip_special_tokens=True))
