"""Given names that are one: Bob and Robert, Siân and Sian, Mohammed in all its spellings."""

import csv
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib import resources

from service.matching.cleaning.letters import capitals


@cache
def _roots() -> Mapping[str, frozenset[str]]:
    """Map each form to the names that it may stand for."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    table = resources.files("service.matching.cleaning").joinpath("nicknames.csv")
    with table.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            root = capitals(row["name"])
            for form in (root, *map(capitals, row["forms"].split())):
                found[form].add(root)
    return {form: frozenset(roots) for form, roots in found.items()}


def roots_of(given: str) -> frozenset[str]:
    """Give the names that a cleaned given name may stand for, itself where it is no short form."""
    return _roots().get(given, frozenset((given,) if given else ()))


@cache
def _forms() -> Mapping[str, frozenset[str]]:
    """Map each name to the forms that may stand for it."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for form, roots in _roots().items():
        for root in roots:
            found[root].add(form)
    return {root: frozenset(forms) for root, forms in found.items()}


def forms_like(given: str) -> frozenset[str]:
    """Give the forms that may be the same name as a cleaned given name, itself among them."""
    forms = (_forms().get(root, frozenset()) for root in roots_of(given))
    return frozenset((given,)).union(*forms)
