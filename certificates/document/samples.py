"""A certificate of nobody, to see what texts look like."""

from datetime import date

from accounts.models import User
from activities.models import Activity
from attendance.models import Registration
from certificates.contents import agency_on, print_texts
from certificates.models import PRIZE, Certificate, CertificateTexts, PrizeCertificate
from certificates.prizes.contents import sample_prize
from exports.signers.letterhead import signer_of
from people.models import Organisation, Person


def sample_of(texts: CertificateTexts, *, by: User, day: date) -> Certificate | PrizeCertificate:
    """Return a certificate of an invented person or team, not saved. Raise ValidationError (no_agency) as `agency_on` does."""
    if texts.kind == PRIZE:
        printed, series = sample_prize(texts, by=by, day=day), agency_on(day).abbreviation
        return PrizeCertificate(team_name="Đội Mẫu", series=series, year=day.year, number=1, texts=printed, issued_on=day)
    activity = Activity(kind=texts.kind, title="Tập huấn phổ biến, giáo dục pháp luật", starts_on=day, ends_on=day)
    if texts.kind == Activity.Kind.CONTEST:
        activity.title = "Hội thi tìm hiểu pháp luật"
    person = Person(full_name="Phạm Văn Mẫu", birth_year=1985, organisation=Organisation(name="Ủy ban nhân dân xã Mẫu"))
    period = agency_on(day)
    registration = Registration(activity=activity, person=person)
    return Certificate(
        registration=registration,
        series=period.abbreviation,
        year=day.year,
        number=1,
        full_name=person.full_name,
        birth_year=person.birth_year,
        texts=print_texts(
            registration, activity, texts=texts, period=period, signer=signer_of(by, period), attended=4, held_sittings=4, day=day
        ),
        issued_on=day,
    )
