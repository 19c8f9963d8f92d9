"""Forms that came back, by the hundred, each of its own copy and with bytes of its own."""

import random
from collections.abc import Iterator

from forms.copies import new_copy_id
from forms.definition import Form
from forms.pdf.fill import fill
from forms.pdf.flat import print_pdf
from forms.pdf.template import pdf_template
from forms.registry import load_catalogue
from service.demo.fax import fax_of_pdf
from tests.service.invented import ALERT


def returns(number: int, seed: int) -> Iterator[bytes]:
    """Yield Alert Forms that were filled in on screen."""
    chance = random.Random(seed)
    form = load_catalogue().find("alert-form")
    for _ in range(number):
        hearing = {"prison_spoc_phone": f"0113 {chance.randrange(10**6, 10**7)}"}
        yield fill(pdf_template(form), {**ALERT, **hearing}, new_copy_id(form.code))


def _faxed(form: Form, chance: random.Random) -> bytes:
    values = {**ALERT, "prison_spoc_phone": f"0113 {chance.randrange(10**6, 10**7)}"}
    return fax_of_pdf(print_pdf(pdf_template(form), values, new_copy_id(form.code)))
