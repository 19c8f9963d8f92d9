"""A form definition that an agency might upload."""


def definition(form_id: str = "leeds-note", code: str = "N7", version: str = "1") -> bytes:
    """Write the definition of a small form."""
    text = f"""id = "{form_id}"
version = "{version}"
code = "{code}"
title = "Leeds note"
pages = 1
from = ["cjit"]
to = ["carat"]
source = "Invented for a test"

[[section]]
key = "note"
title = "Note"

[[section.field]]
key = "client_name"
label = "Name"
kind = "text"
max_length = 70
help = "Client's name"
"""
    return text.encode()
