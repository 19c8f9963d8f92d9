"""Content controls: the place in a document where one field is answered.

Every control carries the field's key three times, because LibreOffice 7.4 drops tags, and of some
kinds titles too: as its tag, in brackets at the end of its title, and as a bookmark around it.
"""

from collections.abc import Iterator
from typing import assert_never
from zlib import crc32

from forms.definition import Choice, Comb, Date, Field, FieldKind, Signature, Text, Tick, Time
from forms.docx.markup import Element, run, setting, tag

TICKED, UNTICKED = "\u2612", "\u2610"
_TICK_FONT = "MS Gothic"
_WIDE_BLANK = "\u2003"
_TITLE_CHARS, _BOOKMARK_CHARS = 64, 40
"""Word refuses longer ones."""
_MAX_PROMPT_CHARS = 60


def shown(key: str) -> str:
    """Give the expression that stands for a field's answer in the template."""
    return f"shown['{key}']"


def title_of(field: Field) -> str:
    """Give the control's title: the label as far as it fits, and the key in brackets."""
    ending = f" [{field.key}]"
    return field.label.replace("{", "(")[: max(_TITLE_CHARS - len(ending), 0)] + ending


def prompt(kind: FieldKind) -> str:
    """Give what an empty control shows: useful on screen, and on paper when printed blank."""
    match kind:
        case Date():
            words = "DD/MM/YYYY"
        case Time():
            words = "HH:MM"
        case Choice(options=options):
            listed = " / ".join(option.label for option in options)
            words = listed if len(listed) <= _MAX_PROMPT_CHARS else "Choose one"
        case Tick():
            words = UNTICKED
        case Text() | Comb() | Signature():
            words = _WIDE_BLANK * 6
        case _:
            assert_never(kind)
    return words


def bookmark_of(key: str) -> str:
    """Give the name of the bookmark around a field's control."""
    name = f"f_{key}"
    if len(name) <= _BOOKMARK_CHARS:
        return name
    return f"{name[: _BOOKMARK_CHARS - 9]}_{_number(key):08x}"


def _number(key: str) -> int:
    """Number a key, the same in every document."""
    return crc32(key.encode()) & 0x7FFFFFFF


def content_control(field: Field) -> tuple[Element, ...]:
    """Build the control in which a field is answered, and its bookmark, to stand in a paragraph."""
    number: dict[str, object] = {"w:id": _number(field.key)}
    control = _tick_box(field) if isinstance(field.kind, Tick) else _control(field)
    return (
        tag("w:bookmarkStart", attributes={**number, "w:name": bookmark_of(field.key)}),
        control,
        tag("w:bookmarkEnd", attributes=number),
    )


def _control(field: Field) -> Element:
    answer, words = shown(field.key), prompt(field.kind).replace("{", "(")
    settings = tag(
        "w:sdtPr",
        *_name(field),
        f"{{% if not {answer} %}}",
        tag("w:showingPlcHdr"),
        "{% endif %}",
        *_kind(field),
    )
    content = tag(
        "w:sdtContent",
        f"{{% if {answer} %}}",
        run(f"{{{{ {answer}|lines }}}}", "FieldAnswer"),
        "{% else %}",
        run(words, "FieldPrompt"),
        "{% endif %}",
    )
    return tag("w:sdt", settings, content)


def _name(field: Field) -> Iterator[Element]:
    yield setting("w:alias", title_of(field))
    yield setting("w:tag", field.key)
    yield setting("w:id", _number(field.key))
    yield setting("w:lock", "sdtLocked")


def _kind(field: Field) -> Iterator[Element | str]:
    kind = field.kind
    match kind:
        case Text(lines=lines) if lines > 1:
            # LibreOffice 7.4 moves line breaks out of a plain text control.
            yield tag("w:richText")
        case Text() | Comb() | Time():
            yield tag("w:text")
        case Date():
            yield from _date(field.key)
        case Choice(options=options):
            yield tag("w:dropDownList", *(_list_item(o.label, o.key) for o in options))
        case Signature():
            yield tag("w:richText")
        case Tick():
            yield _checkbox(field.key)
        case _:
            assert_never(kind)


def _list_item(label: str, key: str) -> Element:
    words = label.replace("{", "(")
    return tag("w:listItem", attributes={"w:displayText": words, "w:value": key})


def _date(key: str) -> Iterator[Element | str]:
    """Say the day to the calendar where there is one: it may not be empty."""
    yield f"{{% if {shown(key)} %}}"
    yield _calendar({"w:fullDate": f"{{{{ days['{key}'] }}}}T00:00:00Z"})
    yield "{% else %}"
    yield _calendar({})
    yield "{% endif %}"


def _calendar(attributes: dict[str, str]) -> Element:
    return tag(
        "w:date",
        setting("w:dateFormat", "dd/MM/yyyy"),
        setting("w:lid", "en-GB"),
        setting("w:storeMappedDataAs", "dateTime"),
        setting("w:calendar", "gregorian"),
        attributes=attributes,
    )


def _checkbox(key: str) -> Element:
    states = (("w14:checkedState", TICKED), ("w14:uncheckedState", UNTICKED))
    return tag(
        "w14:checkbox",
        tag("w14:checked", attributes={"w14:val": f"{{{{ 1 if {shown(key)} else 0 }}}}"}),
        *(
            tag(name, attributes={"w14:val": f"{ord(sign):04X}", "w14:font": _TICK_FONT})
            for name, sign in states
        ),
    )


def _tick_box(field: Field) -> Element:
    settings = tag("w:sdtPr", *_name(field), *_kind(field))
    sign = run(f"{{{{ '{TICKED}' if {shown(field.key)} else '{UNTICKED}' }}}}")
    fonts = {f"w:{slot}": _TICK_FONT for slot in ("ascii", "hAnsi", "eastAsia")}
    look = tag("w:rPr", tag("w:rFonts", attributes={**fonts, "w:hint": "eastAsia"}))
    look.append(setting("w:sz", 26))
    sign.insert(0, look)
    return tag("w:sdt", settings, tag("w:sdtContent", sign))
