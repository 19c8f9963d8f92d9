"""Chapters on what was done: consent, disclosures, the journey, matching, who looked, requests."""

from collections.abc import Iterator
from typing import Any

from service.access.showing import cell, grid, words
from service.access.values import Bundle, Cell, Chapter
from service.journey.duties import duties
from service.journey.words import EVENT
from service.store.held import AUDIT, Row

_EVERYBODY = "all agencies"
_US = "the team that runs this service"


def consent(bundle: Bundle) -> Chapter:
    """Tell what the person said about sharing, and what was recorded instead."""
    rows, known = bundle.held.rows, bundle.known
    said = [
        [
            cell(row["said_on"] or row["client_signed_on"] or row["recorded_at"]),
            cell(row["stand"]),
            cell(row["purpose"]),
            cell(known.agencies.get(row["agency_id"], _EVERYBODY)),
            cell(row["recorded_at"]),
            cell(known.account(row["recorded_by_id"]), look=True),
        ]
        for row in rows["consents"]
    ]
    excepted = [
        [
            cell(row["recorded_at"]),
            cell(known.agencies.get(row["agency_id"], "")),
            cell(row["reason"], look=True),
            cell(row["because"], look=True),
            cell(row["until"]),
            cell(known.account(row["recorded_by_id"]), look=True),
        ]
        for row in rows["consent_exceptions"]
    ]
    heads = ("Said on", "What", "For", "Agency", "Recorded", "By")
    return Chapter(
        key="consent",
        title="What you said about sharing",
        grids=(
            grid("Consent, refusals and withdrawals", heads, said),
            grid(
                "Sharing without consent",
                ("Recorded", "Agency", "Reason", "What happened", "Until", "By"),
                excepted,
            ),
        ),
    )


def disclosures(bundle: Bundle) -> Chapter:
    """Tell what was given to whom, when, on what ground."""
    known = bundle.known
    rows = [
        [
            cell(row["at"]),
            cell(known.agencies.get(row["agency_id"], _US)),
            cell(f"{row['form_id'] or row['subject']}, {row['way']}"),
            cell(row["ground"]),
            cell(known.account(row["by_id"]), look=True),
            cell(known.contacts.get(row["contact_id"], ""), look=True),
        ]
        for row in bundle.held.rows["disclosures"]
    ]
    return Chapter(
        key="disclosures",
        title="What was given to others",
        grids=(
            grid("Disclosures", ("When", "To", "What", "Ground", "By", "Point of contact"), rows),
        ),
    )


def journey(bundle: Bundle) -> Chapter:
    """Tell what happened, and what was to be done because of it."""
    rows, known = bundle.held.rows, bundle.known
    events = [
        [
            cell(row["at"]),
            cell(EVENT[row["kind"]]),
            cell(row["day"]),
            cell(known.prisons.get(row["prison"], row["prison"])),
            cell(known.account(row["entered_by_id"]), look=True),
            cell(row["withdrawn_at"]),
        ]
        for row in rows["journey_events"]
    ]
    actions = [
        [
            cell(duties()[row["duty"]].what if row["duty"] in duties() else row["duty"]),
            cell(row["due_at"]),
            cell(row["standing"]),
            cell(row["done_at"]),
        ]
        for row in rows["journey_actions"]
    ]
    return Chapter(
        key="journey",
        title="What happened, and what we had to do",
        grids=(
            grid("Events", ("When", "What", "Day", "Prison", "Entered by", "Withdrawn"), events),
            grid("Actions", ("What", "Due", "How it stands", "Done"), actions),
        ),
    )


def matching(bundle: Bundle) -> Chapter:
    """Tell where the person was thought to be meant by a form, and with whom compared."""
    rows = bundle.held.rows
    found = [
        [
            cell(f"Record {row['record_id']}"),
            cell(row["at"]),
            cell(_likely(row)),
            cell(row["reason"]),
        ]
        for row in rows["match_findings"]
    ]
    decided = [
        [
            cell(f"Record {row['record_id']}"),
            cell(row["at"]),
            cell(bundle.known.account(row["by_id"]), look=True),
            cell(row["undone_at"]),
        ]
        for row in rows["client_decisions"]
    ]
    alike = [
        [cell(row.get("at")), cell("said to be another person" if "at" in row else "looks alike")]
        for table in ("clients_alike", "apart_decisions")
        for row in rows[table]
    ]
    return Chapter(
        key="matching",
        title="When we looked whose a form is",
        about="Other people who were thought of are left out: what is held on them is theirs.",
        grids=(
            grid("Found by the service", ("Form", "When", "How likely you", "Why"), found),
            grid("Decided by a person", ("Form", "When", "Who", "Taken back"), decided),
            grid("Other entries that resemble yours", ("When", "What"), alike),
        ),
    )


def _likely(row: Row) -> str:
    own = [one["probability"] for one in row["candidates"] if one["client_id"] is not None]
    return ", ".join(f"{probability:.1%}" for probability in own)


def trail(bundle: Bundle) -> Chapter:
    """Tell who did what with what is held, and who looked, from the audit trail."""
    return Chapter(
        key="trail",
        title="Who looked, and who did what",
        grids=(grid("Audit trail", ("When", "Who", "What", "On"), _entries(bundle)),),
    )


def _entries(bundle: Bundle) -> Iterator[list[Cell]]:
    for row in bundle.held.rows[AUDIT]:
        channel: Any = row["details"].get("channel", "")
        who = bundle.known.account(row["user_id"], f"the service ({channel})".replace("_", " "))
        yield [
            cell(row["at"]),
            cell(who, look=row["user_id"] is not None),
            cell(row["action"].replace(".", ": ").replace("_", " ")),
            cell(f"{row['subject']} {row['subject_id']}"),
        ]


def requests(bundle: Bundle) -> Chapter:
    """Tell what the person asked of us about what is held."""
    rows, known = bundle.held.rows, bundle.known
    corrections = [
        [
            cell(row["at"]),
            cell(
                f"{row['field']}, record {row['record_id']}" if row["record_id"] else row["field"]
            ),
            cell(row["statement"], look=True),
            cell(row["outcome"]),
            cell(row["because"], look=True),
            cell(known.account(row["decided_by_id"]), look=True),
        ]
        for row in rows["correction_requests"]
    ]
    access = [
        [cell(row["at"]), cell(row["asked_by"], look=True), cell(row["reason"], look=True)]
        for row in rows["access_requests"]
    ]
    return Chapter(
        key="requests",
        title="What you asked of us",
        grids=(
            grid(
                "Corrections",
                ("When", "Of what", "What you say", "Outcome", "Why", "Decided by"),
                corrections,
            ),
            grid("To see what is held", ("When", "Asked by", "Why"), access),
        ),
    )


def work(bundle: Bundle) -> Chapter:
    """Tell what the machine did with the person's papers."""
    rows = bundle.held.rows
    steps = [
        [cell(f"Document {row['document_id']}"), cell(row["at"]), cell(_state(row["state"]))]
        for row in rows["document_events"]
    ]
    checks = [
        [cell(f"Record {row['record_id']}"), cell(row["field"]), cell(row["drawn_at"])]
        for row in rows["quality_checks"]
    ]
    return Chapter(
        key="work",
        title="How your papers were handled",
        about="The rest, such as the index by which you are found, is in data.json.",
        grids=(
            grid("Steps", ("Document", "When", "State"), steps),
            grid("Values drawn for a second look", ("Form", "Question", "When"), checks),
        ),
    )


def _state(state: str) -> str:
    return str(words().STATE.get(state, state))
