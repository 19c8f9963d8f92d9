"""Pages of one layout, each filled in by somebody else."""

import random

from tests.foreign.alert import any_alert_form
from tests.foreign.channels import Way
from tests.foreign.pages import Page, filled_page


def pages_of_one_layout(seed: int, ways: tuple[Way, ...]) -> list[Page]:
    """Make pages of a layout, which the seed says, with other answers on each."""
    style, drawing = any_alert_form(random.Random(seed), hand=False)
    return [
        filled_page(random.Random(1_000 * seed + number), way, style, drawing)
        for number, way in enumerate(ways)
    ]
