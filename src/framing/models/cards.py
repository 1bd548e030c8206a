"""HTML summaries of models for notebooks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from framing.display import card

# what a fitted classifier says of itself; the names of its features are left out, they may be words of private texts
FITTED = {
    "n_positives_": "positive sentences seen",
    "enough_positives_": "enough of these (ten)",
    "shared_weight_": "weight of the shared model",
    "tau_": "deviation of the prior of a shift",
    "strength_": "inverse strength of the penalty",
}


def shown_classifier(model: Any) -> str:
    """The card of a classifier of outlets or loadedness, fitted or not."""
    if not hasattr(model, "coef_"):
        return card(type(model).__name__, _settings_of(model), note="Not fitted yet.")
    facts = {"classes": ", ".join(map(str, model.classes_)), "features": model.n_features_in_}
    found = {name: _number(getattr(model, kept)) for kept, name in FITTED.items() if hasattr(model, kept)}
    return card(type(model).__name__, _settings_of(model) | facts | found)


def _settings_of(model: Any) -> dict[str, object]:
    """What a classifier was told before it was fitted; of a prior, that there is one."""
    told = model.get_params()
    return {name: "given" if name == "prior" and value else value or "none" for name, value in told.items()}


def shown_scorer(title: str, facts: Mapping[str, object], scores: Mapping[str, Any], made: str) -> str:
    """The card of a model of sentences, with how well it did where it was validated."""
    lines = [{"validated on": data, **found} for data, found in scores.items() if isinstance(found, Mapping)]
    table = pd.DataFrame(lines).map(_interval) if lines else None
    return card(title, facts, table, made.partition("\n")[0])


def _interval(cell: Any) -> Any:
    """A number with its interval, where it has one.

    >>> _interval([0.8235, 0.7964, 0.8492])
    '0.82 (0.80 to 0.85)'
    """
    if not (isinstance(cell, list) and len(cell) == 3):
        return cell
    estimate, low, high = cell
    return f"{estimate:.2f} ({low:.2f} to {high:.2f})"


def _number(value: Any) -> str:
    """A fitted value, in a few digits."""
    return f"{value:.3g}" if isinstance(value, float) else str(value)
