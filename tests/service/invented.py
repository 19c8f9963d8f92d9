"""Invented answers that follow the Alert Form's rules."""

from forms.answers import Answer

ALERT: dict[str, Answer] = {
    "date_completed": "2009-06-14",
    "client_name": "Laura Jane O'Severn",
    "date_of_birth": "1974-03-27",
    "prisoner_number": "A1234BC",
    "criminal_justice_status": "sentenced",
    "prison_name": "HMP Leeds",
    "prison_code": "LEI",
    "dat_name": "Leeds Metropolitan",
    "court_name": "Leeds Magistrates Court",
    "prison_key_worker": "Morag Tweed",
    "prison_spoc_phone": "0113 496 0101",
    "community_case_worker": "Nasreen Clyde",
    "community_spoc_phone": "0113 496 0202",
    "disengaged": True,
}
