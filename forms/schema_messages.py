"""What workers are told about answers: the question's words, then what to do, never the answer."""

from typing import assert_never

from forms import definition as d

_STYLES = {
    d.TextStyle.PHONE: "enter a telephone number such as 0113 496 0000",
    d.TextStyle.EMAIL: "enter an email address such as name@example.org",
    d.TextStyle.POSTCODE: "enter a postcode such as LS1 4AB",
    d.TextStyle.NUMBER: "enter a number such as 30 or 2.5",
}


def about(field: d.Field, what: str) -> str:
    """Put the question's words before what is said about it."""
    words = field.label.rstrip("?: ") or field.help
    return f"{words}: {what}"


def wrong_kind(field: d.Field) -> str:
    """Say what to write where the answer is not of the question's kind."""
    return about(field, _wanted(field))


def _wanted(field: d.Field) -> str:
    match field.kind:
        case d.Date():
            said = "enter a real date such as 14 06 2009"
        case d.Time():
            said = "enter a time such as 14:30"
        case d.Comb(length=length):
            said = f"enter it in at most {length} letters and digits, as in: {field.help}"
        case d.Choice(options=options):
            said = f"choose one of: {', '.join(option.label for option in options)}"
        case d.Tick():
            said = "answer yes for ticked, or leave it empty"
        case d.Signature():
            said = "answer yes where it is signed, or leave it empty"
        case d.Text(style=style):
            said = _STYLES.get(style, "enter text")
        case _:
            assert_never(field.kind)
    return said


def too_long(field: d.Field, most: int) -> str:
    """Say how long the answer may be."""
    return about(field, f"use at most {most} characters")


def missing(field: d.Field) -> str:
    """Say that a required answer is missing."""
    return about(field, "this has to be filled in")


def missing_because(field: d.Field, other: d.Field, answer: str | bool | None) -> str:
    """Say that an answer is missing which another one asks for."""
    return about(field, f"fill this in, because {_said(other, answer)}")


def _said(field: d.Field, answer: str | bool | None) -> str:
    words = field.label.rstrip("?: ")
    match field.kind:
        case d.Tick():
            return f"\u201c{words}\u201d is {'' if answer else 'not '}ticked"
        case d.Signature():
            return f"\u201c{words}\u201d is {'there' if answer else 'missing'}"
        case d.Choice(options=options):
            chosen = next((option.label for option in options if option.key == answer), answer)
            return f"\u201c{words}\u201d is \u201c{chosen}\u201d"
        case _:
            return f"\u201c{words}\u201d is filled in"


def unknown_key(key: str, nearest: str | None) -> str:
    """Say that a form has no such field, and which one may be meant."""
    hint = f"; did you mean {nearest}?" if nearest else ""
    return f"this form has no field {key!r}{hint}"
