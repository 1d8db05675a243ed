"""A contest played over the API: rules, order, judges, sheets."""

from typing import Any
from uuid import uuid4

from contests.actions import add_team
from contests.models import Contest, Performance
from tests.contests.scoring.rule_sets import criterion, round_of, rules_data

RULES = rules_data(
    round_of("chao-hoi", time_limit=300, penalty={"kind": "bands", "bands": [[1, "0.25"], [60, "0.5"]]}),
    round_of("tieu-pham", criteria=[criterion("noi-dung", "24", "0.5"), criterion("dien-xuat", "16", "0.5")], discrepancy="8"),
    tie_breaks=["round:tieu-pham", "fewer-penalties", "lots"],
)
HEAD = {"number": "05/TL-BTC", "dated": "2024-05-01"}
SHEET = {"chao-hoi": {"noi-dung": "8"}, "tieu-pham": {"noi-dung": "20", "dien-xuat": "12"}}


class PlayedContest:
    """A contest with teams, locked rules and judges; `secretary` and `second` are clients of two people who may record."""

    def __init__(
        self, contest: Contest, secretary: Any, second: Any, *, teams: int = 3, judges: int = 3, rules: dict[str, Any] | None = None
    ) -> None:
        self.contest, self.secretary, self.second = contest, secretary, second
        self.path = f"/api/v1/contests/{contest.pk}/"
        self.teams = [add_team(contest, name=f"Đội {'ABCDEF'[n]}") for n in range(teams)]
        self.ok(secretary.put(self.path + "rules/", HEAD | (rules or RULES), format="json"))
        self.ok(secretary.post(self.path + "rules/lock/"))
        self.ok(self.draw([team.pk for team in self.teams]))
        self.seats = [self.ok(self.seat(f"Giám khảo {n + 1}", is_head=n == 0)) for n in range(judges)]

    @staticmethod
    def ok(answer: Any) -> Any:
        assert answer.status_code < 300, (answer.status_code, answer.content.decode()[:500])
        return answer.json()

    def draw(self, teams: list[int] | None = None, **more: Any) -> Any:
        body = {"witnessed_by": "Đại diện các đội", **({"teams": teams} if teams else {}), **more}
        return self.secretary.post(self.path + "draw/", body, format="json")

    def seat(self, name: str, **more: Any) -> Any:
        return self.secretary.post(self.path + "seats/", {"name": name, **more}, format="json")

    def performances(self) -> dict[tuple[int, str], dict[str, Any]]:
        """Return the performances by team and round."""
        rows = self.ok(self.secretary.get(self.path + "performances/", {"page_size": 200}))["results"]
        return {(row["team"], row["round"]): row for row in rows}

    def perform(self, **changes: Any) -> None:
        """Let every team perform in every round."""
        for row in self.performances().values():
            self.ok(self.revise(row["id"], **{"status": "performed", "elapsed_seconds": 240} | changes))

    def revise(self, performance: int, **changes: Any) -> Any:
        return self.secretary.patch(f"/api/v1/performances/{performance}/", changes, format="json")

    def sheet(self, team: int, round_: str, seat: int, **changes: Any) -> dict[str, Any]:
        """Return a sheet as it is sent: of the team with that number, by the judge with that number."""
        performance = Performance.objects.get(team=self.teams[team], round=round_)
        body = {
            "id": str(uuid4()),
            "performance": performance.pk,
            "seat": self.seats[seat]["id"],
            "points": SHEET[round_],
            "source": "paper",
        }
        return body | changes

    def send(self, sheet: dict[str, Any], by: Any = None) -> Any:
        return (by or self.secretary).post(self.path + "ballots/", sheet, format="json")

    def verify(self, ballot: str, by: Any = None) -> Any:
        return (by or self.second).post(f"/api/v1/ballots/{ballot}/verify/")

    def mark(self, team: int, round_: str, seat: int, *marks: str) -> str:
        """Send a sheet with these marks, or the usual ones, and let it be verified; return its id."""
        points = dict(zip(SHEET[round_], marks, strict=True)) if marks else SHEET[round_]
        ballot = self.ok(self.send(self.sheet(team, round_, seat, points=points)))["id"]
        self.ok(self.verify(ballot))
        return ballot

    def mark_everything(self, *, lead: bool = True) -> None:
        """Let every judge mark every team; with `lead` the first team is better than the second, and so on."""
        for number in range(len(self.teams)):
            for seat in range(len(self.seats)):
                self.mark(number, "chao-hoi", seat, str(9 - number if lead else 8))
                self.mark(number, "tieu-pham", seat)

    def ranking(self) -> dict[str, Any]:
        return self.ok(self.secretary.get(self.path + "ranking/"))

    def places(self) -> dict[str, Any]:
        """Return {name of a team: (place, total, prize)}."""
        names = {team.pk: team.name for team in self.teams}
        return {names[row["team"]]: (row["rank"], row["total"], row["prize"]) for row in self.ranking()["results"]}

    def approve(self) -> Any:
        return self.secretary.post(self.path + "snapshots/")

    def publish(self) -> dict[str, Any]:
        snapshot = self.ok(self.approve())
        return self.ok(self.secretary.post(f"/api/v1/snapshots/{snapshot['id']}/publish/"))

    def reopen(self, reason: str = "Khiếu nại về phần tiểu phẩm") -> Any:
        return self.secretary.post(self.path + "reopen/", {"reason": reason}, format="json")
