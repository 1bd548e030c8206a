"""Write dates as ISO 8601, in whatever form articles come with; a day and a month that could be either are reported."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

ISO = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:[T ].*)?)?)?")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
NAMED = tuple(
    re.compile(rf"(?:[a-z]+\.?,?\s+)?{order}(?:$|\D.*)", re.IGNORECASE)
    for order in (
        rf"(?P<day>\d\d?)(?:st|nd|rd|th)?(?:\s+of)?[\s-]+{MONTH},?[\s-]+(?P<year>\d{{4}})",
        rf"{MONTH}\s+(?P<day>\d\d?)(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})",
    )
)
BIG_END = re.compile(r"(?P<year>\d{4})(?P<sign>[/.]?)(?P<month>\d\d?)(?P=sign)(?P<day>\d\d?)(?:$|\D.*)")
LITTLE_END = re.compile(r"(?P<first>\d\d?)(?P<sign>[/.-])(?P<second>\d\d?)(?P=sign)(?P<year>\d{4})(?:$|\D.*)")
SECONDS, MILLISECONDS = re.compile(r"1\d{9}(?:\.0)?"), re.compile(r"1\d{12}(?:\.0)?")


def iso_dates(values: Iterable[Any], *, day_first: bool | None = None) -> tuple[list[Any], list[str]]:
    """Write dates as ISO 8601.

    Parameters
    ----------
    values : iterable
        Dates of the articles: text in any common form, or date objects, which are kept.
    day_first : bool, optional
        Whether 03/04/2013 is a day in April. By default the other dates of the table decide, of which one has a day
        above 12; if they do not, such dates are kept as they are.

    Returns
    -------
    dates : list
        The dates; what is no date is kept as it is.
    notes : list of str
        What was decided or could not be decided.

    Examples
    --------
    >>> iso_dates(["2 April 2013", "Apr. 13, 2013", "20130402", "13/04/2013", "03/04/2013"])[0]
    ['2013-04-02', '2013-04-13', '2013-04-02', '2013-04-13', '2013-04-03']
    >>> iso_dates(["03/04/2013"])[1][0].partition(",")[0]
    '1 date could be day/month or month/day'
    """
    given = list(values)
    texts = ["" if value is None else value.strip() if isinstance(value, str) else value for value in given]
    numeric = [match for text in texts if isinstance(text, str) and (match := LITTLE_END.fullmatch(text))]
    order, how = day_first, ""
    if order is None:
        order, how = _order_of(numeric)
    dates = [_iso(text, order) for text in texts]
    unread = [text for text, found in zip(texts, dates, strict=True) if found is None]
    unsure = [text for text in unread if (match := LITTLE_END.fullmatch(text)) and _is_unsure(match)]
    other = [text for text in unread if text not in unsure]
    notes = [how] if how else []
    if unsure:
        notes.append(
            f"{_many(unsure)} could be day/month or month/day, such as '{unsure[0]}', and {_kept(unsure)} as "
            f"{'it is' if len(unsure) == 1 else 'they are'}: pass --day-first or --month-first"
        )
    if other:
        notes.append(f"{_many(other)} could not be read, such as '{other[0][:30]}'. Write them as 2013-04-02")
    return [text if found is None else found for text, found in zip(texts, dates, strict=True)], notes


def _is_unsure(match: re.Match[str]) -> bool:
    """Return whether either number could be the month."""
    return max(int(match["first"]), int(match["second"])) <= 12 and int(match["first"]) != int(match["second"])


def _many(dates: list[str]) -> str:
    return f"{len(dates)} date{'s'[: len(dates) != 1]}"


def _kept(dates: list[str]) -> str:
    return "was kept" if len(dates) == 1 else "were kept"


def _order_of(numeric: list[re.Match[str]]) -> tuple[bool | None, str]:
    """Return whether the day comes first in dates of digits, and what says so; dots part days from months."""
    unsure = list(filter(_is_unsure, numeric))
    if not unsure:
        return True, ""
    days = [match for match in numeric if int(match["first"]) > 12]
    months = [match for match in numeric if int(match["second"]) > 12]
    if bool(days) == bool(months):
        dots = all(match["sign"] == "." for match in numeric) and not days
        return (True, f"dates such as '{unsure[0][0]}' read as day.month.year") if dots else (None, "")
    kind, proof = ("day/month/year", days[0]) if days else ("month/day/year", months[0])
    return bool(days), f"dates such as '{unsure[0][0]}' read as {kind}, as '{proof[0]}' must be"


def _iso(value: Any, day_first: bool | None) -> Any:
    """Return a date in ISO 8601; what is no text, empty or ISO already as it is; `None` if it cannot be read."""
    if not isinstance(value, str) or not value or ISO.fullmatch(value):
        return value
    for pattern in NAMED:
        if match := pattern.fullmatch(value):
            month = MONTHS.index(match["month"][:3].lower()) + 1
            return _of(match["year"], month, match["day"])
    if match := BIG_END.fullmatch(value):
        return _of(match["year"], match["month"], match["day"])
    if match := LITTLE_END.fullmatch(value):
        first, second = int(match["first"]), int(match["second"])
        if day_first is None and _is_unsure(match):
            return None
        day, month = (second, first) if second > 12 or (day_first is False and first <= 12) else (first, second)
        return _of(match["year"], month, day)
    for pattern, unit in ((SECONDS, 1), (MILLISECONDS, 1000)):
        if pattern.fullmatch(value):
            return datetime.fromtimestamp(float(value) / unit, UTC).date().isoformat()
    return None


def _of(year: str, month: str | int, day: str | int) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
