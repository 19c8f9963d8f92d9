"""What may be done here, one power each: nobody has one that no role or door gives them."""

from collections.abc import Mapping
from enum import StrEnum


class Power(StrEnum):
    """One kind of thing that may be done."""

    SEE_CLIENTS = "see_clients"
    CHANGE_CLIENTS = "change_clients"
    MERGE_CLIENTS = "merge_clients"
    MOVE_REGISTER = "move_register"
    MAKE_FORMS = "make_forms"
    TAKE_IN = "take_in"
    CHECK = "check"
    DECIDE = "decide"
    RECORD_CONSENT = "record_consent"
    DISCLOSE = "disclose"
    EXPORT = "export"
    EXPORT_MONITORING = "export_monitoring"
    JUDGE_QUALITY = "judge_quality"
    RUN_BATCHES = "run_batches"
    SEE_FIGURES = "see_figures"
    LOOK_UP = "look_up"
    MANAGE_ACCOUNTS = "manage_accounts"
    MANAGE_AGENCIES = "manage_agencies"
    MANAGE_DEFINITIONS = "manage_definitions"
    MAINTAIN = "maintain"
    READ_AUDIT = "read_audit"
    SEE_WHO_SAW = "see_who_saw"
    ANSWER_CLIENTS = "answer_clients"
    REVIEW_RETENTION = "review_retention"
    RUN_SERVICE = "run_service"
    """For workers, doors and whoever starts the service: no role has it."""


WORDS: Mapping[Power, str] = {
    Power.SEE_CLIENTS: "see clients, their records and their papers",
    Power.CHANGE_CLIENTS: "add and change clients, and enter what happened to them",
    Power.MERGE_CLIENTS: "say that two clients are one person, or two",
    Power.MOVE_REGISTER: "take a whole register in or out",
    Power.MAKE_FORMS: "make forms",
    Power.TAKE_IN: "send in forms",
    Power.CHECK: "check what was read",
    Power.DECIDE: "decide whose a record is",
    Power.RECORD_CONSENT: "record consent, its end, and exceptions from it",
    Power.DISCLOSE: "send a client's information to another agency",
    Power.EXPORT: "export records with names",
    Power.EXPORT_MONITORING: "export de-personalised rows for monitoring",
    Power.JUDGE_QUALITY: "judge values that were drawn by chance",
    Power.RUN_BATCHES: "digitise batches and take their records out",
    Power.SEE_FIGURES: "see figures of the work, without persons",
    Power.LOOK_UP: "look up agencies, how they are reached, and reference lists",
    Power.MANAGE_ACCOUNTS: "manage accounts",
    Power.MANAGE_AGENCIES: "manage agencies and their contacts",
    Power.MANAGE_DEFINITIONS: "manage form definitions and learned layouts",
    Power.MAINTAIN: "maintain the indexes of this installation",
    Power.READ_AUDIT: "read the audit trail",
    Power.SEE_WHO_SAW: "see who has seen or changed what is known of a client",
    Power.ANSWER_CLIENTS: "give clients all that is held on them, and decide on corrections",
    Power.REVIEW_RETENTION: "say how long things are kept, and approve that they are deleted",
    Power.RUN_SERVICE: "run the service",
}
"""Each power, after "may"."""
