"""Printed table: a table of a paper, as a page in HTML and as LaTeX, with the caption that says what it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from inspect import signature
from typing import Any

import pandas as pd

TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "&%$#_{}"},
        "−": r"\ensuremath{-}",
        "α": r"\ensuremath{\alpha}",
        "→": r"\ensuremath{\to}",
        "<": r"\ensuremath{<}",
        ">": r"\ensuremath{>}",
        "\u00a0": "~",
    }
)
LARGEST = 60  # rows that a page bears
CSS = "td.gt_right { font-variant-numeric: tabular-nums; white-space: nowrap; }"


@dataclass(frozen=True, eq=False)
class PrintedTable:
    r"""A table as it is printed: a title, a caption, and cells that are words already.

    Attributes
    ----------
    name
        of its files, in small letters.
    title, caption
        what it shows; n, unit, interval method and scope.
    body
        the cells, all text; columns are headed as they are called.
    numeric
        columns set flush right. Each has one number of digits, so that points stand below each other.
    group
        the column whose values head groups of rows, if any: the first, rows in its order.

    Examples
    --------
    >>> body = pd.DataFrame({"text": ["A & B"], "contrast": ["−0.07"]})
    >>> print(PrintedTable("one", "One", "n = 1 slot", body, ("contrast",)).latex().splitlines()[9])
    A \& B & \ensuremath{-}0.07 \\
    """

    name: str
    title: str
    caption: str
    body: pd.DataFrame
    numeric: Sequence[str] = ()
    group: str = ""

    def html(self) -> str:
        """A whole page that loads and runs nothing."""
        from great_tables import GT

        keys = {f"c{place}": str(column) for place, column in enumerate(self.body.columns)}
        numeric = [key for key, column in keys.items() if column in self.numeric]
        cells = self.body.set_axis(list(keys), axis=1).assign(group=self.body.get(self.group))
        table = GT(cells, id=self.name, groupname_col="group" if self.group else None)
        hidden = ["c0" if self.group else "group"]
        shown = (
            table.cols_hide(hidden)
            .cols_label({key: column for key, column in keys.items() if key not in hidden})
            .cols_align("left")
            .cols_align("right", columns=numeric)
            .tab_header(self.title)
            .tab_source_note(self.caption)
            .tab_options(table_font_size="14px", row_group_font_weight="bold", heading_align="left")
            .opt_css(CSS)
        )
        return (
            f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{self.name}</title>\n</head>\n'
            f"<body>\n{shown.as_raw_html()}\n</body>\n</html>\n"
        )

    def _repr_html_(self) -> str:
        return self.html()

    def latex(self) -> str:
        r"""A floating table for \input: booktabs rules, every sign of TeX escaped, labelled `tab:NAME`."""
        cells = self.body.drop(columns=[self.group] if self.group else [])
        shape = "".join("r" if column in self.numeric else "l" for column in cells.columns)
        styled = cells.reset_index(drop=True).style.hide(axis="index").format(escaped).format_index(escaped, axis=1)
        written = styled.to_latex(
            hrules=True,
            column_format=f"@{{}}{shape}@{{}}",
            caption=f"{escaped(self.title)}. {escaped(self.caption)}",
            label=f"tab:{self.name}",
            position="tbp",
            position_float="centering",
        ).replace("\\centering", "\\centering\\footnotesize")
        return f"% made by framing; needs \\usepackage{{booktabs}}\n{self.with_groups(written)}"

    def with_groups(self, written: str) -> str:
        """The LaTeX of a table with a line above each group of rows, which names it."""
        if not self.group:
            return written
        head, rule, rest = written.partition("\\midrule\n")
        lines = rest.splitlines(keepends=True)
        starts = self.body[self.group].ne(self.body[self.group].shift()).to_numpy().nonzero()[0]
        for start in reversed(starts):
            name = escaped(self.body[self.group].iloc[start])
            space = "\\addlinespace\n" if start else ""
            wide = f"\\multicolumn{{{self.body.shape[1] - 1}}}{{@{{}}l}}"
            lines.insert(start, f"{space}{wide}{{\\textbf{{{name}}}}} \\\\\n")
        return head + rule + "".join(lines)


def escaped(words: object) -> str:
    r"""Words as LaTeX prints them.

    >>> print(escaped("50 % of A_1 & {“ü”} ~ −0.07"))
    50 \% of A\_1 \& \{“ü”\} \textasciitilde{} \ensuremath{-}0.07
    """
    return str(words).translate(TEX)


def required(make: Callable[..., Any]) -> list[str]:
    """The results that a figure or table needs: its parameters after the view that have no default."""
    parameters = list(signature(make).parameters.values())[1:]
    return [parameter.name for parameter in parameters if parameter.default is parameter.empty]


def given(make: Callable[..., Any], results: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The results that a figure or table takes, those with a default as far as they are there."""
    return {name: results[name] for name in list(signature(make).parameters)[1:] if name in results}
