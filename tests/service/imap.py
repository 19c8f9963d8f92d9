"""An IMAP server of the tests' own (Dovecot): made in a temporary folder, gone with the test."""

import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

USER, PASSWORD = "faxes@example.org", "secret-värde"
_PROGRAM = shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin") or "dovecot"
_PATIENCE_SECONDS = 20
_CONFIGURATION = """
base_dir = {folder}/base
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
default_login_user = {login}
default_internal_user = {internal}
default_internal_group = {group}
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 1
auth_failure_delay = 0
mail_fsync = never
disable_plaintext_auth = no
ssl = yes
ssl_cert = <{folder}/certificate.pem
ssl_key = <{folder}/key.pem
{more}
passdb {{
  driver = passwd-file
  args = {folder}/passwords
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
namespace inbox {{
  inbox = yes
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
"""


@dataclass(frozen=True)
class ImapServer:
    """A server at work, with one account."""

    port: int
    tls_port: int
    ca_file: Path

    def client(self) -> imaplib.IMAP4:
        """Look into the box as a person's own program would."""
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=_PATIENCE_SECONDS)
        client.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
        return client

    def deliver(self, letter: bytes) -> None:
        client = self.client()
        assert client.append("INBOX", "", imaplib.Time2Internaldate(time.time()), letter)[0] == "OK"
        client.logout()

    def letters(self, folder: str = "INBOX") -> list[bytes]:
        """Give the letters of a folder, whole; none where there is no such folder."""
        client = self.client()
        found: list[bytes] = []
        if client.select(f'"{folder}"', readonly=True)[0] == "OK":
            _, answer = client.uid("FETCH", "1:*", "(BODY.PEEK[])")
            found = [part[1] for part in answer if isinstance(part, tuple)]
        client.logout()
        return found

    def waiting(self) -> int:
        """Count the letters that nobody has marked as deleted."""
        client = self.client()
        client.select("INBOX", readonly=True)
        _, answer = client.uid("SEARCH", "UNDELETED")
        client.logout()
        return len(answer[0].split())

    def flags(self) -> str:
        client = self.client()
        client.select("INBOX", readonly=True)
        _, answer = client.uid("FETCH", "1:*", "(FLAGS)")
        client.logout()
        return str(answer)


def letter(words: str, attached: bytes = b"%PDF a form") -> bytes:
    """Write a letter with a form attached, with the line ends that letters have."""
    message = EmailMessage()
    message["From"], message["To"] = "smt@example.org", USER
    message["Subject"] = words
    message.set_content("Please find attached.")
    message.add_attachment(attached, maintype="application", subtype="pdf", filename="form.pdf")
    message.set_boundary("the-same-each-time")
    return message.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def certify(folder: Path) -> None:
    """Make a key and a certificate of this machine."""
    names = "subjectAltName=IP:127.0.0.1,DNS:localhost"
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    name = ["-subj", "/CN=localhost", "-addext", names, "-days", "2"]
    files = ["-keyout", folder / "key.pem", "-out", folder / "certificate.pem"]
    subprocess.run(
        ["openssl", "req", "-x509", *key, *name, *files],
        check=True,
        capture_output=True,
    )


def _owners() -> dict[str, object]:
    """Name who runs what: as root the package's own users, else whoever runs the tests."""
    me = pwd.getpwuid(os.getuid())
    if me.pw_uid == 0:
        mail = pwd.getpwnam("nobody")
        return {
            "login": "dovenull",
            "internal": "dovecot",
            "group": "dovecot",
            "uid": mail.pw_uid,
            "gid": mail.pw_gid,
        }
    group = str(me.pw_gid)
    names = {"login": me.pw_name, "internal": me.pw_name, "group": group}
    return {**names, "uid": me.pw_uid, "gid": me.pw_gid}


def _prepare(folder: Path, **words: object) -> None:
    owners = _owners()
    folder.chmod(0o755)
    (folder / "mail").mkdir()
    os.chown(folder / "mail", int(str(owners["uid"])), int(str(owners["gid"])))
    (folder / "passwords").write_text(f"{USER}:{{PLAIN}}{PASSWORD}::::::\n", encoding="utf-8")
    certify(folder)
    text = _CONFIGURATION.format(folder=folder, **owners, **words)
    (folder / "configuration").write_text(text, encoding="utf-8")


def _wait(port: int, process: "subprocess.Popen[bytes]", folder: Path) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < deadline, (folder / "log").read_text(encoding="utf-8")
            assert process.poll() is None, (folder / "log").read_text(encoding="utf-8")
            time.sleep(0.05)
        else:
            return


@contextmanager
def imap_server(more: str = "") -> Iterator[ImapServer]:
    """Start a server.

    Args:
        more: further lines of its configuration.
    """
    folder = Path(tempfile.mkdtemp(prefix="throughcare-imap-"))
    port, tls_port = _free_port(), _free_port()
    try:
        _prepare(folder, port=port, tls_port=tls_port, more=more)
        process = subprocess.Popen([_PROGRAM, "-F", "-c", folder / "configuration"])
        try:
            _wait(port, process, folder)
            yield ImapServer(port, tls_port, folder / "certificate.pem")
        finally:
            process.terminate()
            process.wait(timeout=_PATIENCE_SECONDS)
    finally:
        shutil.rmtree(folder)
