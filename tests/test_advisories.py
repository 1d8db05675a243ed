"""What `make check` says of known faults in what is installed: none, one, an accepted one, or that nobody could be asked."""

import json
from pathlib import Path

import pytest

from dependencies.advisories import main
from tests.local_server import Reply, Request, local_server

LOCK = f"granian==2.8.7 --hash=sha256:{'0' * 64}\nqrcode==8.2 --hash=sha256:{'1' * 64}\n"
FAULT = {
    "id": "PYSEC-2026-7",
    "aliases": ["CVE-2026-12345"],
    "details": "A request takes the server down.",
    "modified": "2026-11-01T00:00:00Z",
    "affected": [
        {
            "package": {"name": "granian", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.8.9"}]}],
            "versions": ["2.8.7"],
        }
    ],
}
ACCEPTED = '[CVE-2026-12345]\npackage = "granian"\nreason = "behind a proxy"\ndate = 2026-11-29\n'
WITHOUT_REASON = '[CVE-2026-12345]\npackage = "granian"\ndate = 2026-11-29\n'


def check(folder: Path, service: str, accepted: str = "") -> int:
    """Return the exit code of the check of two packages."""
    lock, list_of_accepted = folder / "requirements.lock", folder / "accepted.toml"
    lock.write_text(LOCK)
    list_of_accepted.write_text(accepted)
    return main(["--service", f"{service}/v1/query", "--accepted", str(list_of_accepted), str(lock)])


def answer_with_fault(request: Request) -> Reply:
    has_fault = json.loads(request.body)["package"]["name"] == "granian"
    return Reply(body=json.dumps({"vulns": [FAULT]} if has_fault else {}).encode(), headers={"Content-Type": "application/json"})


@pytest.mark.parametrize(
    ("accepted", "code", "words"),
    [
        ("", 1, ["KNOWN FAULT: granian 2.8.7: CVE-2026-12345, PYSEC-2026-7; mended in: 2.8.9", "2 packages, 1 known faults"]),
        (ACCEPTED, 0, ["accepted 2026-11-29: granian 2.8.7:", "(behind a proxy)", "2 packages, 0 known faults"]),
        (ACCEPTED.replace("granian", "qrcode"), 1, ["KNOWN FAULT: granian"]),
        (WITHOUT_REASON, 1, ["CVE-2026-12345: package, reason and date are needed"]),
    ],
)
def test_a_known_fault_fails_unless_it_is_accepted_with_a_reason(tmp_path, capsys, accepted, code, words):
    with local_server(answer_with_fault) as service:
        assert check(tmp_path, service, accepted) == code
    printed = capsys.readouterr().out
    assert [word for word in words if word not in printed] == [], printed


def test_no_known_fault_is_said_with_the_number_of_packages(tmp_path, capsys):
    with local_server(lambda request: Reply(body=b"{}")) as service:
        assert check(tmp_path, service, ACCEPTED) == 0
    assert "2 packages, 0 known faults" in (printed := capsys.readouterr().out) and "remove it from the list" in printed


@pytest.mark.parametrize("reply", [Reply(403, b"blocked"), Reply(200, b"<html>sign in to the network</html>"), None])
def test_a_service_that_is_not_reached_is_one_loud_line_and_no_failure(tmp_path, capsys, reply):
    with local_server(lambda request: reply) as service:
        assert check(tmp_path, service) == 0
    assert check(tmp_path, "http://127.0.0.1:9") == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2 and all(line.startswith("!! LỖ HỔNG CHƯA KIỂM TRA") for line in lines)
