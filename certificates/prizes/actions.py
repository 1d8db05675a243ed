"""Certificates of prizes are issued once for approved results, each with its number."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.audit import trail
from accounts.models import User
from certificates.contents import agency_on, texts_for
from certificates.models import PRIZE, PrizeCertificate
from certificates.prizes.contents import print_prize
from contests.models import Result, Snapshot
from exports.signers.letterhead import signer_of
from people.models import AgencyPeriod


def issue_prizes(snapshot: Snapshot, *, by: User, at: datetime) -> list[PrizeCertificate]:
    """Issue a certificate for each prize of approved results that has none yet; return all of them in the order of their numbers.

    Raise ValidationError: not_standing for results that were reopened, no_agency, no_prizes.
    """
    with transaction.atomic():
        snapshot = Snapshot.objects.select_for_update(of=("self",)).select_related("contest").get(pk=snapshot.pk)
        if snapshot.status == Snapshot.Status.REOPENED:
            message = _("Kết quả này đã được mở lại; giấy chứng nhận chỉ cấp từ kết quả đang có hiệu lực.")
            raise ValidationError(message, code="not_standing")
        prizes = prizes_of(snapshot)
        if not prizes:
            raise ValidationError(_("Không có đội nào đạt giải."), code="no_prizes")
        issued = {(row.team, row.prize) for row in PrizeCertificate.objects.filter(snapshot=snapshot)}
        new = [prize for prize in prizes if (prize[0], prize[2]) not in issued]
        if new:
            _write(snapshot, new, by=by, at=at)
    return list(PrizeCertificate.objects.filter(snapshot=snapshot).select_related("snapshot").order_by("year", "series", "number"))


def prizes_of(snapshot: Snapshot) -> list[tuple[int, str, str]]:
    """Return (team, its name, prize) down the ranking, then special prizes; Vietnamese, as it is printed."""
    names = {team["id"]: team["name"] for team in snapshot.data["teams"]}
    with override("vi"):
        labels = {key: str(label) for key, label in Result.Prize.choices}
    results = snapshot.data["results"]
    prizes = [(row["team"], names[row["team"]], labels[row["prize"]]) for row in results["places"] if row["prize"]]
    return prizes + [
        (team, names[team], f"giải {special['title']}")
        for special in results["special"]
        if len(special["teams"]) == 1
        for team in special["teams"]
    ]


def _write(snapshot: Snapshot, prizes: list[tuple[int, str, str]], *, by: User, at: datetime) -> None:
    """Give each prize the next number of the agency's year; the agency's row is locked, so that no number is given twice."""
    day, contest = timezone.localdate(at), snapshot.contest
    period = AgencyPeriod.objects.select_for_update(no_key=True).get(pk=agency_on(day).pk)
    last = PrizeCertificate.objects.filter(series=period.abbreviation, year=day.year).aggregate(last=Max("number"))["last"] or 0
    texts, signer = texts_for(PRIZE), signer_of(by, period)
    teams = {team.pk: team for team in contest.teams.select_related("organisation")}
    certificates = [
        PrizeCertificate(
            snapshot=snapshot,
            team=team,
            team_name=name,
            prize=prize,
            series=period.abbreviation,
            year=day.year,
            number=number,
            texts=print_prize(
                team_name=name,
                unit=teams[team].unit_name if team in teams else "",
                prize=prize,
                contest=contest,
                texts=texts,
                period=period,
                signer=signer,
                day=day,
            ),
            issued_on=day,
            issued_by=by,
            issued_at=at,
        )
        for number, (team, name, prize) in enumerate(prizes, start=last + 1)
    ]
    PrizeCertificate.objects.bulk_create(certificates)
    trail.record_many("issued", [(certificate, trail.created(certificate)) for certificate in certificates], by=by)
