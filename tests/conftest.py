"""Three named people and one real country: every test stands on the units, the groups and the roles of production.

organiser, clerk, usher and leader work in Quảng Ngãi; admin administers it; stranger is an organiser in Lý Sơn only;
nobody has an account and no grant.
"""

import copy
import gc
import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from _pytest import runner
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.core.handlers.base import BaseHandler
from django.db import connection, connections
from django.http import HttpRequest
from django.test import Client, TransactionTestCase
from django.utils import timezone, translation
from knox.models import AuthToken
from rest_framework.test import APIClient

from accounts.models import Grant, User
from accounts.roles import Role
from accounts.sign_in.sessions import BACKEND, note_sign_in
from activities.models import Activity, Sitting
from attendance.devices import pairing
from attendance.models import Device, Registration
from attendance.registrations.actions import register
from attendance.sittings.actions import annul, excuse, tick
from backend.stack_room import call_with_room
from console.translations import compile_translations
from contests.actions import record_contest
from contests.models import Contest
from people.actions import add_person
from people.models import AgencyPeriod, EthnicGroup, Person
from places.models import Unit
from tests import depth, prepared
from tests.attendance.hall import pair_phone, session_of_today, sitting_of_now
from tests.browser_client import Browser
from tests.chromium import chromium, playwright, whole_chromium  # noqa: F401 - fixtures
from tests.foreign_keys import watch_the_country
from tests.serving import Served, served
from training.actions import record_session
from training.models import TrainingSession

PASSWORD = "Mật khẩu để thử 1"
PASSWORD_HASH = make_password(PASSWORD)
DAY = date(2024, 5, 20)


def at(clock: str, day: date = DAY) -> datetime:
    """A time of day in the agency's zone: at("07:40")."""
    return timezone.make_aware(datetime.combine(day, datetime.strptime(clock, "%H:%M").time()))


compile_translations()

# Begun first in a deep run: at the end, one worker would be left alone with them.
LONGEST_IN_DEPTH = {
    "test_contest_evening.py",
    "test_forms.py",
    "test_any_year.py",
    "test_axe.py",
    "test_hostile_addresses.py",
    "test_benchmarks.py",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--deep", action="store_true", help="try as many cases as `make test-deep`")


def pytest_configure(config: pytest.Config) -> None:
    depth.is_deep = config.getoption("--deep")
    hypothesis.settings.register_profile(
        "tests",
        max_examples=depth.share_of_examples(depth.by_depth(20, deep=100)),
        deadline=None,
        suppress_health_check=list(hypothesis.HealthCheck),
        derandomize=bool(os.environ.get("CI")),  # the same examples every time: what is found by chance is found at a desk
        print_blob=True,
    )
    hypothesis.settings.load_profile("tests")


@pytest.hookimpl(tryfirst=True)  # before marks are chosen by
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave to `make test-deep` the tests that are `only_deep`, and all cases but the first of a test on PostgreSQL or in a browser.

    A deep run begins with the longest.
    """
    tried: set[str] = set()
    for item in items:
        name = item.nodeid.partition("[")[0]
        if name in tried and not item.get_closest_marker("deep"):  # which says by itself how many cases are tried when
            item.add_marker("only_deep" if item.get_closest_marker("browser") else "deep_on_postgres")
        tried.add(name)
        if hypothesis.is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker("deep")
    if depth.is_deep:
        items.sort(key=lambda item: item.path.name not in LONGEST_IN_DEPTH)
    else:
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("only_deep")])
        items[:] = [item for item in items if not item.get_closest_marker("only_deep")]


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Do not even import what a run for a mark cannot need: some test modules take seconds."""
    marks = re.findall(r"(?<!not )\b(always_on_postgres|both_engines)\b", config.option.markexpr)
    if marks and collection_path.name.startswith("test_") and collection_path.suffix == ".py":
        source = collection_path.read_text()
        return None if any(mark in source for mark in marks) else True
    return None


def pytest_collection_finish() -> None:
    """What was imported by now stays: the collector of garbage need not look at it again and again, a tenth of all time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> object:
    """Run the test as requests are served, with room for its frames: they are two hundred deep when a view is reached."""
    return call_with_room(runner.pytest_runtest_protocol, item, nextitem)


# --- the database, with the country in it


@pytest.fixture(scope="session")
def django_db_setup(
    request: Any, django_test_environment: None, django_db_blocker: Any, django_db_modify_db_settings: None
) -> Iterator[None]:
    """A migrated database that holds the country."""
    with django_db_blocker.unblock():
        name, url = str(connection.creation._get_test_db_name()), os.environ.get("DATABASE_URL", "")
        if connection.vendor == "sqlite":
            prepared.copy_country_file(Path(name))
        else:
            prepared.copy_country_database(url, name)
        connection.close()
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
        if connection.vendor == "sqlite":
            watch_the_country()
        yield
        connections.close_all()
        if connection.vendor != "sqlite":
            prepared.drop_database(url, name)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Bring the country back after a test in transactions of its own, with a new copy of the whole database."""
    yield
    mark = item.get_closest_marker("django_db")
    if mark and mark.kwargs.get("transaction"):
        connections.close_all()
        name = str(settings.DATABASES["default"]["NAME"])
        if connection.vendor == "sqlite":
            prepared.copy_country_file(Path(name))
        else:
            prepared.copy_country_database(os.environ["DATABASE_URL"], name)


# Django would empty every table of a database that is replaced a moment later.
TransactionTestCase._fixture_teardown = lambda self: None


assert sqlite3.sqlite_version_info >= (3, 35), "RETURNING needs SQLite 3.35"


# --- the application as it is served


def load_middleware_once() -> None:
    """Let all test clients share what each would load anew, two milliseconds each; not those of a test with settings of its own."""
    load, loaded, production = BaseHandler.load_middleware, {}, settings._wrapped
    names = ("_view_middleware", "_template_response_middleware", "_exception_middleware", "_middleware_chain")

    def load_middleware(handler: BaseHandler, is_async: bool = False) -> None:
        kind = type(handler)
        if kind not in loaded or is_async or settings._wrapped is not production:
            load(handler, is_async)
        if settings._wrapped is production and not is_async:
            vars(handler).update(loaded.setdefault(kind, {name: getattr(handler, name) for name in names}))

    BaseHandler.load_middleware = load_middleware


load_middleware_once()


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def site(django_db_setup: None, run_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The application with the demo data, served once in each worker; tests make what they change."""
    folder, name = tmp_path_factory.mktemp("served"), f"served_{os.getpid()}"
    server_url = os.environ["DATABASE_URL"] if connection.vendor == "postgresql" else None
    database_url = prepared.copy_demo(folder, run_folder=run_folder, server_url=server_url, name=name)
    try:
        with served(folder, database_url=database_url) as site:
            yield site
    finally:
        if server_url:
            prepared.drop_database(server_url, name)


@pytest.fixture(autouse=True)
def vietnamese() -> Iterator[None]:
    """A request leaves its language behind in the thread; every test begins in the product's own."""
    with translation.override("vi"):
        yield


# --- places


@pytest.fixture
def unit_called(db: None) -> Callable[..., Unit]:
    """unit_called("Ba Tơ", "district", DAY): the unit of Quảng Ngãi (old or new) with that name, level and day."""

    def find(name: str, level: str = "commune", on: date = DAY) -> Unit:
        if (name, level, on) not in _units:
            _units[name, level, on] = Unit.objects.in_province_served().valid_on(on).get(name=name, level=level)
        return copy.copy(_units[name, level, on])

    return find


# Every copy of the country has the same units; nearly every test asks for three. No test changes one and then asks for it.
_units: dict[tuple[str, str, date], Unit] = {}


@pytest.fixture
def ba_to(unit_called: Callable[..., Unit]) -> Unit:
    """Huyện Ba Tơ, as on 20 May 2024."""
    return unit_called("Ba Tơ", "district")


@pytest.fixture
def ba_to_today(unit_called: Callable[..., Unit]) -> Unit:
    """Xã Ba Tơ of today."""
    return unit_called("Ba Tơ", "commune", timezone.localdate())


@pytest.fixture
def ba_vi(unit_called: Callable[..., Unit]) -> Unit:
    """Xã Ba Vì, as on 20 May 2024."""
    return unit_called("Ba Vì")


@pytest.fixture
def quang_ngai(unit_called: Callable[..., Unit]) -> Unit:
    """Tỉnh Quảng Ngãi of today."""
    return unit_called("Quảng Ngãi", "province", date(2026, 11, 23))


# --- people who work


@pytest.fixture
def agency(db: None) -> None:
    """The office under its two names."""
    both = {"parent_name": "UBND tỉnh Quảng Ngãi", "place": "Quảng Ngãi", "signatory_name": "Đinh Văn Mẫu"}
    AgencyPeriod.objects.create(valid_from=date(2011, 1, 1), name="Ban Dân tộc", abbreviation="BDT", signatory_title="Trưởng ban", **both)
    new = {"name": "Sở Dân tộc và Tôn giáo", "abbreviation": "SDTTG", "signatory_title": "Giám đốc", "preparer_name": "Lê Thị Mẫu"}
    AgencyPeriod.objects.create(valid_from=date(2025, 3, 1), **new, **both)


@pytest.fixture
def make_user(db: None) -> Callable[..., User]:
    """make_user(username, role, unit): a user with PASSWORD, as rows: what adding one checks and notes is tested among accounts."""

    def make(username: str, role: str | None = None, unit: Unit | None = None) -> User:
        user = User.objects.create(username=username, full_name=username.title(), password=PASSWORD_HASH)
        if role and unit:
            Grant.objects.create(user=user, role=role, unit=unit, granted_at=timezone.now())
        return user

    return make


@pytest.fixture
def admin(make_user: Any, quang_ngai: Unit) -> User:
    return make_user("admin", Role.ADMINISTRATOR, quang_ngai)


@pytest.fixture
def organiser(make_user: Any, quang_ngai: Unit) -> User:
    return make_user("organiser", Role.ORGANISER, quang_ngai)


@pytest.fixture
def clerk(make_user: Any, quang_ngai: Unit) -> User:
    return make_user("clerk", Role.CLERK, quang_ngai)


@pytest.fixture
def clerk_of_ba_to(make_user: Any, ba_to: Unit) -> User:
    """A clerk of huyện Ba Tơ alone."""
    return make_user("clerk-of-ba-to", Role.CLERK, ba_to)


@pytest.fixture
def usher(make_user: Any, quang_ngai: Unit) -> User:
    return make_user("usher", Role.USHER, quang_ngai)


@pytest.fixture
def leader(make_user: Any, quang_ngai: Unit) -> User:
    return make_user("leader", Role.LEADER, quang_ngai)


@pytest.fixture
def stranger(make_user: Any, unit_called: Any) -> User:
    return make_user("stranger", Role.ORGANISER, unit_called("Lý Sơn", "commune", date(2026, 11, 23)))


@pytest.fixture
def nobody(make_user: Any) -> User:
    return make_user("nobody")


@pytest.fixture
def api() -> Callable[[User | None], APIClient]:
    """api(user): a client of the JSON API with the user's token; api(None) has none."""

    def client(user: User | None) -> APIClient:
        api_client = APIClient()
        if user is not None:
            api_client.credentials(HTTP_AUTHORIZATION="Token " + AuthToken.objects.create(user)[1])
        return api_client

    return client


@pytest.fixture
def client() -> Browser:
    """A browser in which nobody is signed in."""
    return Browser()


@pytest.fixture
def browser_of() -> Callable[[User | None], Client]:
    """browser_of(user): a signed-in browser of the HTML screens, as a row: what signing in notes is tested among accounts."""

    def client(user: User | None) -> Client:
        browser = Browser()
        if user is not None:
            request = HttpRequest()
            request.session = import_module(settings.SESSION_ENGINE).SessionStore()
            request.session.update(
                {SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: BACKEND, HASH_SESSION_KEY: user.get_session_auth_hash()}
            )
            note_sign_in(request)
            request.session.save()
            browser.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key
        return browser

    return client


@pytest.fixture
def desk(browser_of: Any, organiser: User) -> Client:
    """The organiser's browser, signed in."""
    return browser_of(organiser)


@pytest.fixture
def clerk_browser(browser_of: Any, clerk: User) -> Client:
    return browser_of(clerk)


# --- what is held, and who comes


@pytest.fixture
def make_session(organiser: User, ba_to: Unit) -> Callable[..., TrainingSession]:
    """An open training session in huyện Ba Tơ on 20 May 2024 with a morning (07:30–11:00) and an afternoon (13:30–16:30)."""

    def make(
        title: str = "Tập huấn Luật Đất đai", unit: Unit | None = None, starts_on: date = DAY, ends_on: date | None = None, **more: Any
    ) -> TrainingSession:
        session = TrainingSession(
            title=title,
            unit=unit or ba_to,
            venue="Hội trường UBND",
            starts_on=starts_on,
            ends_on=ends_on or starts_on,
            status=more.pop("status", Activity.Status.OPEN),
            **more,
        )
        return record_session(session, topics=["Luật Đất đai 2024"], by=organiser)

    return make


@pytest.fixture
def make_contest(organiser: User, ba_to: Unit) -> Callable[..., Contest]:
    """An open contest in huyện Ba Tơ on 20 May 2024, with the half-days proposed for its days unless `sittings` are given."""

    def make(
        title: str = "Hội thi Tìm hiểu pháp luật", unit: Unit | None = None, starts_on: date = DAY, sittings: Any = None, **more: Any
    ) -> Contest:
        fields = {"venue": "Trường PTDTNT", "ends_on": starts_on, "status": Activity.Status.OPEN} | more
        return record_contest(Contest(title=title, unit=unit or ba_to, starts_on=starts_on, **fields), sittings=sittings, by=organiser)

    return make


@pytest.fixture
def session(make_session: Any) -> TrainingSession:
    return make_session()


@pytest.fixture
def session_path(session: TrainingSession) -> str:
    """Where the screens of `session` are, with a slash at the end."""
    return f"/activities/{session.pk}/"


@pytest.fixture
def morning(session: TrainingSession) -> Sitting:
    """The first sitting of `session`, on 20 May 2024."""
    return session.sittings.first()


@pytest.fixture
def today(make_session: Any, unit_called: Any) -> TrainingSession:
    """A session of yesterday, today and tomorrow in xã Ba Tơ."""
    return session_of_today(make_session, unit_called)


@pytest.fixture
def sitting(today: TrainingSession) -> Sitting:
    """A sitting of `today` that has begun half an hour ago."""
    return sitting_of_now(today)


@pytest.fixture
def walk_ins_allowed(today: TrainingSession) -> None:
    """`today` takes whoever comes, also at its door."""
    today.walk_ins = "anyone"
    today.save()


@pytest.fixture
def make_person(ba_to: Unit) -> Callable[..., Person]:
    def make(
        full_name: str = "Phạm Văn Rê", gender: str = "M", birth_year: int = 1980, group: str = "Hrê", unit: Unit | None = None, **more: Any
    ) -> Person:
        return add_person(
            full_name=full_name,
            gender=gender,
            birth_year=birth_year,
            ethnic_group=EthnicGroup.objects.get(name=group),
            unit=unit or ba_to,
            **more,
        )

    return make


@pytest.fixture
def enrolled(session: TrainingSession, make_person: Any, organiser: User) -> list[Registration]:
    """Three people registered in `session`: Phạm Văn Rê, Đinh Thị Mẫu (Hrê) and Nguyễn Thị Hoa (Kinh)."""
    people = [("Phạm Văn Rê", "M", 1980, "Hrê"), ("Đinh Thị Mẫu", "F", 1981, "Hrê"), ("Nguyễn Thị Hoa", "F", 1982, "Kinh")]
    return [register(session, person=make_person(*description), role=Registration.Role.PARTICIPANT, by=organiser) for description in people]


@pytest.fixture
def attended(session: TrainingSession, enrolled: list[Registration], organiser: User) -> list[Registration]:
    """Phạm Văn Rê came to both sittings; Đinh Thị Mẫu to the morning, excused from the afternoon; Nguyễn Thị Hoa's one was annulled."""
    re, mau, hoa = enrolled
    morning, afternoon = session.sittings.all()
    for registration, sitting, clock in (
        (re, morning, "07:40"),
        (re, afternoon, "13:40"),
        (mau, morning, "07:45"),
        (hoa, morning, "07:46"),
    ):
        tick(registration, sitting=sitting, by=organiser, at=at(clock))
    excuse(mau, sitting=afternoon, reason="Ốm", by=organiser, at=at("12:00"))
    annul(hoa.attendances.get(), reason="Nhầm người", by=organiser, at=at("17:00"))
    return enrolled


# --- phones that scan


@pytest.fixture
def early_phone(session: TrainingSession, organiser: User, monkeypatch: pytest.MonkeyPatch) -> tuple[Device, APIClient]:
    """A phone that was paired before the session of 20 May 2024 began, and is still heard; and the client with its token."""
    monkeypatch.setattr(pairing, "UPLOADS_TAKEN", timedelta(days=36500))
    return pair_phone(session, by=organiser, paired_at=at("06:00"))
