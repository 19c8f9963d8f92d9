"""The hash of a page's picture: near for the same paper, far for another."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from forms.copies import derived_copy_id
from forms.definition import Form
from forms.pdf.flat import print_pdf
from forms.pdf.template import pdf_template
from forms.registry import load_catalogue
from ocr.likeness import perceptual_hash
from ocr.pdf_pages import render_print
from ocr.sheet import Grey
from tests.service.invented import ALERT


def _bits(one: str, other: str) -> int:
    return (int(one, 16) ^ int(other, 16)).bit_count()


def _page(form: Form, **changes: str) -> Grey:
    copy = derived_copy_id(form.code, {})
    return render_print(print_pdf(pdf_template(form), {**ALERT, **changes}, copy), 1, 8.0)


def _scanned(page: Grey, seed: int) -> Grey:
    """Give the page as a scanner would the second time: moved by a millimetre, paler, noisy."""
    draw = np.random.default_rng(seed)
    moved = np.roll(page, tuple(draw.integers(-8, 9, 2)), axis=(0, 1)).astype(np.float32)
    return np.clip(moved * 0.9 + draw.normal(10, 12, page.shape), 0, 255).astype(np.uint8)


@given(seed=st.integers(0, 1000))
def test_the_same_paper_scanned_again_is_near(seed: int) -> None:
    page = _page(load_catalogue().find("alert-form"))
    assert _bits(perceptual_hash(page), perceptual_hash(_scanned(page, seed))) <= 30


def test_another_form_is_far() -> None:
    catalogue = load_catalogue()
    one, other = (_page_of(catalogue.find(name)) for name in ("alert-form", "release-plan"))
    assert _bits(perceptual_hash(one), perceptual_hash(other)) >= 60


def _page_of(form: Form) -> Grey:
    empty = print_pdf(pdf_template(form), {}, derived_copy_id(form.code, {}))
    return render_print(empty, 1, 8.0)
