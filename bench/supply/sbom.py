"""Writes the bill of materials (CycloneDX): `python -m bench.supply.sbom build/sbom.cdx.json`.

It lists what the lock installs, with hashes and licences, and the Debian packages of the image.
"""

import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import DisjunctiveLicense
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from bench.supply.licences import licence_of
from bench.supply.locked import Locked, read_lock

DEBIAN_LISTS = (Path("requirements/apt-run.txt"),)


def bill(packages: list[Locked]) -> str:
    """Give the bill as JSON."""
    ours = Component(
        name="throughcare",
        version=version("throughcare"),
        type=ComponentType.APPLICATION,
        bom_ref="throughcare",
    )
    parts = [*map(_of_python, packages), *_of_debian()]
    bom = Bom(components=parts)
    bom.metadata.component = ours
    bom.register_dependency(ours, parts)
    return str(JsonV1Dot6(bom).output_as_string(indent=1))


def _of_python(package: Locked) -> Component:
    url = PackageURL("pypi", None, package.name, package.version)
    return Component(
        name=package.name,
        version=package.version,
        type=ComponentType.LIBRARY,
        purl=url,
        bom_ref=url.to_string(),
        licenses=[DisjunctiveLicense(name=licence_of(package))],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=one) for one in package.sha256],
    )


def _of_debian() -> Iterator[Component]:
    """Give Debian's packages, whose versions are those of the day on which an image is made."""
    names = sorted({name for path in DEBIAN_LISTS for name in path.read_text().split()})
    for name in names:
        url = PackageURL("deb", "debian", name, qualifiers={"distro": "bookworm"})
        yield Component(
            name=name, type=ComponentType.APPLICATION, purl=url, bom_ref=url.to_string()
        )


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    locked = read_lock()
    target.write_text(bill(locked), encoding="utf-8")
    print(f"{target}: {len(locked)} Python packages")
