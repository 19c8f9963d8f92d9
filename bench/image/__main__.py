"""Makes the image's root by the Dockerfile, starts the service in it, and has it read a fax."""

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.image.dockerfile import Stage, read_dockerfile
from bench.image.roots import carry_out, clean_debian, copy_root, end, started
from forms.copies import new_copy_id
from forms.pdf.flat import print_pdf
from forms.pdf.template import pdf_template
from forms.registry import load_catalogue
from tests.paper.faxline import Feed, Paper, Resolution, faxed
from tests.paper.typist import Page
from tests.service.invented import ALERT
from tests.service.processes import free_port

_SUITE = "bookworm"
_PATIENCE = 180
_TOOLS = ("gcc", "cc", "make", "git", "curl", "wget")
_GUNICORN = ("gunicorn", "--config", "python:service.gunicorn_conf")


def main() -> None:
    """Prove it, step by step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--context", type=Path, default=Path(), help="what COPY takes from")
    parser.add_argument("--folder", type=Path, default=Path("build/image"), help="for the roots")
    asked = parser.parse_args()
    folder: Path = asked.folder.resolve()
    if os.getuid() != 0:
        raise SystemExit("making a root needs root; what is started in it has no right of root's")
    folder.mkdir(parents=True, exist_ok=True)
    stages = read_dockerfile(asked.context / "Dockerfile")
    roots = _built(stages, asked.context, folder)
    final = stages[-1]
    _look_for_tools(roots[""])
    _prove(final, roots[""], folder)


def _built(stages: list[Stage], context: Path, folder: Path) -> dict[str, Path]:
    base = folder / "base"
    clean_debian(base, _SUITE)
    roots: dict[str, Path] = {}
    for stage in stages:
        began = time.monotonic()
        root = folder / (stage.name or "final")
        copy_root(base, root)
        carry_out(stage, root, context, roots)
        roots[stage.name] = root
        print(f"stage {stage.name or 'final'}: {time.monotonic() - began:.0f} s, {_size(root)} MB")
    return roots


def _size(root: Path) -> str:
    return subprocess.check_output(["du", "-sm", str(root)], text=True).split()[0]


def _look_for_tools(root: Path) -> None:
    found = [name for name in _TOOLS if (root / "usr/bin" / name).exists()]
    found += [str(path) for path in (root / "app/.venv/bin").glob("pip*")]
    if found:
        raise SystemExit(f"the image holds what builds: {', '.join(found)}")
    print("no tool that builds or fetches is in the image")


def _prove(final: Stage, root: Path, folder: Path) -> None:
    data = folder / "data"
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(mode=0o700)
    user, _, group = final.last("USER").rest.partition(":")
    os.chown(data, int(user), int(group))
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    settings = {"THROUGHCARE_PORT": str(port), "THROUGHCARE_HOST": "127.0.0.1"}
    command = final.last("CMD").listed()
    with started(final, root, data, command, folder / "serve.log", **settings) as process:
        _wait(lambda: _asked(f"{address}/readyz") == {"status": "ready"}, folder / "serve.log")
        print(
            f"{' '.join(command)}: ready as user {_owner(process.pid)}, root file system read-only"
        )
        _read_a_fax(address, _token(final, root, data, folder, settings))
        print(f"told to end, it ended with status {end(process)}")
    with started(final, root, data, _GUNICORN, folder / "gunicorn.log", **settings) as process:
        _wait(lambda: _asked(f"{address}/readyz") == {"status": "ready"}, folder / "gunicorn.log")
        print(f"{' '.join(_GUNICORN)}: ready")


def _owner(pid: int) -> str:
    """Give whose the service is: the last process below the one that was started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    status = Path(f"/proc/{children[0]}/status").read_text(encoding="ascii")
    fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    rights = [fields[name].strip("0") for name in ("CapBnd", "CapEff", "CapPrm")]
    if any(rights) or fields["NoNewPrivs"] != "1":
        raise SystemExit("the service has rights that it should not have")
    return fields["Uid"].split("\t")[1]


def _token(final: Stage, root: Path, data: Path, folder: Path, settings: dict[str, str]) -> str:
    log = folder / "token.log"
    for words in (
        "users add sender --role cjit_worker",
        "users token sender --label proof --scope intake --scope read",
    ):
        command = ("throughcare", *words.split())
        with started(final, root, data, command, log, **settings) as process:
            process.wait(_PATIENCE)
    found = re.search(r"\S{20,}", log.read_text(encoding="utf-8"))
    if found is None:
        raise SystemExit(log.read_text(encoding="utf-8"))
    return found[0]


def _fax() -> bytes:
    form = load_catalogue().find("alert-form")
    printed = print_pdf(pdf_template(form), ALERT, new_copy_id(form.code))
    paper = Paper(printed, 1, Page(random.Random(8)).finish())
    return faxed([(paper, Feed(skew_degrees=0.4))], Resolution.FINE)


def _read_a_fax(address: str, token: str) -> None:
    began = time.monotonic()
    mark = uuid.uuid4().hex
    head = f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="fax.tif"\r\n\r\n'
    body = head.encode() + _fax() + f"\r\n--{mark}--\r\n".encode()
    kind = f"multipart/form-data; boundary={mark}"
    sent = _asked(f"{address}/api/v1/intakes", token, body, kind)
    document = sent["documents"][0]["id"]
    where = f"{address}/api/v1/documents/{document}"
    _wait(lambda: _asked(where, token)["state"] not in ("received", "reading"), None)
    [record_id] = _asked(where, token)["record_ids"]
    values = _asked(f"{address}/api/v1/records/{record_id}", token)["values"]
    right = sum(values.get(key) == value for key, value in ALERT.items())
    print(
        f"a fax is read in {time.monotonic() - began:.0f} s: {right} of {len(ALERT)} values right"
    )
    if right < 0.8 * len(ALERT):
        raise SystemExit("the fax was not read as it should be")


def _asked(address: str, token: str = "", body: bytes | None = None, kind: str = "") -> Any:  # noqa: ANN401 - JSON; none
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    if kind:
        headers["Content-Type"] = kind
    request = urllib.request.Request(address, data=body, headers=headers)  # noqa: S310 - our own
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - our own
        return json.loads(answer.read())


def _wait(is_so: Callable[[], bool], log: Path | None) -> None:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            if is_so():
                return
        except (OSError, urllib.error.URLError):
            pass
        if time.monotonic() > deadline:
            raise SystemExit(log.read_text(encoding="utf-8") if log else "it took too long")
        time.sleep(0.5)


if __name__ == "__main__":
    main()
