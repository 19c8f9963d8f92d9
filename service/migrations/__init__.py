"""Brings a database to the present tables, step by step (Alembic)."""

from importlib import resources

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from service.store.engine import database_errors
from service.usecases.indexing import renew_index


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(resources.files("service.migrations")))
    return config


def is_current(engine: Engine) -> bool:
    """Tell whether the database stands at the newest step."""
    with engine.connect() as connection:
        at = MigrationContext.configure(connection).get_current_heads()
    return at == tuple(ScriptDirectory.from_config(_config()).get_heads())


def upgrade(engine: Engine) -> bool:
    """Bring the database to the newest step, and its index of clients to the present cleaning.

    Tells whether there was anything to do.

    Raises:
        UnavailableError: the database cannot be reached or written.
    """
    with database_errors():
        if is_current(engine):
            return renew_index(engine)
        config = _config()
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    renew_index(engine)
    return True
