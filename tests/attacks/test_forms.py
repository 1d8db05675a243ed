"""Whatever is typed into any form of any page is answered by a page: no fault of the server, no markup come alive, no hang."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urljoin
from zlib import crc32

import lxml.html
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone
from knox.models import AuthToken

from imports.actions import make_preview, receive
from tests.accounts.test_confirmation import let_pass
from tests.attacks.hostile_values import HOSTILE, MARKUP, REPEATED
from tests.attacks.test_markup import FILES
from tests.attendance.hall import token_of
from tests.conftest import PASSWORD
from tests.depth import by_depth, share_of_engine
from tests.imports.conftest import roster
from tests.pages import whole_body
from tests.scoping.test_every_route import ALL, OPEN, filled, world  # noqa: F401 - world is a fixture

pytestmark = [pytest.mark.both_engines, pytest.mark.deep, pytest.mark.deep_on_postgres]

MOST_SECONDS = 3  # of CPU for one answer; ordinary ones take hundredths
PAGES = [
    path
    for path in ALL
    if not path.startswith(("api/", "P/", "D/", "d/<pk>/receipt/")) and path not in ("healthz", "readyz") and not path.endswith(FILES)
]
MEANT = {
    "day": "20/05/2024", "moment": "20/05/2024 07:30", "time": "07:30", "number": "1", "email": "thu@example.vn",
    "password": PASSWORD, "tel": "0912345678", "checkbox": "on",
}  # fmt: skip
IDS = re.compile(r"[0-9a-f-]{32,36}|\d+|(?<=/)[\w:-]{16,}")  # in an address or a name
FILES = (
    ("rỗng.xlsx", b""),
    ("a\x00b\u202e.xlsx", b"PK\x03\x04" + bytes(60)),
    ("../" * 60 + "a" * 300, "Họ và tên;Năm sinh\nA\x00 Brol;1e400\n".encode()),
)


@dataclass(frozen=True)
class Field:
    name: str
    kind: str
    value: str  # as it came with the page, else one that might be meant


@dataclass(frozen=True)
class Form:
    """A form with one of its buttons, as a browser would send it."""

    address: str
    method: str
    is_multipart: bool
    fields: tuple[Field, ...]

    @property
    def shape(self) -> tuple[str, ...]:
        """The form without ids: the rows of a list each have the same one."""
        texts = (self.method, self.address.partition("?")[0], *sorted({field.name for field in self.fields}))
        return tuple(dict.fromkeys(IDS.sub("#", text) for text in texts))


def forms_on(page: Any, address: str) -> Iterator[Form]:
    """Yield each form of a page as often as it has buttons with a name."""
    if page.streaming or not page.content.strip() or not page.get("Content-Type", "").startswith("text/html"):
        return
    document = lxml.html.fromstring(page.content.decode())
    for form in document.iter("form"):
        controls = [*form.iter("input", "select", "textarea", "button")]
        controls += document.xpath("//*[@form=$id]", id=form.get("id")) if form.get("id") else []
        named = [control for control in controls if control.get("name") and control.get("disabled") is None]
        buttons = [control for control in named if control.tag == "button" or control.get("type") in ("submit", "image")]
        fields = {field.name: field for field in map(read_field, (control for control in named if control not in buttons))}
        for button in buttons or [None]:
            pressed = [] if button is None else [Field(button.get("name"), "button", button.get("value") or "")]
            yield Form(
                address=urljoin(address, form.get("action") or address),
                method=(form.get("method") or "get").lower(),
                is_multipart=form.get("enctype") == "multipart/form-data",
                fields=(*fields.values(), *pressed),
            )


def read_field(control: Any) -> Field:
    kind = control.get("data-typed") or control.get("type", "text") if control.tag == "input" else control.tag
    if control.tag == "select":
        options = [option.get("value") or "" for option in control.iter("option")]
        chosen = [option.get("value") or "" for option in control.iter("option") if option.get("selected") is not None]
        return Field(control.get("name"), kind, next(filter(None, chosen + options[::-1]), ""))
    value = control.text if control.tag == "textarea" else control.get("value")
    return Field(control.get("name"), kind, value or MEANT.get(kind, "" if kind == "hidden" else "Thử"))


def send(client: Client, form: Form, values: dict[str, Any]) -> Any:
    """Send the form with these values instead of its own, and look at the page to which the answer leads."""
    pairs = [(field.name, values.get(field.name, field.value)) for field in form.fields]
    pairs = [(name, value) for name, values in pairs for value in (values if isinstance(values, list) else [values])]
    if form.is_multipart:
        parts: dict[str, list[Any]] = {}
        for name, value in pairs:
            parts.setdefault(name, []).append(value)
        return client.post(form.address, parts, follow=True)
    body = urlencode([(name, getattr(value, "name", value)) for name, value in pairs])
    if form.method == "get":
        return client.get(f"{form.address.partition('?')[0]}?{body}", follow=True)
    return client.post(form.address, body, content_type="application/x-www-form-urlencoded", follow=True)


@contextmanager
def undone(client: Client) -> Iterator[None]:
    """Take back what is done in the database, and whatever the browser was given or lost."""
    cookies = SimpleCookie(client.cookies)
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    client.cookies = cookies


def complaint_about(client: Client, form: Form, values: dict[str, Any]) -> str:
    """Send a form and return what was wrong with the answer."""
    began, complaint = time.process_time(), ""
    with undone(client):
        try:
            answer = send(client, form, values)
            body = whole_body(answer)
            if answer.status_code >= 500 or b"Traceback" in body:
                complaint = f"{answer.status_code}"
            elif MARKUP.encode() in body and answer["Content-Type"].startswith("text/html"):
                complaint = "markup came alive"
        except Exception as error:
            complaint = f"{type(error).__name__}: {error}"[:300]
    if (seconds := time.process_time() - began) > MOST_SECONDS:
        complaint += f" {seconds:.1f} s"
    return complaint and f"{form.method} {form.address} {str(values)[:200]}: {complaint}"


@pytest.fixture
def all_forms(world, today, sitting, walk_ins_allowed, browser_of, admin) -> list[tuple[Client, Form]]:  # noqa: F811
    """Every form, once: of the pages that an administrator sees (in `make test` of every twelfth one, in a deep run of
    every second one on each engine) and of the public ones, and of the pages to which those forms lead."""
    now, file = timezone.now(), roster([1, "Đinh Văn Rê", 1985, "Nam", "Hrê", "Ba Vì"], [2, "Đinh Văn Rê", 1900, "x", "?", "?"])
    previewed = make_preview(receive(today, content=file, file_name="a.xlsx", by=admin, at=now), by=admin, at=now)
    AuthToken.objects.create(admin)
    of_today = {
        "activities": today.pk, "training-sessions": today.pk, "sittings": sitting.pk, "d": sitting.pk, "token": token_of(sitting),
        "roster-imports": previewed.pk,
    }  # fmt: skip
    administrator, passer_by = Client(), Client()
    administrator.cookies = let_pass(browser_of(admin), minutes=0).cookies
    worlds = by_depth([world | of_today], deep=[world, world | of_today])
    addresses = {path: [*dict.fromkeys(filled(path, ids) for ids in worlds)] for path in PAGES}  # most have nothing of today in them
    addresses["roster-imports/<pk>/row/"] = [f"/roster-imports/{previewed.pk}/row/?key=Sheet!2"]
    addresses["year-imports/<pk>/row/"] = [f"/year-imports/{world['year-imports']}/row/?key=Sheet1!2"]
    paths = by_depth(PAGES[::12], deep=share_of_engine(PAGES))
    waiting = [(administrator, address) for path in paths for address in addresses[path]]
    waiting += [(passer_by, address) for path in PAGES if path in OPEN for address in addresses[path]]
    forms: dict[Any, tuple[Client, Form]] = {}
    for client, address in waiting:
        with undone(client):
            pages = [(client.get(address), address)]
        while pages:
            page, address = pages.pop()
            for form in forms_on(page, address):
                if (client is passer_by, *form.shape) in forms:
                    continue
                forms[client is passer_by, *form.shape] = client, form
                with undone(client):
                    pages.append((send(client, form, {}), form.address))
    return list(forms.values())


def values_for(form: Form) -> Iterator[dict[str, Any]]:
    """Yield what is put into the form: into each field by itself, of the fields of rows alike into the first, and one value into all."""
    chance = crc32("".join(form.shape).encode())
    first_alike: dict[str, Field] = {}
    for field in form.fields:
        first_alike.setdefault(IDS.sub("#", field.name), field)
    first_alike.pop("csrfmiddlewaretoken", None)
    for number, field in enumerate(first_alike.values()):
        values = [*HOSTILE, *REPEATED, ["1", "2"], ["x", b"\xed\xa0\x80"]]
        values += [SimpleUploadedFile(name, content) for name, content in FILES]
        few = [values[(chance + 7 * number) % len(values)]]
        is_tried = (chance + number) % 4 == 0
        many = share_of_engine(values[(chance + number) % 48 :: 48], start=chance)
        yield from ({field.name: value} for value in by_depth(few * is_tried, deep=many))
    for value in by_depth(["\x00"], deep=share_of_engine([*HOSTILE, *REPEATED][chance % 24 :: 24], start=chance)):
        yield {field.name: value for field in form.fields}


def test_no_form_breaks_on_what_is_typed_into_it(subtests, all_forms):
    assert len(all_forms) > by_depth(25, deep=90)
    for client, form in all_forms[:: by_depth(2, deep=1)]:
        with subtests.test(" ".join(form.shape)):
            complaints = [complaint_about(client, form, values) for values in values_for(form)]
            assert list(filter(None, complaints)) == []
