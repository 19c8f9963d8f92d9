"""Marked boxes on any form: photographs of hand-marked sheets against a reference picture."""

import json
from pathlib import Path

import cv2
import pytest
from click.testing import CliRunner

from forms.errors import DefinitionError
from ocr.boxes.definition import BoxPx, BoxSet, load_boxes
from ocr.boxes.ink import BoxInk
from ocr.boxes.marks import bound, mark_findings
from ocr.boxes.reading import read_boxes
from ocr.reading import PageStatus
from ocr.sheet import Grey
from service.cli.read import read
from tests.ocr.marked_sheets import Blank, answer_sheet, marked, photographed, tick_form


def box_set(blank: Blank, reference: Grey | None = None) -> BoxSet:
    boxes = {key: BoxPx(*edges) for key, edges in blank.boxes.items()}
    return BoxSet("sheet", blank.grey if reference is None else reference, 5.9, boxes)


def saved(folder: Path, picture: Grey, name: str = "photo.png") -> Path:
    path = folder / name
    cv2.imwrite(str(path), picture)
    return path


def test_photographed_boxes(tmp_path: Path) -> None:
    blank = tick_form(6)
    page, keys = marked(blank, 0.3, ("tick",), 6)
    path = saved(tmp_path, photographed(page, 6, 1100))
    found = read_boxes(box_set(blank), [path])[0]
    assert {key for key, reading in found.fields.items() if reading.value} == keys
    assert sum(not reading.accepted for reading in found.fields.values()) <= 2


def test_the_reference_may_be_marked_itself(tmp_path: Path) -> None:
    blank = answer_sheet(2)
    reference, _ = marked(blank, 0.3, ("fill",), 8)
    page, keys = marked(blank, 0.25, ("faint pencil",), 9)
    path = saved(tmp_path, photographed(page, 9, 1200))
    found = read_boxes(box_set(blank, reference), [path])[0]
    assert {key for key, reading in found.fields.items() if reading.value} == keys


def test_another_form_is_not_read(tmp_path: Path) -> None:
    path = saved(tmp_path, photographed(tick_form(3).grey, 3, 900))
    found = read_boxes(box_set(answer_sheet(4)), [path])[0]
    assert found.status is PageStatus.UNIDENTIFIED
    assert not found.fields


def test_a_bound_lies_in_the_widest_gap() -> None:
    def inks(*values: float) -> dict[str, BoxInk]:
        return {f"b{i}": BoxInk(value, value) for i, value in enumerate(values)}

    faint = inks(0.001, 0.002, 0.004, 0.003, 0.05, 0.06, 0.055)
    assert [f.value for f in mark_findings(faint).values()] == [False] * 4 + [True] * 3
    blurred = inks(0.02, 0.03, 0.035, 0.028, 0.4, 0.5)
    assert 0.05 < bound(blurred).new < 0.3
    assert not any(f.value for f in mark_findings(inks(0.0, 0.004, 0.01, 0.02)).values())
    assert all(f.value for f in mark_findings(inks(0.2, 0.3, 0.5)).values())


def test_a_box_that_was_not_found_goes_to_a_person() -> None:
    found = mark_findings({"a": BoxInk(0.5, 0.5, seated=False), "b": BoxInk(0.0, 0.1)})
    assert not found["a"].accepted
    assert found["b"].accepted


def test_the_command_reads_boxes(tmp_path: Path) -> None:
    blank = tick_form(1)
    saved(tmp_path, blank.grey, "blank.png")
    page, keys = marked(blank, 0.4, ("cross",), 1)
    photo = saved(tmp_path, page, "page.png")
    table = {"reference": "blank.png", "boxes": {k: list(b) for k, b in blank.boxes.items()}}
    boxes = tmp_path / "plan.json"
    boxes.write_text(json.dumps(table))
    ran = CliRunner().invoke(read, [str(photo), "--boxes", str(boxes), "--json"])
    page_read = json.loads(ran.stdout)
    assert ran.exit_code == 0
    assert page_read["form"] == "plan"
    assert {k for k, f in page_read["fields"].items() if f["value"]} == keys
    assert {f["method"] for f in page_read["fields"].values()} == {"mark"}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"boxes": {"a": [10, 10, 40]}}, "must be"),
        ({"boxes": {"a": [10, 10, 4000, 40]}}, "beyond the reference"),
        ({"boxes": {}}, "no boxes"),
        ({"reference": "none.png"}, "cannot be opened"),
        ({"unit": "mm"}, "dpi"),
        ({"marked": ["b"]}, "not there"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, change: dict[str, object], reason: str) -> None:
    saved(tmp_path, tick_form(1).grey, "blank.png")
    table = {"reference": "blank.png", "boxes": {"a": [10, 10, 40, 40]}} | change
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(table))
    with pytest.raises(DefinitionError, match=reason):
        load_boxes(path)


def test_boxes_in_millimetres(tmp_path: Path) -> None:
    saved(tmp_path, tick_form(1).grey, "blank.png")
    table = {"reference": "blank.png", "unit": "mm", "dpi": 254, "boxes": {"a": [1, 2, 5, 6]}}
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(table))
    assert load_boxes(path).boxes["a"] == BoxPx(10, 20, 50, 60)
