"""The rule of every address: what of a client it lets out, and how the gate finds whose it is.

An address that is not in this table is refused to workers of other agencies, and a test fails until
it is: nobody adds a way out without having thought of it.
"""

from collections.abc import Mapping
from enum import StrEnum


class Rule(StrEnum):
    """What a worker of another agency may have from an address."""

    OPEN = "open"
    """Nothing of any client is in it."""
    CLIENT = "client"
    """It shows the client whose id is in the address: the gate is asked before it is shown."""
    QUERY_CLIENT = "query_client"
    """As `CLIENT`, where `client` is asked for; else nothing of any client is in it."""
    RECORD = "record"
    """It shows a record: its client is asked about."""
    GATED = "gated"
    """The use case asks the gate itself, with the recipient, for whoever asks."""
    OURS = "ours"
    """It shows or changes what is of many clients, or is ours to change: nobody else has it."""


_OPEN = (
    *("static", "healthz", "readyz", "metrics", "api-docs.openapi_json"),
    *("web.sign_in", "web.sign_out", "web.for_agencies", "copies.list_forms", "web.due_ics"),
    *("agencies.list_all", "agencies.show"),
    # One's own account
    *("web.ask_provider", "web.back_from_provider"),
    *("web.enter_code", "web.account", "web.change_password", "web.set_up_second_factor"),
    *("web.second_factor_picture", "web.confirm_second_factor", "web.change_second_factor"),
    *("web.leave_everywhere", "web.revoke_own_token", "tokens.list_own", "tokens.revoke_own"),
)
_CLIENT = ("web.client", "web.client_history", "clients.show", "clients.history", "consents.show")
_QUERY_CLIENT = ("web.look", "web.look_page")
_RECORD = ("records.show", "records.evidence")
_GATED = (
    *("web.copy", "web.export", "web.evidence_package", "web.copy_set_file"),
    *("web.copy_pages", "copies.print_again"),
    *("copies.issue", "copy-sets.ask", "copy-sets.take", "records.export"),
    *("records.evidence_package", "consents.send"),
)
_OURS = (
    # Pages
    *("web.home", "web.send_in", "web.send_in_file", "web.intake", "web.documents"),
    *("web.document", "web.original", "web.picture", "web.again", "web.aside"),
    *("web.records", "web.record", "web.save", "web.search_for_record", "web.choose_client"),
    *("web.undo_choice", "web.new_client_of_record"),
    *("web.clients", "web.new_client", "web.change_details", "web.import_clients"),
    *("web.client_part", "web.remove_client_part", "web.find_other", "web.compare", "web.merge"),
    *("web.unmerge", "web.alike", "web.compare_all", "web.two_people", "web.undo_two"),
    *("web.forms", "web.prison_forms", "web.make_set", "web.copy_sets", "web.copy_set"),
    *("web.check", "web.skip", "web.beat", "web.leave", "web.place", "web.try_value"),
    *("web.kinds_together", "web.values_of_kind", "web.save_together", "web.record_pages"),
    *("web.ready_records", "web.accept_ready"),
    *("web.part", "web.turn", "web.ask_send_back", "web.return_record", "web.ask_not_ours"),
    *("web.withdraw_record", "web.put_record_back", "web.small", "web.copy_small"),
    *("web.due", "web.answer_due", "web.due_calendar", "web.client_journey", "web.enter_event"),
    *("web.take_back_event", "web.monitoring", "web.save_monitoring"),
    *("web.quality", "web.next_check", "web.quality_check", "web.quality_place"),
    *("web.answer_quality", "web.work", "web.batches", "web.batch", "web.batch_exceptions"),
    *("web.batch_exceptions_csv", "web.batch_export"),
    *("web.say_consent", "web.except_consent", "web.send_form_to", "web.sendings", "web.note_call"),
    "web.send_record_on",
    *("web.settings", "web.agencies", "web.agency", "web.new_agency", "web.import_agencies"),
    *("web.users", "web.user", "web.change_user", "web.user_roles", "web.revoke_any_token"),
    *("web.definitions", "web.definition"),
    *("web.definition_picture", "web.change_definition", "web.thresholds", "web.reference_lists"),
    "web.reference_list",
    *("web.effects", "web.record_effects", "web.take_back_effect"),
    *("web.ended", "web.client_ended", "web.document_ended", "web.ask_approval", "web.approve"),
    *("web.decide_on_ended_client", "web.decide_on_ended_document"),
    *("web.copies", "web.copies_csv", "web.issued_copy", "web.write_off", "web.expect"),
    # The API
    *("intakes.send_in", "intakes.list_all", "intakes.show_intake", "intakes.show_document"),
    *("intakes.show_original", "records.list_all", "records.correct", "records.assign"),
    *("records.accept", "decisions.candidates", "decisions.decide", "decisions.undo"),
    *("decisions.judged", "alike.list_all", "alike.two_people", "alike.undo_two"),
    *("clients.list_all", "clients.search", "clients.add", "clients.change", "clients.merge"),
    *("clients.change_what_else_is_known", "clients.unmerge", "clients.import_all"),
    *("copy-sets.list_all", "copy-sets.show", "copy-sets.left_out"),
    *("quality.rates", "quality.waiting", "quality.show", "quality.place", "quality.answer"),
    *("batches.list_all", "batches.show", "batches.exceptions"),
    *("due.due", "due.answer", "due.events", "due.enter", "due.withdraw", "due.journey"),
    *("monitoring.rows", "agencies.add", "agencies.tell", "agencies.import_all"),
    *("web.audit", "web.audit_export", "web.client_seen", "audit.search", "audit.head"),
    *("web.client_rights", "web.access_bundle", "web.ask_for_correction"),
    *("web.decide_on_correction", "rights.access", "rights.corrections", "rights.ask"),
    "rights.decide",
    *("web.figures", "web.figures_csv", "figures.show", "figures.ndtms"),
    *("effects.waiting", "effects.of_record", "effects.of_client", "effects.accept"),
    *("effects.refuse", "effects.take_back"),
    *("copies.list_all", "copies.show", "copies.write_off", "copies.expect"),
    *("consents.record", "consents.record_an_exception", "consents.list_all", "consents.call"),
    *("leaving.show", "leaving.return_to_sender", "leaving.say_not_ours", "leaving.put_back_in"),
    *("leaving.part", "leaving.turn"),
)
RULES: Mapping[str, Rule] = {
    **dict.fromkeys(_OPEN, Rule.OPEN),
    **dict.fromkeys(_CLIENT, Rule.CLIENT),
    **dict.fromkeys(_QUERY_CLIENT, Rule.QUERY_CLIENT),
    **dict.fromkeys(_RECORD, Rule.RECORD),
    **dict.fromkeys(_GATED, Rule.GATED),
    **dict.fromkeys(_OURS, Rule.OURS),
}
