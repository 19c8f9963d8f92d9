"""The comparisons and a model as Splink's settings."""

from typing import Any

from service.matching.comparing.comparisons import COMPARISONS, Comparison, Level
from service.matching.weights.model import RAREST, Model

_SCALE = 0.5
"""Any m; u follows from the weight, which is all that scoring uses of the two."""


def settings(model: Model | None, *, prior: float = 0.5) -> dict[str, Any]:
    """Give Splink's settings; without a model, for training one.

    Args:
        model: the weights, within their bounds.
        prior: probability that two faces drawn by chance are of one person.
    """
    return {
        "link_type": "link_only",
        "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": prior,
        "comparisons": [_comparison(one, model) for one in COMPARISONS],
        "blocking_rules_to_generate_predictions": [],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
        "additional_columns_to_retain": ["owner"],
    }


def _comparison(one: Comparison, model: Model | None) -> dict[str, Any]:
    unknown = {
        "sql_condition": f"not coalesce({one.known.sql()}, false)",
        "label_for_charts": "unknown",
        "is_null_level": True,
    }
    levels = [unknown, *(_level(one, level, model) for level in one.levels)]
    return {"output_column_name": one.key, "comparison_levels": levels}


def _level(one: Comparison, level: Level, model: Model | None) -> dict[str, Any]:
    made: dict[str, Any] = {"sql_condition": level.when.sql(), "label_for_charts": level.key}
    if level.frequency_of:
        made |= {
            "tf_adjustment_column": level.frequency_of,
            "tf_adjustment_weight": 1.0,
            "tf_minimum_u_value": RAREST,
        }
    if model is not None:
        made |= _probabilities(one, level, model)
    return made


def _probabilities(one: Comparison, level: Level, model: Model) -> dict[str, float]:
    """Give m and u whose ratio is the weight within its bounds; the u that rarity divides is true.

    Splink refuses an m above 1, which large weights of a common level would need.
    """
    bits = model.bits(one.key, level)
    u = model.odds[one.key, level.key].u if level.frequency_of else min(_SCALE, _SCALE * 2**-bits)
    return {"m_probability": u * 2**bits, "u_probability": u}
