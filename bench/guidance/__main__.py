"""Writes docs/guidance.md from the sentences and the marked tests: `python -m bench.guidance`."""

from bench.guidance.marks import proofs
from bench.guidance.table import PAGE, page, sentences


def main() -> None:
    """Write the page, and say how much of the guidance is proven."""
    found = sentences()
    proven = proofs()
    PAGE.write_text(page(found, proven), encoding="utf-8")
    tested = sum(one.id in proven for one in found)
    print(f"{len(found)} sentences, {tested} with tests, written to docs/guidance.md")


if __name__ == "__main__":
    main()
