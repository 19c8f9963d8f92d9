"""Marked boxes on any form: photographs of hand-marked sheets against a reference picture."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from forms.errors import DefinitionError
from ocr.boxes.definition import BoxPx, BoxSet, load_boxes
from ocr.boxes.ink import BoxInk, Patch
from ocr.boxes.marked import marked_apart
from ocr.boxes.marks import bound, mark_findings
from ocr.boxes.reading import read_boxes
from ocr.boxes.reference import levelled
from ocr.boxes.seats import Nudge, settled
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


def test_light_slashes_and_filled_boxes_on_one_page() -> None:
    levels = [0.002, 0.006, 0.01, 0.013, 0.015] * 20 + [0.05, 0.06, 0.08, 0.12, 0.4, 0.45, 0.5]
    inks = {f"b{i}": BoxInk(level, level) for i, level in enumerate(levels)}
    assert sum(bool(finding.value) for finding in mark_findings(inks).values()) == 7


def test_what_is_neither_like_empty_nor_like_marked_boxes_goes_to_a_person() -> None:
    levels = [0.002, 0.006, 0.01, 0.013, 0.015] * 20 + [0.045, 0.05] + [0.4, 0.45, 0.5] * 9
    found = mark_findings({f"b{i}": BoxInk(level, level) for i, level in enumerate(levels)})
    assert {key for key, finding in found.items() if not finding.accepted} == {"b100", "b101"}


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


def framed(grey: Grey, desk: int, wide: int) -> Grey:
    return np.pad(grey, wide, constant_values=desk)


def test_the_desk_around_the_reference_is_no_print(tmp_path: Path) -> None:
    blank = answer_sheet(5)
    reference, _ = marked(blank, 0.2, ("fill",), 3)
    boxes = {k: BoxPx(*(edge + 300.0 for edge in box)) for k, box in blank.boxes.items()}
    page, keys = marked(blank, 0.25, ("pencil",), 4)
    path = saved(tmp_path, framed(page, 225, 120))
    on_black = BoxSet("sheet", framed(reference, 12, 300), 5.9, boxes)
    found = read_boxes(on_black, [path])[0]
    assert {key for key, reading in found.fields.items() if reading.value} == keys


def test_the_edge_of_a_shadow_is_no_mark() -> None:
    grey = np.full((400, 400), 240, np.uint8)
    cv2.rectangle(grey, (150, 150), (190, 190), (40,), 2)
    cv2.rectangle(grey, (250, 150), (290, 190), (40,), -1)
    shaded = grey.copy()
    for row in range(400):
        edge = 165 + row // 40
        shaded[row, edge:] = (shaded[row, edge:] * 0.55).astype(np.uint8)
    even = levelled(shaded, 40)
    assert even[155:186, 155:186].mean() > 235
    assert even[155:186, 255:286].max() < 90


def patch(stroke: list[tuple[int, int]], dark: float) -> Patch:
    drawn = np.zeros((32, 32), np.float32)
    line = np.array(stroke, np.int32).reshape(-1, 1, 2)
    cv2.polylines(drawn, [line], isClosed=False, color=(dark,), thickness=3)
    return drawn


def test_a_bolder_letter_on_the_reference_is_no_mark() -> None:
    small, bold = patch([(14, 12), (18, 20)], 0.5), patch([(9, 9), (16, 23), (23, 9), (9, 9)], 0.4)
    assert not marked_apart(np.stack([small, bold] * 8)).any()


def test_a_light_tick_on_the_reference_is_a_mark() -> None:
    rng = np.random.default_rng(2)
    empty = [patch([(2, 2), (2, 30)], 0.9)] * 24
    ticks = [patch([tuple(p) for p in rng.integers(8, 24, (3, 2))], 0.5) for _ in range(4)]
    filled = [np.full((32, 32), 0.9, np.float32)] * 4
    found = marked_apart(np.stack(empty + ticks + filled))
    assert found.tolist() == [False] * 24 + [True] * 8


def test_boxes_at_a_curled_corner_follow_their_own_print() -> None:
    places = [(column, row) for column in range(4) for row in range(6)]
    boxes = {f"{c}.{r}": BoxPx(80 * c, 60 * r, 80 * c + 30, 60 * r + 30) for c, r in places}
    curled = {f"{c}.{r}": (0.0, -1.5 * (c + r)) for c, r in places}
    nudges = {key: Nudge(shift, 0.8, at_limit=False) for key, shift in curled.items()}
    misled = nudges | {"1.2": Nudge((7.0, 7.0), 0.8, at_limit=False)}
    seats = settled(boxes, misled)
    assert all(abs(seats[key].shift[1] - curled[key][1]) < 2 for key in ("3.5", "0.0", "1.2"))
