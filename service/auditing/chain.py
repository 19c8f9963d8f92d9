r"""How an entry of the audit trail is written as bytes, and chained to the one before it.

Whoever wants to check a trail without this program needs no more than this:

* The entries in the order of their ids. The first is chained to 64 zeros, each other one to the
  hash of the one before it; that is the column `previous_hash`.
* The bytes of an entry are the JSON array `[previous_hash, id, at, user_id, action, subject,
  subject_id, details]` without any space between its parts, every character outside ASCII written
  as `\uXXXX` (UTF-16, lower-case), in ASCII.
* `at` is text, in UTC, to the microsecond: `2026-11-27 06:46:52.000123`. `user_id` is a number or
  null. `details` is the text of the column as it stands there, JSON within JSON: it is not to be
  parsed and written anew.
* The hash of an entry is the SHA-256 of these bytes, in lower-case hexadecimal.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

GENESIS = "0" * 64
"""What the first entry is chained to."""

Stored = str | int | bytes | float | None
"""What a column may hold once somebody has tampered with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEntry:
    """An entry as it stands in the table, nothing of it interpreted."""

    id: int
    at: Stored
    user_id: Stored
    action: Stored
    subject: Stored
    subject_id: Stored
    details: Stored
    previous_hash: Stored
    hash: Stored

    def own_hash(self) -> str | None:
        """Give the hash that it must have; None: it holds what no entry can hold."""
        parts = (self.previous_hash, self.id, self.at, self.user_id, self.action)
        try:
            return hash_of(*parts, self.subject, self.subject_id, self.details)
        except TypeError:
            return None


def hash_of(*parts: Stored) -> str:
    """Hash the parts of an entry, in the order that the module names.

    Raises:
        TypeError: one of them is nothing that JSON can say.
    """
    canonical = json.dumps(parts, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


def instant_text(at: datetime) -> str:
    """Give an instant as an entry is hashed with it."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def details_text(details: Mapping[str, object]) -> str:
    """Give details as they are kept and hashed."""
    return json.dumps(details, sort_keys=True, separators=(",", ":"))
