"""Brings a database to the present tables, step by step (Alembic)."""

from functools import cache
from importlib import resources

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from service.errors import NewerDatabaseError
from service.migrations.stepping import stepping
from service.store.engine import database_errors
from service.usecases.indexing import renew_index


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(resources.files("service.migrations")))
    return config


@cache
def steps() -> tuple[str, ...]:
    """Name all steps, the first one first."""
    script = ScriptDirectory.from_config(_config())
    return tuple(reversed([step.revision for step in script.walk_revisions()]))


def is_current(engine: Engine) -> bool:
    """Tell whether the database stands at the newest step."""
    with engine.connect() as connection:
        at = MigrationContext.configure(connection).get_current_heads()
    return at == steps()[-1:]


def upgrade(engine: Engine) -> bool:
    """Bring the database to the newest step, and its index of clients to the present cleaning.

    Several programs may do so at once: one takes the steps, the others wait for it.

    Tells whether there was anything to do.

    Raises:
        NewerDatabaseError: a newer version of the service has taken steps that this one lacks.
        UnavailableError: the database cannot be reached or written.
    """
    with database_errors():
        if is_current(engine):
            return renew_index(engine)
        config = _config()
        with stepping(engine) as connection:
            _check_known(connection)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    renew_index(engine)
    return True


def _check_known(connection: Connection) -> None:
    at = MigrationContext.configure(connection).get_current_heads()
    if not set(at) <= set(steps()):
        raise NewerDatabaseError("the database was changed by a newer version of the service")
