"""Words of pages that are no form of ours, though they use the same words."""

PROSE = (
    *("Thank you for your letter of last week about the arrangements for release.",),
    *("I write to confirm that the above named was seen at the surgery and found well.",),
    *("Please let us know of any change of circumstance before the next meeting.",),
    *("The client's key worker at the prison will telephone the community team.",),
    *("An alert was sent to the court on the day of the hearing, but no reply was received.",),
    *("We regret that the date of the appointment has had to be changed.",),
    *("The prisoner was transferred from the remand wing after the court appearance.",),
    *("Treatment is to be continued by the general practitioner after release.",),
    *("Our records show that the balance on your account is now overdue.",),
    *("The weather is expected to remain dry in the south, with some cloud later on.",),
    *("Members asked whether the alert form was in use in every prison of the region.",),
    *("The name of the prison and the date of birth should be given in full.",),
    *("He asked that his mother be told of the change of release date as soon as possible.",),
    *("The council will consider the planning application at its meeting in March.",),
    *("Copies of this guidance were sent to all Drug Action Teams and establishments.",),
    *("Staff are reminded that the telephone in the visits hall is for official use only.",),
    *("The home side scored twice before half time and were never in danger afterwards.",),
    *("A change in the release plan must be sent on within one working day.",),
    *("If the client disengages from treatment, the SPOC of the other team is to be told.",),
    *("Death in custody is reported under a separate procedure, which is set out below.",),
)
GUIDANCE = (
    *("Alert Form: purpose and use", "1.8 Change of circumstance", "Annex E explained"),
    *("How to complete the Alert Form", "The alert form and the release plan"),
)
FORMS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "gp_registration": (
        "New patient registration",
        (
            *("Surname", "First names", "Date of birth", "NHS number", "Town of birth", "Address"),
            *("Telephone number", "Previous doctor", "Next of kin", "Date"),
        ),
        ("Asthma", "Diabetes", "Heart disease", "Smoker", "Carer", "Needs an interpreter", "Other"),
    ),
    "housing": (
        "Housing application",
        (
            *("Name", "Date of Birth", "National Insurance number", "Current address", "Postcode"),
            *("Telephone", "Landlord", "Rent per week", "Date moved in", "Name of case worker"),
        ),
        ("Council tenant", "Hostel", "Leaving prison", "No fixed abode", "With family", "Other"),
    ),
    "prison_application": (
        "Prisoner's general application",
        (
            *("Name", "Prison number", "Wing", "Cell", "Date", "Establishment"),
            *("Application", "Reply", "Name of officer"),
        ),
        ("Canteen", "Property", "Visits", "Education", "Healthcare", "Other"),
    ),
    "probation_referral": (
        "Referral to offender management unit",
        (
            *("Name", "Date of birth", "Prison number", "Prison", "Court", "Offence"),
            *("Sentence", "Release date", "Offender manager", "Telephone", "Referred by", "Date"),
        ),
        ("High risk", "Medium risk", "Low risk", "MAPPA", "PPO", "Licence", "Other"),
    ),
    "benefit_claim": (
        "Claim for Jobseeker's Allowance",
        (
            *("Surname", "Other names", "Date of birth", "National Insurance No", "Address"),
            *("Daytime phone number", "Bank", "Sort code", "Account number", "Date of claim"),
        ),
        ("Single", "Married", "In work", "Student", "Just released from prison", "Other income"),
    ),
    "visiting_order": (
        "Visiting order",
        (
            *("Prisoner's name", "Prisoner number", "Name of visitor", "Address", "Date of birth"),
            *("Relationship", "Date of visit", "Time of visit", "Vehicle"),
        ),
        (),
    ),
    "sentence_sheet": (
        "Sentence calculation sheet",
        (
            *("Name", "Number", "Prison", "Court", "Date of sentence", "Length of sentence"),
            *("Remand days", "Conditional release date", "Licence expiry date", "HDC date"),
            *("Checked by", "Date"),
        ),
        (),
    ),
    "incident_report": (
        "Incident report",
        (
            *("Date of incident", "Time", "Place", "Name of person", "Date of birth", "Witness"),
            *("What happened", "Action taken", "Reported by", "Telephone", "Manager"),
        ),
        ("Assault", "Fall", "Drug find", "Death", "Self harm", "Damage", "Other"),
    ),
    "job_application": (
        "Application for employment",
        (
            *("Post applied for", "Surname", "Forenames", "Address", "Telephone", "E-mail"),
            *("Date of birth", "Present employer", "Job title", "Notice", "Date"),
        ),
        ("Full time", "Part time", "Driving licence", "Criminal convictions", "Other"),
    ),
    "needs_assessment": (
        "Triage assessment: substance misuse",
        (
            *("Client name", "DOB", "Client reference", "Main drug", "Age of first use", "Route"),
            *("Date of assessment", "Key worker", "GP", "DAT", "Treatment modality"),
        ),
        ("Injecting", "Shared equipment", "Pregnant", "Overdose", "Alcohol", "Other"),
    ),
}
RECORD_HEADS: dict[str, tuple[str, tuple[str, ...]]] = {
    "bank_statement": (
        "Statement of account",
        ("Date", "Details", "Paid out", "Paid in", "Balance"),
    ),
    "court_list": ("Daily court list", ("Time", "Case number", "Name", "Offence", "Result")),
    "rota": ("Staff rota", ("Name", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday")),
    "invoice": ("Invoice", ("Quantity", "Description", "Unit price", "VAT", "Total")),
    "drug_chart": (
        "Prescription and administration chart",
        ("Drug", "Dose", "Date", "Time", "Given by"),
    ),
    "release_list": (
        "Prisoners due for release",
        ("Number", "Name", "DOB", "Release date", "DAT"),
    ),
    "phone_list": ("SPOC telephone list", ("Prison", "Code", "Name", "Telephone", "Fax")),
}
