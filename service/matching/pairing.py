"""Asks the register for those who look like one of its own clients."""

from service.matching.face import Face
from service.matching.query import Query, Read
from service.matching.readings import Group


def query_of_face(face: Face) -> Query:
    """Ask with all that a face says, beyond doubt."""
    read = (Read(face, 1.0),)
    told = {
        Group.NAME: face.given or face.surname,
        Group.BIRTH: face.birth,
        Group.NUMBER: face.nomis or face.older,
    }
    return Query(readings=tuple((group, read) for group, known in told.items() if known), rest=face)
