"""Every row that a merge may touch, column by column, to compare before and after."""

from typing import Any

from attendance.models import Annulment, Attendance, Excuse, PaperList, Registration, Resolution, Scan
from contests.models import TeamMember
from people.models import Disclosure, NotTheSame, Person

TABLES = (Person, Registration, Attendance, Annulment, Scan, Excuse, Resolution, PaperList, TeamMember, NotTheSame, Disclosure)
MOVES_ON = {Person: ("changed_at",)}  # phones and printed lists go by it: it never goes back


def rows() -> dict[str, list[dict[str, Any]]]:
    return {
        table.__name__: [
            {k: v for k, v in row.items() if k not in MOVES_ON.get(table, ())} for row in table.objects.order_by("pk").values()
        ]
        for table in TABLES
    }
