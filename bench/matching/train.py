"""Trains the model that ships, on invented forms of every channel."""

from pathlib import Path

from rapidfuzz.distance import JaroWinkler

import service.matching.weights
from bench.matching.cases import best_pairs, case, client_row, faces_by_owner
from service.matching.bulk.database import opened
from service.matching.bulk.training import train
from service.matching.comparing.comparisons import COMPARISONS
from service.matching.face import Face
from service.matching.weights.model import Model, dump_model

SHIPPED = Path(service.matching.weights.__file__).with_name("model.json")


def _alike(left: Face, right: Face) -> float:
    """Tell the likeness of two faces before there are weights."""
    return (
        JaroWinkler.similarity(left.given, right.given)
        + 2 * JaroWinkler.similarity(left.surname, right.surname)
        + 2 * (left.birth == right.birth)
    )


def trained(clients: int, forms: int, seed: int) -> Model:
    """Train on invented forms, each paired with the face of its client that is most like it."""
    made = case(clients, forms, seed)
    register = faces_by_owner(map(client_row, made.clients))
    asked = faces_by_owner(form.row() for form in made.forms)
    pairs = best_pairs(asked, register, made.right(), _alike)
    with opened(threads=1) as connection:
        return train(connection, asked, register, pairs, version=f"1-{seed}")


def show(model: Model) -> None:
    """Print the weights."""
    for one in COMPARISONS:
        for level in one.levels:
            odds = model.odds[one.key, level.key]
            bits = model.bits(one.key, level)
            print(f"{one.key:<15}{level.key:<13}{odds.m:10.6f} {odds.u:12.9f} {bits:8.2f}")


def write_model(clients: int, forms: int, seed: int, path: Path) -> None:
    """Train, print and write the model."""
    model = trained(clients, forms, seed)
    about = f"invented people: {forms} forms about a register of {clients}, seed {seed}"
    path.write_text(dump_model(model, about=about), encoding="utf-8")
    show(model)
