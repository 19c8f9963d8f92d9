"""What each address shows of whom, so that the audit trail says who has seen what.

An address that is not in this table is noted as a list that was seen, and a test fails until it is
in it: nobody adds a page without having thought of it.
"""

from collections.abc import Mapping
from enum import StrEnum


class Shows(StrEnum):
    """What whoever asks an address gets to see, once it has answered."""

    NOTHING = "nothing"
    """Nothing of any client."""
    WRITTEN = "written"
    """Its use case writes into the trail itself what was changed, made or taken out."""
    LIST = "list"
    """Some of many: noted once in a while, by its address."""
    SEARCH = "search"
    """What was searched for, each time; its words are not noted."""
    CLIENT = "client"
    """The client whose id is in the address."""
    CLIENTS = "clients"
    """Two clients, side by side."""
    QUERY_CLIENT = "query_client"
    """As `CLIENT`, where `client` is asked for; else nothing of any client."""
    RECORD = "record"
    """A record, with the pictures of its papers."""
    RECORD_PART = "record_part"
    """A piece of a record: seen with it, or by itself."""
    DOCUMENT = "document"
    """A paper that came in."""
    DOCUMENT_PART = "document_part"
    """The picture of one of its pages: seen with its document or record, or by itself."""
    ORIGINAL = "original"
    """The bytes as they came, to be saved."""
    INTAKE = "intake"
    COPY_SET = "copy_set"
    BATCH = "batch"
    CHECK = "check"
    """A value of a record, to be read blind."""
    CHECK_PART = "check_part"
    """Its place on the paper."""
    SIGN_IN = "sign_in"
    """Nothing: somebody signs in, or fails to."""


_NOTHING = (
    *("static", "healthz", "readyz", "metrics", "api-docs.openapi_json"),
    *("web.figures", "figures.show"),
    *("web.sign_out", "web.user_roles", "web.monitoring", "web.user", "web.revoke_any_token"),
    *("web.ask_provider", "web.back_from_provider", "web.enter_code", "web.account"),
    *("web.change_password", "web.set_up_second_factor", "web.second_factor_picture"),
    *("web.confirm_second_factor", "web.change_second_factor", "web.leave_everywhere"),
    *("web.revoke_own_token", "tokens.list_own", "tokens.revoke_own"),
    *("copies.list_forms", "web.due_ics", "web.due_calendar", "agencies.list_all", "agencies.show"),
    *("web.send_in", "web.work", "web.quality", "web.next_check", "web.check"),
    *("web.beat", "web.leave", "web.new_client", "web.copy_sets", "web.batches", "web.batch"),
    *("web.settings", "web.agencies", "web.agency", "web.new_agency", "web.import_agencies"),
    *("web.users", "web.change_user", "web.definitions", "web.definition"),
    *("web.definition_picture", "web.change_definition", "web.thresholds", "web.reference_lists"),
    *("web.reference_list", "quality.rates", "batches.list_all", "batches.show"),
    *("copy-sets.list_all", "agencies.add", "agencies.tell", "agencies.import_all"),
    # Small pictures are 168 pixels across: nothing that was written can be read.
    *("web.small", "web.copy_small"),
    *("web.prison_forms", "audit.head"),
)
_WRITTEN = (
    # Changes lead on to a page, which is noted by itself.
    *("web.again", "web.aside", "web.choose_client", "web.undo_choice", "web.skip", "web.turn"),
    *("web.put_record_back", "web.merge", "web.unmerge", "web.compare_all", "web.two_people"),
    *("web.undo_two", "web.remove_client_part", "web.take_back_event", "web.answer_due"),
    *("web.note_call", "web.send_in_file", "web.make_set"),
    *("web.import_clients", "web.copy", "web.export", "web.evidence_package"),
    *("web.copy_set_file", "web.batch_export"),
    *("intakes.send_in", "records.correct", "records.assign", "records.accept", "records.export"),
    *("records.evidence_package", "decisions.decide", "decisions.undo", "decisions.judged"),
    *("alike.two_people", "alike.undo_two", "clients.add", "clients.change", "clients.merge"),
    *("clients.change_what_else_is_known", "clients.unmerge", "clients.import_all"),
    *("copies.issue", "copy-sets.ask", "copy-sets.take", "quality.answer"),
    *("consents.record", "consents.record_an_exception", "consents.call", "consents.send"),
    *("due.answer", "due.enter", "due.withdraw", "web.audit_export"),
    *("effects.accept", "effects.refuse", "effects.take_back", "web.take_back_effect"),
    *("copies.print_again", "copies.write_off", "copies.expect", "web.copy_pages"),
    *("web.write_off", "web.expect"),
    *("web.figures_csv", "figures.ndtms", "web.access_bundle", "rights.access", "rights.ask"),
    *("rights.decide", "web.ask_for_correction", "web.decide_on_correction"),
    *("web.approve", "web.decide_on_ended_client", "web.decide_on_ended_document"),
    *("monitoring.rows", "web.save_monitoring", "leaving.part", "leaving.turn"),
)
_LIST = (
    *("web.home", "web.records", "web.documents", "web.alike", "web.due", "web.sendings"),
    *("web.for_agencies", "web.kinds_together", "web.values_of_kind", "web.save_together"),
    *("web.ready_records", "web.accept_ready"),
    *("intakes.list_all", "records.list_all", "alike.list_all", "clients.list_all"),
    *("quality.waiting", "consents.list_all", "due.due", "web.audit", "audit.search"),
    *("effects.waiting", "web.effects", "copies.list_all", "copies.show", "web.copies"),
    *("web.copies_csv", "web.issued_copy", "web.ended", "web.document_ended", "web.ask_approval"),
)
_CLIENT = (
    *("web.client", "web.client_history", "web.change_details", "web.client_part"),
    *("web.find_other", "web.client_journey", "web.enter_event", "web.say_consent"),
    *("web.except_consent", "web.send_form_to", "clients.show", "clients.history"),
    *("consents.show", "due.events", "due.journey", "web.client_seen"),
    *("web.client_rights", "rights.corrections", "effects.of_client", "web.client_ended"),
)
_RECORD = (
    *("web.record", "web.save", "web.search_for_record", "web.new_client_of_record"),
    *("web.record_pages", "web.part", "web.ask_send_back", "web.return_record"),
    *("web.ask_not_ours", "web.withdraw_record", "records.show", "records.evidence"),
    *("web.record_effects", "effects.of_record"),
    "web.send_record_on",
    *("decisions.candidates", "leaving.show", "leaving.return_to_sender"),
    *("leaving.say_not_ours", "leaving.put_back_in"),
)
VIEW_RULES: Mapping[str, Shows] = {
    **dict.fromkeys(_NOTHING, Shows.NOTHING),
    **dict.fromkeys(_WRITTEN, Shows.WRITTEN),
    **dict.fromkeys(_LIST, Shows.LIST),
    **dict.fromkeys(("web.clients", "web.forms", "clients.search"), Shows.SEARCH),
    **dict.fromkeys(_CLIENT, Shows.CLIENT),
    "web.compare": Shows.CLIENTS,
    **dict.fromkeys(("web.look", "web.look_page"), Shows.QUERY_CLIENT),
    **dict.fromkeys(_RECORD, Shows.RECORD),
    **dict.fromkeys(("web.place", "web.try_value"), Shows.RECORD_PART),
    **dict.fromkeys(("web.document", "intakes.show_document"), Shows.DOCUMENT),
    "web.picture": Shows.DOCUMENT_PART,
    **dict.fromkeys(("web.original", "intakes.show_original"), Shows.ORIGINAL),
    **dict.fromkeys(("web.intake", "intakes.show_intake"), Shows.INTAKE),
    **dict.fromkeys(("web.copy_set", "copy-sets.show", "copy-sets.left_out"), Shows.COPY_SET),
    **dict.fromkeys(
        ("web.batch_exceptions", "web.batch_exceptions_csv", "batches.exceptions"), Shows.BATCH
    ),
    **dict.fromkeys(("web.quality_check", "web.answer_quality", "quality.show"), Shows.CHECK),
    **dict.fromkeys(("web.quality_place", "quality.place"), Shows.CHECK_PART),
    "web.sign_in": Shows.SIGN_IN,
}

_SHOWN_ON_CONSOLE = (
    "retention show",
    *("clients search", "clients history", "clients alike", "due", "batches exceptions"),
    "audit search",
)
_WRITTEN_ON_CONSOLE = (
    *("backup", "export monitoring", "export figures", "export ndtms", "clients access"),
    *(f"retention {one}" for one in ("hold", "release", "run")),
    *(f"users {one}" for one in ("provider", "reset-second-factor", "revoke", "roles")),
    *("users sign-out", "users unlock"),
    *("generate", "ingest", "archive", "watch", "mail", "records match", "export record"),
    *("export records", "export decisions", "audit export", "audit verify", "agencies import"),
    *(f"clients {one}" for one in ("add", "export", "import", "merge", "reindex", "unmerge")),
    *(f"users {one}" for one in ("add", "close", "password", "token")),
    *("forms learn", "forms layouts withdraw"),
)
_NOTHING_ON_CONSOLE = (
    *(f"keys {one}" for one in ("add", "drop", "list", "new", "rotate", "verify")),
    *("originals verify", "restore", "users tokens"),
    *(
        "serve",
        "worker",
        "read",
        "match",
        "batches",
        "batches show",
        "agencies list",
        "digest",
        "quality",
    ),
    *("export verify", "audit anchor", "users list", "doctor", "forms"),
    *(f"forms {one}" for one in ("check", "show", "prove", "release", "adopt", "layouts")),
)
COMMAND_RULES: Mapping[str, Shows] = {
    **dict.fromkeys(_SHOWN_ON_CONSOLE, Shows.LIST),
    **dict.fromkeys(_WRITTEN_ON_CONSOLE, Shows.WRITTEN),
    **dict.fromkeys(_NOTHING_ON_CONSOLE, Shows.NOTHING),
}
"""The same of each command, by its words."""
