"""How soon a person must look at a form that came back: its definition says so."""

from forms.answers import Answers
from forms.definition import Form


def urgency_of(form: Form, values: Answers) -> int:
    """Give 0 (in turn) to 3 (before all), from the form and from what is answered on it.

    A box that is ticked in doubt counts as ticked: looking at it too soon does no harm.
    """
    answered = (field.urgency for field in form.fields() if values.get(field.key))
    return max(form.urgency, *answered, 0)
