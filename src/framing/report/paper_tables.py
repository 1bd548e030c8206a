"""Arrange results as the printed tables of a paper, in HTML and LaTeX."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from framing.display import escape_latex, render
from framing.measures import MOST_COMPARED
from framing.models import FORMS, LOADEDNESS, OUTLET, outlet_of
from framing.plotting import ASKED, MEANING, QUESTIONS, View, circular, counted, drawn, names, pair_in_words
from framing.report.html import LARGEST, Grid
from framing.schema import ALL, KINDS_OF_TERM, VOICES
from framing.study import in_print
from framing.tables import rows, write_text

PROPOSITIONS_NUMERIC = ("shared", "more", "equal", "less", "difference", "95 % interval")
NONE = "no interval: "
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, eq=False)
class PrintedTable:
    r"""A table of a paper, with cells formatted as text.

    Attributes
    ----------
    name : str
        Stem of its files.
    title, caption : str
        Subject; n, unit, interval method and scope.
    body : DataFrame
        Text cells under printed column names.
    numeric : sequence of str
        Columns set flush right. All cells of one have the same number of decimals.
    group : str, default ""
        Column whose values head groups of rows; rows of a group are adjacent.

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

    @property
    def grid(self) -> Grid:
        """Cells of all rows."""
        return Grid.of(self.body, self.numeric, self.group)

    def html(self) -> str:
        """Return a page that loads and runs nothing."""
        return render("printed_table.html", title=self.title, caption=self.caption, table=self.grid)

    def _repr_html_(self) -> str:
        return render("printed_table_card.html", title=self.title, caption=self.caption, table=self.grid)

    def latex(self) -> str:
        r"""Return a floating table for \input, with booktabs rules and the label ``tab:NAME``.

        Written here because ``great_tables.GT.as_latex`` has no label and leaves −, α and → unescaped, and
        ``Styler.to_latex`` has no headings of groups.
        """
        lines = "\n".join(self._latex_lines())
        return f"% made by framing; needs \\usepackage{{booktabs}}\n{lines}\n"

    def _latex_lines(self) -> Iterator[str]:
        table = self.grid
        shape = "".join("r" if column.kind == "number" else "l" for column in table.columns)
        yield r"\begin{table}[tbp]"
        yield r"\centering\footnotesize"
        yield rf"\caption{{{escape_latex(f'{self.title}. {self.caption}')}}}"
        yield rf"\label{{tab:{self.name}}}"
        yield rf"\begin{{tabular}}{{@{{}}{shape}@{{}}}}"
        yield r"\toprule"
        yield _latex_row(column.name for column in table.columns)
        yield r"\midrule"
        last: object = None
        for group, cells in table.rows:
            if self.group and group != last:
                if last is not None:
                    yield r"\addlinespace"
                yield rf"\multicolumn{{{len(cells)}}}{{@{{}}l}}{{\textbf{{{escape_latex(group)}}}}} \\"
                last = group
            yield _latex_row(cells)
        yield r"\bottomrule"
        yield r"\end{tabular}"
        yield r"\end{table}"


def _latex_row(cells: Iterable[str]) -> str:
    return " & ".join(map(escape_latex, cells)) + r" \\"


def _real(value: float, form: str = "2") -> str:
    """Format a number with two digits and a true minus sign, or a dash if it is missing.

    >>> _real(-0.0677), _real(float("nan"))
    ('−0.07', '–')
    """
    return "–" if pd.isna(value) else in_print((float(value),), None, form)


def _signed(value: float) -> str:
    """Format a number with its sign and two digits; a nought has a plus whatever it was rounded from.

    >>> _signed(-0.001), _signed(-0.25)
    ('+0.00', '−0.25')
    """
    return _real(round(value, 2) + 0.0, "signed 2")


def _interval(row: Any, low: str = "low", high: str = "high") -> str:
    """Format the interval of a row, or return the reason given in `method` if there is none."""
    ends = (getattr(row, low), getattr(row, high))
    if not pd.isna(ends[0]):
        return in_print((float(ends[0]), float(ends[1])), "to", "2")
    return str(row.method) if low == "low" else "–"


def reasons_below(body: pd.DataFrame, column: str) -> tuple[pd.DataFrame, str]:
    """Replace reasons for a missing interval by letters; return the table and a sentence that lists the reasons.

    >>> body = pd.DataFrame({"x": ["0.1 to 0.2", "no interval: 6 of 8 families", "no interval: no slot"]})
    >>> reasons_below(body, "x")[0]["x"].tolist()
    ['0.1 to 0.2', 'none (a)', 'none (b)']
    >>> reasons_below(body, "x")[1]
    'No interval: (a) 6 of 8 families; (b) no slot.'
    """
    why = [cell.removeprefix(NONE).partition(", here")[0] for cell in body[column] if cell.startswith(NONE)]
    letters = dict(zip(dict.fromkeys(why), LETTERS, strict=False))
    shown = [
        f"none ({letters[cell.removeprefix(NONE).partition(', here')[0]]})" if cell.startswith(NONE) else cell
        for cell in body[column]
    ]
    reasons = "; ".join(f"({letter}) {reason}" for reason, letter in letters.items())
    return body.assign(**{column: shown}), f"No interval: {reasons}." * bool(letters)


def _count(hits: float, of: float) -> str:
    """Format a count and its total."""
    return f"{hits:g} of {of:g}"


FILES = {LOADEDNESS: "contrasts_loadedness", OUTLET: "contrasts_outlet"}
CONTRASTS_NUMERIC = ("contrast", "95 % interval", "slots", "placebo", "permuted outlets", "without the term")
CONTROLS = (
    "Placebo: 95th percentile of the absolute contrasts of swaps of one neutral wording for another. Permuted outlets: "
    "middle 95 % of the contrasts with sentences randomly reassigned to outlets. Without the term: contrast of a "
    "classifier trained without the sentences that contain the term. –: not available; the general model has no outlet"
)
CENTRE = "Intervals: 95 % percentile bootstrap over families of sentences, about these texts; none under eight families"


def _contrast_table(view: View, contrasts: pd.DataFrame, classifiers: pd.DataFrame, kind: str) -> PrintedTable | None:
    """Tabulate contrasts of one question: one group per pair of wordings, one row per classifier."""
    data = drawn(view, contrasts, classifiers)
    data = data[data["kind"] == kind]
    if data.empty:
        return None
    order = {pair: place for place, pair in enumerate(dict.fromkeys(data["pair_id"]))}
    called = names(view)
    body = pd.DataFrame(
        [
            {
                "pair": pair_in_words(row.pair_id, view.words),
                "classifier": called[row.row] + " *" * row.few,
                "contrast": _real(row.contrast),
                "95 % interval": _interval(row),
                "slots": f"{row.n_slots}",
                "placebo": _real(row.placebo),
                "permuted outlets": _interval(row, "dealt_low", "dealt_high"),
                "without the term": _real(row.term_blind),
            }
            for row in rows(data.iloc[data["pair_id"].map(order).argsort(kind="stable")])
        ],
        columns=["pair", "classifier", *CONTRASTS_NUMERIC],
    )
    few = "*: fewer than ten loaded training sentences. " if data["few"].any() else ""
    body, reasons = reasons_below(body, "95 % interval")
    caption = f"Text tier. {MEANING}; log-odds {ASKED[kind]}. {CENTRE}. {CONTROLS}. {reasons} {few}{view.scope}"
    return PrintedTable(
        FILES[kind], f"{QUESTIONS[kind]} Contrasts of loaded terms", caption, body, CONTRASTS_NUMERIC, "pair"
    )


def tabulate_agreement(
    view: View, agreement: pd.DataFrame, lexicon_coverage: pd.DataFrame | None = None
) -> PrintedTable:
    """Tabulate the agreement of each predictor with the codes, highest AUROC first."""
    table = agreement[agreement["article_id"] == "ALL"].sort_values("auroc", ascending=False, kind="stable")
    body = pd.DataFrame(
        {
            "predictor": row.predictor,
            "AUROC": _real(row.auroc),
            "95 % interval": _interval(row),
            "within outlets": _real(row.auroc_within),
            "95 % interval within": _interval(row, "within_low", "within_high"),
            "less general model": _signed(row.difference),
            "95 % interval of it": _interval(row, "difference_low", "difference_high"),
            "F1": _real(row.f1),
            "95 % interval of F1": _interval(row, "f1_low", "f1_high"),
        }
        for row in rows(table)
    )
    n, loaded = table["n_sentences"].iloc[0], table["n_loaded"].iloc[0]
    caption = (
        f"Predictors of the codes over all texts, n = {n:g} sentences, {loaded:g} of them loaded (mean of the "
        "coders). AUROC: probability that a loaded sentence has higher log-odds than a neutral one; within outlets: "
        "than a neutral one of the same outlet; less general model: AUROC minus that of the general model, paired over "
        "the same sentences; F1: of loaded, at log-odds 0. Intervals: 95 % percentile bootstrap over families of "
        "sentences, about these texts. "
        f"{circular(lexicon_coverage)} {view.coders} {view.scope}"
    )
    numeric = tuple(body.columns[1:])
    return PrintedTable("agreement", "Agreement of predictors with the codes", " ".join(caption.split()), body, numeric)


MOST_FEATURES = 8
NAMES_OF_FEATURES = {
    "general log-odds": "general model's log-odds",
    "general word log-odds": "its log-odds of one word",
    "log length": "length (log)",
    "position": "position, first to last",
    **{f"{form} naming": f"{form} name" for form in ("loaded", "neutral")},
    **{f"voice {voice}": f"voice: {voice}" for voice in VOICES},
}
COEFFICIENTS_NUMERIC = ("coefficient", "smallest fold", "largest fold")


def tabulate_coefficients(view: View, coefficients: pd.DataFrame, classifiers: pd.DataFrame) -> PrintedTable | None:
    """Tabulate the largest coefficients of the loadedness classifiers, the same features for each outlet.

    `None` if nothing is coded, so that no outlet has one.
    """
    table = coefficients[coefficients["classifier"].str.startswith(f"{LOADEDNESS}:")].dropna(subset="coefficient")
    if table.empty:
        return None
    sizes = table["coefficient"].abs().groupby(table["feature"]).mean().sort_values(ascending=False, kind="stable")
    features = {feature: place for place, feature in enumerate(sizes.index[:MOST_FEATURES])}
    place = {outlet: number for number, outlet in enumerate(dict.fromkeys(view.articles["outlet"]))}
    keys = pd.DataFrame(
        {"outlet": table["classifier"].map(outlet_of).map(place), "row": table["feature"].map(features)}
    )
    table = table.loc[keys.dropna().sort_values(["outlet", "row"]).index].head(LARGEST)
    cards = classifiers[classifiers["tier"] == "public"].set_index("classifier")["n_positives"]
    body = pd.DataFrame(
        {
            "outlet": f"{outlet_of(row.classifier)}, n = {cards.get(row.classifier, float('nan')):g}",
            "feature": _feature_in_words(row.feature, view),
            "coefficient": _signed(row.coefficient),
            "smallest fold": _signed(row.least),
            "largest fold": _signed(row.greatest),
        }
        for row in rows(table)
    )
    caption = (
        "Public tier: change of the log-odds of being loaded per unit of a feature, mean over folds; n: loaded "
        f"training sentences. The {len(features)} of {len(sizes)} features with the largest mean absolute size. "
        "No interval: the folds share sentences, and their range is not one. Classifiers with little training data are "
        "shrunk towards the general model, and features overlap, so that sizes are not comparable one by one. "
        f"{view.scope}"
    )
    title = "Coefficients of the loadedness classifiers"
    return PrintedTable("coefficients", title, caption, body, COEFFICIENTS_NUMERIC, "outlet")


def _feature_in_words(feature: str, view: View) -> str:
    """Return the name of a feature in words."""
    form, _, what = feature.partition(" ")
    if feature in NAMES_OF_FEATURES or what in KINDS_OF_TERM or form not in FORMS:
        return NAMES_OF_FEATURES.get(feature, feature)
    return f"{form} word, {view.called(what)}"


MOST_COLUMNS = 12  # with more texts each is compared with all others together


def tabulate_collation(view: View, collation: pd.DataFrame, voice_drift: pd.DataFrame) -> PrintedTable | None:
    """Tabulate how many sentences of each text another text states too, and in the last column any other text.

    `None` if there is one text only.
    """
    view = view.by_text
    data = view.with_rows(collation)
    if len(view.order) > MOST_COLUMNS or view.of_outlets:
        data = data[data["other"] == ALL]
    if data.empty:
        return None
    data = data.groupby(["row", "other"], sort=False)[["n_sentences", "n_full", "n_twin"]].sum().reset_index()
    cells = {(row.row, row.other): _in_full_and_in_part(row.n_full, row.n_twin) for row in rows(data)}
    sentences = data.drop_duplicates("row").set_index("row")["n_sentences"]
    columns = {other: view.names.get(other, "any other text") for other in [*view.order, ALL]}
    columns = {other: name for other, name in columns.items() if (data["other"] == other).any()}
    body = pd.DataFrame(
        {view.unit: view.names[row], "sentences": f"{sentences[row]}"}
        | {name: cells.get((row, other), "–") for other, name in columns.items()}
        for row in view.order
        if row in sentences.index
    )
    pairs, changed = int(voice_drift["n_pairs"].sum()), int(voice_drift["n_changed"].sum())
    drift = f"In {changed} of {pairs} pairs one text quotes or reports what the other states in its own words. "
    caption = (
        f"Sentences of the {view.unit} in the row that the text in the column states in full (all main content of the "
        f"shorter sentence), + those that it states in part only; n = {counted(int(sentences.sum()), 'sentence')}, "
        f"{counted(pairs, 'aligned pair')}. {drift * bool(pairs)}No interval: every sentence of these texts is "
        f"counted. {view.scope}"
    )
    title = "The same propositions in other texts"
    return PrintedTable("collation", title, caption, body.head(LARGEST), ("sentences", *columns.values()))


def _in_full_and_in_part(full: int, twin: int) -> str:
    """Return the sentences with a full counterpart, and after a plus those with a partial one only.

    >>> _in_full_and_in_part(17, 18), _in_full_and_in_part(2, 2)
    ('17 +1', '2')
    """
    return f"{full}" + f" +{twin - full}" * (twin > full)


def tabulate_coded_loadedness(view: View, coded_loadedness: pd.DataFrame) -> PrintedTable:
    """Tabulate the share of sentences coded as loaded: one group per coder, one row per text."""
    table = coded_loadedness.sort_values("coder", kind="stable")
    names = view.by_text.names
    body = pd.DataFrame(
        {
            "coder": f"coder {row.coder}",
            "text": names.get(row.article_id, row.article_id),
            "loaded of coded sentences": _count(row.n_loaded, row.n_sentences),
            "share": _real(row.estimate),
            "95 % interval": _interval(row),
        }
        for row in rows(table.head(LARGEST))
    )
    left = f"The first {LARGEST} rows of {len(table)}. " if len(table) > LARGEST else ""
    coders = table.groupby("coder")["n_sentences"].sum()
    caption = (
        f"Sentences coded as loaded, n = {' and '.join(f'{n} (coder {coder})' for coder, n in coders.items())} "
        "sentences. Intervals: 95 % Clopper–Pearson, sentences taken as independent, about these texts. "
        f"{left}{view.coders} {view.scope}"
    )
    numeric = ("loaded of coded sentences", "share", "95 % interval")
    return PrintedTable("coded_loadedness", "Coded loadedness", caption, body, numeric, "coder")


def tabulate_contrasts_loadedness(
    view: View, contrasts: pd.DataFrame, classifiers: pd.DataFrame
) -> PrintedTable | None:
    """Tabulate contrasts under the loadedness classifiers: one group per pair of wordings, one row per classifier."""
    return _contrast_table(view, contrasts, classifiers, LOADEDNESS)


def tabulate_contrasts_outlet(view: View, contrasts: pd.DataFrame, classifiers: pd.DataFrame) -> PrintedTable | None:
    """Tabulate contrasts under the outlet classifiers: one group per pair of wordings, one row per classifier."""
    return _contrast_table(view, contrasts, classifiers, OUTLET)


COLUMNS = ("first", "second", "first, of slots", "second, of slots", "difference", "95 % interval")
OF_TESTS = ("p", "smallest p", "adjusted p")
INTERVALS = {
    "texts": "Newcombe over families of sentences, about these texts. No p-value: with one text against one the "
    "smallest attainable is 1.0",
    "outlets": "Welch t over articles, about outlets. p: permutation of articles between the two outlets; smallest p: "
    "attainable with this number of articles",
}


def tabulate_differences(view: View, differences: pd.DataFrame) -> PrintedTable:
    """Tabulate differences of naming rates: one group per target, one row per pair of texts or outlets."""
    scope = "outlets" if view.of_outlets else "texts"
    table = differences
    table = table[(table["scope"] == scope) & table["target"].isin(view.targets) & table["difference"].notna()]
    order = table["target"].map({target: place for place, target in enumerate(view.targets)})
    table = table.iloc[order.argsort(kind="stable")]
    columns = (*COLUMNS, *OF_TESTS) if scope == "outlets" else COLUMNS
    body = pd.DataFrame(
        [
            {
                "target": view.called(row.target),
                "first": view.names.get(row.a, row.a),
                "second": view.names.get(row.b, row.b),
                "first, of slots": _count(row.k_a, row.n_a),
                "second, of slots": _count(row.k_b, row.n_b),
                "difference": _real(row.difference, "signed 2"),
                "95 % interval": _interval(row),
                "p": _real(row.p, "3"),
                "smallest p": _real(row.smallest_reachable_p, "3"),
                "adjusted p": _real(row.adjusted_p, "3"),
            }
            for row in rows(table.head(LARGEST))
        ],
        columns=["target", *COLUMNS, *OF_TESTS],
    )[["target", *columns]]
    body, reasons = reasons_below(body, "95 % interval")
    tests = (
        f", adjusted by Holm for {table['tests_in_family'].max()} tests" if scope == "outlets" and len(table) else ""
    )
    outlets, compared = view.articles["outlet"].nunique(), len({*table["a"], *table["b"]})
    most = f"Of {outlets} outlets, those {compared} are compared that have most articles with slots."
    most = most if scope == "outlets" and outlets > MOST_COMPARED else ""
    caption = (
        f"Naming rate of the first {view.unit} minus that of the second, own voice, full lexicon; n: slots. "
        f"Intervals: 95 % {INTERVALS[scope]}{tests}. {most} {reasons} "
        f"{len(body)} of {len(table)} rows. {view.scope}"
    )
    return PrintedTable(
        "differences", "Differences of naming rates", " ".join(caption.split()), body, columns[2:], "target"
    )


def tabulate_naming_rates(view: View, estimates: pd.DataFrame) -> PrintedTable:
    """Tabulate naming rates: one group per target, one row per text or outlet."""
    rates = view.rates(estimates)
    order = {row: place for place, row in enumerate(view.order)}
    targets = {target: place for place, target in enumerate(view.targets)}
    place = rates["target"].map(targets) * len(order) + rates["row"].map(order)
    body = pd.DataFrame(
        {
            "target": view.called(row.target),
            view.unit: view.names[row.row],
            "loaded of slots": row._asdict()["count"],
            "rate": _real(row.estimate),
            "95 % interval": _interval(row),
        }
        for row in rows(rates.iloc[place.argsort(kind="stable")])
    )
    body, reasons = reasons_below(body, "95 % interval")
    caption = (
        f"Share of loaded names among all naming slots of the target in the {view.unit}'s own voice, full lexicon; "
        f"n = {rates['n_slots'].sum()} slots. Intervals: {view.intervals}. {reasons} {view.scope}"
    )
    return PrintedTable(
        "naming_rates",
        "Naming rates",
        " ".join(caption.split()),
        body,
        ("loaded of slots", "rate", "95 % interval"),
        "target",
    )


def tabulate_proposition_differences(view: View, proposition_differences: pd.DataFrame) -> PrintedTable:
    """Tabulate shared propositions: one group per measure, one row per pair of texts."""
    table = proposition_differences
    shared = table[table["n_families"] > 0].astype({"n_families": "int64"})
    most = shared[shared["n_families"] >= shared["n_families"].nlargest(LARGEST).min()].head(LARGEST)
    names = view.by_text.names
    body = pd.DataFrame(
        [
            {
                "measure": row.measure,
                "first text": names.get(row.article_a, row.article_a),
                "second text": names.get(row.article_b, row.article_b),
                "shared": f"{row.n_families}",
                "more": f"{row.n_more}",
                "equal": f"{row.n_equal}",
                "less": f"{row.n_less}",
                "difference": _real(row.difference, "signed 2"),
                "95 % interval": _interval(row),
            }
            for row in rows(most)
        ],
        columns=["measure", "first text", "second text", *PROPOSITIONS_NUMERIC],
    )
    body, reasons = reasons_below(body, "95 % interval")
    caption = (
        "First text minus second, over the propositions that both state in full (shared): number in which the first "
        "has the higher, an equal or the lower value, and the mean difference. Intervals: 95 % percentile bootstrap "
        f"over propositions, about these texts. {reasons} {len(most)} of {len(shared)} rows with a "
        f"shared proposition. {view.scope}"
    )
    return PrintedTable(
        "proposition_differences",
        "The same propositions in two texts",
        caption,
        body,
        PROPOSITIONS_NUMERIC,
        "measure",
    )


def tabulate_reliability(view: View, reliability: pd.DataFrame) -> PrintedTable:
    """Tabulate the agreement of the coders: one group per set of coders, one row per variable."""
    body = pd.DataFrame(
        {
            "variable": row.variable,
            "metric": row.metric,
            "alpha": _real(row.alpha, "3"),
            "95 % interval": row.note or _interval(row),
            "equal codes": _real(row.agreement, "3"),
            "sentences": str(row.n_units),
            "coders": f"coders {row.coders}",
        }
        for row in rows(reliability)
    )
    caption = (
        "Krippendorff's alpha and the share of equal pairs of codes; n: sentences coded by two or more coders. "
        f"Intervals: percentile bootstrap over sentences, taken as independent. {view.coders}"
    )
    numeric = ("alpha", "95 % interval", "equal codes", "sentences")
    return PrintedTable("reliability", "Agreement of the coders", caption, body, numeric, "coders")


def tabulate_who_calls_whom(view: View, who_calls_whom: pd.DataFrame) -> PrintedTable:
    """Tabulate who gives which label to whom: one group per outlet, one row per labeller, term and status."""
    table = who_calls_whom[who_calls_whom["target"].isin(view.targets)]
    body = pd.DataFrame(
        [
            {
                "outlet": row.outlet,
                "labeller": row.labeller or "(not named)",
                "labelled": view.called(row.target),
                "label": row.term_id,
                "form": row.form,
                "status": row.status,
                "sentences": f"{row.n_sentences}",
                "articles": f"{row.n_articles}",
            }
            for row in rows(table.head(LARGEST))
        ],
        columns=["outlet", "labeller", "labelled", "label", "form", "status", "sentences", "articles"],
    )
    caption = (
        f"Labels that somebody else than the outlet gives, found by program; n = {table['n_labels'].sum()} labels, "
        f"{len(body)} of {len(table)} rows. Status: the label is stated, denied, asked about (questioned) or only "
        f"possible (hypothetical). No interval: every label in these texts is counted. {view.scope}"
    )
    return PrintedTable("who_calls_whom", "Who calls whom what", caption, body, ("sentences", "articles"), "outlet")


TABLES = (
    tabulate_naming_rates,
    tabulate_coded_loadedness,
    tabulate_reliability,
    tabulate_contrasts_loadedness,
    tabulate_contrasts_outlet,
    tabulate_agreement,
    tabulate_coefficients,
    tabulate_differences,
    tabulate_collation,
    tabulate_proposition_differences,
    tabulate_who_calls_whom,
)


def write_tables(tables: Iterable[PrintedTable], folder: Path) -> list[Path]:
    """Write each table as NAME.html and NAME.tex; return the files."""
    written = []
    for table in tables:
        for kind, content in (("html", table.html()), ("tex", table.latex())):
            path = folder / f"{table.name}.{kind}"
            write_text(path, content)
            written.append(path)
    return written
