"""What stands in the way of approving the results, each as a sentence with its code."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from contests.results.standing import Standing


@dataclass(frozen=True, slots=True)
class Obstacle:
    code: str
    message: str


def find_obstacles(standing: Standing | None) -> list[Obstacle]:
    """Return every reason why the results cannot be approved yet; empty when they can."""
    if standing is None:
        return [Obstacle("rules_not_locked", _("Thể lệ chưa khóa."))]
    obstacles = []

    def add(code: str, message: str, **params: object) -> None:
        obstacles.append(Obstacle(code, message % params))

    if not standing.entrants:
        add("no_teams", _("Không có đội nào để xếp hạng."))
    if standing.waiting:
        add("not_performed", _("Còn %(count)d lượt thi chưa diễn ra hoặc chưa ghi trạng thái."), count=len(standing.waiting))
    unsent = [missing for missing in standing.missing if not missing.is_waiting]
    if unsent:
        add("ballots_missing", _("Còn thiếu %(count)d phiếu chấm."), count=len(unsent))
    if len(standing.missing) > len(unsent):
        add("unverified", _("Còn %(count)d phiếu chưa kiểm tra."), count=len(standing.missing) - len(unsent))
    for alert in standing.alerts:
        if not alert.note:
            performance = standing.performances[alert.performance]
            add(
                "discrepancy",
                _("Điểm các giám khảo cho %(team)s ở phần %(round)s lệch nhau quá mức; Trưởng ban giám khảo chưa có ý kiến."),
                team=standing.teams[performance.team_id].name_in_sentence,
                round=standing.rules.round(performance.round).name,
            )
    for key in standing.unequal_panels:
        add(
            "unequal_panels",
            _("Phần %(round)s cộng điểm nhưng số giám khảo chấm các đội không bằng nhau."),
            round=standing.rules.round(key).name,
        )
    for tie in standing.ranking.ties if standing.ranking else ():
        if tie.crosses_prize:
            names = ", ".join(standing.teams[team].name for team in tie.teams)
            add("tie", _("%(teams)s bằng điểm nhau mà giải không đủ cho tất cả: hãy phân định."), teams=names)
    return obstacles
