"""`throughcare users`: accounts and tokens."""

import click

from service.cli.context import console_actor, open_here
from service.clock import now_utc
from service.identity import TokenScope
from service.store.states import Role
from service.usecases.accounts import (
    add_user,
    close_account,
    find_named,
    list_users,
    set_password,
)
from service.usecases.entering import lift_wait
from service.usecases.provider_ties import tie_account
from service.usecases.roles import set_roles
from service.usecases.second_factor import remove_second_factor
from service.usecases.sessions import sign_out_everywhere
from service.usecases.tokens import USUAL_DAYS, add_token, list_tokens, revoke_token

_ROLE = click.Choice([*map(str, Role)])


@click.group()
def users() -> None:
    """Add, list and close accounts; make tokens."""


@users.command()
@click.argument("name")
@click.option("--role", type=_ROLE, required=True, help="What it is for.")
def add(name: str, role: str) -> None:
    """Add an account; its password is drawn and shown once."""
    made = add_user(open_here(), console_actor(), name, Role(role))
    click.echo(f"{made.user.name}   password: {made.password}")


@users.command("list")
def list_all() -> None:
    """List the accounts."""
    for user in list_users(open_here()):
        roles = [role for role in Role if role in user.roles]
        state = "" if user.active else "   closed"
        click.echo(f"{user.name:<24}{', '.join(map(str, roles))}{state}")


@users.command()
@click.argument("name")
@click.option("--role", "chosen", type=_ROLE, multiple=True, required=True, help="All it is for.")
def roles(name: str, chosen: tuple[str, ...]) -> None:
    """Give an account these roles in place of those that it has; they hold at once."""
    set_roles(open_here(), console_actor(), name, [Role(one) for one in chosen])
    click.echo(f"{name}: {', '.join(chosen)}")


@users.command()
@click.argument("name")
def password(name: str) -> None:
    """Give an account a new password, shown once; its sessions end."""
    click.echo(f"{name}   password: {set_password(open_here(), console_actor(), name)}")


@users.command()
@click.argument("name")
def close(name: str) -> None:
    """Close an account: its sessions and tokens end at once."""
    close_account(open_here(), console_actor(), name)
    click.echo(f"{name} is closed.")


@users.command()
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice([*map(str, TokenScope)]),
    help="What it may do; say it again for more.",
)
@click.option("--label", default="", help="What the token is for.")
@click.option("--days", default=USUAL_DAYS, show_default=True, help="When it ends.")
def token(name: str, scopes: tuple[str, ...], label: str, days: int) -> None:
    """Make a token with which a program acts for an account; shown once."""
    wanted = [TokenScope(scope) for scope in scopes]
    click.echo(add_token(open_here(), console_actor(), name, label, wanted, days=days))


@users.command()
@click.argument("name", required=False)
def tokens(name: str | None) -> None:
    """List tokens, of one account or all: what each may do, and when it ends."""
    runtime, now = open_here(), now_utc()
    for one in list_tokens(runtime, find_named(runtime, name).id if name else None):
        state = "revoked" if one.revoked_at else "ends" if one.is_live(now) else "ended"
        when = (one.revoked_at or one.expires_at).date()
        used = f"last used {one.last_used_at.date()}" if one.last_used_at else "never used"
        scopes = ",".join(one.scopes)
        click.echo(f"{one.id:<6}{one.user_name:<24}{one.label:<24}{scopes}  {state} {when}  {used}")


@users.command()
@click.argument("token_id", type=int)
def revoke(token_id: int) -> None:
    """Have a token open nothing any more; `throughcare users tokens` gives its number."""
    revoke_token(open_here(), console_actor(), token_id)
    click.echo(f"Token {token_id} is revoked.")


@users.command()
@click.argument("name")
def unlock(name: str) -> None:
    """Let somebody try to sign in again at once, after too many failures."""
    lift_wait(open_here(), console_actor(), name)
    click.echo(f"{name} may try again.")


@users.command("reset-second-factor")
@click.argument("name")
def reset_second_factor(name: str) -> None:
    """Take an account's second factor away: the telephone is lost; its sessions end."""
    runtime = open_here()
    remove_second_factor(runtime, console_actor(), find_named(runtime, name).id)
    click.echo(f"{name} signs in without a second factor until another is set up.")


@users.command("sign-out")
@click.argument("name")
def sign_out(name: str) -> None:
    """End all sessions of an account."""
    runtime = open_here()
    sign_out_everywhere(runtime, console_actor(), find_named(runtime, name).id)
    click.echo(f"{name} is signed out everywhere.")


@users.command()
@click.argument("name")
@click.argument("known_as")
def provider(name: str, known_as: str) -> None:
    """Say who an account is at the identity provider: an e-mail address, or a user name there."""
    runtime = open_here()
    tie_account(runtime, console_actor(), find_named(runtime, name).id, known_as)
    click.echo(f"{name} may sign in through the identity provider.")
