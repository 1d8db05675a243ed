"""A contest on the served application: rules, order and judges made through its API by its secretary; a second person verifies."""

from typing import Any

import httpx

from tests.contests.scoring.played_contest import HEAD
from tests.contests.scoring.rule_sets import criterion, round_of, rules_data
from tests.serving import Served

RULES = rules_data(
    round_of("chao-hoi", name="Chào hỏi", criteria=[criterion("noi-dung", "10", "0.25") | {"name": "Nội dung"}]),
    round_of(
        "tieu-pham",
        name="Tiểu phẩm",
        criteria=[
            criterion("noi-dung", "24", "0.5") | {"name": "Nội dung tuyên truyền pháp luật"},
            criterion("dien-xuat", "16", "0.5") | {"name": "Diễn xuất"},
        ],
    ),
)


class ServedContest:
    """`judges`: the seats as they were answered, with `url` and `pin`."""

    def __init__(self, site: Served, title: str, *, teams: tuple[str, ...] = ("Đội Công lý", "Đội Chân lý"), judges: int = 2) -> None:
        self.secretary, self.second = site.api("organiser"), site.api("admin")
        unit = self.secretary.get("units/", params={"q": "Ba Tơ", "level": "district", "on": "2024-05-20"}).json()["results"][0]["id"]
        days = {"starts_on": "2024-05-20", "ends_on": "2024-05-20", "status": "open"}
        contest = self.ok(
            self.secretary.post("contests/", json={"title": title, "unit": unit, **days, "teams": [{"name": name} for name in teams]})
        )
        self.title, self.path = title, f"contests/{contest['id']}/"
        self.teams = {team["name"]: team["id"] for team in contest["teams"]}
        self.ok(self.secretary.put(self.path + "rules/", json=HEAD | RULES))
        self.ok(self.secretary.post(self.path + "rules/lock/"))
        order = [self.teams[name] for name in teams]
        self.ok(self.secretary.post(self.path + "draw/", json={"teams": order, "witnessed_by": "Đại diện các đội"}))
        self.judges = [self.seat(f"Giám khảo {number + 1}") for number in range(judges)]

    @staticmethod
    def ok(answer: httpx.Response) -> Any:
        assert answer.status_code < 300, (answer.status_code, answer.text[:500])
        return answer.json()

    def seat(self, name: str, **more: Any) -> dict[str, Any]:
        return self.ok(self.secretary.post(self.path + "seats/", json={"name": name, **more}))

    def performance(self, team: str, round_: str) -> int:
        rows = self.ok(self.secretary.get(self.path + "performances/", params={"page_size": 200}))["results"]
        return next(row["id"] for row in rows if (row["team"], row["round"]) == (self.teams[team], round_))

    def ballots(self) -> list[dict[str, Any]]:
        """Return every sheet that the server has, by its version."""
        rows = self.ok(self.secretary.get(self.path + "ballots/", params={"page_size": 200}))["results"]
        return sorted(rows, key=lambda row: (row["performance"], row["version"]))
