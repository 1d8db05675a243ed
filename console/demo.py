"""A year that looks like one, twice: Quảng Ngãi 2023 by district and 2026 by commune, and a session open today.

The two numbers of 2023 (6 training sessions, 10 contests) are the agency's own; places, dates and people are invented.
"""

import random
import secrets
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.actions import grant_role
from accounts.models import User
from accounts.roles import Role
from activities.actions import change_sitting, set_status, set_target
from activities.models import Activity, Sitting
from attendance.headcounts.actions import count_heads
from attendance.models import Headcount, Method, Registration
from attendance.scans.recording import MOST_IN_A_BATCH, record_scans
from attendance.scans.submission import SubmittedScan
from attendance.sittings.actions import excuse, register_walk_in_with_arrival
from contests.actions import add_team, give_result, record_contest
from contests.models import Contest, Result, TeamMember
from people.actions import describe_person, organisation_named
from people.models import AgencyPeriod, EthnicGroup, Organisation, Person
from places.models import Unit
from training.actions import record_session
from training.models import TrainingSession

USERS = {
    "admin": ("Quản trị mẫu", Role.ADMINISTRATOR),
    "organiser": ("Cán bộ tổ chức mẫu", Role.ORGANISER),
    "clerk": ("Chuyên viên tổng hợp mẫu", Role.CLERK),
    "usher": ("Người điểm danh mẫu", Role.USHER),
    "stranger": ("Cán bộ Lý Sơn mẫu", Role.ORGANISER),
}
PROGRAMME = "CTMTQG 1719 - Dự án 10, Tiểu dự án 1, Nội dung 2"
TOPICS = [
    ["Luật Đất đai", "Chính sách đất ở, đất sản xuất cho đồng bào DTTS"],
    ["Luật Hôn nhân và gia đình", "Phòng, chống tảo hôn và hôn nhân cận huyết thống"],
    ["Luật Phòng, chống bạo lực gia đình", "Kỹ năng hòa giải ở cơ sở"],
    ["Luật Giao thông đường bộ", "Phòng, chống tác hại của rượu, bia"],
    ["Luật Lâm nghiệp", "Bảo vệ rừng và phát triển sinh kế"],
    ["Luật Trẻ em", "Quyền học tập của trẻ em vùng đồng bào DTTS"],
]
THEMES = ["Tìm hiểu pháp luật về hôn nhân và gia đình", "Học sinh với pháp luật về an toàn giao thông", "Nói không với tảo hôn"]
ROUNDS = ["Chào hỏi", "Kiến thức pháp luật", "Xử lý tình huống", "Tiểu phẩm tuyên truyền"]
# Where: district of 2023, commune of 2026, days of the sessions, month of the contest.
SESSIONS = [
    ("Ba Tơ", "Ba Tơ", 2, 3), ("Sơn Hà", "Sơn Hà", 2, 4), ("Sơn Tây", "Sơn Tây", 1, 5),
    ("Trà Bồng", "Trà Bồng", 2, 6), ("Minh Long", "Minh Long", 1, 8), ("Ba Tơ", "Ba Vì", 1, 9),
]  # fmt: skip
CONTESTS = [
    ("Ba Tơ", "Ba Tơ", 3), ("Sơn Hà", "Sơn Hà", 3), ("Sơn Tây", "Sơn Tây", 4), ("Trà Bồng", "Trà Bồng", 4),
    ("Minh Long", "Minh Long", 5), ("Ba Tơ", "Ba Vì", 9), ("Sơn Hà", "Sơn Hạ", 9), ("Sơn Tây", "Sơn Tây Thượng", 10),
    ("Trà Bồng", "Tây Trà", 10), ("Minh Long", "Sơn Mai", 10),
]  # fmt: skip
GROUPS = {"Ba Tơ": "Hrê", "Sơn Hà": "Hrê", "Minh Long": "Hrê", "Sơn Tây": "Xơ Đăng", "Trà Bồng": "Co"}
FAMILY = {"Hrê": ["Phạm", "Đinh"], "Co": ["Hồ"], "Xơ Đăng": ["Đinh", "A", "Y"], "Kinh": ["Nguyễn", "Trần", "Lê", "Võ", "Huỳnh", "Bùi"]}
GIVEN = {
    "M": "Rê Brol Thạch Đức Khánh Quý Nghĩa Thuận Hiền Ước Trung Bảo Dũng Hải Long Minh Sang Tài Vinh Xuân",
    "F": "Mẫu Thắm Ánh Hoa Nhị Thủy Hằng Xuân Yến Ngọc Duyên Huệ Lan Mai Nga Phượng Quyên Thảo Trinh Vy",
}
MIDDLE = {"M": ["Văn", "Minh", "Quốc", "Xuân"], "F": ["Thị", "Thị Thu", "Thị Kim", "Thị Mỹ"]}
WALK_INS = [("Phạm Văn Vãng", "M", 1979), ("Đinh Thị Lai", "F", 1990), ("Nguyễn Văn Ghé", "M", 1966)]
AUDIENCE = [("Khán giả", 300, Headcount.Basis.ESTIMATED), ("Đại biểu", 14, Headcount.Basis.COUNTED)]
# Position → whom the person counts as (attendance.models.Registration.Category).
CATEGORY = {
    "Người có uy tín": "prestigious",
    "Trưởng thôn": "village_head",
    "Bí thư chi bộ": "village_head",
    "Công chức Tư pháp - Hộ tịch": "commune_official",
    "Chi hội trưởng Phụ nữ": "union",
    "Hòa giải viên": "propagandist",
    "Già làng": "elder",
}


def make(password: str = "") -> str:
    """Writes users and both years into an empty database, all or nothing. Answers the demo users' password."""
    password = password or settings.DEMO_PASSWORD or secrets.token_urlsafe(9)
    with transaction.atomic():
        _agency()
        users = _users(password)
        writer = _Writer(users["organiser"])
        writer.year(2023, by_district=True)
        writer.year(2026, by_district=False)
        writer.today()
    return password


def _served(name: str, level: str, on: date) -> Unit:
    return Unit.objects.in_province_served().valid_on(on).get(name=name, level=level)


def _agency() -> None:
    common = {"parent_name": "UBND tỉnh Quảng Ngãi", "place": "Quảng Ngãi", "preparer_name": "Nguyễn Văn Mẫu"}
    AgencyPeriod.objects.create(
        valid_from=date(2011, 1, 1), name="Ban Dân tộc", abbreviation="BDT",
        signatory_title="Trưởng ban", signatory_name="Trần Thị Mẫu", **common,
    )  # fmt: skip
    # The office's new name since March 2025 follows the other provinces (domain.md 4); the province's own act is to be confirmed.
    AgencyPeriod.objects.create(
        valid_from=date(2025, 3, 1), name="Sở Dân tộc và Tôn giáo", abbreviation="SDTTG",
        signatory_title="Giám đốc", signatory_name="Trần Thị Mẫu", **common,
    )  # fmt: skip


def _users(password: str) -> dict[str, User]:
    today, now = timezone.localdate(), timezone.now()
    province, island = _served("Quảng Ngãi", "province", today), _served("Lý Sơn", "commune", today)
    made = {}
    for username, (full_name, role) in USERS.items():
        made[username] = User.objects.create_user(username, password=password, full_name=full_name)
        grant_role(made[username], role=role, unit=island if username == "stranger" else province, by=None, at=now)
    return made


class _Writer:
    """Invents people and days from one seed: the demo is the same on every machine."""

    def __init__(self, organiser: User) -> None:
        self.random = random.Random(20230515)  # noqa: S311 - a demo, not a secret
        self.organiser = organiser
        self.met: dict[str, list[Person]] = {}  # adults by district: some come again
        self.groups = {group.name: group for group in EthnicGroup.objects.filter(name__in=FAMILY)}

    def year(self, year: int, *, by_district: bool) -> None:
        for number, (district, commune, days, month) in enumerate(SESSIONS):
            day = self._weekday(date(year, month, 5 + 3 * number))
            unit = self._place(district, commune, day, by_district)
            self._session(unit, district, day, days, TOPICS[number])
        for number, (district, commune, month) in enumerate(CONTESTS):
            day = self._weekday(date(year, month, 8 + 2 * number))
            contest = self._contest(self._place(district, commune, day, by_district), district, day, THEMES[number % len(THEMES)])
            if number == 0:
                self._audience(contest)
        self._targets(year)

    def today(self) -> None:
        """Open all day, so that whoever tries the door finds it open."""
        day = timezone.localdate()
        unit = _served("Ba Tơ", "commune", day)
        session = self._record(unit, day, 1, ["Luật Đất đai 2024", "Tiếp cận thông tin pháp luật"], planned=40)
        set_status(session, status=Activity.Status.OPEN)
        morning, afternoon = session.sittings.all()
        noon = _at(day, time(12, 30))
        change_sitting(morning, opens_at=_at(day, time(0, 0)), closes_at=noon)
        change_sitting(afternoon, opens_at=noon, closes_at=_at(day, time(23, 59)))
        self._enrol(session, self._people(unit, "Ba Tơ", 36, adults=True), Registration.Role.PARTICIPANT)
        self._walk_ins(session, morning)

    def _walk_ins(self, session: TrainingSession, sitting: Sitting) -> None:
        """On no list, and there: written at the desk a little before it began, or just now."""
        at = min(timezone.now(), sitting.starts_at - timedelta(minutes=10))
        for full_name, gender, birth_year in WALK_INS:
            values = {"full_name": full_name, "gender": gender, "birth_year": birth_year, "unit": session.unit}
            register_walk_in_with_arrival(
                session, person=values, role=Registration.Role.PARTICIPANT, by=self.organiser, sitting=sitting, at=at
            )

    def _audience(self, contest: Contest) -> None:
        evening = contest.sittings.get()
        for category, count, basis in AUDIENCE:
            count_heads(evening, category=category, count=count, basis=basis, by=self.organiser, at=evening.starts_at)

    def _place(self, district: str, commune: str, day: date, by_district: bool) -> Unit:
        return _served(district, "district", day) if by_district else _served(commune, "commune", day)

    def _weekday(self, day: date) -> date:
        return day + timedelta(days=(7 - day.weekday()) if day.weekday() > 3 else 0)

    def _record(self, unit: Unit, day: date, days: int, topics: list[str], planned: int) -> TrainingSession:
        session = TrainingSession(
            title=f"Tập huấn phổ biến, giáo dục pháp luật: {topics[0]}",
            unit=unit,
            venue=f"Hội trường UBND {unit.kind} {unit.name}",
            organiser=getattr(AgencyPeriod.on(day), "name", ""),
            starts_on=day,
            ends_on=day + timedelta(days=days - 1),
            target_group="Người có uy tín, cán bộ thôn, hòa giải viên",
            planned_participants=planned,
            programme_line=PROGRAMME,
            plan_reference=f"Kế hoạch số {day.month:02d}/KH-{day.year} (dữ liệu mẫu)",
        )
        speakers = [{"full_name": "Võ Thị Kim Mẫu", "title": "Báo cáo viên pháp luật cấp tỉnh"}]
        return record_session(session, topics=topics, speakers=speakers, by=self.organiser)

    def _session(self, unit: Unit, district: str, day: date, days: int, topics: list[str]) -> None:
        session = self._record(unit, day, days, topics, planned=60)
        registrations = self._enrol(
            session, self._people(unit, district, self.random.randint(44, 66), adults=True), Registration.Role.PARTICIPANT
        )
        self._attend(session, registrations)
        set_status(session, status=Activity.Status.CLOSED)

    def _contest(self, unit: Unit, district: str, day: date, theme: str) -> Contest:
        school = organisation_named(f"Trường PTDTNT THCS {unit.name}", unit=unit, kind=Organisation.Kind.SCHOOL)
        contest = Contest(
            title=f"Hội thi “{theme}” tại {school.name}",
            unit=unit,
            venue=f"Sân khấu {school.name}",
            organiser=getattr(AgencyPeriod.on(day), "name", ""),
            starts_on=day,
            ends_on=day,
            school=school,
            theme=theme,
            rounds=ROUNDS,
            target_group="Học sinh trường PTDTNT",
            planned_participants=40,
            programme_line=PROGRAMME,
        )
        evening = {"label": "Tối", "starts_at": _at(day, time(18, 30)), "ends_at": _at(day, time(21, 30))}
        record_contest(contest, sittings=[evening], by=self.organiser)
        everyone: list[Registration] = []
        for name in ("Công lý", "Chân lý sáng", "Hiến pháp xanh", "Thực thi"):
            team = add_team(contest, name=name, organisation=school, represents=f"Khối {6 + len(everyone) // 8}")
            members = self._enrol(contest, self._people(unit, district, 8, adults=False, school=school), Registration.Role.CONTESTANT)
            TeamMember.objects.bulk_create(
                TeamMember(team=team, registration=one, part=TeamMember.Part.CAPTAIN if n == 0 else TeamMember.Part.OFFICIAL)
                for n, one in enumerate(members)
            )
            everyone += members
        self._attend(contest, everyone)
        self._award(contest)
        set_status(contest, status=Activity.Status.CLOSED)
        return contest

    def _award(self, contest: Contest) -> None:
        teams = list(contest.teams.all())
        self.random.shuffle(teams)
        prizes = [Result.Prize.FIRST, Result.Prize.SECOND, Result.Prize.THIRD, Result.Prize.CONSOLATION]
        for place, (team, prize) in enumerate(zip(teams, prizes, strict=True), 1):
            give_result(team, prize=prize, place=place)
        give_result(self.random.choice(teams), prize=Result.Prize.SPECIAL, title="Tiểu phẩm hay nhất")

    def _targets(self, year: int) -> None:
        day = date(year, 6, 1)
        province = _served("Quảng Ngãi", "province", day)
        plan = f"Kế hoạch phổ biến, giáo dục pháp luật năm {year} (dữ liệu mẫu)"
        for kind, activities, people in ((Activity.Kind.TRAINING_SESSION, 6, 360), (Activity.Kind.CONTEST, 10, 400)):
            set_target(year=year, kind=kind, unit=province, planned_activities=activities, planned_participants=people, plan_reference=plan)

    def _people(self, unit: Unit, district: str, count: int, *, adults: bool, school: Organisation | None = None) -> list[Person]:
        homes, met = self._homes(unit), self.met.setdefault(district, [])
        again = self.random.sample(met, min(len(met), count // 5)) if adults else []
        people = [self._person(self.random.choice(homes), GROUPS[district], adults, school) for _ in range(count - len(again))]
        made = Person.objects.bulk_create(people)
        met += made if adults else []
        return [*again, *made]

    def _homes(self, unit: Unit) -> list[Unit]:
        return list(unit.children.order_by("pk")) or [unit]

    def _person(self, home: Unit, local: str, adults: bool, school: Organisation | None) -> Person:
        group = local if self.random.random() < 0.8 else "Kinh"
        gender = self.random.choice("MF")
        birth_year = self.random.randint(1958, 1998) if adults else self.random.randint(2009, 2012)
        position = self.random.choice(list(CATEGORY)) if adults else "Học sinh"
        return describe_person(
            Person(unit=home),
            full_name=self._name(group, gender),
            gender=gender,
            birth_year=birth_year,
            ethnic_group=self.groups[group],
            phone=f"09{self.random.randint(10_000_000, 99_999_999)}" if adults else None,
            organisation=school,
            position=position,
        )

    def _name(self, group: str, gender: str) -> str:
        family, given = self.random.choice(FAMILY[group]), self.random.choice(GIVEN[gender].split())
        if family in ("A", "Y"):
            return f"{'A' if gender == 'M' else 'Y'} {given}"
        return f"{family} {self.random.choice(MIDDLE[gender])} {given}"

    def _enrol(self, activity: Activity, people: list[Person], role: str) -> list[Registration]:
        made, taken = [], set()
        for person in people:
            category = CATEGORY.get(person.position, "pupil" if role == Registration.Role.CONTESTANT else "")
            one = Registration(activity_id=activity.pk, person=person, role=role, category=category, registered_by=self.organiser)
            one.take_new_codes()
            while one.short_code in taken:
                one.take_new_codes()
            taken.add(one.short_code)
            made.append(one)
        return Registration.objects.bulk_create(made)

    def _attend(self, activity: Activity, registrations: list[Registration]) -> None:
        """Nine in ten come to a sitting; of the others some are excused. Through the same verb as every scan."""
        items = []
        for sitting in activity.sittings.all():
            for one in registrations:
                if self.random.random() < 0.9:
                    items.append(self._scan(one, sitting))
                elif self.random.random() < 0.3:
                    excuse(one, sitting=sitting, reason="Bận việc gia đình", by=self.organiser, at=sitting.ends_at)
        for start in range(0, len(items), MOST_IN_A_BATCH):
            record_scans(
                items[start : start + MOST_IN_A_BATCH],
                among=Registration.objects.filter(activity=activity.pk),
                sittings=Sitting.objects.filter(activity=activity.pk),
                user=self.organiser,
                received_at=datetime.combine(activity.ends_on, time(22, 0), timezone.get_current_timezone()),
            )

    def _scan(self, registration: Registration, sitting: Sitting) -> SubmittedScan:
        moment = sitting.starts_at + timedelta(seconds=self.random.randint(-35 * 60, 20 * 60))
        method = Method.PASS if self.random.random() < 0.8 else Method.DOOR
        id_ = UUID(int=self.random.getrandbits(128), version=4)
        return SubmittedScan(id=id_, method=method, device_at=moment, registration=registration.pk, sitting=sitting.pk)


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, timezone.get_current_timezone())
