"""Render objects as HTML cards, pages and LaTeX, and show progress bars for long steps."""

from __future__ import annotations

import os
import sys
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import pandas as pd
    from jinja2 import Environment
    from markupsafe import Markup
    from tqdm.std import tqdm

# fitted attributes shown in the summary; feature names are omitted because they may be words of private texts
FITTED = {
    "n_positives_": "positive sentences seen",
    "enough_positives_": "enough of these (ten)",
    "shared_weight_": "weight of the shared model",
    "tau_": "deviation of the prior of a shift",
    "strength_": "inverse strength of the penalty",
}
TEMPLATES = Path(__file__).with_name("templates")
MOST_ROWS = 12
LONGEST_CELL = 120


def render(template: str, **values: object) -> str:
    """Render a template of the toolkit as HTML; every value is escaped.

    Parameters
    ----------
    template : str
        File name in ``framing/templates``. Templates that extend ``page.html`` are whole pages.
    **values : object
        Values of the template's variables. A missing one raises `jinja2.UndefinedError`.

    Returns
    -------
    str
        HTML. Pages carry a content-security policy that admits only their own style and script, by hash.

    Examples
    --------
    >>> print(render("card.html", title="a < b", facts={"n": 2}, columns=[], rows=[], more=0, note=""))
    <div><p><strong>a &lt; b</strong></p><ul>
    <li>n: 2</li>
    </ul></div>
    """
    return _environment().get_template(template).render(values)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["asset"] = _asset
    environment.filters |= {"cut": _cut, "sha256": _hash_of, "two_digits": "{:.2f}".format, "signed": _signed}
    return environment


def read_asset(name: str) -> str:
    """Return a style sheet or script of the templates."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


def _asset(*names: str) -> Markup:
    from markupsafe import Markup

    return Markup("".join(map(read_asset, names)))  # noqa: S704, files of the package


def _hash_of(content: str) -> str:
    """Return the hash by which a content-security policy admits a style or a script."""
    return b64encode(sha256(content.encode()).digest()).decode()


def _cut(value: object) -> str:
    text = str(value)
    return text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…"


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")


def card(title: str, facts: Mapping[str, object], table: pd.DataFrame | None = None, note: str = "") -> str:
    """Summarise an object for a notebook, in HTML that is short and readable without CSS or JavaScript.

    Parameters
    ----------
    title : str
        Heading.
    facts : mapping
        Properties of the object by name; empty values are omitted.
    table : DataFrame, optional
        Table of which the first `MOST_ROWS` rows are shown.
    note : str, default ""
        Line below.

    Examples
    --------
    >>> "<li>articles: 2</li>" in card("Corpus", {"articles": 2, "outlets": ""})
    True
    """
    shown = {name: value for name, value in facts.items() if str(value)}
    columns: list[object] = [] if table is None or table.empty else list(table)
    rows = [] if table is None else table.head(MOST_ROWS).astype("object").fillna("").to_numpy().tolist()
    more = 0 if table is None else len(table) - len(rows)
    return render("card.html", title=title, facts=shown, columns=columns, rows=rows, more=more, note=note)


_TEX = str.maketrans(
    {
        **{sign: f"\\{sign}" for sign in "&%$#_"},
        "{": r"\textbraceleft{}",  # BibTeX counts braces, even after a backslash
        "}": r"\textbraceright{}",
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "−": r"\ensuremath{-}",
        "α": r"\ensuremath{\alpha}",
        "→": r"\ensuremath{\to}",
        "<": r"\ensuremath{<}",
        ">": r"\ensuremath{>}",
        "\u00a0": "~",
    }
)


def escape_latex(text: object) -> str:
    r"""Escape text for LaTeX and BibTeX.

    >>> print(escape_latex("50 % of A_1 & “ü” ~ −0.07"))
    50 \% of A\_1 \& “ü” \textasciitilde{} \ensuremath{-}0.07
    """
    return str(text).translate(_TEX)


Thing = TypeVar("Thing")
SWITCH = "FRAMING_PROGRESS"
QUICK = 1.0  # seconds before a bar appears


def progress(
    things: Iterable[Thing] | None, unit: str, *, total: int | None = None, title: str | None = None
) -> tqdm[Thing]:
    """Iterate with a progress bar on standard error, in terminals and notebooks only.

    Parameters
    ----------
    things : iterable or None
        What to iterate over. With None, call ``update`` on the returned bar.
    unit : str
        Plural of the unit counted.
    total : int, optional
        Number of steps, if `things` has no length.
    title : str, optional
        Label of the bar, default `unit`.

    Examples
    --------
    >>> list(progress([1, 2], "sentences"))
    [1, 2]
    """
    from tqdm.auto import tqdm

    bar: Any = tqdm(  # its type has no iterable that may be None
        things,
        total=total,
        desc=title or unit,
        unit=f" {unit}",
        delay=QUICK,
        leave=False,
        file=sys.stderr,
        disable=not watched(),
    )
    return bar  # type: ignore[no-any-return]


def named(things: Mapping[str, Thing], unit: str) -> Iterator[tuple[str, Thing]]:
    """Iterate over the items of a mapping with a progress bar that shows the current name."""
    bar = progress(things.items(), unit)
    for name, thing in bar:
        bar.set_postfix_str(name, refresh=bar.n > 0 and bar.format_dict["elapsed"] > QUICK)
        yield name, thing


def watched() -> bool:
    """Return whether standard error is a terminal or a notebook, and FRAMING_PROGRESS is not 0."""
    return os.environ.get(SWITCH) != "0" and (_in_notebook() or sys.stderr.isatty())


def _in_notebook() -> bool:
    shell: Any = sys.modules.get("IPython")
    return hasattr(shell.get_ipython() if shell else None, "kernel")


def shown_classifier(model: Any) -> str:
    """Summarise a classifier of outlets or loadedness as HTML."""
    if not hasattr(model, "coef_"):
        return card(type(model).__name__, _settings_of(model), note="Not fitted yet.")
    facts = {"classes": ", ".join(map(str, model.classes_)), "features": model.n_features_in_}
    fitted = {name: _number(getattr(model, kept)) for kept, name in FITTED.items() if hasattr(model, kept)}
    return card(type(model).__name__, _settings_of(model) | facts | fitted)


def _settings_of(model: Any) -> dict[str, object]:
    """Return the parameters of a classifier; a prior is only shown as given."""
    parameters = model.get_params()
    return {name: "given" if name == "prior" and value else value or "none" for name, value in parameters.items()}


def shown_scorer(title: str, facts: Mapping[str, object], scores: Mapping[str, Any], made: str) -> str:
    """Summarise a sentence model with its validation scores as HTML."""
    import pandas as pd

    lines = [{"validated on": data, **score} for data, score in scores.items() if isinstance(score, Mapping)]
    table = pd.DataFrame(lines).map(_interval) if lines else None
    return card(title, facts, table, made.partition("\n")[0])


def _interval(cell: Any) -> Any:
    """Format an estimate with its interval; leave other cells unchanged.

    >>> _interval([0.8235, 0.7964, 0.8492])
    '0.82 (0.80 to 0.85)'
    """
    if not (isinstance(cell, list) and len(cell) == 3):
        return cell
    estimate, low, high = cell
    return f"{estimate:.2f} ({low:.2f} to {high:.2f})"


def _number(value: Any) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)
