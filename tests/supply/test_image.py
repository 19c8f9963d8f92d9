"""The image and the compose file say what they should; `make image-proof` carries the first out."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bench.image.dockerfile import DockerfileError, Stage, read_dockerfile
from service.setting_names import PREFIX
from service.settings import Settings

_DOCKERFILE, _COMPOSE = Path("Dockerfile"), Path("compose.yaml")
_SECRETS = Path("/run/secrets")


@pytest.fixture(scope="module")
def stages() -> list[Stage]:
    return read_dockerfile(_DOCKERFILE)


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(_COMPOSE.read_text(encoding="utf-8"))
    return found


def test_the_image_is_made_as_it_should_be(stages: list[Stage]) -> None:
    build, final = stages
    assert [build.base, final.base] == ["debian:bookworm-slim"] * 2
    assert final.last("USER").rest == "10001:10001"
    assert final.last("ENTRYPOINT").listed() == ["/usr/bin/tini", "--"]
    assert final.last("CMD").listed() == ["throughcare", "serve"]
    assert "readyz" in final.health_check()[-1]
    runs = " ".join(step.rest for step in final.steps if step.word == "RUN")
    assert "pip" not in runs
    assert "gcc" not in runs
    assert [step.rest.split()[0] for step in final.steps if step.word == "COPY"] == ["--from=build"]
    built = " ".join(step.rest for step in build.steps if step.word == "RUN")
    assert "--require-hashes" in built
    assert "pip uninstall --yes --quiet setuptools pip" in built


def test_the_image_installs_what_the_service_needs_of_debian(stages: list[Stage]) -> None:
    [installed] = re.findall(r"--no-install-recommends ([^&]+)&&", stages[-1].steps[0].rest)
    wanted = set(Path("requirements/apt-run.txt").read_text().split())
    assert wanted - set(installed.split()) == {"python3-venv"}


def test_the_base_may_be_pinned_to_a_digest() -> None:
    digest = f"debian@sha256:{'0' * 64}"
    assert {stage.base for stage in read_dockerfile(_DOCKERFILE, {"BASE": digest})} == {digest}


def test_an_instruction_that_is_not_carried_out_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM debian\nADD one two\n")
    with pytest.raises(DockerfileError, match="ADD"):
        read_dockerfile(tmp_path / "Dockerfile")


def test_every_container_is_given_as_little_as_it_needs(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert service["read_only"], name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["restart"] == "unless-stopped", name
        assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "proxy" else []), name
        assert ("ports" in service) is (name == "proxy"), name
        assert "healthcheck" in service or name == "web", name
        assert re.search(r":\d+\.\d+\.?\d*", service["image"]), name
        assert "privileged" not in service, name
        assert service.get("user", "10001:10001").split(":")[0] not in ("0", "root"), name
    assert compose["networks"]["back"] == {"internal": True}
    inside = [name for name, one in compose["services"].items() if "front" not in one["networks"]]
    assert inside == ["worker", "database", "queue"]


def test_no_secret_stands_in_the_compose_file(compose: dict[str, Any]) -> None:
    files = {name: one["file"] for name, one in compose["secrets"].items()}
    assert all(path.startswith("secrets/") for path in files.values())
    for service in compose["services"].values():
        assert set(service.get("secrets", ())) <= files.keys()
        for name, text in service.get("environment", {}).items():
            is_secret = re.search(r"PASSWORD|KEY|TOKEN|_URL", name)
            assert not is_secret or name.endswith("_FILE"), name
            assert not name.endswith("_FILE") or Path(text).parent == _SECRETS, name


def test_what_the_compose_file_sets_are_settings(
    compose: dict[str, Any], tmp_path: Path, stages: list[Stage]
) -> None:
    texts = {
        "database_url": "postgresql+psycopg://throughcare:invented@database/throughcare",
        "queue_url": "redis://queue:6379/0",
        "secret_key": "k" * 48,
        "metrics_token": "t" * 48,
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(f"{text}\n")
    for name in ("web", "worker"):
        said = {**stages[-1].environment(), **compose["services"][name]["environment"]}
        said["THROUGHCARE_HOSTS"] = "throughcare.example.org"
        said["THROUGHCARE_DATA_DIR"] = str(tmp_path)
        environ = {
            key: text.replace(str(_SECRETS), str(tmp_path))
            for key, text in said.items()
            if key.startswith(PREFIX)
        }
        settings = Settings.from_env(environ)
        assert (settings.queue_url, settings.database_url) == (
            texts["queue_url"],
            texts["database_url"],
        )
        assert settings.secure_cookies
        assert settings.proxies == 1


def test_programs_have_time_to_end(compose: dict[str, Any]) -> None:
    grace = {name: one.get("stop_grace_period") for name, one in compose["services"].items()}
    assert (grace["web"], grace["worker"]) == ("45s", "150s")
