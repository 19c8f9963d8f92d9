"""Answer sheets and tick forms, marked by pen and pencil and photographed, with the truth."""

from dataclasses import dataclass

import cv2
import numpy as np

from ocr.sheet import Grey

WIDTH, HEIGHT = 1240, 1754
Box = tuple[float, float, float, float]
PENS = ("fill", "pencil", "faint pencil", "tick", "cross", "slash")


@dataclass(frozen=True)
class Blank:
    """An empty form and where its boxes are."""

    grey: Grey
    boxes: dict[str, Box]
    round_boxes: bool


def _words(grey: Grey, rng: np.random.Generator, x: int, y: int, count: int, size: float) -> None:
    letters = "abcdefghijklmnoprstuvw"
    for _ in range(count):
        word = "".join(rng.choice(list(letters), rng.integers(2, 9)))
        cv2.putText(grey, word, (x, y), cv2.FONT_HERSHEY_SIMPLEX, size, (30,), 1, cv2.LINE_AA)
        x += int(len(word) * 19 * size) + 14


def answer_sheet(seed: int) -> Blank:
    """Draw rows of bubbles with a letter in each."""
    rng = np.random.default_rng(seed)
    grey = np.full((HEIGHT, WIDTH), 255, np.uint8)
    cv2.putText(grey, "Answer sheet", (380, 120), cv2.FONT_HERSHEY_DUPLEX, 1.8, (20,), 3)
    for line in range(3):
        _words(grey, rng, 90, 180 + 40 * line, 9, 0.7)
    boxes: dict[str, Box] = {}
    radius, down = int(rng.integers(13, 18)), int(rng.integers(46, 54))
    for column in range(3):
        for row in range(25):
            y = 360 + row * down
            number = f"{column * 25 + row + 1}"
            left = 110 + column * 370
            cv2.putText(grey, number, (left - 50, y + 8), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (40,), 1)
            for place, letter in enumerate("ABCD"):
                x = left + 40 + place * 62
                cv2.circle(grey, (x, y), radius, (60,), 2, cv2.LINE_AA)
                at = (x - 6, y + 6)
                cv2.putText(grey, letter, at, cv2.FONT_HERSHEY_SIMPLEX, 0.5, (70,), 1, cv2.LINE_AA)
                edges = (x - radius, y - radius, x + radius, y + radius)
                boxes[f"q{number}_{letter}"] = edges
    return Blank(grey, boxes, round_boxes=True)


def tick_form(seed: int) -> Blank:
    """Draw a form of lines of text with a tick box each, in a table or free."""
    rng = np.random.default_rng(seed)
    grey = np.full((HEIGHT, WIDTH), 255, np.uint8)
    cv2.putText(grey, "Change of plan", (330, 130), cv2.FONT_HERSHEY_TRIPLEX, 1.6, (20,), 3)
    for line in range(5):
        _words(grey, rng, 80, 200 + 45 * line, 8, 0.75)
    boxes: dict[str, Box] = {}
    side, table = int(rng.integers(24, 38)), bool(rng.integers(2))
    for row in range(18):
        y = 480 + row * 66
        if table:
            cv2.rectangle(grey, (70, y - 20), (1170, y + 46), (40,), 2)
        _words(grey, rng, 90, y + 26, 4, 0.7)
        for place in range(2):
            x = 780 + place * 200
            cv2.rectangle(grey, (x, y), (x + side, y + side), (30,), 2)
            boxes[f"row{row}_{place}"] = (x, y, x + side, y + side)
    return Blank(grey, boxes, round_boxes=False)


def _stroke(ink: np.ndarray, points: list[tuple[float, float]], width: int, dark: float) -> None:
    line = np.round(np.array(points) * 8).astype(np.int32).reshape(-1, 1, 2)
    cv2.polylines(
        ink, [line], isClosed=False, color=(dark,), thickness=width, lineType=cv2.LINE_AA, shift=3
    )


def _mark(ink: np.ndarray, box: Box, pen: str, rng: np.random.Generator) -> None:
    """Mark one box; darkness goes into `ink`."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    half = (box[2] - box[0]) / 2
    x, y = x + rng.normal(0, 0.08) * half, y + rng.normal(0, 0.08) * half
    wide = int(rng.integers(2, 5))
    dark = float(rng.uniform(0.7, 0.95))
    if pen in {"fill", "pencil", "faint pencil"}:
        low, high = {"fill": (0.75, 0.95), "pencil": (0.4, 0.65), "faint pencil": (0.25, 0.4)}[pen]
        dark = float(rng.uniform(low, high))
        turn, reach = rng.uniform(0, np.pi), half * rng.uniform(0.75, 1.0)
        across = np.array([np.cos(turn), np.sin(turn)])
        points = []
        for step in np.linspace(-0.9, 0.9, 11):
            side = reach * (1 - step**2) ** 0.5 * (1 if len(points) % 2 else -1)
            offset = across * side + np.array([-across[1], across[0]]) * step * reach
            points.append((x + offset[0], y + offset[1]))
        _stroke(ink, points, max(3, int(half * 0.24)), dark)
    elif pen == "tick":
        tip = (x - 0.1 * half, y + 0.7 * half)
        points = [(x - 0.7 * half, y), tip, (x + rng.uniform(0.8, 1.6) * half, y - 1.2 * half)]
        _stroke(ink, points, wide, dark)
    else:
        reach = half * rng.uniform(0.7, 1.2)
        _stroke(ink, [(x - reach, y - reach), (x + reach, y + reach)], wide, dark)
        if pen == "cross":
            _stroke(ink, [(x + reach, y - reach), (x - reach, y + reach)], wide, dark)


def marked(blank: Blank, share: float, pens: tuple[str, ...], seed: int) -> tuple[Grey, set[str]]:
    """Mark a share of the boxes by one of the pens each; give the page and the keys."""
    rng = np.random.default_rng(seed)
    keys = {key for key in blank.boxes if rng.random() < share}
    ink = np.zeros(blank.grey.shape, np.float32)
    pen = str(rng.choice(pens))
    for key in sorted(keys):
        _mark(ink, blank.boxes[key], pen, rng)
    grain = cv2.GaussianBlur(rng.normal(1, 0.5, ink.shape).astype(np.float32), (0, 0), 1.0)
    ink *= np.clip(grain if "pencil" in pen else 1, 0.5, 1.2)
    page = blank.grey * (1 - np.clip(ink, 0, 1))
    return page.astype(np.uint8), keys


def _desk(rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    base = rng.choice([40.0, 90.0, 150.0, 215.0])
    rough = cv2.resize(rng.normal(0, 14, (height // 12, width // 12)), (width, height))
    return np.asarray(base + rough + rng.normal(0, 4, (height, width)), dtype=np.float64)


def photographed(page: Grey, seed: int, width: int = 1200) -> Grey:
    """Photograph a page: aslant, bent, unevenly lit, with a shadow, blur, noise and JPEG."""
    rng = np.random.default_rng(seed)
    height = round(width * 4 / 3)
    rows, columns = np.mgrid[0 : page.shape[0], 0 : page.shape[1]].astype(np.float32)
    bend = rng.uniform(2, 7) * np.sin(rows / page.shape[0] * rng.uniform(2, 5) + rng.uniform(0, 6))
    bent = cv2.remap(page, columns + bend, rows + bend * 0.6, cv2.INTER_LINEAR, borderValue=(255,))
    source = np.array([(0, 0), (WIDTH, 0), (WIDTH, HEIGHT), (0, HEIGHT)], np.float32)
    inset = rng.uniform(0.03, 0.16, (4, 2)) * (width, height)
    signs = np.array([(1, 1), (-1, 1), (-1, -1), (1, -1)])
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)]) + signs * inset
    if rng.random() < 0.25:
        corners = np.roll(corners, 2, axis=0)
    matrix = cv2.getPerspectiveTransform(source, corners.astype(np.float32))
    small = cv2.GaussianBlur(bent, (0, 0), max(0.1, 0.35 * WIDTH / width))
    laid = cv2.warpPerspective(small, matrix, (width, height), borderValue=(0,)).astype(float)
    sheet = cv2.warpPerspective(np.full_like(page, 255), matrix, (width, height)) / 255.0
    scene = laid * 0.88 * sheet + _desk(rng, width, height) * (1 - sheet)
    y, x = np.mgrid[0:height, 0:width] / max(width, height)
    scene *= 1 - rng.uniform(0.1, 0.45) * (x * rng.uniform(-1, 1) + y * rng.uniform(-1, 1) + 0.5)
    if rng.random() < 0.5:
        edge = (x * rng.uniform(-1, 1) + y * rng.uniform(0.2, 1) - rng.uniform(0.2, 0.6)) * 40
        scene *= 1 - rng.uniform(0.15, 0.4) / (1 + np.exp(-np.clip(edge, -30, 30)))
    scene = cv2.GaussianBlur(scene, (0, 0), rng.uniform(0.4, 1.3))
    scene += rng.normal(0, rng.uniform(2, 7), scene.shape)
    picture = np.clip(scene, 0, 255).astype(np.uint8)
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(45, 85))]
    return np.asarray(cv2.imdecode(cv2.imencode(".jpg", picture, quality)[1], 0), dtype=np.uint8)
