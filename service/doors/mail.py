"""The e-mail box: each letter is taken in whole, as one file, and then moved to another folder.

What it holds is unpacked later, by the process that reads. A letter leaves the box only after its
bytes and rows are safe. Should the connection break in between, its key says that it was taken in.
"""

import hashlib
from datetime import timedelta
from threading import Event

import structlog

from service.doors.mailbox import Letter, Mailbox, RefusedError, open_mailbox
from service.entities import Actor
from service.mail_settings import MailSettings
from service.permission.powers import Power
from service.runtime import Runtime
from service.store.states import Channel
from service.usecases.take_in import SentFile, take_in

_log = structlog.get_logger(__name__)
_ACTOR = Actor(user_id=None, channel=Channel.MAIL, powers=frozenset({Power.TAKE_IN}))
_MEGABYTE = 1 << 20


class MailDoor:
    """Takes in what comes by e-mail."""

    name = "mail"
    pause = timedelta(minutes=1)

    def __init__(self, runtime: Runtime, mail: MailSettings) -> None:
        self.left: set[int] = set()
        """Letters that stay in the box: over the limit, or not given or moved by the server."""
        self._stumbled: set[int] = set()
        self._runtime, self._mail = runtime, mail
        self._most_bytes = runtime.settings.upload_mb * _MEGABYTE

    def look(self, stopped: Event) -> int:
        """Take in every letter, and tell how many that were.

        Raises:
            UnavailableError: the mail server, our disk or the database cannot be used; what is not
                taken in stays in the box.
        """
        with open_mailbox(self._mail) as box:
            letters = box.letters()
            before, self.left = self.left, set()
            # One that broke the connection before must not keep the others waiting.
            ordered = sorted(letters, key=lambda letter: (letter.uid in self._stumbled, letter.uid))
            taken = sum(self._take(box, letter) for letter in ordered if not stopped.is_set())
        if not self.left <= before:
            number = len(self.left)
            _log.warning("letters stay in the e-mail box: see throughcare doctor", number=number)
        return taken

    def _take(self, box: Mailbox, letter: Letter) -> bool:
        self._stumbled.add(letter.uid)
        try:
            taken = self._take_in(box, letter)
        except RefusedError:
            self.left.add(letter.uid)
            taken = False
        self._stumbled.discard(letter.uid)
        return taken

    def _take_in(self, box: Mailbox, letter: Letter) -> bool:
        if letter.size > self._most_bytes:
            self.left.add(letter.uid)
            return False
        content = box.fetch(letter, self._most_bytes + 1)
        if content is None:
            return False
        if len(content) > self._most_bytes:
            self.left.add(letter.uid)
            return False
        # Named by its number: the subject of a letter may hold a name.
        file = SentFile(f"letter-{letter.uid}.eml", content)
        key = self._key(box, letter, content)
        intake = take_in(self._runtime, _ACTOR, [file], source_key=key)
        _log.info("taken in from the e-mail box", intake_id=intake.id)
        box.move(letter)
        return True

    def _key(self, box: Mailbox, letter: Letter, content: bytes) -> str:
        at = self._mail.box
        account = f"mail\0{at.user}\0{at.host}\0{at.port}\0{at.folder}"
        name = f"{account}\0{box.validity}\0{letter.uid}\0".encode()
        return hashlib.sha256(name + hashlib.sha256(content).digest()).hexdigest()


def too_large(mail: MailSettings, upload_mb: int) -> tuple[int, int]:
    """Count the letters in the box, and those of them that are over the limit.

    Raises:
        UnavailableError: the mail server cannot be used.
    """
    with open_mailbox(mail) as box:
        sizes = [letter.size for letter in box.letters()]
    return len(sizes), sum(size > upload_mb * _MEGABYTE for size in sizes)
