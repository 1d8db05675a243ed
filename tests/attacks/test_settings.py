"""A configuration that would leave the site open does not start, and says why."""

import stat
import subprocess
import sys
from ast import literal_eval
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from backend import settings
from tests import prepared
from tests.serving import ROOT, environment

PRODUCTION = {
    "PRODUCTION": "1",
    "SECRET_KEY": "4hT9-vQmZ2xLkP7wRb3cNf6yJd8sGa5eUo1i",
    "DIGEST_KEY": "Wm8zXq4Rt2Yp6Lk0Jh3Gf9Ds5Av7Cb1NuEoI",
    "PUBLIC_URL": "https://taphuan.example.gov.vn",
    "ALLOWED_HOSTS": "taphuan.example.gov.vn,127.0.0.1",
}
OLDER_KEY = "Qk3vN8pXe1Zt6Rb0Yw5Hs9Lc2Md7Fj4GaUoI"
REFUSED = [
    ({"PRODUCTION": "maybe"}, "PRODUCTION is switched on by 1 and off by 0; 'maybe' is neither."),
    ({"PRODUCTION": "2"}, "PRODUCTION is switched on by 1 and off by 0; '2' is neither."),
    ({"ANONYMISE_OLD_PEOPLE": "ja"}, "ANONYMISE_OLD_PEOPLE is switched on by 1 and off by 0; 'ja' is neither."),
    ({"PEOPLE_ARE_KEPT_YEARS": "0"}, "PEOPLE_ARE_KEPT_YEARS is a number of years from 1 to 100; '0' is not."),
    ({"PEOPLE_ARE_KEPT_YEARS": "five"}, "PEOPLE_ARE_KEPT_YEARS is a number of years from 1 to 100; 'five' is not."),
    ({"SECRET_KEY": ""}, "PRODUCTION=1 needs SECRET_KEY"),
    ({"DIGEST_KEY": "", "PRODUCTION": "TRUE"}, "PRODUCTION=1 needs DIGEST_KEY"),
    ({"SECRET_KEY": "x"}, "SECRET_KEY is too weak: 32 characters at least, 8 different ones among them."),
    ({"SECRET_KEY": PRODUCTION["SECRET_KEY"][:31]}, "SECRET_KEY is too weak"),
    ({"DIGEST_KEY": "abcdefg" * 10}, "DIGEST_KEY is too weak"),
    ({"DIGEST_KEY": "x", "PRODUCTION": ""}, "DIGEST_KEY is too weak"),
    ({"DIGEST_KEY": f"{OLDER_KEY},{OLDER_KEY}"}, "DIGEST_KEY holds a comma or a space"),
    ({"SECRET_KEY_FILE": "/nowhere/key"}, "SECRET_KEY and SECRET_KEY_FILE are both set: leave one of them out."),
    ({"SECRET_KEY": "", "SECRET_KEY_FILE": "/nowhere/key"}, "SECRET_KEY_FILE names /nowhere/key, which cannot be read: No such file"),
    ({"DIGEST_KEY": PRODUCTION["SECRET_KEY"]}, "DIGEST_KEY is the same as SECRET_KEY: each needs a value of its own."),
    ({"DIGEST_KEY_FALLBACKS": "x"}, "A key of DIGEST_KEY_FALLBACKS is too weak: 32 characters at least, 8 different ones among them."),
    ({"DIGEST_KEY_FALLBACKS": f"{OLDER_KEY},{PRODUCTION['SECRET_KEY']}"}, "SECRET_KEY stands in DIGEST_KEY_FALLBACKS: only what was"),
    ({"DIGEST_KEY_FALLBACKS": f"{OLDER_KEY}, {PRODUCTION['DIGEST_KEY']}"}, "DIGEST_KEY stands in DIGEST_KEY_FALLBACKS, too: the new key"),
    ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS names the hosts of this site one by one; * would accept every name."),
    ({"ALLOWED_HOSTS": "taphuan.example.gov.vn, *"}, "ALLOWED_HOSTS names the hosts"),
    ({"ALLOWED_HOSTS": " , "}, "PRODUCTION=1 needs PUBLIC_URL=https://… and ALLOWED_HOSTS"),
    ({"PUBLIC_URL": "http://taphuan.example.gov.vn"}, "PRODUCTION=1 needs PUBLIC_URL=https://… and ALLOWED_HOSTS"),
    ({"PUBLIC_URL": "https://"}, "PUBLIC_URL is an address such as https://taphuan.example.gov.vn"),
]


def start(folder: Path, command: str = "migrate", **variables: str) -> subprocess.CompletedProcess[str]:
    variables = environment(folder, f"sqlite:///{folder / 'db.sqlite3'}") | {"DEMO_PASSWORD": ""} | variables
    return subprocess.run([sys.executable, "manage.py", command], cwd=ROOT, env=variables, capture_output=True, text=True, check=False)


def read_settings(folder: Path, *names: str, **variables: str) -> list[Any]:
    """Return the settings of these names, as a process with these variables reads them; no application is loaded, which takes seconds."""
    variables = environment(folder, f"sqlite:///{folder / 'db.sqlite3'}") | variables
    code = "import sys; from backend import settings; print([getattr(settings, name) for name in sys.argv[1:]])"
    return literal_eval(
        subprocess.run([sys.executable, "-c", code, *names], cwd=ROOT, env=variables, capture_output=True, check=True).stdout.decode()
    )


def test_processes_that_start_at_once_on_an_empty_folder_share_their_keys(tmp_path, monkeypatch):
    """A process that reads a key while another writes it would refuse to start, or seal with half a key."""
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path)
    with ThreadPoolExecutor(16) as threads:
        for number in range(50):
            keys = list(threads.map(settings._read_key, [f"KEY_{number}"] * 16))
            assert len(set(keys)) == 1
            assert len(keys[0]) > 32
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}
    assert len(list(tmp_path.iterdir())) == 50, "nothing else is left"


@pytest.mark.parametrize(("variables", "sentence"), REFUSED, ids=lambda value: str(value)[:50])
def test_half_a_configuration_refuses_to_start_with_a_sentence(tmp_path, variables, sentence):
    run = start(tmp_path, **PRODUCTION | variables)
    assert run.returncode == 1
    assert run.stderr.startswith(sentence)
    assert "Traceback" not in run.stderr
    assert not (tmp_path / "db.sqlite3").exists(), "nothing was begun"


def test_secrets_may_stand_in_files(tmp_path):
    for name in ("SECRET_KEY", "DIGEST_KEY"):
        (tmp_path / name).write_text(PRODUCTION[name] + "\n")
    files = {f"{name}_FILE": str(tmp_path / name) for name in ("SECRET_KEY", "DIGEST_KEY")}
    keys = read_settings(tmp_path / "var", "SECRET_KEY", "DIGEST_KEY", **PRODUCTION | {"SECRET_KEY": "", "DIGEST_KEY": ""} | files)
    assert keys == [PRODUCTION["SECRET_KEY"], PRODUCTION["DIGEST_KEY"]]


@pytest.mark.parametrize(
    ("database", "sslmode"),
    [
        ("db.example/taphuan", "require"),
        ("db.example/taphuan?sslmode=verify-full", "verify-full"),
        ("db.example/taphuan?sslmode=disable", "disable"),
        ("localhost/taphuan", None),
        ("%2Frun%2Fpostgresql/taphuan", None),
    ],
)
def test_a_database_on_another_machine_is_reached_over_tls_unless_said_otherwise(tmp_path, database, sslmode):
    [databases] = read_settings(tmp_path, "DATABASES", **PRODUCTION | {"DATABASE_URL": f"postgresql://taphuan:secret@{database}"})
    assert databases["default"].get("OPTIONS", {}).get("sslmode") == sslmode


@pytest.mark.parametrize("spelling", ["1", "true", "True", "YES", "on"])
def test_every_spelling_of_yes_is_production(tmp_path, spelling):
    variables = PRODUCTION | {"PRODUCTION": spelling}
    assert read_settings(tmp_path, "PRODUCTION", "SECURE_SSL_REDIRECT", **variables) == [True, True]


@pytest.mark.parametrize("spelling", ["", "0", "false", "NO", "off"])
def test_every_spelling_of_no_is_not(tmp_path, spelling):
    assert read_settings(tmp_path, "PRODUCTION", PRODUCTION=spelling) == [False]


def test_the_server_itself_does_not_start_either(tmp_path):
    run = subprocess.run(
        [ROOT / "backend/serve.sh"], env=environment(tmp_path, f"sqlite:///{tmp_path / 'db.sqlite3'}") | PRODUCTION | {"PORT": "0", "DIGEST_KEY": "x"},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert run.returncode != 0
    assert "DIGEST_KEY is too weak" in run.stderr


@pytest.mark.only_deep
def test_other_users_of_the_machine_read_nothing_in_var(tmp_path, django_db_setup):
    folder = tmp_path / "var"
    folder.mkdir(mode=0o755)
    prepared.copy_country_file(folder / "db.sqlite3")  # which spares half a minute of filling
    (folder / "secret_key").write_text("Zk3…from a time when files were 0644")
    (folder / "secret_key").chmod(0o644)
    assert start(folder, "prepare", SECRET_KEY="", DIGEST_KEY="", PRODUCTION="").returncode == 0
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in [folder, *folder.rglob("*")]}
    assert len(modes) > 20
    assert {str(path): oct(mode) for path, mode in modes.items() if mode != (0o700 if path.is_dir() else 0o600)} == {}
