"""What stands on a certificate: worked out once, when it is issued, and stored with it."""

from collections.abc import Mapping
from datetime import date
from typing import TypedDict

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from activities.models import Activity
from attendance.models import Registration
from attendance.passes.public_names import initials_of, is_minor
from certificates import wording
from certificates.models import Certificate, CertificateTexts
from exports.models import DocumentSigner
from exports.table import capitalised
from people.models import AgencyPeriod
from vietnamese.dates import official_date

TEXT_COLUMNS = ("title", "heading", "details", "body")


class Printed(TypedDict):
    """All that is printed besides name, number and code; `activity` and `days` are what the page that checks it shows."""

    parent_agency: str
    agency: str
    title: str
    heading: str
    details: list[str]
    body: list[str]
    place: str
    date: str
    authority: str
    signer_title: str
    signer_name: str
    activity: str
    days: str


def texts_for(kind: str) -> CertificateTexts:
    """Return the texts of one kind of activity as they were saved; not saved yet, empty ones."""
    return CertificateTexts.objects.filter(kind=kind).first() or CertificateTexts(kind=kind)


def agency_on(day: date) -> AgencyPeriod:
    """Return the agency as it was called on that day. Raise ValidationError (no_agency) where its name was never recorded."""
    period = AgencyPeriod.valid_on(day)
    if period is None:
        message = _("Chưa ghi tên cơ quan nên chưa cấp được giấy. Người quản trị của tỉnh ghi ở trang Quản trị, mục Cơ quan.")
        raise ValidationError(message, code="no_agency")
    return period


def print_texts(
    registration: Registration,
    activity: Activity,
    *,
    texts: CertificateTexts,
    period: AgencyPeriod,
    signer: DocumentSigner,
    attended: int,
    held_sittings: int,
    day: date,
) -> Printed:
    """Return what a certificate issued on `day` says. `signer`: who signs unless `texts` name somebody.

    `registration` comes with its person's organisation and unit.
    """
    person = registration.person
    values = wording.values_of(
        full_name=person.full_name,
        birth_year=person.birth_year,
        unit=person.organisation.name if person.organisation else capitalised(person.unit.kind_and_name),
        activity=activity.title,
        days=wording.say_days(activity.starts_on, activity.ends_on),
        sittings=f"{attended}/{held_sittings}",
        agency=period.name,
    )
    return fill_texts(texts, values, activity=activity, period=period, signer=signer, day=day)


def fill_texts(
    texts: CertificateTexts, values: Mapping[str, str], *, activity: Activity, period: AgencyPeriod, signer: DocumentSigner, day: date
) -> Printed:
    """Return what a certificate says: the agency's wording with these values in it, or the usual one."""
    usual = wording.USUAL_TEXTS[texts.kind]
    templates = {name: getattr(texts, name) or usual[name] for name in TEXT_COLUMNS}
    has_signer = bool(texts.signer_title or texts.signer_name or texts.signer_authority)
    return Printed(
        parent_agency=period.parent_name,
        agency=period.name,
        title=" ".join(wording.fill(templates["title"], values)),
        heading=" ".join(wording.fill(templates["heading"], values)),
        details=wording.fill_known(templates["details"], values),
        body=wording.fill(templates["body"], values),
        place=texts.place or period.place,
        date=official_date(day),
        authority=texts.signer_authority if has_signer else signer.authority,
        signer_title=texts.signer_title if has_signer else signer.title,
        signer_name=texts.signer_name if has_signer else signer.name,
        activity=activity.title,
        days=wording.say_days(activity.starts_on, activity.ends_on),
    )


def is_childs(certificate: Certificate) -> bool:
    """Return whether it was issued to a minor, whose name no page without sign-in shows, however old they are by now."""
    return is_minor(certificate.registration, on=certificate.issued_on)


def public_name(certificate: Certificate) -> str:
    """Return the printed name as a page without sign-in shows it: of a minor, initials alone."""
    return initials_of(certificate.full_name) if is_childs(certificate) else certificate.full_name
