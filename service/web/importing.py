"""A page that takes a table in from a CSV file, or says what that would do."""

from collections.abc import Callable, Mapping
from typing import BinaryIO

from flask import render_template, request

from forms.errors import ThroughcareError
from service.errors import BadRequestError
from service.uploads import sent_table
from service.usecases.import_register import ImportReport

Take = Callable[[BinaryIO, bool], ImportReport]
"""Takes the table in; or, asked only to try, says what that would do."""
_FEW_NOTES = 100


def import_page(template: str, words_of: Mapping[str, str], take: Take) -> str | tuple[str, int]:
    """Answer the page's request.

    Args:
        template: fills in `import_table.html`.
        words_of: what becomes of a row, in words.
        take: takes the table in.
    """

    def page(report: ImportReport | None, problem: str, *, dry_run: bool = False) -> str:
        return render_template(
            template,
            report=report,
            problem=problem,
            dry_run=dry_run,
            words_of=words_of,
            few=_FEW_NOTES,
        )

    if request.method == "GET":
        return page(None, "")
    dry_run = "try" in request.form
    try:
        report = take(sent_table(request), dry_run)
    except BadRequestError as error:
        return page(None, error.problems["file"]), 422
    except ThroughcareError as error:
        return page(None, f"{error.message}. {error.hint}"), 422
    return page(report, "", dry_run=dry_run)
