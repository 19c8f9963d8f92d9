"""What an account may do: its roles, seen and changed."""

from collections.abc import Collection

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.entities import User
from service.errors import BadRequestError, ConflictError
from service.signing_in import actor, runtime
from service.store.states import Role
from service.usecases.accounts import find_user
from service.usecases.roles import set_roles
from service.web.pages import blueprint


@blueprint.route("/settings/users/<int:account_id>/roles", methods=["GET", "POST"])
def user_roles(account_id: int) -> str | Response | tuple[str, int]:
    """Show the roles of an account; change them."""
    found = find_user(runtime(), account_id)
    if request.method == "GET":
        return _page(found, found.roles)
    sent = request.form.getlist("role")
    chosen = [role for role in Role if role in sent]
    try:
        set_roles(runtime(), actor(), found.name, chosen)
    except BadRequestError as error:
        return _page(found, chosen, error.problems["role"]), 422
    except ConflictError as error:
        return _page(found, chosen, error.advice), 409
    flash(f"Saved. It holds at once for {found.name}.")
    return redirect(url_for("web.users"))


def _page(account: User, chosen: Collection[Role], problem: str | None = None) -> str:
    return render_template(
        "settings_user_roles.html", account=account, chosen=chosen, problem=problem, roles=Role
    )
