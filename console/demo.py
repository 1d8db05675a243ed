"""Demo data: Quảng Ngãi in 2023 by district and in 2026 by commune, and a training session that is open today.

6 training sessions and 10 contests are what the agency reported for 2023; places, dates and people are invented.
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
from activities.documents.actions import record_document
from activities.models import Activity, Document, Sitting
from activities.plan_tasks.actions import add_tasks, revise_task
from attendance.headcounts.actions import record_headcount
from attendance.models import Headcount, Method, Registration
from attendance.scans.recording import MOST_IN_A_BATCH, record_scans
from attendance.scans.submission import SubmittedScan
from attendance.sittings.actions import excuse, register_walk_in_with_arrival
from console.demo_outreach import add_outreach
from contests.actions import add_team, give_result, record_contest
from contests.models import Contest, Result, TeamMember
from people.actions import describe_person, find_or_add_organisation
from people.models import AgencyPeriod, EthnicGroup, Organisation, Person
from places.models import Unit
from reporting.actions import review as review_report
from reporting.actions import submit as submit_report
from reporting.addresses.actions import save_address
from reporting.document.files import issue_with_file
from reporting.models import ReportAddress
from reporting.writing.creation import create_report
from training.actions import record_session
from training.models import TrainingSession

USERS = {
    "admin": ("Quản trị mẫu", Role.ADMINISTRATOR),
    "organiser": ("Cán bộ tổ chức mẫu", Role.ORGANISER),
    "clerk": ("Chuyên viên tổng hợp mẫu", Role.CLERK),
    "usher": ("Người điểm danh mẫu", Role.USHER),
    "leader": ("Lãnh đạo mẫu", Role.LEADER),
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
# (district of 2023, commune of 2026, number of days, month)
SESSIONS = [
    ("Ba Tơ", "Ba Tơ", 2, 3), ("Sơn Hà", "Sơn Hà", 2, 4), ("Sơn Tây", "Sơn Tây", 1, 5),
    ("Trà Bồng", "Trà Bồng", 2, 6), ("Minh Long", "Minh Long", 1, 8), ("Ba Tơ", "Ba Vì", 1, 9),
]  # fmt: skip
# (district of 2023, commune of 2026, month)
CONTESTS = [
    ("Ba Tơ", "Ba Tơ", 3), ("Sơn Hà", "Sơn Hà", 3), ("Sơn Tây", "Sơn Tây", 4), ("Trà Bồng", "Trà Bồng", 4),
    ("Minh Long", "Minh Long", 5), ("Ba Tơ", "Ba Vì", 9), ("Sơn Hà", "Sơn Hạ", 9), ("Sơn Tây", "Sơn Tây Thượng", 10),
    ("Trà Bồng", "Tây Trà", 10), ("Minh Long", "Sơn Mai", 10),
]  # fmt: skip
# Year → (number, date, issuer, title) of its plans, that of the province first. Numbers and dates of 2023 are the agency's own, titles not.
PLANS = {
    2023: [
        ("40/KH-UBND", date(2023, 3, 1), "UBND tỉnh Quảng Ngãi", "Phổ biến, giáo dục pháp luật năm 2023"),
        ("138/KH-BDT", date(2023, 3, 3), "Ban Dân tộc", "Phổ biến, giáo dục pháp luật trong đồng bào dân tộc thiểu số năm 2023"),
    ],
    2026: [
        (
            "05/KH-SDTTG",
            date(2026, 1, 15),
            "Sở Dân tộc và Tôn giáo",
            "Phổ biến, giáo dục pháp luật vùng đồng bào dân tộc thiểu số năm 2026",
        ),
    ],
}
# Year → (task, what came of it, whether it is done), invented.
PLAN_TASKS = {
    2023: [
        ("Tổ chức các lớp tập huấn kiến thức pháp luật cho người có uy tín, cán bộ thôn", "Đã tổ chức 06 lớp theo kế hoạch.", True),
        ("Tổ chức hội thi tìm hiểu pháp luật tại các trường PTDTNT", "Đã tổ chức 10 hội thi.", True),
        ("Đăng tin, bài về pháp luật trên trang thông tin điện tử của Ban", "Đăng thường xuyên trong năm.", True),
        ("In và cấp phát tờ gấp song ngữ Việt - Hrê", "Chưa bố trí được kinh phí; chuyển sang năm sau.", False),
    ],
    2026: [
        ("Tổ chức 06 lớp tập huấn tại các xã vùng đồng bào DTTS", "", False),
        ("Tổ chức 10 hội thi tìm hiểu pháp luật cho học sinh DTTS", "", False),
        ("Cập nhật danh sách người có uy tín sau sắp xếp đơn vị hành chính", "Đã rà soát xong.", True),
        ("In và cấp phát tờ gấp song ngữ", "", False),
    ],
}
# Kind, day from which, to whom. Which department takes the place of one that was merged away is to be confirmed by the agency.
REPORT_ADDRESSES = [
    ("cchc-year", date(2022, 1, 1), "Sở Thông tin và Truyền thông tỉnh Quảng Ngãi"),
    ("cchc-year", date(2025, 3, 1), "Sở Khoa học và Công nghệ tỉnh Quảng Ngãi"),
    ("pbgdpl-year", date(2022, 1, 1), "Sở Tư pháp tỉnh Quảng Ngãi"),
]
REPORT_BASES = {"cchc-year": "Quyết định số 2074/QĐ-UBND ngày 20 tháng 12 năm 2021 của UBND tỉnh Quảng Ngãi"}
LOCAL_GROUPS = {"Ba Tơ": "Hrê", "Sơn Hà": "Hrê", "Minh Long": "Hrê", "Sơn Tây": "Xơ Đăng", "Trà Bồng": "Co"}
FAMILY_NAMES = {
    "Hrê": ["Phạm", "Đinh"],
    "Co": ["Hồ"],
    "Xơ Đăng": ["Đinh", "A", "Y"],
    "Kinh": ["Nguyễn", "Trần", "Lê", "Võ", "Huỳnh", "Bùi"],
}
GIVEN_NAMES = {
    "M": "Rê Brol Thạch Đức Khánh Quý Nghĩa Thuận Hiền Ước Trung Bảo Dũng Hải Long Minh Sang Tài Vinh Xuân",
    "F": "Mẫu Thắm Ánh Hoa Nhị Thủy Hằng Xuân Yến Ngọc Duyên Huệ Lan Mai Nga Phượng Quyên Thảo Trinh Vy",
}
MIDDLE_NAMES = {"M": ["Văn", "Minh", "Quốc", "Xuân"], "F": ["Thị", "Thị Thu", "Thị Kim", "Thị Mỹ"]}
WALK_INS = [("Phạm Văn Vãng", "M", 1979), ("Đinh Thị Lai", "F", 1990), ("Nguyễn Văn Ghé", "M", 1966)]
AUDIENCE = [("Khán giả", 300, Headcount.Basis.ESTIMATED), ("Đại biểu", 14, Headcount.Basis.COUNTED)]
# Position → category (attendance.models.Registration.Category).
CATEGORIES = {
    "Người có uy tín": "prestigious",
    "Trưởng thôn": "village_head",
    "Bí thư chi bộ": "village_head",
    "Công chức Tư pháp - Hộ tịch": "commune_official",
    "Chi hội trưởng Phụ nữ": "union",
    "Hòa giải viên": "propagandist",
    "Già làng": "elder",
}


def create_demo(password: str = "") -> str:
    """Write users and activities into an empty database, all or nothing; return the password of the demo users."""
    password = password or settings.DEMO_PASSWORD or secrets.token_urlsafe(9)
    with transaction.atomic():
        create_agency()
        users = create_users(password)
        demo = Demo(users["organiser"])
        demo.add_year(2023, by_district=True)
        demo.add_year(2026, by_district=False)
        demo.add_session_today()
        demo.add_reports(reviewer=users["clerk"])
    return password


def create_agency() -> None:
    common = {"parent_name": "UBND tỉnh Quảng Ngãi", "place": "Quảng Ngãi", "preparer_name": "Nguyễn Văn Mẫu"}
    AgencyPeriod.objects.create(
        valid_from=date(2011, 1, 1), name="Ban Dân tộc", abbreviation="BDT",
        signatory_title="Trưởng ban", signatory_name="Trần Thị Mẫu", **common,
    )  # fmt: skip
    # In March 2025 the provinces' offices were renamed; this province's own decision is still to be confirmed.
    AgencyPeriod.objects.create(
        valid_from=date(2025, 3, 1), name="Sở Dân tộc và Tôn giáo", abbreviation="SDTTG",
        signatory_title="Giám đốc", signatory_name="Trần Thị Mẫu", **common,
    )  # fmt: skip


def create_users(password: str) -> dict[str, User]:
    """Create USERS with their roles: in the whole province, `stranger` in Lý Sơn only."""
    today, now = timezone.localdate(), timezone.now()
    province, island = find_unit("Quảng Ngãi", "province", today), find_unit("Lý Sơn", "commune", today)
    users = {}
    for username, (full_name, role) in USERS.items():
        users[username] = User.objects.create_user(username, password=password, full_name=full_name)
        grant_role(users[username], role=role, unit=island if username == "stranger" else province, by=None, at=now)
    return users


def find_unit(name: str, level: str, day: date) -> Unit:
    return Unit.objects.in_province_served().valid_on(day).get(name=name, level=level)


def local_time(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, timezone.get_current_timezone())


def next_weekday(day: date) -> date:
    """Return the day itself from Monday to Thursday, else the Monday after."""
    return day + timedelta(days=(7 - day.weekday()) if day.weekday() > 3 else 0)


class Demo:
    """Activities and people invented from one seed, so that the demo is the same on every machine."""

    def __init__(self, organiser: User) -> None:
        self.random = random.Random(20230515)  # noqa: S311 - a demo, not a secret
        self.organiser = organiser
        self.adults_by_district: dict[str, list[Person]] = {}  # some attend again
        self.ethnic_groups = {group.name: group for group in EthnicGroup.objects.filter(name__in=FAMILY_NAMES)}

    def add_year(self, year: int, *, by_district: bool) -> None:
        """Write a year's plan, other channels, sessions and contests, in the districts of before July 2025 or in today's communes."""
        plans = self.add_plan(year)
        add_outreach(year, province=plans[0].unit, by=self.organiser)

        def unit_on(day: date, district: str, commune: str) -> Unit:
            return find_unit(district, "district", day) if by_district else find_unit(commune, "commune", day)

        for number, (district, commune, days, month) in enumerate(SESSIONS):
            day = next_weekday(date(year, month, 5 + 3 * number))
            self.add_closed_session(unit_on(day, district, commune), district, day, days, TOPICS[number], plans[-1])
        for number, (district, commune, month) in enumerate(CONTESTS):
            day = next_weekday(date(year, month, 8 + 2 * number))
            contest = self.add_contest(unit_on(day, district, commune), district, day, THEMES[number % len(THEMES)], plans[-1])
            if number == 0:
                evening = contest.sittings.get()
                for category, count, basis in AUDIENCE:
                    record_headcount(evening, category=category, count=count, basis=basis, by=self.organiser, at=evening.starts_at)

    def add_plan(self, year: int) -> list[Document]:
        """Write the plans of a year with its targets and tasks, and return the plans."""
        province = find_unit("Quảng Ngãi", "province", date(year, 6, 1))
        plans = []
        for number, dated, issuer, title in PLANS[year]:
            plan = Document(kind=Document.Kind.PLAN, number=number, dated=dated, issuer=issuer, title=title, year=year, unit=province)
            plans.append(record_document(plan, by=self.organiser))
        promised = ((Activity.Kind.TRAINING_SESSION, 6, 360, plans[-1]), (Activity.Kind.CONTEST, 10, 400, plans[0]))
        for kind, activities, people, plan in promised:
            set_target(year=year, kind=kind, unit=province, planned_activities=activities, planned_participants=people, document=plan)
        tasks = add_tasks(year, province, texts=[text for text, _outcome, _is_done in PLAN_TASKS[year]], by=self.organiser)
        for task, (_text, outcome, is_done) in zip(tasks, PLAN_TASKS[year], strict=True):
            revise_task(task, outcome=outcome, is_done=is_done, by=self.organiser)
        return plans

    def add_reports(self, *, reviewer: User) -> None:
        """Write the report of 2023 as it was issued, and that of 2026 as a draft."""
        for kind, valid_from, addressee in REPORT_ADDRESSES:
            recipients = "- Như trên;\n- Lãnh đạo cơ quan;\n- Lưu: VT."
            address = ReportAddress(
                kind=kind, valid_from=valid_from, addressees=addressee, recipients=recipients, legal_bases=REPORT_BASES.get(kind, "")
            )
            save_address(address, by=self.organiser)
        for year in (2023, 2026):
            province = find_unit("Quảng Ngãi", "province", date(year, 6, 1))
            at = min(local_time(date(year, 11, 20), time(9, 0)), timezone.now())
            report = create_report(kind="cchc-year", year=year, unit=province, by=self.organiser, at=at)
            if year == 2023:
                submit_report(report, by=self.organiser, at=at)
                review_report(report, by=reviewer, at=at)
                issue_with_file(report, number="198/BC-BDT", dated=at.date(), by=self.organiser, at=at)

    def add_session_today(self) -> None:
        """Write a session whose check-in is open all day, so that whoever tries the demo finds it open."""
        day = timezone.localdate()
        unit = find_unit("Ba Tơ", "commune", day)
        session = self.add_session(unit, day, 1, ["Luật Đất đai 2024", "Tiếp cận thông tin pháp luật"], planned=40)
        set_status(session, status=Activity.Status.OPEN)
        morning, afternoon = session.sittings.all()
        noon = local_time(day, time(12, 30))
        change_sitting(morning, opens_at=local_time(day, time(0, 0)), closes_at=noon)
        change_sitting(afternoon, opens_at=noon, closes_at=local_time(day, time(23, 59)))
        self.register(session, self.add_people(unit, "Ba Tơ", 36, adults=True), Registration.Role.PARTICIPANT)
        at = min(timezone.now(), morning.starts_at - timedelta(minutes=10))
        for full_name, gender, birth_year in WALK_INS:
            person = {"full_name": full_name, "gender": gender, "birth_year": birth_year, "unit": session.unit}
            register_walk_in_with_arrival(
                session, person=person, role=Registration.Role.PARTICIPANT, by=self.organiser, sitting=morning, at=at
            )

    def add_closed_session(self, unit: Unit, district: str, day: date, days: int, topics: list[str], plan: Document) -> None:
        session = self.add_session(unit, day, days, topics, planned=60, plan=plan)
        people = self.add_people(unit, district, self.random.randint(44, 66), adults=True)
        self.attend(session, self.register(session, people, Registration.Role.PARTICIPANT))
        set_status(session, status=Activity.Status.CLOSED)

    def add_session(
        self, unit: Unit, day: date, days: int, topics: list[str], planned: int, plan: Document | None = None
    ) -> TrainingSession:
        session = TrainingSession(
            title=f"Tập huấn phổ biến, giáo dục pháp luật: {topics[0]}",
            unit=unit,
            venue=f"Hội trường UBND {unit.kind} {unit.name}",
            organiser=getattr(AgencyPeriod.valid_on(day), "name", ""),
            starts_on=day,
            ends_on=day + timedelta(days=days - 1),
            target_group="Người có uy tín, cán bộ thôn, hòa giải viên",
            planned_participants=planned,
            programme_line=PROGRAMME,
            document=plan,
        )
        speakers = [{"full_name": "Võ Thị Kim Mẫu", "title": "Báo cáo viên pháp luật cấp tỉnh"}]
        return record_session(session, topics=topics, speakers=speakers, by=self.organiser)

    def add_contest(self, unit: Unit, district: str, day: date, theme: str, plan: Document) -> Contest:
        """Write a contest of four teams at a boarding school, attended and with its prizes given."""
        school = find_or_add_organisation(f"Trường PTDTNT THCS {unit.name}", unit=unit, kind=Organisation.Kind.SCHOOL)
        contest = Contest(
            title=f"Hội thi “{theme}” tại {school.name}",
            unit=unit,
            venue=f"Sân khấu {school.name}",
            organiser=getattr(AgencyPeriod.valid_on(day), "name", ""),
            starts_on=day,
            ends_on=day,
            school=school,
            theme=theme,
            rounds=ROUNDS,
            target_group="Học sinh trường PTDTNT",
            planned_participants=40,
            programme_line=PROGRAMME,
            document=plan,
        )
        evening = {"label": "Tối", "starts_at": local_time(day, time(18, 30)), "ends_at": local_time(day, time(21, 30))}
        record_contest(contest, sittings=[evening], by=self.organiser)
        contestants: list[Registration] = []
        for name in ("Công lý", "Chân lý sáng", "Hiến pháp xanh", "Thực thi"):
            team = add_team(contest, name=name, organisation=school, represents=f"Khối {6 + len(contestants) // 8}")
            people = self.add_people(unit, district, 8, adults=False, school=school)
            members = self.register(contest, people, Registration.Role.CONTESTANT)
            captain, *officials = members
            parts = [(captain, TeamMember.Part.CAPTAIN), *((official, TeamMember.Part.OFFICIAL) for official in officials)]
            TeamMember.objects.bulk_create(TeamMember(team=team, registration=registration, part=part) for registration, part in parts)
            contestants += members
        self.attend(contest, contestants)
        self.award(contest)
        set_status(contest, status=Activity.Status.CLOSED)
        return contest

    def award(self, contest: Contest) -> None:
        teams = list(contest.teams.all())
        self.random.shuffle(teams)
        prizes = [Result.Prize.FIRST, Result.Prize.SECOND, Result.Prize.THIRD, Result.Prize.CONSOLATION]
        for place, (team, prize) in enumerate(zip(teams, prizes, strict=True), 1):
            give_result(team, prize=prize, place=place)
        give_result(self.random.choice(teams), prize=Result.Prize.SPECIAL, title="Tiểu phẩm hay nhất")

    def add_people(self, unit: Unit, district: str, count: int, *, adults: bool, school: Organisation | None = None) -> list[Person]:
        """Return `count` people of the unit; of adults, up to a fifth have attended in the district before."""
        homes = list(unit.children.order_by("pk")) or [unit]
        earlier_adults = self.adults_by_district.setdefault(district, [])
        returning = self.random.sample(earlier_adults, min(len(earlier_adults), count // 5)) if adults else []
        new_people = Person.objects.bulk_create(
            self.invent_person(self.random.choice(homes), LOCAL_GROUPS[district], adults, school) for _ in range(count - len(returning))
        )
        if adults:
            earlier_adults += new_people
        return [*returning, *new_people]

    def invent_person(self, home: Unit, local_group: str, adult: bool, school: Organisation | None) -> Person:
        group = local_group if self.random.random() < 0.8 else "Kinh"
        gender = self.random.choice("MF")
        birth_year = self.random.randint(1958, 1998) if adult else self.random.randint(2009, 2012)
        position = self.random.choice(list(CATEGORIES)) if adult else "Học sinh"
        return describe_person(
            Person(unit=home),
            full_name=self.invent_name(group, gender),
            gender=gender,
            birth_year=birth_year,
            ethnic_group=self.ethnic_groups[group],
            phone=f"09{self.random.randint(10_000_000, 99_999_999)}" if adult else None,
            organisation=school,
            position=position,
        )

    def invent_name(self, group: str, gender: str) -> str:
        family_name, given_name = self.random.choice(FAMILY_NAMES[group]), self.random.choice(GIVEN_NAMES[gender].split())
        if family_name in ("A", "Y"):
            return f"{'A' if gender == 'M' else 'Y'} {given_name}"
        return f"{family_name} {self.random.choice(MIDDLE_NAMES[gender])} {given_name}"

    def register(self, activity: Activity, people: list[Person], role: str) -> list[Registration]:
        """Register people in bulk, with short codes that are unique in the activity."""
        registrations, short_codes = [], set()
        for person in people:
            category = CATEGORIES.get(person.position, "pupil" if role == Registration.Role.CONTESTANT else "")
            registration = Registration(activity_id=activity.pk, person=person, role=role, category=category, registered_by=self.organiser)
            registration.take_new_codes()
            while registration.short_code in short_codes:
                registration.take_new_codes()
            short_codes.add(registration.short_code)
            registrations.append(registration)
        return Registration.objects.bulk_create(registrations)

    def attend(self, activity: Activity, registrations: list[Registration]) -> None:
        """Record scans of nine in ten for each sitting, and excuses of some of the others."""
        scans = []
        for sitting in activity.sittings.all():
            for registration in registrations:
                if self.random.random() < 0.9:
                    scans.append(self.invent_scan(registration, sitting))
                elif self.random.random() < 0.3:
                    excuse(registration, sitting=sitting, reason="Bận việc gia đình", by=self.organiser, at=sitting.ends_at)
        for start in range(0, len(scans), MOST_IN_A_BATCH):
            record_scans(
                scans[start : start + MOST_IN_A_BATCH],
                among=Registration.objects.filter(activity=activity.pk),
                sittings=Sitting.objects.filter(activity=activity.pk),
                user=self.organiser,
                received_at=local_time(activity.ends_on, time(22, 0)),
            )

    def invent_scan(self, registration: Registration, sitting: Sitting) -> SubmittedScan:
        moment = sitting.starts_at + timedelta(seconds=self.random.randint(-35 * 60, 20 * 60))
        method = Method.PASS if self.random.random() < 0.8 else Method.DOOR
        scan_id = UUID(int=self.random.getrandbits(128), version=4)
        return SubmittedScan(id=scan_id, method=method, device_at=moment, registration=registration.pk, sitting=sitting.pk)
