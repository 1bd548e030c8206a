"""HTML summaries of models for notebooks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from framing.display import card

# fitted attributes shown in the summary; feature names are omitted because they may be words of private texts
FITTED = {
    "n_positives_": "positive sentences seen",
    "enough_positives_": "enough of these (ten)",
    "shared_weight_": "weight of the shared model",
    "tau_": "deviation of the prior of a shift",
    "strength_": "inverse strength of the penalty",
}


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
