"""Attacks on signing in with a name, a password and a code."""

import hashlib
from time import process_time

from service.entities import User
from service.errors import NotFoundError
from service.identity import SignInWay
from service.passwords import matches, nobodys_hash
from service.patience import PATIENCE, Door
from service.signing_in import start_session
from service.usecases.entering import Entered, check_password
from tests.attacks.attack import Attack, idle, replaced
from tests.attacks.target import Target
from tests.service.served import PASSWORD
from tests.service.visitor import Visitor

_WRONG = "not-her-password"


def _chosen(target: Target, password: str) -> bool:
    sent = {"password": PASSWORD, "new_password": password}
    return target.signed_in("wendy").post("/account/password", **sent).status_code == 302


def _choose_a_common_one(target: Target) -> bool:
    return _chosen(target, "Liverpool-2026!")


def _choose_the_services_name(target: Target) -> bool:
    return _chosen(target, "throughcare-at-leeds")


def _guess_on(target: Target) -> bool:
    for _ in range(PATIENCE[Door.ACCOUNT].free):
        target.enter("wendy", _WRONG)
    return target.enter("wendy").status_code == 302


def _tell_names_by_the_answer(target: Target) -> bool:
    known, unknown = target.enter("wendy", _WRONG), target.enter("wanda", _WRONG)
    return known.status_code != unknown.status_code


def _tell_names_apart(runtime: object, name: str, password: str, address: str) -> Entered | None:
    entered = check_password(runtime, name, password, address)  # type: ignore[arg-type]
    if entered is None and name == "wanda":
        raise NotFoundError("there is no account of this name")
    return entered


def _work(visitor: Visitor, name: str) -> float:
    sent = {"csrf_token": visitor.token(), "name": name, "password": _WRONG}
    before = process_time()
    visitor.client.post("/sign-in", data=sent)
    return process_time() - before


def _tell_names_by_the_time(target: Target) -> bool:
    visitor = target.visitor()
    known, unknown = (min(_work(visitor, name) for _ in range(3)) for name in ("wendy", "wanda"))
    return unknown < known / 2


def _hurried(password_hash: str, password: str) -> bool:
    return password_hash != nobodys_hash() and matches(password_hash, password)


def _fast(password: str) -> str:
    return hashlib.sha256(password.encode()).hexdigest()


def _try_a_list_on_the_database(target: Target) -> bool:
    password = "three-wet-otters"
    sent = {"name": "ros", "role": "cjit_worker", "password": password}
    target.signed_in("ada").post("/settings/users", **sent)
    _chosen(target, password)
    found = target.sql("SELECT password_hash FROM users")
    return any(row[0] in {password, _fast(password)} for row in found)


def _half_way(target: Target) -> Visitor:
    visitor = target.visitor()
    visitor.post("/sign-in", name="shona", password=PASSWORD)
    return visitor


def _go_on_without_a_code(target: Target) -> bool:
    return _half_way(target).get("/clients").status_code == 200


def _sign_in_half(user: User, way: SignInWay) -> None:
    start_session(user, way, is_strong=False)


def _use_a_code_again(target: Target) -> bool:
    code = target.code()
    assert _half_way(target).post("/sign-in/code", code=code).status_code == 302
    return _half_way(target).post("/sign-in/code", code=code).status_code == 302


def _guess_codes(target: Target) -> bool:
    code, visitor = target.code(), _half_way(target)
    wrong = f"{(int(code) + 500_000) % 1_000_000:06}"
    for _ in range(PATIENCE[Door.CODE].free):
        visitor.post("/sign-in/code", code=wrong)
    return visitor.post("/sign-in/code", code=code).status_code == 302


def _administer_with_a_password_alone(target: Target) -> bool:
    target.set(second_factor_required=True)
    return target.signed_in("ada").get("/settings/users").status_code == 200


ATTACKS = (
    Attack(
        number="V6.2.12",
        title="choose a password that is among those guessed first, with digits about it",
        defence="the list of common passwords",
        succeeds=_choose_a_common_one,
        remove=idle("service.password_rules._is_common", result=False),
    ),
    Attack(
        number="V6.2.11",
        title="choose a password with the name of the service in it",
        defence="the words that no password may have",
        succeeds=_choose_the_services_name,
        remove=replaced("service.password_rules._SERVICE", "\0"),
    ),
    Attack(
        number="V6.3.1",
        title="guess on at one account until the password is right",
        defence="waiting after failures, by account",
        succeeds=_guess_on,
        remove=idle("service.usecases.entering.count_try"),
    ),
    Attack(
        number="V6.3.8",
        title="tell which names have accounts by what is answered",
        defence="one answer to an unknown name and to a wrong password",
        succeeds=_tell_names_by_the_answer,
        remove=replaced("service.web.entry.check_password", _tell_names_apart),
    ),
    Attack(
        number="V6.3.8",
        title="tell which names have accounts by how long the answer takes",
        defence="as much work for an unknown name as for a known one",
        succeeds=_tell_names_by_the_time,
        remove=replaced("service.usecases.entering.matches", _hurried),
    ),
    Attack(
        number="V11.4.2",
        title="try a list of passwords on a copy of the database",
        defence="Argon2id",
        succeeds=_try_a_list_on_the_database,
        remove=replaced("service.usecases.entering.hash_password", _fast),
    ),
    Attack(
        number="V6.3.4",
        title="go on with a password alone where a code is asked for",
        defence="no session before the code",
        succeeds=_go_on_without_a_code,
        remove=replaced("service.web.entry.go_half_way", _sign_in_half),
    ),
    Attack(
        number="V6.5.1",
        title="use a code again that somebody has just entered",
        defence="each code is good once",
        succeeds=_use_a_code_again,
        remove=idle("service.store.second_factors.take_step", result=True),
    ),
    Attack(
        number="V6.3.1",
        title="guess on at codes until one is right",
        defence="waiting after failures, by second factor",
        succeeds=_guess_codes,
        remove=idle("service.usecases.second_factor.count_try"),
    ),
    Attack(
        number="V6.3.3",
        title="administer with a password alone where a second factor must be had",
        defence="no page but the account's own before there is one",
        succeeds=_administer_with_a_password_alone,
        remove=idle("service.signing_in.needs_second_factor", result=False),
    ),
)
