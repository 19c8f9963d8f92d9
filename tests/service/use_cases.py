"""Every use case there is: public, and works on an installation."""

from collections.abc import Callable, Iterator
from importlib import import_module
from inspect import get_annotations, isfunction, signature
from pkgutil import iter_modules

import service.usecases
from service.runtime import Runtime


def use_cases() -> Iterator[tuple[str, Callable[..., object]]]:
    """Yield each public function of the use cases that works on an installation, with its name."""
    for module_info in iter_modules(service.usecases.__path__):
        module = import_module(f"service.usecases.{module_info.name}")
        for name, found in vars(module).items():
            is_here = isfunction(found) and found.__module__ == module.__name__
            if is_here and not name.startswith("_") and _takes_runtime(found):
                yield f"{module_info.name}.{name}", found


def _takes_runtime(function: Callable[..., object]) -> bool:
    first = next(iter(signature(function).parameters), "")
    return get_annotations(function).get(first) is Runtime
