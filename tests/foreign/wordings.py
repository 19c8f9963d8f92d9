"""How teams word the same questions: the guidance's words, common ones, and ones nobody listed."""

import random

TITLES = (
    *("Alert Form", "ALERT FORM", "Client Alert", "CLIENT ALERT FORM", "Alert Form v2"),
    *("Alert Form (change of circumstance)", "Change of Circumstance Alert", "CJIT Alert Form"),
    *("Alert Form \N{EN DASH} change in circumstances", "Notification of change", "Alert Notice"),
    *("CARAT / CJIT Alert Form", "Change of circumstances notification", "DIP ALERT FORM"),
    *("Continuity of care: alert form", "Client alert / change of circumstances", "Alert Sheet"),
    *("Prison to community alert", "Throughcare Alert Form", "Appendix 4: Alert Form"),
    *("Alert Form for change in client circumstances", "Drug Interventions Programme Alert Form"),
)
PLACES = (
    *("Northmoor", "Brackendale", "Westhaven", "Marlingford", "Ashcombe Vale", "Kestrel Bay"),
    *("Thornbridge", "Eastmere", "Harrowgate", "Millbrook", "Stonewater", "Penvale"),
)
AGENCIES = (
    *("{0} Criminal Justice Intervention Team", "{0} Drug Interventions Programme"),
    *("{0} Community Safety Partnership", "{0} Drug & Alcohol Action Team"),
    *("{0} Integrated Offender Management", "CARAT Service, {0}", "{0} CJIT"),
    *("{0} NHS Primary Care Trust", "{0} Healthcare Drug Service", "Turnaround {0}"),
)
NOTES = (
    *("RESTRICTED when complete", "Confidential", "PROTECT \N{EM DASH} PERSONAL", "In confidence"),
    *("Please complete in BLACK INK and fax to the receiving team.", "Fax then telephone."),
    *("To be completed whenever a client's circumstances change.", "Please write clearly."),
    *("Complete all sections. Send by secure fax within 24 hours of the change.", ""),
    *("Please notify the other team of any change of circumstances as soon as it is known.", ""),
)
SECTIONS: dict[str, tuple[str, ...]] = {
    "client": (
        *("Client details", "CLIENT DETAILS", "About the client", "Section 1: Client", "Client"),
        *("Personal details", "A. Client information", "Service user details", "PART 1 - CLIENT"),
    ),
    "agencies": (
        *("Prison / Community details", "Prison and area", "Establishment and DAT", "Area"),
        *("Prison / DAT details", "B. Prison & DAT", "Where the client is", "PART 2 - AGENCIES"),
    ),
    "court": (
        *("Client court-of-origin details", "Court", "Court details", "Court and release"),
        *("C. Court & release dates", "Sentence details", "PART 3 - COURT", "Court information"),
    ),
    "contacts": (
        *("Prison / Community contact details", "Contacts", "Contact details", "Workers"),
        *("Who to contact", "D. Staff contacts", "PART 4 - CONTACTS", "Key contacts"),
    ),
    "changes": (
        *("Change of circumstance", "CHANGE OF CIRCUMSTANCE", "What has changed?", "Changes"),
        *("Reason for alert (tick all that apply)", "Please tick as appropriate", "Alert details"),
        *("Nature of change - please tick", "E. Type of change", "PART 5 - THE CHANGE"),
    ),
}
LABELS: dict[str, tuple[str, ...]] = {
    "date_completed": (
        *("Date form completed", "Date completed", "Date", "Date of form", "Form date"),
        *("Date of alert", "Completed on", "Today's date", "Date sent"),
    ),
    "client_name": (
        *("Name", "Client name", "Name of client", "Full name", "Client's name", "Client"),
        *("Service user", "Prisoner's name", "Surname and forenames", "Client full name"),
    ),
    "date_of_birth": (
        *("Date of Birth", "D.O.B.", "DOB", "D.o.B", "Date of birth", "Birth date", "Born"),
        *("D O B", "Client DOB", "Date of birth (dd/mm/yyyy)"),
    ),
    "prisoner_number": (
        *("Prisoner Number", "Prison number", "Prison No.", "Prisoner no", "NOMS no."),
        *("NOMIS number", "Prison ref.", "Custody number", "LIDS / NOMIS no"),
    ),
    "criminal_justice_status": (
        *("Client Criminal Justice Status", "Criminal justice status", "CJ status", "Status"),
        *("Legal status", "Current status", "Client is", "Custodial status"),
    ),
    "prison_name": (
        *("Name of Prison", "Prison", "Establishment", "Prison name", "HMP", "HMP / YOI"),
        *("Current establishment", "Prison held at"),
    ),
    "prison_code": (
        *("Prison Code", "Prison code", "Code of prison", "Establishment code", "Prison ID"),
        *("Prison 3-letter code", "Estab. code"),
    ),
    "dat_name": (
        *("Name of DAT", "DAT", "DAT area", "DAT name", "Drug Action Team", "DAT of residence"),
        *("Home DAT", "D(A)AT area", "DAAT"),
    ),
    "dat_code": ("DAT code", "Code of DAT", "DAT Code", "DAT ID", "DAAT code", "DAT no."),
    "court_name": (
        *("Name of original court of appearance", "Court", "Court name", "Original court"),
        *("Court of appearance", "Court of origin", "Sentencing / remanding court", "Court at"),
    ),
    "court_hearing_date": (
        *("Date of original court hearing", "Court date", "Date of hearing", "Hearing date"),
        *("Date of court appearance", "Original hearing on"),
    ),
    "initial_release_date": (
        *("Initial release date", "Release date", "Date of release", "Original release date"),
        *("Expected release date", "Release date as first notified", "EDR"),
    ),
    "prison_key_worker": (
        *("Name of Prison Key Worker", "Prison key worker", "CARAT worker", "Prison worker"),
        *("Key worker", "Key worker (prison)", "CARAT key worker", "Prison drug worker"),
    ),
    "prison_spoc_phone": (
        *("Prison SPOC telephone number", "Prison SPOC tel", "Prison telephone"),
        *("Prison SPOC number", "Prison SPOC", "Prison contact no.", "Prison SPOC phone"),
    ),
    "community_case_worker": (
        *("Name of Community Case Worker", "Community case worker", "CJIT worker"),
        *("Case worker", "DIP worker", "Community worker", "CJIT case manager"),
    ),
    "community_spoc_phone": (
        *("Community SPOC telephone number", "Community SPOC tel", "CJIT telephone"),
        *("Community SPOC", "Community SPOC number", "CJIT contact no.", "CJIT SPOC phone"),
    ),
    "change_release_or_court_date": (
        *("Change of release / court date", "Change of release or court date"),
        *("New release date", "Release / court date changed", "Court or release date moved"),
    ),
    "change_worker": (
        *("Change of Key / Case worker", "Change of worker", "Change of key worker", "New worker"),
        *("Key worker / case worker changed", "New key worker or case worker"),
    ),
    "change_prison": (
        *("Change of Prison", "Prison transfer", "Transfer to another prison", "Moved prison"),
        *("Transferred to other establishment", "Change of establishment"),
    ),
    "change_court_venue": (
        *("Change of court appearance venue", "Change of court", "Change of venue"),
        *("Court venue changed", "Different court"),
    ),
    "change_release_status": (
        *("Change of release status", "Change of status", "Release status changed"),
        *("Change in custodial status", "Status change"),
    ),
    "disengaged": (
        *("Client disengaged from treatment", "Disengaged", "Dropped out of treatment"),
        *("Client has disengaged", "Stopped engaging with treatment"),
    ),
    "re_engaged": (
        *("Client re-engaged with treatment", "Re-engaged", "Re-engaged with treatment"),
        *("Client has re-engaged", "Back in treatment"),
    ),
    "change_treatment": (
        *("Change of treatment delivered", "Change of treatment", "Treatment change"),
        *("Change in treatment / prescribing", "Treatment delivered has changed"),
    ),
    "change_release_plan": (
        *("Change in release plan", "Change of release plan", "Release plan change"),
        *("Release plan amended", "Changes to the release plan"),
    ),
    "death": ("Death", "Client has died", "Death of client", "Deceased", "Client deceased"),
    "other": (
        *("Other", "Other change", "Any other change", "Other (please specify)", "Other reason"),
        *("Something else",),
    ),
    "change_release_or_court_date_detail": (
        *("Insert new date", "New date", "New date is", "Date now", "Now on"),
    ),
    "change_worker_detail": (
        *("Insert new Key / Case worker", "New worker", "New key worker", "Name of new worker"),
    ),
    "change_prison_detail": (
        *("Insert new prison and code", "New prison and code", "New prison", "Transferred to"),
        *("Prison and code",),
    ),
    "change_court_venue_detail": (
        *("Insert new court and code", "New court and code", "New court", "Court and code"),
    ),
    "change_release_status_detail": (
        *("From Remand to", "(Delete as appropriate) From Remand to", "From remand to"),
        *("New status", "Now"),
    ),
    "change_treatment_detail": (
        *("Insert details of change in treatment delivered", "Details of change in treatment"),
        *("New treatment", "Treatment now", "Details"),
    ),
    "change_release_plan_detail": (
        *("Insert details of change in release plan", "Details of change in release plan"),
        *("New plan", "Details"),
    ),
    "other_detail": (
        *("Insert details of any other change in circumstance", "Please specify"),
        *("Details of other change", "Give details", "Details"),
    ),
}
OPTIONS: dict[str, dict[str, tuple[str, ...]]] = {
    "criminal_justice_status": {
        "remand": ("Remand", "Remand", "Remand", "On remand", "Remanded"),
        "sentenced": ("Sentenced", "Sentenced", "Sentenced", "Sentenced prisoner"),
        "released": ("Released", "Released", "Released", "Released to community"),
    },
    "change_release_status_detail": {
        "sentenced": ("Sentenced", "Sentenced", "sentenced"),
        "released": ("Released", "Released", "released"),
    },
}
OPTIONS |= {
    "sex": {"female": ("F",), "male": ("M",)},
    "case_action": {
        "opened": ("Opened",),
        "transferred": ("Transferred",),
        "closed": ("Closed",),
    },
    "release_type": {
        "sentence_end": ("Sentence end",),
        "licence": ("Licence",),
        "hdc": ("HDC",),
        "ecl": ("ECL",),
        "court_or_bail": ("Court or bail",),
    },
}
DELETE_NOTES = (
    *("(Delete as appropriate)", "(delete as applicable)", "delete as appropriate", "*"),
    *("(please delete)", "[delete those that do not apply]", "(strike out)"),
)
EXTRA_LABELS: dict[str, tuple[str, ...]] = {
    "ethnicity": ("Ethnicity", "Ethnic origin"),
    "gender": ("Gender", "Sex", "M / F"),
    "gp": ("GP name", "GP", "Name of GP"),
    "address": ("Address", "Home address", "Last known address"),
    "wing": ("Wing / location", "Wing", "Cell location"),
    "sentence": ("Sentence length", "Sentence"),
    "offence": ("Offence", "Index offence"),
    "nhs": ("NHS number", "NHS No."),
    "kin": ("Next of kin", "Emergency contact"),
    "client_phone": ("Client mobile", "Client tel"),
    "substance": ("Main drug", "Primary substance"),
}
FOOTERS = (
    *("Page 1 of 1", "Form DIP/07 v{0}", "Once complete fax to the SPOC and file a copy.", "1"),
    *("Version {0}.0  Review date: 31/03/2011", "Please retain a copy on file", "", ""),
    *("AF{0} \N{BULLET} issued April 2010 \N{BULLET} destroy earlier versions", "Page 1"),
)
_FIRST, _REST = 0.4, 0.6


def wording(rng: random.Random, key: str) -> str:
    """Choose how a team words a question; the guidance's own words two times in five."""
    options = LABELS[key]
    return options[0] if rng.random() < _FIRST else rng.choice(options)
