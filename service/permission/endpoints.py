"""The rule of every address: the power that it needs, asked before anything else is done.

The use cases ask again by themselves. An address that is not in this table is refused to everybody,
and a test fails until it is. `POST web.agency` is the rule of one method, where it needs another
power than a look does.
"""

from collections.abc import Mapping

from service.permission.powers import Power
from service.permission.rules import Open

Rule = Power | Open
_BY_RULE: Mapping[Rule, tuple[str, ...]] = {
    Open.ANYBODY: (
        *("static", "healthz", "readyz", "metrics", "web.sign_in", "web.due_ics"),
        *("web.enter_code", "web.ask_provider", "web.back_from_provider"),
    ),
    Open.SIGNED_IN: (
        *("web.sign_out", "web.home", "copies.list_forms", "api-docs.openapi_json"),
        *("web.account", "web.change_password", "web.set_up_second_factor"),
        *("web.second_factor_picture", "web.confirm_second_factor", "web.change_second_factor"),
        *("web.leave_everywhere", "web.revoke_own_token", "tokens.list_own", "tokens.revoke_own"),
    ),
    Power.SEE_CLIENTS: (
        *("web.clients", "web.client", "web.client_history", "web.client_journey"),
        *("web.records", "web.record", "web.place", "web.documents", "web.document"),
        *("web.original", "web.picture", "web.small", "web.copy_small", "web.intake"),
        *("web.due", "web.due_calendar", "web.sendings", "web.for_agencies"),
        *("web.batch_exceptions", "web.batch_exceptions_csv"),
        *("clients.list_all", "clients.search", "clients.show", "clients.history"),
        *("records.list_all", "records.show", "records.evidence", "decisions.candidates"),
        *("intakes.list_all", "intakes.show_intake", "intakes.show_document"),
        *("intakes.show_original", "batches.exceptions", "consents.show", "consents.list_all"),
        *("due.due", "due.events", "due.journey"),
        *("leaving.show", "web.client_rights", "rights.corrections"),
        *("effects.waiting", "effects.of_record", "effects.of_client", "web.effects"),
        *("copies.list_all", "copies.show", "web.copies", "web.copies_csv", "web.issued_copy"),
        "web.record_effects",
    ),
    Power.CHANGE_CLIENTS: (
        *("web.new_client", "web.change_details", "web.client_part", "web.remove_client_part"),
        *("web.answer_due", "web.enter_event", "web.take_back_event"),
        *("clients.add", "clients.change", "clients.change_what_else_is_known"),
        *("web.ask_for_correction", "rights.ask", "POST web.record_effects"),
        *("effects.accept", "effects.refuse", "effects.take_back", "web.take_back_effect"),
        *("due.answer", "due.enter", "due.withdraw"),
    ),
    Power.MERGE_CLIENTS: (
        *("web.find_other", "web.compare", "web.merge", "web.unmerge", "web.alike"),
        *("web.compare_all", "web.two_people", "web.undo_two", "clients.merge"),
        *("clients.unmerge", "alike.list_all", "alike.two_people", "alike.undo_two"),
    ),
    Power.MOVE_REGISTER: ("web.import_clients", "clients.import_all"),
    Power.MAKE_FORMS: (
        *("web.forms", "web.look", "web.look_page", "web.copy", "web.prison_forms"),
        *("web.make_set", "web.copy_sets", "web.copy_set", "web.copy_set_file", "copies.issue"),
        *("copy-sets.ask", "copy-sets.list_all", "copy-sets.show", "copy-sets.left_out"),
        *("copy-sets.take", "copies.print_again", "copies.write_off", "copies.expect"),
        *("web.copy_pages", "web.write_off", "web.expect"),
    ),
    Power.TAKE_IN: (
        *("web.send_in", "web.send_in_file", "web.again", "web.aside", "intakes.send_in"),
    ),
    Power.CHECK: (
        *("web.check", "web.save", "web.skip", "web.beat", "web.leave", "web.try_value"),
        *("web.kinds_together", "web.values_of_kind", "web.save_together", "web.record_pages"),
        *("web.ready_records", "web.accept_ready"),
        *("web.part", "web.turn", "web.ask_send_back", "web.return_record", "web.ask_not_ours"),
        *("web.withdraw_record", "web.put_record_back", "records.correct", "records.accept"),
        *("leaving.return_to_sender", "leaving.say_not_ours", "leaving.put_back_in"),
        *("leaving.part", "leaving.turn"),
    ),
    Power.DECIDE: (
        *("web.search_for_record", "web.choose_client", "web.undo_choice"),
        *("web.new_client_of_record", "records.assign", "decisions.decide", "decisions.undo"),
    ),
    Power.RECORD_CONSENT: (
        *("web.say_consent", "web.except_consent", "consents.record"),
        "consents.record_an_exception",
    ),
    Power.DISCLOSE: (
        *("web.send_form_to", "web.send_record_on", "web.note_call"),
        *("consents.send", "consents.call"),
    ),
    Power.EXPORT: (
        *("web.export", "web.evidence_package", "records.export", "records.evidence_package"),
        *("decisions.judged", "figures.ndtms"),
    ),
    Power.EXPORT_MONITORING: ("web.monitoring", "web.save_monitoring", "monitoring.rows"),
    Power.JUDGE_QUALITY: (
        *("web.next_check", "web.quality_check", "web.quality_place", "web.answer_quality"),
        *("quality.waiting", "quality.show", "quality.place", "quality.answer"),
    ),
    Power.RUN_BATCHES: ("web.batch_export",),
    Power.SEE_FIGURES: (
        *("web.work", "web.quality", "web.batches", "web.batch", "web.thresholds"),
        *("quality.rates", "batches.list_all", "batches.show"),
        *("web.figures", "web.figures_csv", "figures.show"),
    ),
    Power.LOOK_UP: (
        *("web.settings", "web.agencies", "web.agency", "web.reference_lists"),
        *("web.reference_list", "agencies.list_all", "agencies.show"),
    ),
    Power.MANAGE_AGENCIES: (
        *("POST web.agency", "web.new_agency", "web.import_agencies"),
        *("agencies.add", "agencies.tell", "agencies.import_all"),
    ),
    Power.READ_AUDIT: (*("web.audit", "web.audit_export", "audit.search", "audit.head"),),
    Power.SEE_WHO_SAW: ("web.client_seen",),
    Power.ANSWER_CLIENTS: (
        *("web.access_bundle", "web.decide_on_correction", "rights.access", "rights.decide"),
    ),
    Power.REVIEW_RETENTION: (
        *("web.ended", "web.client_ended", "web.document_ended", "web.ask_approval"),
        *("web.approve", "web.decide_on_ended_client", "web.decide_on_ended_document"),
    ),
    Power.MANAGE_ACCOUNTS: (
        "web.users",
        "web.user",
        "web.change_user",
        "web.user_roles",
        "web.revoke_any_token",
    ),
    Power.MANAGE_DEFINITIONS: (
        *("web.definitions", "web.definition", "web.definition_picture"),
        "web.change_definition",
    ),
}
ENDPOINTS: Mapping[str, Rule] = {
    endpoint: rule for rule, endpoints in _BY_RULE.items() for endpoint in endpoints
}


def rule_for(endpoint: str, method: str) -> Rule | None:
    """Give the rule of an address; None: it has none, and nobody may have it."""
    return ENDPOINTS.get(f"{method} {endpoint}", ENDPOINTS.get(endpoint))
