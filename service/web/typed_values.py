"""What a person chose, confirmed and typed on a page of values, as changes of a record."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from forms.answers import Answer
from forms.definition import Field, Form, Signature, Tick
from forms.errors import ValuesError
from service.answers_in import answer_in
from service.labels import label_of
from service.quality import same_answer
from service.web.choices import CHOSEN, OTHER, box_text, is_typed

VALUE, WAS, CONFIRM, PICK = "value-", "was-", "confirm-", "pick-"
"""`was-`: what stood in a box when the page was made."""
SHOWN, ASKED = "shown", "asked"
"""The first: a box stood on the page, and an unticked one sends nothing; the second: only what is
chosen or typed counts."""
_SAY_WHICH = (
    "you chose one answer and typed another; choose “Something else”, or clear what you typed"
)
_TYPE_IT = "type what the form says, or choose one of the answers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What came of the page."""

    texts: Mapping[str, str] = field(repr=False)
    """By field, what stood in its box."""
    picked: Mapping[str, str] = field(repr=False)
    changes: Mapping[str, Answer] = field(repr=False)
    confirmed: Collection[str]
    problems: Mapping[str, str] = field(repr=False)

    def is_done(self, values: Mapping[str, Answer], doubts: Collection[str]) -> bool:
        """Tell whether a record says all this already: a second click changes nothing."""
        same = all(same_answer(values.get(key), new) for key, new in self.changes.items())
        return same and not set(self.confirmed) & set(doubts) and not self.problems


NOTHING_TYPED = Typed(texts={}, picked={}, changes={}, confirmed=(), problems={})


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class _Said:
    """What was sent of one field."""

    question: Field
    text: str
    before: str
    """What stood in its box."""
    pick: str | None
    is_confirmed: bool
    is_asked: bool

    @property
    def is_untouched(self) -> bool:
        """Tell whether nobody said anything of it."""
        if self.is_confirmed:
            return False
        is_unpicked = self.is_asked and not is_typed(self.question)
        return is_unpicked or _plain(self.text) == _plain(self.before)

    def answer(self) -> Answer:
        """Give the answer that was chosen or typed.

        Raises:
            ValuesError: it does not fit the field, or it is not clear which is meant.
        """
        if self.pick is None:
            return _box_answer(self.question, self.text)
        if self.pick == OTHER:
            if not self.text.strip():
                raise ValuesError({self.question.key: _TYPE_IT})
            return answer_in(self.question, self.text)
        chosen = self.pick.removeprefix(CHOSEN)
        plain = _plain(self.text)
        if is_typed(self.question) and plain not in (_plain(self.before), _plain(chosen), ""):
            raise ValuesError({self.question.key: _SAY_WHICH})
        return _box_answer(self.question, chosen)


def typed_values(
    form: Form, values: Mapping[str, Answer], sent: MultiDict[str, str], mark: str = ""
) -> Typed:
    """Take what was sent of one record.

    Args:
        form: of the record.
        values: as they stand in it.
        sent: the page's form.
        mark: what the names of its boxes end with, where a page shows several records.
    """
    said = list(_said(form, values, sent, mark))
    told = [one for one in said if not one.is_untouched]
    changes: dict[str, Answer] = {}
    problems: dict[str, str] = {}
    for one in told:
        key = one.question.key
        try:
            changes[key] = one.answer()
        except ValuesError as error:
            problems[key] = f"{label_of(form, key)}: {error.problems[key]}."
    return Typed(
        texts={one.question.key: one.text for one in said},
        picked={one.question.key: one.pick for one in said if one.pick is not None},
        changes=changes,
        confirmed=[one.question.key for one in told if one.is_confirmed],
        problems=problems,
    )


def _said(
    form: Form, values: Mapping[str, Answer], sent: MultiDict[str, str], mark: str
) -> Iterator[_Said]:
    shown, asked = set(sent.getlist(SHOWN)), set(sent.getlist(ASKED))
    for question in form.fields():
        name = f"{question.key}{mark}"
        if name not in shown | asked:
            continue
        pick = sent.get(f"{PICK}{name}")
        before = sent.get(f"{WAS}{name}", box_text(question, values.get(question.key)))
        is_boxed = is_typed(question) or name in shown
        yield _Said(
            question=question,
            text=sent.get(f"{VALUE}{name}", "" if is_boxed else before),
            before=before,
            pick=pick,
            is_confirmed=pick is not None or f"{CONFIRM}{name}" in sent,
            is_asked=name in asked,
        )


def _plain(text: str) -> str:
    """Give what stood in a box without what sending it changes."""
    return text.replace("\r\n", "\n").strip()


def _box_answer(question: Field, text: str) -> Answer:
    """Take a box's text; a tick box that sends nothing was left empty, which is an answer."""
    is_box = isinstance(question.kind, Tick | Signature)
    return answer_in(question, text == "yes" if is_box else text)
