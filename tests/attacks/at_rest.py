"""Attacks on what is kept: by whoever gets hold of the disk, the database or a back-up."""

import re
import stat
from pathlib import Path
from typing import Any

import pytest

from service.entities import Actor
from service.originals import Originals
from service.secret_key import secret_key
from service.store.states import Channel
from service.usecases.auditing import check_trail
from service.usecases.backing_up import back_up
from service.usecases.second_factor import begin_set_up
from service.usecases.take_in import SentFile, take_in
from service.vault.keys import Key
from tests.attacks.attack import Attack, idle, replaced
from tests.attacks.target import Target
from tests.service.conftest import ACTOR

_WORDS = b"%PDF-1.7 The words of Laura Jane O'Severn"
_TAG = bytes(16)


class _NoCipher:
    """Puts a tag behind what it is given, and believes whatever it finds there."""

    def encrypt(self, _nonce: bytes, plain: bytes, _associated: bytes) -> bytes:
        return plain + _TAG

    def decrypt(self, _nonce: bytes, sealed: bytes, _associated: bytes) -> bytes:
        return sealed[: -len(_TAG)]


def _no_cipher(_key: object, _salt: bytes) -> _NoCipher:
    return _NoCipher()


def _holds(folder: Path, words: bytes) -> bool:
    return any(words in path.read_bytes() for path in folder.rglob("*") if path.is_file())


def _read_the_disk(target: Target) -> bool:
    take_in(target.runtime, ACTOR, [SentFile("fax.pdf", _WORDS)])
    return _holds(target.folder / "originals", _WORDS)


def _read_a_back_up(target: Target) -> bool:
    take_in(target.runtime, ACTOR, [SentFile("fax.pdf", _WORDS)])
    folder = target.folder.with_name("back-up")
    back_up(target.runtime, ACTOR, folder)
    return _holds(folder, _WORDS) or _holds(folder, b"O'Severn")


def _change_an_original(target: Target) -> bool:
    visitor = target.signed_in("wendy")
    kept = take_in(target.runtime, ACTOR, [SentFile("fax.pdf", _WORDS)]).documents[0]
    [(sha256,)] = target.sql("SELECT original_sha256 FROM documents WHERE id = :id", id=kept.id)
    path = target.runtime.originals.path(sha256)
    sealed = bytearray(path.read_bytes())
    sealed[-len(_TAG) - 1] ^= 1
    path.write_bytes(sealed)
    return visitor.get(f"/documents/{kept.id}/original").status_code == 200


def _whatever_is_there(target: Target, patch: pytest.MonkeyPatch) -> None:
    del target
    patch.setattr(Key, "cipher", _no_cipher)
    patch.setattr(Originals, "read", lambda store, sha256: store.open(sha256).read())


def _copy_a_second_factor(target: Target) -> bool:
    hers = Actor(user_id=target.house.accounts["wendy"], channel=Channel.WEB)
    begin_set_up(target.runtime, hers)
    kept = target.sql("SELECT secret FROM second_factors")
    return any(re.fullmatch(r"[A-Z2-7]{32}", secret) for (secret,) in kept)


def _edit(target: Target) -> bool:
    try:
        target.sql("UPDATE audit_entries SET user_id = 1 WHERE id = 1")
    except Exception:  # noqa: BLE001 - each engine refuses by an error of its own
        return False
    return True


def _unguard(target: Target) -> None:
    for (name,) in target.sql(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entries'"
    ):
        target.sql(f"DROP TRIGGER {name}")


def _guards(target: Target) -> list[Any]:
    return target.sql(
        "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entries'"
    )


def _without_guards(target: Target, patch: pytest.MonkeyPatch) -> None:
    del patch
    _unguard(target)


def _forge_the_trail(target: Target) -> bool:
    guards = _guards(target)
    _unguard(target)
    target.sql("UPDATE audit_entries SET action = 'user.signed_out' WHERE id = 2")
    for (statement,) in guards:
        target.sql(statement)
    return check_trail(target.runtime).is_sound


def _read_secrets_of_others(target: Target) -> bool:
    (target.folder / "secret-key").unlink()
    secret_key(target.runtime.settings)
    return bool((target.folder / "secret-key").stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def _open_draft(path: Path, line: str) -> Path:
    draft = path.with_name("draft")
    draft.write_text(f"{line}\n", encoding="ascii")
    draft.chmod(0o644)
    return draft


ATTACKS = (
    Attack(
        number="V14.2.4",
        title="read originals from the disk",
        defence="originals are sealed (AES-256-GCM)",
        succeeds=_read_the_disk,
        remove=replaced("service.vault.keys.Key.cipher", _no_cipher),
    ),
    Attack(
        number="V11.3.2",
        title="read a back-up that was lost",
        defence="back-ups are sealed",
        succeeds=_read_a_back_up,
        remove=replaced("service.vault.keys.Key.cipher", _no_cipher),
    ),
    Attack(
        number="V11.3.3",
        title="change an original on the disk",
        defence="the tag of each chunk, and the SHA-256 by which an original is known",
        succeeds=_change_an_original,
        remove=_whatever_is_there,
    ),
    Attack(
        number="V13.3.1",
        title="copy somebody's second factor from the database",
        defence="its secret is sealed",
        succeeds=_copy_a_second_factor,
        remove=replaced("service.usecases.second_factor.seal", lambda _settings, _for, text: text),
    ),
    Attack(
        number="V16.4.2",
        title="change an entry of the audit trail with the service's own database account",
        defence="triggers that refuse it",
        succeeds=_edit,
        remove=_without_guards,
    ),
    Attack(
        number="V16.4.2",
        title="change an entry of the audit trail as the owner of the database",
        defence="each entry's hash, which is checked",
        succeeds=_forge_the_trail,
        remove=idle("service.auditing.verifying._breach"),
    ),
    Attack(
        number="V13.3.2",
        title="read the session key with another account of the machine",
        defence="secrets are its owner's alone to read",
        succeeds=_read_secrets_of_others,
        remove=replaced("service.secret_file._draft", _open_draft),
    ),
)
