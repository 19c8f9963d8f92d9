"""The columns of the register as a table: the same in, out, and in `throughcare match`."""

from collections.abc import Mapping

MAIN_COLUMNS: Mapping[str, str] = {
    "client_ref": "reference",
    "given_names": "given_names",
    "surname": "surname",
    "date_of_birth": "date_of_birth",
    "sex": "sex",
    "postcode": "postcode",
    "prisoner_number": "prisoner_number",
    "pnc": "pnc",
    "cro": "cro",
    "nhs_number": "nhs_number",
    "address": "address",
    "home_dat": "home_dat",
    "ppo": "is_ppo",
}
"""Columns that hold one value, with the attribute of the client that keeps it."""
LIST_COLUMNS = ("aliases", "other_births", "other_numbers", "other_postcodes")
"""Columns that hold several, with semicolons between."""
EPISODE_COLUMNS: Mapping[str, str] = {
    "prison": "prison",
    "custody_status": "status",
    "court": "court",
    "custody_from": "from_date",
    "custody_to": "to_date",
    "release_date": "release_date",
    "court_date": "court_date",
    "treatment": "treatment",
    "release_plan": "release_plan",
}
"""Columns of one stay in custody, the last one where the register is written."""
WORKER_COLUMNS: Mapping[str, Mapping[str, str]] = {
    "prison": {
        "prison_key_worker": "name",
        "prison_agency": "agency",
        "prison_telephone": "telephone",
    },
    "community": {
        "community_case_worker": "name",
        "community_agency": "agency",
        "community_telephone": "telephone",
    },
}
"""Columns of the worker on each side of the gate."""
COLUMNS = (
    *("client_ref", "given_names", "surname", "aliases", "date_of_birth", "other_births", "sex"),
    *("postcode", "other_postcodes", "prisoner_number", "pnc", "cro", "nhs_number"),
    *("other_numbers", "address", "home_dat", "ppo"),
    *EPISODE_COLUMNS,
    *(column for columns in WORKER_COLUMNS.values() for column in columns),
)
LONGEST: Mapping[str, int] = {
    "client_ref": 40,
    "given_names": 120,
    "surname": 120,
    "aliases": 500,
    "other_births": 500,
    "sex": 20,
    "postcode": 10,
    "other_postcodes": 500,
    "prisoner_number": 20,
    "pnc": 20,
    "cro": 20,
    "nhs_number": 20,
    "other_numbers": 500,
    "address": 500,
    "home_dat": 20,
    "prison": 80,
    "court": 120,
    "treatment": 500,
    "release_plan": 500,
    "prison_key_worker": 120,
    "prison_agency": 120,
    "prison_telephone": 40,
    "community_case_worker": 120,
    "community_agency": 120,
    "community_telephone": 40,
}
"""How many characters the register keeps of each."""
