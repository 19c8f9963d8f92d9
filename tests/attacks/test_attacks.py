"""Every attack fails, and succeeds once its defence is taken away."""

import re
from collections import Counter

import pytest

from tests.attacks.attack import Attack
from tests.attacks.page import PAGE, page
from tests.attacks.suite import ATTACKS, THEMES
from tests.attacks.target import Target


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_an_attack_fails(target: Target, attack: Attack) -> None:
    assert not attack.succeeds(target)


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_an_attack_succeeds_once_its_defence_is_gone(
    target: Target, attack: Attack, monkeypatch: pytest.MonkeyPatch
) -> None:
    attack.remove(target, monkeypatch)
    assert attack.succeeds(target), f"{attack.defence}: something else stands against this as well"


def test_each_attack_and_each_defence_stands_once() -> None:
    assert len(ATTACKS) >= 30
    for told in ([one.title for one in ATTACKS], [one.defence for one in ATTACKS]):
        assert [words for words, count in Counter(told).items() if count > 1] == []


def test_the_threat_model_names_attacks_that_there_are() -> None:
    model = PAGE.with_name("threat-model.md").read_text(encoding="utf-8")
    named = set(re.findall(r"V\d+\.\d+\.\d+", model))
    assert len(named) > 40
    assert named <= {one.number for one in ATTACKS}


def test_the_page_of_attacks_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(THEMES), "run: python -m tests.attacks.page"
