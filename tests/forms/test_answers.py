"""The cases of written_answers/, which a caseworker can add to: what a form makes of each."""

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from forms.definition import Form
from forms.errors import ValuesError
from forms.reference import load_reference_lists
from forms.registry import load_catalogue
from forms.schema import check_answers, load_answers
from forms.schema_checks import Severity

CATALOGUE = load_catalogue()
LISTS = load_reference_lists()
TODAY = date(2009, 11, 23)
FILES = sorted((Path(__file__).parent / "written_answers").glob("*.toml"))


def cases() -> Iterator[Any]:
    for path in FILES:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        form = CATALOGUE.find(table["form"])
        for case in table["case"]:
            yield pytest.param(form, table["base"], case, id=f"{form.id}: {case['name']}")


@pytest.mark.parametrize(("form", "base", "case"), list(cases()))
def test_answers_as_written(form: Form, base: dict[str, Any], case: dict[str, Any]) -> None:
    written = base | case["write"]
    problems = check_answers(form, written, LISTS, today=TODAY)
    errors = {key: p.message for key, p in problems.items() if p.severity is Severity.ERROR}
    warnings = {key: p.message for key, p in problems.items() if p.severity is Severity.WARNING}

    for found, expected in ((errors, case.get("refused", {})), (warnings, case.get("warned", {}))):
        assert set(found) == set(expected)
        for key, words in expected.items():
            assert words in found[key]
    if errors:
        with pytest.raises(ValuesError) as refused:
            load_answers(form, written, LISTS, complete=True, today=TODAY)
        assert set(refused.value.problems) == set(errors)
    else:
        loaded = load_answers(form, written, LISTS, complete=True, today=TODAY)
        assert {key: value for key, value in loaded.items() if key not in base} == case["becomes"]
        assert set(loaded) - set(case["becomes"]) <= set(base)


def test_messages_never_quote_what_was_written() -> None:
    written = {
        "client_name": "Zebedee" * 20,
        "date_of_birth": "Zebedee",
        "prisoner_number": "Zebedee",
        "prison_name": "Zebedee",
        "prison_code": "ZEBED",
        "criminal_justice_status": "Zebedee",
        "death": "Zebedee",
    }
    problems = check_answers(CATALOGUE.find("alert-form"), written, LISTS, today=TODAY)
    assert set(written) <= set(problems)
    for problem in problems.values():
        assert "zebed" not in problem.message.lower()
