"""Names for clients that hold within one export and in no other: the key is drawn and dropped."""

import hmac
from base64 import b32encode
from secrets import token_bytes

_LONGEST = 12
"""Characters: 60 bits, so that two clients of a million share one about once in two million."""


class Pseudonyms:
    """The pseudonyms of one export."""

    def __init__(self) -> None:
        self._key = token_bytes(32)

    def of(self, client_id: int) -> str:
        """Give a client's pseudonym; nobody can go back from it without the key."""
        digest = hmac.digest(self._key, str(client_id).encode(), "sha256")
        return b32encode(digest).decode()[:_LONGEST]
