"""Reads a Dockerfile: as much of its language as ours is written in, and no more."""

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

_VARIABLE = re.compile(r"\$\{(\w+)\}")
_KNOWN = frozenset(
    (
        *("ARG", "FROM", "RUN", "WORKDIR", "COPY", "USER", "ENV", "VOLUME", "EXPOSE"),
        *("STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD"),
    )
)


class DockerfileError(Exception):
    """The file says something that this reader does not know."""


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction."""

    word: str
    rest: str
    """All behind it, its lines joined."""

    def listed(self) -> list[str]:
        """Give what is written as a JSON list, as a program and its arguments are."""
        if not self.rest.startswith("["):
            raise DockerfileError(f"{self.word} is not written as a list")
        return [str(part) for part in json.loads(self.rest)]


@dataclass(frozen=True, slots=True)
class Stage:
    """What begins with FROM."""

    base: str
    name: str
    steps: list[Step] = field(default_factory=list)

    def last(self, word: str) -> Step:
        """Give the last instruction of a kind: the one that counts."""
        found = [step for step in self.steps if step.word == word]
        if not found:
            raise DockerfileError(f"the stage has no {word}")
        return found[-1]

    def environment(self) -> dict[str, str]:
        """Give all that ENV sets."""
        settings = (shlex.split(step.rest) for step in self.steps if step.word == "ENV")
        return dict(one.split("=", 1) for line in settings for one in line)

    def health_check(self) -> list[str]:
        """Give the program that tells whether it is well."""
        said = self.last("HEALTHCHECK").rest
        return Step("HEALTHCHECK", said[said.index("[") :]).listed()


def read_dockerfile(path: Path, chosen: Mapping[str, str] | None = None) -> list[Stage]:
    """Read the stages, with what stands for each ARG put in.

    Raises:
        DockerfileError: an instruction is not known here.
    """
    arguments, stages = dict(chosen or {}), list[Stage]()
    for step in _steps(path.read_text(encoding="utf-8")):
        rest = _VARIABLE.sub(lambda found: arguments.get(found[1], found[0]), step.rest)
        match step.word:
            case "ARG":
                name, _, value = rest.partition("=")
                arguments.setdefault(name, value)
            case "FROM":
                base, _, name = rest.partition(" AS ")
                stages.append(Stage(base, name))
            case _:
                stages[-1].steps.append(Step(step.word, rest))
    return stages


def _steps(text: str) -> Iterator[Step]:
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    for line in joined.splitlines():
        word, _, rest = line.partition(" ")
        if word not in _KNOWN:
            raise DockerfileError(f"{word} is not known here")
        yield Step(word, rest.strip())
