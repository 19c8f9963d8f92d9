"""Alembic's entry point: runs the steps on the connection that `upgrade` hands over."""

from alembic import context

from service.store import (
    checking_models,  # noqa: F401 - declares its tables
    consent_models,  # noqa: F401 - declares its tables
    decision_models,  # noqa: F401 - declares its tables
    effect_models,  # noqa: F401 - declares its tables
    form_models,  # noqa: F401 - declares its tables
    identity_models,  # noqa: F401 - declares its tables
    journey_models,  # noqa: F401 - declares its tables
    matching_models,  # noqa: F401 - declares its tables
    retention_models,  # noqa: F401 - declares its tables
    rights_models,  # noqa: F401 - declares its tables
    work_models,  # noqa: F401 - declares its tables
)
from service.store.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
