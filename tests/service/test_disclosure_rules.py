"""Every way out has a rule: whoever adds one must say which, or this fails."""

import ast
from pathlib import Path

import click
import pytest
from flask import Flask

from service.cli import _throughcare
from service.disclosure_rules import RULES, Rule

_GATED = "asks the gate, with its recipient"
_OURS = "for our own use; it names no recipient"
_NOTHING = "lets nothing of a client out"
_COMMANDS = {
    "generate": _GATED,
    "export records": _GATED,
    "export record": _GATED,
    "export monitoring": "rows without name, date, number or address",
    "export decisions": "pairs without name, date or number",
    "export figures": "counts, small ones suppressed",
    "export ndtms": _GATED,
    "export verify": _NOTHING,
    **dict.fromkeys(("clients search", "clients export", "clients history"), _OURS),
    "clients access": "all that is held on one person, for that person: no agency is given it",
    **dict.fromkeys(("clients add", "clients merge", "clients unmerge", "clients alike"), _OURS),
    **dict.fromkeys(("archive", "batches list", "batches show", "batches exceptions"), _OURS),
    **dict.fromkeys(("clients import", "clients reindex", "records match", "quality"), _NOTHING),
    **dict.fromkeys(("serve", "worker", "ingest", "watch", "mail", "doctor"), _NOTHING),
    **dict.fromkeys(("read", "match"), "stateless: gives back what it was handed"),
    **dict.fromkeys(("agencies import", "agencies list"), _NOTHING),
    **dict.fromkeys(
        (f"users {one}" for one in ("add", "list", "roles", "password", "close")), _NOTHING
    ),
    **dict.fromkeys((f"audit {one}" for one in ("verify", "anchor", "search", "export")), _NOTHING),
    **dict.fromkeys((f"users {one}" for one in ("token", "tokens", "revoke", "unlock")), _NOTHING),
    **dict.fromkeys(("users reset-second-factor", "users sign-out", "users provider"), _NOTHING),
    **dict.fromkeys((f"keys {one}" for one in ("new", "add", "list", "verify")), _NOTHING),
    **dict.fromkeys(("keys rotate", "keys drop", "originals verify", "restore"), _NOTHING),
    **dict.fromkeys((f"retention {one}" for one in ("show", "run", "hold", "release")), _NOTHING),
    "backup": "sealed: it can be read with the keys of this installation alone",
    "digest": "counts by process point, without name, date or number",
    "due": _OURS,
}
_FORMS = "forms "
_HANDS_OUT = ("export_", "send_", "issue_", "take_set", "order_set", "make_claimed", "show_")
_USE_CASES = {
    "issue.issue_form": _GATED,
    "issue_again.issue_pages_again": _GATED,
    "copy_sets.order_set": _GATED,
    "copy_sets.take_set_file": _GATED,
    "make_copies.make_claimed": _GATED,
    "export.export_record": _GATED,
    "export.export_records": _GATED,
    "evidence.export_evidence": _GATED,
    "sending.send_form": _GATED,
    "sending_on.send_record": _GATED,
    "delivering.send_logged": "called by the two above, after the gate",
    "showing.show_client": _GATED,
    "showing.show_record": _GATED,
    "returning.send_back": "to whoever sent it in here: nothing leaves",
    "export_batch.export_batch": _OURS,
    "export_register.export_register": _OURS,
    "export_monitoring.export_monitoring": "rows without name, date, number or address",
    "auditing.export_trail": _NOTHING,
    "export_ndtms.export_ndtms": _GATED,
    "subject_access.export_access": "all that is held on one person, for that person",
    "monitoring_figures.export_figures": "counts, small ones suppressed",
    "export_decisions.export_decisions": "pairs without name, date or number",
}


def test_every_address_has_a_rule_and_no_rule_is_of_an_address_that_is_gone(app: Flask) -> None:
    known = {rule.endpoint for rule in app.url_map.iter_rules()}
    without = sorted(known - RULES.keys())
    assert without == [], "say in service/disclosure_rules.py what these let out"
    assert sorted(RULES.keys() - known) == []


@pytest.mark.parametrize("rule", [Rule.CLIENT, Rule.RECORD])
def test_a_rule_finds_whose_it_is_in_the_address(app: Flask, rule: Rule) -> None:
    argument = {Rule.CLIENT: "client_id", Rule.RECORD: "record_id"}[rule]
    for one in app.url_map.iter_rules():
        if RULES[one.endpoint] is rule:
            assert argument in one.arguments, one.endpoint


def _commands(group: click.Group, path: str = "") -> list[str]:
    context = click.Context(group)
    found = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        words = f"{path}{name}"
        if isinstance(command, click.Group):
            found += _commands(command, f"{words} ")
        else:
            found.append(words)
    return found


def test_every_command_has_a_rule() -> None:
    named = {one for one in _commands(_throughcare) if not one.startswith(_FORMS)}
    assert sorted(named - _COMMANDS.keys()) == [], "say here what these let out"


def test_every_use_case_that_hands_something_out_has_a_rule() -> None:
    folder = Path(__file__).resolve().parents[2] / "service" / "usecases"
    found = {
        f"{path.stem}.{node.name}"
        for path in folder.glob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith(_HANDS_OUT)
    }
    assert found == _USE_CASES.keys(), "say here what these let out, and let them ask the gate"


@pytest.mark.parametrize("name", [one for one, rule in _USE_CASES.items() if rule == _GATED])
def test_a_gated_use_case_reaches_the_gate(name: str) -> None:
    folder = Path(__file__).resolve().parents[2] / "service" / "usecases"
    module = (folder / f"{name.split('.', maxsplit=1)[0]}.py").read_text(encoding="utf-8")
    assert "usecases.disclosing import" in module
