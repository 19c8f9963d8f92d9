"""Forms that came back, by the hundred, each of its own copy and with bytes of its own."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from forms.answers import Answer
from forms.copies import new_copy_id
from forms.pdf.fill import fill
from forms.pdf.flat import print_pdf
from forms.pdf.template import pdf_template
from forms.registry import load_catalogue
from service.demo.fax import fax_of_pdf
from tests.service.invented import ALERT


def returns(number: int, seed: int, *, faxed_each: int = 0) -> Iterator[bytes]:
    """Yield Alert Forms that were filled in on screen.

    Args:
        number: how many.
        seed: what is written differs from form to form.
        faxed_each: one of so many is a fax instead; 0: none is.
    """
    chance = random.Random(seed)
    form = load_catalogue().find("alert-form")
    for at in range(number):
        values = {**ALERT, **_somebody(chance)}
        copy = new_copy_id(form.code)
        if faxed_each and at % faxed_each == faxed_each - 1:
            yield fax_of_pdf(print_pdf(pdf_template(form), values, copy))
        else:
            yield fill(pdf_template(form), values, copy)


def _somebody(chance: random.Random) -> dict[str, Answer]:
    """Invent who the form is about: the surnames are rivers."""
    surname = chance.choice(["Severn", "Derwent", "Ouse", "Tamar", "Medway", "Trent", "Wharfe"])
    born = date(1950, 1, 1) + timedelta(days=chance.randrange(14_000))
    letters = "".join(chance.choices("ABCDEFGHJKLMNPRSTVWXYZ", k=3))
    return {
        "client_name": f"{chance.choice(['Ann', 'Tom', 'Sian', 'Owen', 'Priya'])} {surname}",
        "date_of_birth": born.isoformat(),
        "prisoner_number": f"{letters[0]}{chance.randrange(1000, 10_000)}{letters[1:]}",
        "prison_spoc_phone": f"0113 {chance.randrange(10**6, 10**7)}",
    }
