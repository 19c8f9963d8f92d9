"""Finds the tests that say which sentences they prove: `@pytest.mark.guidance("P7.3", …)`."""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

_ROOT = Path(__file__).parents[2]


@cache
def proofs(folder: Path = _ROOT / "tests") -> Mapping[str, tuple[str, ...]]:
    """Give the tests of each sentence, by its id: file and function."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for test in ast.walk(tree):
            if isinstance(test, ast.FunctionDef):
                for sentence in _marked(test):
                    found.setdefault(sentence, []).append(f"{path.relative_to(_ROOT)}::{test.name}")
    return {sentence: tuple(tests) for sentence, tests in found.items()}


def _marked(test: ast.FunctionDef) -> Iterator[str]:
    for mark in test.decorator_list:
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.guidance":
            for argument in mark.args:
                yield from _strings(argument)


def _strings(argument: ast.expr) -> Iterator[str]:
    match argument:
        case ast.Constant(value=str() as text):
            yield text
        case ast.Starred(value=ast.Tuple(elts=parts)):
            for part in parts:
                yield from _strings(part)
        case _:
            raise ValueError("the ids of sentences stand in the mark itself")
