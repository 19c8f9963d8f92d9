"""Settings: accounts, for administrators."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

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


@blueprint.post("/settings/users/<int:account_id>")
def change_user(account_id: int) -> Response | str | tuple[str, int]:
    """Give an account a new password, another agency, or close it."""
    found = find_user(runtime(), account_id)
    if "password" in request.form:
        return _page({}, shown=(found.name, set_password(runtime(), actor(), found.name)))
    try:
        _change(found)
    except ConflictError as error:
        return _page({"users": error.advice}), 409
    return redirect(url_for("web.users"))


def _change(found: User) -> None:
    if "close" in request.form:
        if found.id == user_id():
            raise ConflictError(
                "this is your own account", hint="Have another administrator do it."
            )
        close_account(runtime(), actor(), found.name)
        flash(f"{found.name} is closed.")
    elif "agency" in request.form:
        agency_id = agency_id_of(runtime(), request.form["agency"])
        set_agency(runtime(), actor(), found.id, agency_id)
        flash(f"Saved. {found.name} has to sign in again.")


def _page(problems: Mapping[str, str], shown: tuple[str, str] | None = None) -> str:
    known = list_agencies(runtime())
    return render_template(
        "settings_users.html",
        users=list_users(runtime()),
        roles=Role,
        agencies=[one for one in known if one.is_active],
        agency_names={one.id: one.name for one in known},
        problems=problems,
        typed=request.form if problems else {},
        shown=shown,
    )
