"""Which key of ours a question of theirs has: the same where it is obviously the same question."""

import re
import unicodedata
from collections.abc import Collection
from functools import cache

from forms.definition import Field
from forms.registry import shipped_forms

SHARED = frozenset(
    (
        *("client_name", "date_of_birth", "prisoner_number", "client_reference", "sex"),
        *("criminal_justice_status", "court_name", "court_hearing_date", "initial_release_date"),
        *("release_date", "prison_name", "prison_code", "dat_name", "dat_code"),
        *("prison_key_worker", "prison_spoc_phone", "community_case_worker"),
        *("community_spoc_phone", "offender_manager", "offender_manager_phone"),
        *("date_completed", "client_signature", "client_signed_date", "worker_name", "worker_role"),
    )
)
"""Keys that mean the same on every form (docs/form-definitions.md)."""
_VAGUE = frozenset({"name", "date", "number", "status", "code", "telephone", "signature", "signed"})
"""Words that stand on every form and mean another thing on each."""
_LONGEST = 40


def plain(words: str) -> str:
    """Reduce words to what two forms that ask the same have in common: `D.O.B.:` to `dob`."""
    spread = re.sub(r"(?<=[a-z])(?=[A-Z])|[_/-]", " ", words)
    bare = unicodedata.normalize("NFKD", spread).encode("ascii", "ignore").decode().lower()
    bare = re.sub(r"[.']", "", bare)
    return " ".join(re.findall(r"[a-z0-9]+", bare))


@cache
def _known() -> dict[str, Field]:
    """Give the fields of the shipped forms by what is printed for them, where that is one."""
    found: dict[str, Field] = {}
    contested = set(_VAGUE)
    for form in shipped_forms():
        for asked in form.fields():
            if asked.key not in SHARED:
                continue
            for words in {asked.label, asked.help, asked.key, *asked.synonyms}:
                said = plain(words)
                if said in found and found[said].key != asked.key:
                    contested.add(said)
                found.setdefault(said, asked)
    return {said: asked for said, asked in found.items() if said not in contested}


def known_question(*said: str) -> Field | None:
    """Find the field of ours that is asked in one of these ways; the first that is known counts."""
    known = _known()
    return next((known[words] for text in said if (words := plain(text)) in known), None)


def slug(words: str, taken: Collection[str]) -> str:
    """Make a key out of words, other than those taken."""
    base = plain(words).replace(" ", "_")[:_LONGEST].strip("_") or "field"
    base = base if base[0].isalpha() else f"field_{base}"
    key, count = base, 1
    while key in taken:
        count += 1
        key = f"{base}_{count}"
    return key
