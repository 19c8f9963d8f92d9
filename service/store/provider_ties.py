"""Queries for who accounts are at the identity provider."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.store.identity_models import ProviderTieRow


def of_user(session: Session, user_id: int) -> ProviderTieRow | None:
    """Find an account's."""
    return session.get(ProviderTieRow, user_id)


def of_person(session: Session, issuer: str, subject: str) -> ProviderTieRow | None:
    """Find whose account a person's is."""
    is_it = (ProviderTieRow.issuer == issuer, ProviderTieRow.subject == subject)
    return session.scalar(select(ProviderTieRow).where(*is_it))


def untied(session: Session, names: Collection[str]) -> ProviderTieRow | None:
    """Find the one account that nobody is yet and that is meant by one of these names."""
    is_meant = (ProviderTieRow.known_as.in_(names), ProviderTieRow.subject.is_(None))
    found = session.scalars(select(ProviderTieRow).where(*is_meant).with_for_update()).all()
    return found[0] if len(found) == 1 else None
