"""Finds the client that a caller names."""

from sqlalchemy.orm import Session

from service.errors import NotFoundError
from service.store import clients
from service.store.register_models import ClientRow


def known_client(session: Session, client_id: int, *, to_link: bool = False) -> ClientRow:
    """Find who stands for a client now; what hangs on it is loaded when it is asked for.

    Raises:
        NotFoundError: there is no such client.
    """
    row = clients.standing(session, client_id, to_link=to_link)
    if row is None:
        raise NotFoundError(f"there is no client {client_id}")
    return row
