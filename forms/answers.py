"""The values written on a form: one plain value a field.

Text is text, a date ISO 8601 (`2009-06-14`), a time `HH:MM`, a tick true or false, a choice the key
of its option, a signature true where one is present. An empty field is None; a missing key means
the same.
"""

from collections.abc import Mapping

Answer = str | bool | None
Answers = Mapping[str, Answer]
