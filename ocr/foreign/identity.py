"""Which form a page is, told by its labels."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from forms.definition import Form
from forms.registry import Catalogue
from ocr.foreign.labels import Anchored, anchored
from ocr.foreign.phrases import Phrase
from ocr.foreign.wording import is_plain, vocabulary

_TELLING, _SHARE = 5, 0.3
"""A page of a form shows so many labels that no other kind of form asks by, and such a share of
those that the form has."""
_ENOUGH = 0.55
"""Least score of a label that counts."""
_SECOND = 0.62
"""Another form with such a share of the first one's labels is on the page too."""


@dataclass(frozen=True, slots=True, eq=False)
class FormFound:
    """A form and how much of it is on the page."""

    anchored: Anchored
    telling: float
    """Labels found that only such a form has, each by its score."""
    share: float
    """Of the labels that only such a form has."""

    @property
    def form(self) -> Form:
        """Give the form."""
        return self.anchored.vocabulary.form


def _telling_keys(form: Form) -> set[str]:
    """Give the fields whose own label says which form it is; details stand and fall by theirs."""
    return {
        wording.key
        for wording in vocabulary(form).wordings
        if wording.own and not is_plain(wording.text)
    } - {field.key for field in form.fields() if field.detail_of}


def weighed(found: Anchored) -> FormFound:
    """Judge how much of a form is on the page."""
    keys = _telling_keys(found.vocabulary.form)
    scores = [
        c.score
        for key, c in found.labels.items()
        if key in keys and c.score >= _ENOUGH and not is_plain(c.phrase.text)
    ]
    return FormFound(found, sum(scores), len(scores) / max(1, len(keys)))


def _is_there(found: FormFound) -> bool:
    return found.telling >= _TELLING and found.share >= _SHARE / found.form.pages


def forms_on(found: Sequence[Phrase], catalogue: Catalogue) -> list[FormFound]:
    """Give the forms whose labels are on a page, the surest first; none for other documents."""
    newest: Iterable[Form] = catalogue.newest()
    weights = [weighed(anchored(found, vocabulary(form))) for form in newest]
    return sorted((w for w in weights if _is_there(w)), key=lambda w: -w.telling)


def others_too(first: FormFound, rest: Sequence[FormFound]) -> list[Form]:
    """Give the forms that are on the page beside the first: by labels that are not its own."""
    taken = {c.phrase.start for c in first.anchored.labels.values()}
    found = []
    for other in rest:
        keys = _telling_keys(other.form)
        apart = [
            c
            for key, c in other.anchored.labels.items()
            if key in keys and c.score >= _ENOUGH and c.phrase.start not in taken
        ]
        if len(apart) >= _TELLING:
            found.append(other.form)
    return found
