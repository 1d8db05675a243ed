"""Ask the advisory service (OSV) for known faults of everything that the locks install; `make check` runs it.

    python -m dependencies.advisories [--service URL] [--accepted FILE] [LOCK …]

Exit 0: no fault, or only accepted ones; or the service could not be reached, which one line says. Exit 1: a fault, or an acceptance
without package, reason and date.
"""

import argparse
import json
import subprocess
import sys
import threading
import tomllib
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

SERVICE = "https://api.osv.dev/v1/query"
LOCKS = ("requirements.lock", "requirements-dev.lock")
ACCEPTED = "dependencies/accepted.toml"
ANSWERS_WITHIN = 2.0  # seconds in which a service that is there answers its first question
LONGEST_AUDIT = 120  # seconds
NOT_REACHED = "!! LỖ HỔNG CHƯA KIỂM TRA / VULNERABILITIES NOT CHECKED: không tới được, not reached: {service} ({why})"


def main(arguments: list[str]) -> int:
    """Print the known faults of what the locks name; return 1 for one that is not accepted, 0 also when nobody could be asked."""
    parser = argparse.ArgumentParser(prog="python -m dependencies.advisories")
    parser.add_argument("locks", nargs="*", default=LOCKS)
    parser.add_argument("--service", default=SERVICE)
    parser.add_argument("--accepted", type=Path, default=Path(ACCEPTED))
    options = parser.parse_args(arguments)
    accepted = tomllib.loads(options.accepted.read_text())
    incomplete = [advisory for advisory, entry in accepted.items() if not all(entry.get(word) for word in ("package", "reason", "date"))]
    if incomplete:
        print(f"{options.accepted}: {', '.join(incomplete)}: package, reason and date are needed")
        return 1
    why = ask_for_sign_of_life(options.service)
    if not why:
        audit = run_pip_audit(options.locks, options.service)
        if isinstance(audit, dict):
            return report(audit, accepted)
        why = audit
    print(NOT_REACHED.format(service=options.service, why=why))
    return 0


def ask_for_sign_of_life(service: str) -> str:
    """Return why the service cannot be asked, "" when it answers; within two seconds, however long the look-up of its name takes."""
    question = json.dumps({"package": {"name": "pip", "ecosystem": "PyPI"}, "version": "26.0"}).encode()
    request = urllib.request.Request(service, question, {"Content-Type": "application/json"})  # noqa: S310 - our own address
    outcome: list[str] = []

    def ask() -> None:
        try:
            with urllib.request.urlopen(request, timeout=ANSWERS_WITHIN) as response:  # noqa: S310
                json.load(response)
            outcome.append("")
        except (OSError, ValueError) as error:  # no network, no such host, a refusal by a proxy, a page instead of an answer
            outcome.append(str(getattr(error, "reason", error)))

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(ANSWERS_WITHIN)
    return outcome[0] if outcome else "no answer"


def run_pip_audit(locks: list[str], service: str) -> dict[str, Any] | str:
    """Return what pip-audit found, or why it came to no answer. Nothing is installed: the locks name every package and version."""
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--format", "json", "--progress-spinner", "off"]
    command += ["--vulnerability-service", "osv", "--osv-url", service, *(word for lock in locks for word in ("--requirement", lock))]
    try:
        finished = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_AUDIT, check=False)  # noqa: S603
        return json.loads(finished.stdout)
    except subprocess.TimeoutExpired:
        return f"no answer within {LONGEST_AUDIT} s"
    except ValueError:
        return finished.stderr.strip().rpartition("\n")[2][:200]


def report(audit: dict[str, Any], accepted: dict[str, dict[str, Any]]) -> int:
    """Print each known fault with package, version, advisory and the version that mends it; return 1 when one is not accepted."""
    faults, used = 0, set()
    for package in audit["dependencies"]:
        for fault in package.get("vulns", []):
            names = {fault["id"], *fault.get("aliases", [])}
            acceptance = next((name for name in accepted if name in names and accepted[name]["package"] == package["name"]), None)
            mended = ", ".join(fault["fix_versions"]) or "no version yet"
            line = f"{package['name']} {package['version']}: {', '.join(sorted(names))}; mended in: {mended}"
            if acceptance:
                used.add(acceptance)
                print(f"accepted {accepted[acceptance]['date']}: {line} ({accepted[acceptance]['reason']})")
            else:
                faults += 1
                print(f"KNOWN FAULT: {line}")
    for name in accepted.keys() - used:
        print(f"{name} is accepted, but nothing installed has it any more: remove it from the list")
    print(f"{len(audit['dependencies'])} packages, {faults} known faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
