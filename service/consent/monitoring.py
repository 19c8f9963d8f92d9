"""What may leave for monitoring: facts that show nobody leave freely, the rest needs a yes.

"For the purposes of monitoring and research, 'informed consent' is not required provided the data
collected is of a de-personalised nature" (guidance of June 2009, Annex A). The national system asks
for initials, date of birth and sex besides, and with consent N takes only the agency, the client's
id and that N (NDTMS exporter; every other field is blanked).
"""

from collections.abc import Mapping

NEVER = frozenset({"client_name", "given_names", "surname", "aliases", "address"})
"""Names never leave for monitoring, with or without consent."""
WITHOUT_CONSENT = frozenset({"AGNCY", "CLIENTID", "CONSENT"})
"""The columns of the national extract that leave whatever the client said."""


def leaving(row: Mapping[str, str], *, has_consent: bool) -> dict[str, str]:
    """Give a row of the national extract as it may leave: blanked but for what may always go."""
    kept = set(row) - NEVER if has_consent else WITHOUT_CONSENT
    blanked = {column: text if column in kept else "" for column, text in row.items()}
    return {**blanked, "CONSENT": "Y" if has_consent else "N"}
