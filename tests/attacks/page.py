"""Writes docs/attacks.md from the attacks: `python -m tests.attacks.page`."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.attacks.attack import Attack
from tests.attacks.suite import THEMES

PAGE = Path(__file__).parents[2] / "docs" / "attacks.md"
_HEAD = """# Attacks

What was tried on the service, requirement by requirement of OWASP's *Application Security
Verification Standard* 5.0.0, and what stands against it. Each attack goes twice through the doors
of a real installation, or for what is in a file to what its reader opens it with: with every
defence in place, where it must fail; and with the one defence of its row taken away, where it
must succeed. So each check is known to fail when its defence is gone. FU is OWASP's *File Upload
Cheat Sheet*, where the standard asks for nothing of the kind. Where no requirement says quite
this, the nearest is named. What all this defends, and from whom:
[threat-model.md](threat-model.md).

Written by `python -m tests.attacks.page`; the attacks are in `tests/attacks`, carried out by
`test_an_attack_fails` and `test_an_attack_succeeds_once_its_defence_is_gone`.
"""


def page(themes: Mapping[str, Sequence[Attack]]) -> str:
    """Write the page."""
    count = sum(len(attacks) for attacks in themes.values())
    return "\n".join([_HEAD, f"{count} attacks.", *_tables(themes)]) + "\n"


def _tables(themes: Mapping[str, Sequence[Attack]]) -> Iterator[str]:
    for theme, attacks in themes.items():
        yield f"\n## {theme}\n"
        yield "| ASVS | the attack | the defence that is taken away in the proof |"
        yield "|---|---|---|"
        for one in attacks:
            yield f"| {one.number} | {one.title} | {one.defence} |"


def main() -> None:
    """Write the page where it belongs."""
    PAGE.write_text(page(THEMES), encoding="utf-8")


if __name__ == "__main__":
    main()
