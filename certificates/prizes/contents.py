"""What stands on the certificate of a prize."""

from datetime import date

from accounts.models import User
from activities.models import Activity
from certificates import wording
from certificates.contents import Printed, agency_on, fill_texts
from certificates.models import CertificateTexts
from exports.models import DocumentSigner
from exports.signers.letterhead import signer_of
from people.models import AgencyPeriod


def print_prize(
    *,
    team_name: str,
    unit: str,
    prize: str,
    contest: Activity,
    texts: CertificateTexts,
    period: AgencyPeriod,
    signer: DocumentSigner,
    day: date,
) -> Printed:
    """Return what the certificate of a prize says. `unit`: the school or whom the team stands for; `prize`: as in 'Giải Nhất'."""
    days = wording.say_days(contest.starts_on, contest.ends_on)
    values = wording.values_of(
        full_name=team_name, birth_year=None, unit=unit, activity=contest.title, days=days, sittings="", agency=period.name
    )
    values |= {"tên đội": team_name, "giải": prize}
    return fill_texts(texts, values, activity=contest, period=period, signer=signer, day=day)


def sample_prize(texts: CertificateTexts, *, by: User, day: date) -> Printed:
    """Return what the certificate of an invented team says. Raise ValidationError (no_agency) as `agency_on` does."""
    period = agency_on(day)
    contest = Activity(kind=Activity.Kind.CONTEST, title="Hội thi tìm hiểu pháp luật", starts_on=day, ends_on=day)
    return print_prize(
        team_name="Đội Mẫu",
        unit="Trường THCS Mẫu",
        prize="Giải Nhất",
        contest=contest,
        texts=texts,
        period=period,
        signer=signer_of(by, period),
        day=day,
    )
