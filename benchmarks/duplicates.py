"""Likely duplicates among everybody on record, beside reading the same rows and doing nothing with them."""

import random
import statistics
import time
from typing import Any

from benchmarks.extent import Extent
from benchmarks.report import Report
from benchmarks.stage import Engines
from benchmarks.tally import peak_mib

SIZES = {Extent.FULL: (20_000, 100_000), Extent.QUICK: (20_000,), Extent.SMALLEST: (200,)}
ROUNDS = 3
FAMILY = ["Nguyễn", "Phạm", "Đinh", "Hồ", "Trần", "Lê", "Bùi", "Võ", "Y", "A"]
MIDDLE = ["Văn", "Thị", "Minh", "Xuân", "Mỹ", "Đình", "Ngọc", "Quốc"]
GIVEN = [
    "Rê", "Hoa", "Mẫu", "Thảo", "Thẳm", "Duyên", "Quyên", "Trung", "Nghĩa", "Khánh", "Ước", "Bảo", "Đức", "Hiền", "Vinh", "Thuận",
    "Thạch", "Ba", "Hòa", "Hoà", "Ánh", "Ân",
]  # fmt: skip
HEAD = ["engine", "people", "pairs", "seconds", "reading alone", "ours ÷ reading", "statements", "peak MiB", "MiB before"]


def measure(report: Report, *, engines: Engines, extent: Extent) -> None:
    report.head(
        "likely duplicates",
        f"Of everybody whom a clerk of the province sees, in 96 communes, one in a hundred entered twice; the middle of {ROUNDS} runs. "
        "Reading alone: the same columns of the same rows, thrown away.",
    )
    rows = []
    for prepared in engines:
        engine = prepared.engine
        for size in SIZES[extent]:
            stage = prepared.stage(f"people_{size}")
            stage.run("benchmarks.duplicates:fill", people=size)
            run = stage.run("benchmarks.duplicates:run", rounds=ROUNDS)
            ours, reading = statistics.median(run["ours"]), statistics.median(run["reading"])
            rows.append([
                engine, f"{size:,}", f"{run['pairs']:,}", f"{ours:.2f}", f"{reading:.2f}", f"{ours / reading:.1f}",
                run["statements"], run["peak"], run["before"],
            ])  # fmt: skip
            report.say(f"{engine}, {size:,}: {ours:.2f} s")
    report.table("Pairs that may be one person", HEAD, rows)


def fill(people: int) -> dict[str, int]:
    from django.conf import settings
    from django.utils import timezone

    from accounts.actions import add_user, grant_role
    from accounts.roles import Role
    from people.models import Person
    from places.models import Unit

    chance = random.Random(4)
    province = Unit.objects.get(code=settings.SERVED_PROVINCE, level="province", valid_to=None)
    clerk = add_user(username="clerk", full_name="Chuyên viên", password="Mật khẩu để đo 1")
    grant_role(clerk, role=Role.CLERK, unit=province, by=None, at=timezone.now())
    communes = list(Unit.objects.filter(parent=province).values_list("pk", flat=True))
    made: list[Any] = []
    for number in range(people):
        if number % 100 == 99:
            known = made[chance.randrange(len(made))]
            one = Person(gender=known.gender, birth_year=known.birth_year, unit_id=known.unit_id)
            one.rename(known.full_name)
        else:
            one = Person(gender=chance.choice("MF"), birth_year=chance.randrange(1940, 2015), unit_id=chance.choice(communes))
            one.rename(" ".join(chance.choice(part) for part in (FAMILY, MIDDLE, MIDDLE, GIVEN)))
        one.phone = f"09{chance.randrange(10**8):08}" if chance.random() < 0.6 else None
        made.append(one)
    Person.objects.bulk_create(made, batch_size=2000)
    return {"people": people}


def run(rounds: int) -> dict[str, Any]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from accounts.models import User
    from people.identity.candidates import COLUMNS
    from registry import duplicates
    from registry.access import people_in_full

    everybody, before = people_in_full(User.objects.get(username="clerk")), peak_mib()
    ours, reading, pairs = [], [], 0
    for _round in range(rounds):
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as captured:
            pairs = len(duplicates.find_duplicates(everybody, numbers_among=everybody))
        middle = time.perf_counter()
        for _row in everybody.order_by().values_list(*COLUMNS):
            pass
        ours.append(middle - began)
        reading.append(time.perf_counter() - middle)
    return {"ours": ours, "reading": reading, "pairs": pairs, "statements": len(captured), "peak": peak_mib(), "before": before}
