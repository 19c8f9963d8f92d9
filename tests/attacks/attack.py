"""What an attack is, and the usual ways to take a defence away."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.attacks.target import Target

Removal = Callable[[Target, pytest.MonkeyPatch], None]
"""Takes one defence away, until the end of the test."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """One attack and what stands against it."""

    number: str
    """Of the requirement in OWASP ASVS 5.0.0, or FU."""
    title: str
    """What whoever attacks does."""
    defence: str
    """What stands against it, and is taken away in the proof."""
    succeeds: Callable[[Target], bool]
    """Carries it out, and tells whether whoever attacks has what they wanted."""
    remove: Removal

    def __str__(self) -> str:
        """Name it in a test's id."""
        return f"{self.number} {self.title}"


def replaced(name: str, value: object) -> Removal:
    """Put something else in the place of a defence."""

    def remove(target: Target, patch: pytest.MonkeyPatch) -> None:
        del target
        patch.setattr(name, value)

    return remove


def idle(name: str, result: object = None) -> Removal:
    """Have a function that defends do nothing."""
    return replaced(name, lambda *_args, **_named: result)


def with_settings(**settings: Any) -> Removal:
    """Run the service with other settings."""

    def remove(target: Target, patch: pytest.MonkeyPatch) -> None:
        del patch
        target.set(**settings)

    return remove


def with_config(**config: Any) -> Removal:
    """Have Flask do otherwise than the service tells it."""

    def remove(target: Target, patch: pytest.MonkeyPatch) -> None:
        del patch
        target.app.config.update(config)

    return remove
