"""docs/settings.md lists every setting as the program has it."""

import pytest

from bench.settings import FROM_FILE, PAGE, asked, page
from service.settings import Settings
from service.settings_words import words_by_name

_NOT_TO_BE_TRIED = (
    *("MAIL", "SMTP", "DIGEST", "FORMS_DIR", "SCRATCH_DIR", "KEY", "METRICS_TOKEN", "OIDC"),
)
"""What names something that must be there, or goes with others, or is a secret."""


def test_every_setting_has_its_words_and_no_words_are_of_a_setting_that_is_gone() -> None:
    names = {name for name in asked() if not name.endswith(FROM_FILE)}
    without = sorted(names - words_by_name().keys())
    assert without == [], "say in service/settings_words.py what these mean"
    assert sorted(words_by_name().keys() - names) == []


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m bench.settings"


@pytest.mark.parametrize("name", sorted(words_by_name()))
def test_each_example_is_a_good_value(name: str) -> None:
    example = words_by_name()[name].example
    if not any(part in name for part in _NOT_TO_BE_TRIED):
        Settings.from_env({name: example})
