"""Folders that hold a whole Debian, and programs that run in them as if there was nothing else."""

import os
import shlex
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.image.dockerfile import Stage, Step

_PASSED_ON = ("PIP_", "http_proxy", "https_proxy", "no_proxy")
_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
_BUILD_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# In a mount namespace of its own: nothing of it is left behind, however it ends.
_DRESS = """
mount --make-rprivate /
mount --bind "$ROOT" "$ROOT"
mkdir -p "$ROOT/proc" "$ROOT/dev"
mount -t tmpfs none "$ROOT/dev"
for device in null zero random urandom; do
    touch "$ROOT/dev/$device" && mount --bind "/dev/$device" "$ROOT/dev/$device"
done
mkdir "$ROOT/dev/shm" && mount -t tmpfs -o mode=1777 none "$ROOT/dev/shm"
ln -s /proc/self/fd "$ROOT/dev/fd"
mount -t proc proc "$ROOT/proc"
"""
_HARDEN = """
mount -t tmpfs -o mode=1777 none "$ROOT/tmp"
mount --bind "$DATA" "$ROOT/data"
mount -o remount,bind,ro "$ROOT"
"""


def clean_debian(folder: Path, suite: str) -> None:
    """Make a root with nothing but Debian's least, from the mirror that this machine uses."""
    if (folder / "etc/debian_version").exists():
        return
    wanted = ("--format", "$(REPO_URI)", "Created-By: Packages", f"Codename: {suite}")
    listed = subprocess.run(
        ["apt-get", "indextargets", *wanted], capture_output=True, text=True, check=True
    )
    mirror = listed.stdout.split()[0]
    draft = folder.with_suffix(".draft")
    shutil.rmtree(draft, ignore_errors=True)
    subprocess.run(
        ["unshare", "--mount", "debootstrap", "--variant=minbase", suite, str(draft), mirror],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    shutil.rmtree(draft / "var/cache/apt/archives")
    (draft / "var/cache/apt/archives/partial").mkdir(parents=True)
    draft.rename(folder)


def copy_root(source: Path, target: Path) -> None:
    """Copy a root with owners, rights and links."""
    shutil.rmtree(target, ignore_errors=True)
    subprocess.run(["cp", "-a", "--reflink=auto", str(source), str(target)], check=True)


def carry_out(stage: Stage, root: Path, context: Path, others: Mapping[str, Path]) -> None:
    """Do what a stage says, in its root.

    Args:
        stage: the stage.
        root: its root, as the base left it.
        context: the folder that COPY takes from.
        others: roots of the stages before, by name.
    """
    where = "/"
    for step in stage.steps:
        match step.word:
            case "WORKDIR":
                where = step.rest
                (root / where.lstrip("/")).mkdir(parents=True, exist_ok=True)
            case "RUN":
                _run(root, where, step.rest)
            case "COPY":
                _copy(step, root, where, context, others)
            case _:
                pass


def _run(root: Path, where: str, line: str) -> None:
    shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
    passed_on = {key: text for key, text in os.environ.items() if key.startswith(_PASSED_ON)}
    if _CERTIFICATES.exists():
        # What this machine trusts, for pip alone: it is no step of the Dockerfile.
        shutil.copy(_CERTIFICATES, root / "tmp/certificates.pem")
        passed_on["PIP_CERT"] = "/tmp/certificates.pem"  # noqa: S108 - in the root
    command = f"cd {shlex.quote(where)} && {line}"
    environment = {"PATH": _BUILD_PATH, "HOME": "/root", "DEBIAN_FRONTEND": "noninteractive"}
    with subprocess.Popen(
        dressed(["chroot", str(root), "/bin/sh", "-c", command]),
        env={**environment, **passed_on, "ROOT": str(root)},
        stdout=subprocess.DEVNULL,
    ) as process:
        if process.wait() != 0:
            raise SystemExit(f"a step failed: {line}")
    (root / "tmp/certificates.pem").unlink(missing_ok=True)


def _copy(step: Step, root: Path, where: str, context: Path, others: Mapping[str, Path]) -> None:
    words = step.rest.split()
    source_root = context
    if words[0].startswith("--from="):
        source_root = others[words.pop(0).removeprefix("--from=")]
    *sources, target = words
    destination = root / os.path.join(where, target).lstrip("/")  # noqa: PTH118 - as Docker joins
    for name in sources:
        source = source_root / name.lstrip("/")
        if source.is_dir():
            shutil.copytree(source, destination, symlinks=True, dirs_exist_ok=True)
        else:
            into_folder = target.endswith("/")
            (destination if into_folder else destination.parent).mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, destination / source.name if into_folder else destination)


def dressed(command: Sequence[str], *more: str) -> list[str]:
    """Give the command that runs another in a root with what every system has."""
    script = f"set -e\n{_DRESS}\n{''.join(more)}\nexec {shlex.join(command)}"
    return ["unshare", "--mount", "--pid", "--fork", "--kill-child", "/bin/sh", "-c", script]


@contextmanager
def started(
    stage: Stage, root: Path, data: Path, command: Sequence[str], log: Path, **settings: str
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run the image as an engine would that is told to trust it with nothing.

    As its own user without any right of root's, on a root that cannot be written, with a folder
    for data and one in memory for what is temporary.
    """
    user, _, group = stage.last("USER").rest.partition(":")
    nobody = ("--no-new-privs", "--bounding-set=-all", "--inh-caps=-all", "--clear-groups")
    run = ["setpriv", f"--reuid={user}", f"--regid={group}", *nobody]
    inside = [*run, *stage.last("ENTRYPOINT").listed(), *command]
    where = f"cd {stage.last('WORKDIR').rest} && exec {shlex.join(inside)}"
    environment = {**stage.environment(), **settings, "ROOT": str(root), "DATA": str(data)}
    with (
        log.open("wb") as said,
        subprocess.Popen(
            dressed(["chroot", str(root), "/bin/sh", "-c", where], _HARDEN),
            env={**environment, "PATH": f"{_BUILD_PATH}:{environment['PATH']}"},
            stdout=said,
            stderr=said,
        ) as process,
    ):
        try:
            yield process
        finally:
            end(process)


def end(process: "subprocess.Popen[bytes]") -> int:
    """Tell what runs in a root to end, as an engine does; give its exit status."""
    if (ended := process.poll()) is not None:
        return ended
    pid = process.pid
    for number, patience in ((signal.SIGTERM, 60), (signal.SIGKILL, 10)):
        # It is the first process of its namespace, below the one that was started for it.
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split():
            os.kill(int(child), number)
        with suppress(subprocess.TimeoutExpired):
            return process.wait(patience)
    raise SystemExit("a program in the root does not end")
