"""`throughcare users`: accounts and tokens."""

import click

from service.cli.context import console_actor, open_here
from service.store.states import Role
from service.usecases.accounts import (
    add_token,
    add_user,
    close_account,
    list_users,
    set_password,
)
from service.usecases.roles import set_roles

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
@click.option("--label", default="", help="What the token is for.")
def token(name: str, label: str) -> None:
    """Make a token with which a program acts for an account; shown once."""
    click.echo(add_token(open_here(), console_actor(), name, label))
