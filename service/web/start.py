"""The first page of accounts that see no client: what they may use."""

from flask import render_template

from service.admission import may_have

WAYS = (
    ("web.users", "Users", "Accounts, passwords, what each is for, and whose worker each is"),
    ("web.agencies", "Agencies and contacts", "Who forms go to: the SPOC list"),
    ("web.definitions", "Form definitions", "Upload a form, see it, let it go live, retire it"),
    ("web.ended", "How long things are kept", "Review what has come to the end of its time"),
    ("web.work", "Pictures of the work", "What comes in, how long it takes, what waits"),
    ("web.quality", "Quality of reading", "How often a value that nobody looked at was wrong"),
    ("web.monitoring", "Monitoring data", "De-personalised rows, to be saved as a table"),
    ("web.batches", "Batches of historic paper", "How far each has come"),
    ("web.reference_lists", "Reference lists", "Prisons, courts and Drug Action Team areas"),
)
"""Address, name and use: a page for those who see no client has its line here."""


def start_page() -> str:
    """Show what whoever asks may use."""
    return render_template("start.html", use=[one for one in WAYS if may_have(one[0])])
