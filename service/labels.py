"""What a field is called where it stands alone: a detail names the tick that it belongs to."""

from forms.definition import Form


def label_of(form: Form, key: str) -> str:
    """Give the label of a field, after that of its tick if it is the detail of one."""
    field = form.field(key)
    return f"{form.field(field.detail_of).label}: {field.label}" if field.detail_of else field.label


def labels_of(form: Form) -> dict[str, str]:
    """Give the label of every field, in the order of the form."""
    labels = {field.key: field.label for field in form.fields()}
    return {
        field.key: f"{labels[field.detail_of]}: {field.label}" if field.detail_of else field.label
        for field in form.fields()
    }
