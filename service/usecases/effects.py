"""From record to effect: what accepted forms change about clients, decided by a person.

Nothing of the register changes without that. What a form says is derived from the record each time;
kept is only what people decided, with the record, the field and the value that they decided on.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date

from sqlalchemy.orm import Session

from forms.written_dates import today_utc
from service.clock import now_utc
from service.effects.facts import Fact
from service.effects.register import COLUMNS, ROLES, STAY_FIELDS, present_stay, present_workers
from service.effects.weighing import Paper, Proposal, Standing, weigh
from service.entities import Actor
from service.errors import BadRequestError, ConflictError, NotFoundError, StaleError
from service.identifiers.numbers import NumberKind
from service.permission.powers import Power
from service.permission.rules import needs
from service.register.names import parse_name
from service.runtime import Runtime
from service.store import audit, effects, records
from service.store.client_patches import held_by, patch_of, typed, undo
from service.store.effect_models import EffectDecisionRow
from service.store.engine import unit_of_work
from service.store.models import RecordRow
from service.store.register_models import ClientRow, EpisodeRow, KeyWorkerRow
from service.store.states import ClientAction, EffectOutcome, RecordState
from service.usecases.amending import amended, opened
from service.usecases.client_parts import add_name, add_number
from service.usecases.effect_counts import circumstances, paper_of, recount
from service.usecases.reasons import given_reason
from service.usecases.rematch import match_again
from service.usecases.views import client_of

_DECIDABLE = {Standing.OPEN, Standing.OUTDATED}


@needs(Power.CHANGE_CLIENTS)
def accept_effects(
    runtime: Runtime, actor: Actor, record_id: int, keys: Collection[str]
) -> tuple[int, ...]:
    """Change the register as a form says, in the chosen points; give the ids of the decisions.

    What was chosen and is done already, as by a double click, stays done.

    Args:
        runtime: the installation.
        actor: who decides.
        record_id: the accepted form.
        keys: of what was chosen, as it was shown: see `service.effects.weighing.Proposal`.

    Raises:
        NotFoundError: there is no such record.
        BadRequestError: nothing was chosen, or two that exclude each other.
        ConflictError: the form is not accepted, or its client was merged away.
        StaleError: the form or the register was changed since it was shown.
    """
    with unit_of_work(runtime.engine) as session:
        client, paper, chosen = _chosen(session, record_id, keys, done=Standing.APPLIED)
        _check_alternatives(chosen)
        with amended(session, actor, client, ClientAction.CHANGED):
            made = [_made(session, actor, client, paper, one) for one in chosen]
        history_id = effects.last_change(session, client.id)
        for row in made:
            row.history_id = history_id
        _note(session, actor, record_id, client.id, "accepted", chosen)
        ids = tuple(row.id for row in made)
    match_again(runtime)
    return ids


@needs(Power.CHANGE_CLIENTS)
def refuse_effects(
    runtime: Runtime, actor: Actor, record_id: int, keys: Collection[str], reason: str
) -> tuple[int, ...]:
    """Leave the register as it is in the chosen points, and say why; give the decisions' ids.

    Raises:
        NotFoundError: there is no such record.
        BadRequestError: nothing was chosen, or no reason is given.
        ConflictError: the form is not accepted, or its client was merged away.
        StaleError: the form or the register was changed since it was shown.
    """
    reason = given_reason(reason, "reason", "Say why the register stays as is.")
    with unit_of_work(runtime.engine) as session:
        client, paper, chosen = _chosen(session, record_id, keys, done=Standing.REFUSED)
        rows = [_decision(actor, client, paper, one, EffectOutcome.REFUSED) for one in chosen]
        for row in rows:
            row.reason = reason
        session.add_all(rows)
        session.flush()
        _note(session, actor, record_id, client.id, "refused", chosen)
        return tuple(row.id for row in rows)


def _chosen(
    session: Session, record_id: int, keys: Collection[str], *, done: Standing
) -> tuple[ClientRow, Paper, list[Proposal]]:
    """Hold the client, and find what was chosen and is not done yet, as it stands now."""
    if not keys:
        problems = {"effects": "Tick what you decide on."}
        raise BadRequestError("nothing was chosen", problems)
    client = opened(session, _client_of_accepted(session, record_id), None)
    # Who held the client before may have changed what the record is about.
    record = session.get_one(RecordRow, record_id, populate_existing=True)
    if record.client_id != client.id:
        raise StaleError(f"record {record_id} has another client since it was shown")
    paper = paper_of(record)
    around = circumstances(session, client_of(client))
    wanted = {one.key: one for one in weigh(paper, around) if one.key in keys}
    if len(wanted) < len(set(keys)) or not _DECIDABLE | {done} >= _standings(wanted.values()):
        raise StaleError(f"what record {record_id} changes is not as it was shown any more")
    return client, paper, [one for one in wanted.values() if one.standing is not done]


def _standings(found: Iterable[Proposal]) -> set[Standing]:
    return {one.standing for one in found}


def _client_of_accepted(session: Session, record_id: int) -> int:
    record = records.get(session, record_id)
    if record is None:
        raise NotFoundError(f"there is no record {record_id}")
    if record.state is not RecordState.ACCEPTED or record.client_id is None:
        raise ConflictError(
            f"record {record_id} is not accepted, so it changes nothing",
            hint="Check and accept it first.",
        )
    return record.client_id


def _check_alternatives(chosen: Iterable[Proposal]) -> None:
    """Refuse to take one word of a form for two things."""
    fields = [one.said.field_key for one in chosen]
    if len(fields) != len(set(fields)):
        problems = {"effects": "The form means one of the two: tick only that."}
        raise BadRequestError("two of these exclude each other", problems)


def _note(
    session: Session,
    actor: Actor,
    record_id: int,
    client_id: int,
    what: str,
    chosen: list[Proposal],
) -> None:
    facts = sorted(str(one.said.fact) for one in chosen)
    about = ("record", record_id)
    audit.write(session, actor, f"effect.{what}", *about, client_id=client_id, facts=facts)
    recount(session, client_id)


def _decision(
    actor: Actor, client: ClientRow, paper: Paper, one: Proposal, outcome: EffectOutcome
) -> EffectDecisionRow:
    return EffectDecisionRow(
        record_id=paper.record_id,
        client_id=client.id,
        fact=one.said.fact,
        field=one.said.field_key,
        value=one.said.value,
        before=one.before,
        outcome=outcome,
        reason="",
        day=paper.day,
        at=now_utc(),
        by_id=actor.user_id,
        channel=actor.channel,
    )


def _made(
    session: Session, actor: Actor, client: ClientRow, paper: Paper, one: Proposal
) -> EffectDecisionRow:
    """Make one change, and keep what it takes to undo it."""
    before = held_by(client)
    _CHANGES[one.said.fact](client, one, paper.day)
    session.flush()
    row = _decision(actor, client, paper, one, EffectOutcome.ACCEPTED)
    row.patch = patch_of(before, held_by(client))
    session.add(row)
    session.flush()
    return row


@needs(Power.CHANGE_CLIENTS)
def take_back_effects(runtime: Runtime, actor: Actor, decision_ids: Sequence[int]) -> None:
    """Take back what was decided, the latest first: the register is again as it was before.

    Raises:
        NotFoundError: there is no such decision.
        ConflictError: it was taken back already, or something newer stands on it.
    """
    with unit_of_work(runtime.engine) as session:
        for decision_id in sorted(set(decision_ids), reverse=True):
            _take_back(session, actor, decision_id)
    match_again(runtime)


def _take_back(session: Session, actor: Actor, decision_id: int) -> None:
    row = effects.get(session, decision_id)
    if row is None:
        raise NotFoundError(f"there is no decision {decision_id}")
    client = opened(session, row.client_id, None)
    session.refresh(row)
    if row.taken_back_at is not None:
        raise ConflictError(f"decision {decision_id} was taken back already")
    if row.patch:
        with amended(session, actor, client, ClientAction.CHANGED):
            undo(client, row.patch)
            session.flush()
        row.undo_history_id = effects.last_change(session, client.id)
    row.taken_back_at, row.taken_back_by_id = now_utc(), actor.user_id
    about = ("record", row.record_id)
    audit.write(
        session, actor, "effect.taken_back", *about, client_id=client.id, fact=str(row.fact)
    )
    recount(session, client.id)


_Change = Callable[[ClientRow, Proposal, date], None]


def _set_on_stay(client: ClientRow, one: Proposal, _day: date) -> None:
    stay = present_stay(client.episodes, today_utc())
    if stay is None:
        stay = _stay()
        client.episodes.append(stay)
    key = STAY_FIELDS[one.said.fact]
    setattr(stay, key, typed(key, one.said.value))


def _stay(old: EpisodeRow | None = None) -> EpisodeRow:
    """Begin a stay; what was known of the one before goes on."""
    kept = ("status", "court", "court_date", "release_date", "treatment", "release_plan")
    known = {key: getattr(old, key) for key in kept} if old else {}
    nothing = {"prison": "", "court": "", "treatment": "", "release_plan": ""}
    return EpisodeRow(**{**nothing, **known})


def _move(client: ClientRow, one: Proposal, day: date) -> None:
    """End the stay in the old prison on the form's day, and begin one in the new."""
    old = present_stay(client.episodes, today_utc())
    if old is not None and not old.prison:
        old.prison = one.said.value
        return
    new = _stay(old)
    new.prison = one.said.value
    if old is not None:
        new.from_date = max(day, old.from_date or day)
        old.to_date = old.to_date or new.from_date
    client.episodes.append(new)


def _change_worker(client: ClientRow, one: Proposal, day: date) -> None:
    role = ROLES[one.said.fact]
    for row in present_workers(client.workers, role, today_utc()):
        row.to_date = max(day, row.from_date or day)
    worker = KeyWorkerRow(name=one.said.value, agency="", telephone="", role=role, from_date=day)
    client.workers.append(worker)


def _set_main(client: ClientRow, one: Proposal, _day: date) -> None:
    setattr(client, COLUMNS[one.said.fact], one.said.value)


def _add_number(client: ClientRow, one: Proposal, _day: date) -> None:
    if client.prisoner_number:
        add_number(NumberKind.UNKNOWN, one.said.value)(client)
    else:
        client.prisoner_number = one.said.value


def _add_name(client: ClientRow, one: Proposal, _day: date) -> None:
    add_name(parse_name(one.said.value))(client)


_CHANGES: dict[Fact, _Change] = {
    **dict.fromkeys(STAY_FIELDS, _set_on_stay),
    **dict.fromkeys(ROLES, _change_worker),
    **dict.fromkeys(COLUMNS, _set_main),
    Fact.PRISON: _move,
    Fact.NUMBER: _add_number,
    Fact.NAME: _add_name,
}
