"""Released means proven and frozen: which versions of which forms may go out, by fingerprint.

The shipped forms' fingerprints are in forms/issued.toml, those of local forms in `issued.toml`
beside their definitions. Entries are added, never changed.
"""

import tomllib
from enum import StrEnum
from importlib import resources
from pathlib import Path

from forms.definition import Form
from forms.errors import DefinitionError
from forms.fingerprint import fingerprint
from forms.registry import RELEASES, shipped_forms

_HEAD = (
    "# The fingerprint of every form version that has been released. `throughcare forms release`\n"
)
_HEAD += "# adds to it after a proof; nothing in it is ever changed by hand.\n"


class ReleaseState(StrEnum):
    """How a definition stands."""

    DRAFT = "draft"
    """Never released."""
    RELEASED = "released"
    CHANGED = "changed"
    """Released, and not the same since."""


def releases_file(form: Form, folder: Path) -> Path:
    """Give the file that keeps a form's release.

    Args:
        form: shipped or local.
        folder: where the definition is, if it is a local one.
    """
    if form in shipped_forms():
        return Path(str(resources.files("forms"))) / RELEASES
    return folder / RELEASES


def _released(file: Path) -> dict[str, dict[str, str]]:
    if not file.exists():
        return {}
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise DefinitionError(file.name, None, "the list of releases cannot be read") from error


def release_state(form: Form, file: Path) -> ReleaseState:
    """Tell whether a form was released, and is as it was then.

    Raises:
        DefinitionError: the list of releases cannot be read.
    """
    known = _released(file).get(form.id, {}).get(form.version)
    if known is None:
        return ReleaseState.DRAFT
    return ReleaseState.RELEASED if known == fingerprint(form) else ReleaseState.CHANGED


def record_release(form: Form, file: Path) -> None:
    """Note that a proven form is released; what was noted before stays as it was.

    Raises:
        DefinitionError: this version was released with other questions or places.
    """
    match release_state(form, file):
        case ReleaseState.RELEASED:
            return
        case ReleaseState.CHANGED:
            reason = (
                f"version {form.version} was released and has changed since: take a new version"
            )
            raise DefinitionError(form.id, None, reason)
        case ReleaseState.DRAFT:
            released = _released(file)
            released.setdefault(form.id, {})[form.version] = fingerprint(form)
            _write(file, released)


def _write(file: Path, released: dict[str, dict[str, str]]) -> None:
    """Write the list anew, in order; the words at its head stay."""
    old = file.read_text(encoding="utf-8") if file.exists() else _HEAD
    head = "".join(line for line in old.splitlines(keepends=True) if line.startswith("#"))
    parts = [head or _HEAD]
    for form_id in sorted(released):
        versions = sorted(released[form_id].items())
        lines = [f'"{version}" = "{digest}"\n' for version, digest in versions]
        parts.append(f"\n[{form_id}]\n" + "".join(lines))
    fresh = file.with_suffix(".new")
    fresh.write_text("".join(parts), encoding="utf-8")
    fresh.replace(file)
