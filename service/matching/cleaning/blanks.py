"""What is written where nothing is known: it must not make one person of two."""

import re

from service.matching.cleaning.letters import capitals

_LONGEST = 60
_NO_WORD = re.compile(r"[\W_]+")
_NOTHING = frozenset(
    (
        *("UNKNOWN", "UNKNOWN UNKNOWN", "NOT KNOWN", "NK", "N K", "DONT KNOW", "DO NOT KNOW"),
        *("NOT ENTERED", "NOT GIVEN", "NOT STATED", "NOT PROVIDED", "NOT DISCLOSED", "NOT SURE"),
        *("NOT RECORDED", "NOT APPLICABLE", "NOT AVAILABLE", "NOT ALLOCATED", "NOT YET KNOWN"),
        *("NONE", "NONE GIVEN", "NONE KNOWN", "NIL", "NULL", "NA", "N A", "BLANK", "VOID", "ERROR"),
        *("TBC", "T B C", "TBA", "T B A", "TO BE CONFIRMED", "TO FOLLOW", "PENDING", "AWAITED"),
        *("NO NAME", "NO NAME GIVEN", "NO SURNAME", "NO FIRST NAME", "NO FORENAME", "NO TRACE"),
        *("NO MIDDLE NAME", "NMN", "FNU", "LNU", "ANON", "ANONYMOUS", "WITHHELD", "CONFIDENTIAL"),
        *("REFUSED", "REFUSED TO GIVE", "DECLINED", "SEE FILE", "SEE NOTES", "SEE ABOVE"),
        *("AS ABOVE", "SAME AS ABOVE", "ILLEGIBLE", "UNREADABLE", "CANT READ", "CANNOT READ"),
        *("SELF HARM", "SELFHARM", "SELF HARMER", "NO SHOW", "NOSHOW", "DID NOT ATTEND", "DNA"),
        *("MIGERROR", "DUPLICATE", "DO NOT USE", "TEST", "TEST TEST", "TESTING", "DUMMY"),
        *("A N OTHER", "AN OTHER", "CLIENT", "CLIENT NAME", "SURNAME", "FORENAME", "FIRST NAME"),
        *("NFA", "N F A", "NO FIXED ABODE", "NO FIXED ADDRESS", "OF NO FIXED ABODE", "HOMELESS"),
        *("ROUGH SLEEPER", "SLEEPING ROUGH", "STREET HOMELESS", "NO ADDRESS", "SOFA SURFING"),
    )
)


def says_nothing(written: str) -> bool:
    """Tell whether a text only says that nothing is known, or has no letter or digit at all."""
    plain = capitals(written)[:_LONGEST]
    found = _NO_WORD.sub(" ", plain).split()
    said = " ".join(found)
    return said in _NOTHING or not said.strip(" X")
