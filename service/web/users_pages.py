"""Settings: accounts, for administrators."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.clock import now_utc
from service.entities import User
from service.errors import BadRequestError, ConflictError
from service.signing_in import actor, runtime, user_id
from service.store.states import Role
from service.usecases.accounts import (
    add_user,
    close_account,
    find_user,
    list_users,
    set_agency,
    set_password,
)
from service.usecases.addressing import agency_id_of, list_agencies
from service.usecases.entering import lift_wait, waiting_accounts
from service.usecases.provider_ties import tie_account, tie_of
from service.usecases.second_factor import (
    accounts_with_second_factor,
    remove_second_factor,
    second_factor_of,
)
from service.usecases.sessions import past_sign_ins, sign_out_everywhere
from service.usecases.tokens import list_tokens, revoke_token
from service.web.pages import blueprint


@blueprint.route("/settings/users", methods=["GET", "POST"])
def users() -> str | tuple[str, int]:
    """List the accounts, and add one; its password is shown this once."""
    if request.method == "GET":
        return _page({})
    try:
        role = Role(request.form.get("role", ""))
    except ValueError:
        return _page({"role": "Choose what the account may do."}), 422
    try:
        agency_id = agency_id_of(runtime(), request.form.get("agency"))
        made = add_user(runtime(), actor(), request.form.get("name", ""), role)
        if agency_id is not None:
            set_agency(runtime(), actor(), made.user.id, agency_id)
    except BadRequestError as error:
        return _page(error.problems), 422
    except ConflictError as error:
        return _page({"name": error.advice}), 422
    return _page({}, shown=(made.user.name, made.password))


@blueprint.get("/settings/users/<int:account_id>")
def user(account_id: int) -> str:
    """Show an account: how it signs in, where, and what programs act for it."""
    return _user_page(find_user(runtime(), account_id), {})


@blueprint.post("/settings/users/<int:account_id>")
def change_user(account_id: int) -> Response | str | tuple[str, int]:
    """Give an account a new password or another agency, close it, or let it in again."""
    found = find_user(runtime(), account_id)
    if "password" in request.form:
        return _page({}, shown=(found.name, set_password(runtime(), actor(), found.name)))
    try:
        return redirect(_change(found) or url_for("web.users"))
    except ConflictError as error:
        return _page({"users": error.advice}), 409
    except BadRequestError as error:
        return _user_page(found, error.problems), 422


def _change(found: User) -> str | None:
    """Do what was asked; gives where to go on, where that is not the list."""
    asked = request.form
    if "close" in asked:
        _close(found)
    elif "agency" in asked:
        set_agency(runtime(), actor(), found.id, agency_id_of(runtime(), asked["agency"]))
        flash(f"Saved. {found.name} has to sign in again.")
    elif "known_as" in asked:
        tie_account(runtime(), actor(), found.id, asked["known_as"])
        flash("Saved.")
    elif "lift" in asked:
        lift_wait(runtime(), actor(), found.name)
        flash(f"{found.name} may try again at once.")
    elif "second_factor" in asked:
        if found.id == user_id():
            raise ConflictError("this is your own account", hint="Turn it off on Your account.")
        remove_second_factor(runtime(), actor(), found.id)
        flash(f"{found.name} signs in without a second factor until another is set up.")
    elif "sign_out" in asked:
        sign_out_everywhere(runtime(), actor(), found.id)
        flash(f"{found.name} is signed out everywhere.")
    is_own_page = {"known_as", "lift", "second_factor", "sign_out"} & asked.keys()
    return url_for("web.user", account_id=found.id) if is_own_page else None


def _close(found: User) -> None:
    if found.id == user_id():
        raise ConflictError("this is your own account", hint="Have another administrator do it.")
    close_account(runtime(), actor(), found.name)
    flash(f"{found.name} is closed.")


@blueprint.post("/settings/tokens/<int:token_id>/revoke")
def revoke_any_token(token_id: int) -> Response:
    """Have anybody's token open nothing any more."""
    revoke_token(runtime(), actor(), token_id)
    flash("The token is revoked.")
    return redirect(url_for("web.users"))


def _user_page(found: User, problems: Mapping[str, str]) -> str:
    return render_template(
        "settings_user.html",
        one=found,
        problems=problems,
        typed=request.form if problems else {},
        factor=second_factor_of(runtime(), found.id),
        waits_until=waiting_accounts(runtime(), [found]).get(found.id),
        tie=tie_of(runtime(), found.id),
        provider=runtime().settings.oidc,
        sign_ins=past_sign_ins(runtime(), found.id),
        tokens=list_tokens(runtime(), found.id),
        now=now_utc(),
    )


def _page(problems: Mapping[str, str], shown: tuple[str, str] | None = None) -> str:
    known, accounts = list_agencies(runtime()), list_users(runtime())
    return render_template(
        "settings_users.html",
        users=accounts,
        roles=Role,
        agencies=[one for one in known if one.is_active],
        agency_names={one.id: one.name for one in known},
        strong=accounts_with_second_factor(runtime()),
        waiting=waiting_accounts(runtime(), accounts),
        problems=problems,
        typed=request.form if problems else {},
        shown=shown,
    )
