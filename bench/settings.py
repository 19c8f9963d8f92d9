"""Writes docs/settings.md, which lists every setting: `python -m bench.settings`."""

from collections.abc import Iterator
from pathlib import Path

from service.setting_names import PREFIX
from service.settings import Reader, Settings
from service.settings_words import GROUPS, SettingWords

PAGE = Path("docs/settings.md")
FROM_FILE = "_FILE"
_HEAD = f"""# Settings

Variables of the environment, all of which begin with `{PREFIX}`; none must be set. What is wrong, or unknown, is named at the start, all of it at once, and the service does
not start. This page is made from the program (`python -m bench.settings`); a test holds it to that.

A secret may lie in a file instead: where the table says "or {FROM_FILE}", the variable with that ending names a file whose first line is the value.
"""  # noqa: E501 - a paragraph of the page


def page() -> str:
    """Give the page."""
    return "\n".join([_HEAD, *_sections()])


def asked() -> dict[str, object]:
    """Give every setting that the program asks for, with its default."""
    reader = Reader({})
    Settings.taken_by(reader)
    return reader.asked


def _sections() -> Iterator[str]:
    defaults = asked()
    for group in GROUPS:
        yield f"## {group.title}\n"
        yield "| setting | meaning | default | example |"
        yield "|---|---|---|---|"
        for name, words in group.settings.items():
            yield _row(PREFIX + name, words, defaults)
        yield ""


def _row(name: str, words: SettingWords, defaults: dict[str, object]) -> str:
    shown = f"`{name}`" + (f" or `…{FROM_FILE}`" if name + FROM_FILE in defaults else "")
    default = words.default or f"`{defaults[name]}`"
    example = words.example if " " in words.example else f"`{words.example}`"
    return f"| {shown} | {words.meaning} | {default} | {example} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE}: {len(asked())} settings")
