"""What each reader inherits lies in large pages, where the kernel makes them, and is unchanged."""

import subprocess
import sys

import pytest

_FILLED = """
import mmap
from service.jobs import large_pages

memory = mmap.mmap(-1, 16 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
for at in range(0, len(memory), 4096):
    memory[at] = at // 4096 % 251
made = large_pages.use_large_pages()
with open("/proc/self/smaps_rollup") as told:
    held = next(int(line.split()[1]) for line in told if line.startswith("AnonHugePages:"))
same = all(memory[at] == at // 4096 % 251 for at in range(0, len(memory), 4096))
print(made, held // 2048, same)
"""


def _run(program: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    return done.stdout.decode().split()


def test_memory_that_was_written_to_moves_and_stays_as_it_was() -> None:
    made, held, same = _run(_FILLED)
    assert same == "True"
    if made == "0":
        pytest.skip("this kernel makes no large pages when asked (Linux before 6.1)")
    assert int(made) >= 7
    assert int(held) >= 7


def test_a_kernel_that_refuses_changes_nothing() -> None:
    refusing = _FILLED.replace("\nmade =", "\nlarge_pages._COLLAPSE = -1\nmade =")
    assert _run(refusing)[::2] == ["0", "True"]
