"""Faces as the register's index keeps them: one line of text that is read back in microseconds."""

from operator import attrgetter

from service.matching.face import Face

VERSION = 1
"""Of the index. To be raised with every change of cleaning, keys or packing: an index of another
version finds too little, and is made anew (`throughcare clients reindex`)."""

_BETWEEN, _WITHIN = "|", ","
_NONE: frozenset[str] = frozenset()
_texts = attrgetter("given", "middle", "surname", "birth", "sex", "given_key", "surname_key")
_sets = attrgetter(
    *("surname_parts", "nomis", "older", "pnc", "cro", "nhs", "postcodes", "outcodes", "address")
)


def pack(face: Face) -> str:
    """Write a face, with the keys of its names, which are dear to make.

    Cleaning leaves capitals, digits and spaces alone, so that no sign between them is ambiguous.
    """
    sets = (_WITHIN.join(sorted(one)) for one in _sets(face))
    return _BETWEEN.join((*_texts(face), *sets))


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split(_WITHIN)) if text else _NONE


def unpack(packed: str) -> Face:
    """Read a face back."""
    texts = packed.split(_BETWEEN)
    given, middle, surname, birth, sex, given_key, surname_key = texts[:7]
    parts, nomis, older, pnc, cro, nhs, postcodes, outcodes, address = texts[7:]
    face = object.__new__(Face)
    # Past the constructor of a frozen class, which takes longer than all the rest.
    face.__dict__.update(
        given=given,
        middle=middle,
        surname=surname,
        birth=birth,
        sex=sex,
        given_key=given_key,
        surname_key=surname_key,
        surname_parts=_set(parts),
        nomis=_set(nomis),
        older=_set(older),
        pnc=_set(pnc),
        cro=_set(cro),
        nhs=_set(nhs),
        postcodes=_set(postcodes),
        outcodes=_set(outcodes),
        address=_set(address),
    )
    return face
