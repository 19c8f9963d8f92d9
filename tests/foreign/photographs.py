"""A sheet photographed on a desk: perspective, uneven light, blur, noise, a desk around it."""

import io
import random
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tests.foreign.drawing import Pixels

_Floats = NDArray[np.floating[Any]]

_IN_VIEW = 0.985
"""The sheet's corners stay within so much of the picture."""


def _noise(rng: random.Random) -> np.random.Generator:
    return np.random.default_rng(rng.randrange(1 << 32))


def _cloud(rng: random.Random, size: tuple[int, int], grains: int) -> _Floats:
    """Give soft noise from -1 to 1 over (width, height)."""
    small = _noise(rng).uniform(-1, 1, (max(2, grains * size[1] // size[0]), grains))
    return cv2.resize(small.astype(np.float32), size, interpolation=cv2.INTER_CUBIC)


def _desk(rng: random.Random, size: tuple[int, int]) -> _Floats:
    """Paint the desk: wood, cloth, speckled stone, plain; dark or light."""
    width, height = size
    tone, depth = rng.uniform(40, 190), rng.uniform(8, 35)
    match rng.choice(("wood", "cloth", "stone", "plain", "tiles")):
        case "wood":
            rows = _cloud(rng, size, 3) * 0.4 + cv2.resize(
                _noise(rng).uniform(-1, 1, (height // 6, 3)).astype(np.float32), size
            )
            return tone + depth * rows
        case "cloth":
            x, y = np.meshgrid(np.arange(width), np.arange(height))
            return (tone + depth * (((x // 9) + (y // 9)) % 2 - 0.5)).astype(np.float32)
        case "stone":
            return tone + depth * (_cloud(rng, size, 120) + 0.5 * _cloud(rng, size, 30))
        case "tiles":
            desk = tone + depth * 0.3 * _cloud(rng, size, 20)
            step = rng.randrange(350, 800)
            desk[rng.randrange(step) :: step] -= depth
            desk[:, rng.randrange(step) :: step] -= depth
            return desk
        case _:
            return tone + depth * 0.3 * _cloud(rng, size, 6)


def _corners(rng: random.Random, size: tuple[int, int], ratio: float) -> _Floats:
    """Place the sheet's corners in the picture: top left, top right, bottom right, bottom left."""
    width, height = size
    fill = rng.uniform(0.78, 0.95)
    tall = min(height * fill, width * fill * ratio)
    wide = tall / ratio
    x, y = (width - wide) / 2, (height - tall) / 2
    box = np.array([[x, y], [x + wide, y], [x + wide, y + tall], [x, y + tall]])
    turn = np.deg2rad(max(-7.0, min(7.0, rng.gauss(0, 3))))
    spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    middle = np.array([width / 2, height / 2])
    box = (box - middle) @ spin.T + middle
    lean = rng.uniform(0, 0.05)
    box += _noise(rng).uniform(-lean, lean, (4, 2)) * wide
    reach = np.abs(box - middle).max(axis=0) / (middle * _IN_VIEW)
    return (middle + (box - middle) / max(1.0, reach.max())).astype(np.float32)


def _curled(page: Pixels, rng: random.Random) -> Pixels:
    """Let the sheet not lie quite flat."""
    if rng.random() < 0.5:
        return page
    height, width = page.shape
    depth, period = rng.uniform(2, 9), rng.uniform(1.2, 2.5) * width
    x = np.arange(width, dtype=np.float32)
    lift = (depth * np.sin(x / period * 2 * np.pi + rng.uniform(0, 6))).astype(np.float32)
    columns, rows = np.meshgrid(x, np.arange(height, dtype=np.float32))
    return np.asarray(
        cv2.remap(page, columns, rows + lift, cv2.INTER_LINEAR, borderValue=255), dtype=np.uint8
    )


def _light(rng: random.Random, size: tuple[int, int]) -> _Floats:
    """Give the light over the picture: a gradient, a lamp, the photographer's shadow."""
    width, height = size
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    angle = rng.uniform(0, 2 * np.pi)
    light = 1 + rng.uniform(0, 0.28) * (np.cos(angle) * x + np.sin(angle) * y)
    lamp = (x - rng.uniform(-0.7, 0.7)) ** 2 + (y - rng.uniform(-0.7, 0.7)) ** 2
    light += rng.uniform(0, 0.18) * np.exp(-lamp * 2)
    if rng.random() < 0.4:
        edge = np.cos(angle + 2) * x + np.sin(angle + 2) * y - rng.uniform(0.0, 0.9)
        light *= 1 - rng.uniform(0.1, 0.4) / (1 + np.exp(-edge * rng.uniform(6, 30)))
    return np.asarray(light, dtype=np.float32)


def _shaken(picture: _Floats, rng: random.Random) -> _Floats:
    """Blur as by focus, and now and then by a hand that moved."""
    picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.5, 1.5))
    if rng.random() < 0.25:
        reach = rng.randrange(2, 5)
        kernel = np.zeros((reach, reach), np.float32)
        cv2.line(kernel, (0, rng.randrange(reach)), (reach - 1, rng.randrange(reach)), 1.0)
        picture = cv2.filter2D(picture, -1, kernel / kernel.sum())
    return picture


def photographed(page: Pixels, rng: random.Random) -> bytes:
    """Photograph a sheet; gives a JPEG file in colour."""
    page = _curled(page, rng)
    ratio = page.shape[0] / page.shape[1]
    portrait = rng.choice(((2304, 3072), (2448, 3264), (1944, 2592), (2250, 3000)))
    size = portrait if ratio > 1 else portrait[::-1]
    corners = _corners(rng, size, ratio)
    height, width = page.shape
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    way = cv2.getPerspectiveTransform(flat, corners)
    sheet = cv2.warpPerspective(page, way, size, flags=cv2.INTER_AREA).astype(np.float32)
    cover = cv2.warpPerspective(np.full_like(page, 255), way, size).astype(np.float32) / 255
    shadow = cv2.GaussianBlur(np.roll(cover, (9, 7), (0, 1)), (0, 0), 9)
    paper, black = rng.uniform(175, 235), rng.uniform(15, 60)
    desk = _desk(rng, size) * (1 - 0.45 * shadow)
    picture = cover * (black + sheet / 255 * (paper - black)) + (1 - cover) * desk
    picture = _shaken(picture * _light(rng, size), rng)
    grain = _noise(rng).normal(0, rng.uniform(1, 6), (size[1], size[0])).astype(np.float32)
    picture = np.clip(picture + grain, 0, 255)
    tint = np.array([1.0, rng.uniform(0.94, 1.0), rng.uniform(0.82, 1.0)], np.float32)
    colour = (picture[:, :, None] * tint).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(colour).save(out, format="JPEG", quality=rng.randrange(60, 93))
    return out.getvalue()
