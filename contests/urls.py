from django.urls import path
from rest_framework.routers import SimpleRouter

from contests import api, views
from contests.ballots import api as ballot_api
from contests.ballots import views as ballot_views
from contests.juries import api as jury_api
from contests.juries import judge_api, seat_views
from contests.juries import views as judge_views
from contests.results import api as result_api
from contests.results import views as result_views
from contests.rules import api as rules_api
from contests.rules import views as rules_views
from contests.stage import api as stage_api
from contests.stage import draw_views
from contests.stage import views as stage_views
from contests.teams import roster_views
from contests.teams import views as team_views

router = SimpleRouter()
router.register("contests", api.ContestViewSet)
router.register("teams", api.TeamViewSet)
router.register("team-members", api.TeamMemberViewSet)
router.register("results", api.ResultViewSet)
router.register("performances", stage_api.PerformanceViewSet)
router.register("seats", jury_api.JurySeatViewSet)
router.register("ballots", ballot_api.BallotViewSet)
router.register("snapshots", result_api.SnapshotViewSet)

page_patterns = [
    path("contests/new/", views.contest_create, name="contest-create"),
    path("contests/<int:pk>/", views.contest_detail, name="contest"),
    path("contests/<int:pk>/edit/", views.contest_edit, name="contest-edit"),
    path("contests/<int:pk>/copy/", views.contest_copy, name="contest-copy"),
    path("contests/<int:pk>/results/", views.contest_results, name="contest-results"),
    path("contests/<int:pk>/rules/", rules_views.rules_detail, name="contest-rules"),
    path("contests/<int:pk>/rules/edit/", rules_views.rules_edit, name="contest-rules-edit"),
    path("contests/<int:pk>/rules/lock/", rules_views.rules_lock, name="contest-rules-lock"),
    path("contests/<int:pk>/rules/amend/", rules_views.rules_amend, name="contest-rules-amend"),
    path("contests/<int:pk>/draw/", draw_views.draw_detail, name="contest-draw"),
    path("contests/<int:pk>/draw/order/", draw_views.order_draw, name="contest-draw-order"),
    path("contests/<int:pk>/draw/packages/", draw_views.packages_draw, name="contest-draw-packages"),
    path("contests/<int:pk>/jury/", seat_views.jury_detail, name="contest-jury"),
    path("contests/<int:pk>/jury/add/", seat_views.judges_add, name="judges-add"),
    path("contests/seats/<int:pk>/replace/", seat_views.seat_replace, name="seat-replace"),
    path("contests/seats/<int:pk>/renew/", seat_views.seat_renew, name="seat-renew"),
    path("contests/seats/<int:pk>/end/", seat_views.seat_end, name="seat-end"),
    path("contests/seats/<int:pk>/excuse/", seat_views.seat_excuse, name="seat-excuse"),
    path("contests/<int:pk>/teams/new/", team_views.team_create, name="team-create"),
    path("contests/teams/<int:pk>/", team_views.team_detail, name="team"),
    path("contests/teams/<int:pk>/edit/", team_views.team_edit, name="team-edit"),
    path("contests/teams/<int:pk>/remove/", team_views.team_remove, name="team-remove"),
    path("contests/<int:pk>/roster-lock/", roster_views.roster_lock, name="roster-lock"),
    path("contests/teams/<int:pk>/composition/", roster_views.composition_accept, name="team-composition"),
    path("contests/teams/<int:pk>/status/", roster_views.team_status, name="team-status"),
    path("contests/teams/<int:pk>/members/", team_views.team_members, name="team-members"),
    path("contests/teams/<int:pk>/known-people/", team_views.known_contestants, name="known-contestants"),
    path("contests/members/<int:pk>/edit/", team_views.member_edit, name="member-edit"),
    path("contests/members/<int:pk>/take-out/", team_views.member_take_out, name="member-take-out"),
    path("contests/<int:pk>/board/", stage_views.board, name="contest-board"),
    path("contests/<int:pk>/projector/", stage_views.projector, name="contest-projector"),
    path("contests/performances/<int:pk>/edit/", stage_views.performance_edit, name="performance-edit"),
    path("contests/performances/<int:pk>/clock/", stage_views.performance_clock, name="performance-clock"),
    path("contests/performances/<int:pk>/settle/", result_views.discrepancy_settle, name="discrepancy-settle"),
    path("contests/performances/<int:performance>/sheets/<int:seat>/", ballot_views.sheet_entry, name="sheet-entry"),
    path("contests/<int:pk>/ballots/", ballot_views.ballot_queue, name="ballot-queue"),
    path("contests/<int:pk>/paper-sheets/", ballot_views.paper_sheets, name="paper-sheets"),
    path("contests/ballots/<uuid:pk>/verify/", ballot_views.ballot_verify, name="ballot-verify"),
    path("contests/ballots/<uuid:pk>/return/", ballot_views.ballot_return, name="ballot-return"),
    path("contests/<int:pk>/ranking/", result_views.ranking, name="contest-ranking"),
    path("contests/<int:pk>/ranking/<int:place>/resolve/", result_views.tie_resolve, name="tie-resolve"),
    path("contests/<int:pk>/approve/", result_views.results_approve, name="results-approve"),
    path("contests/<int:pk>/reopen/", result_views.results_reopen, name="results-reopen"),
    path("contests/snapshots/<int:pk>/publish/", result_views.results_publish, name="results-publish"),
    path("contests/snapshots/<int:pk>/data.json", result_views.results_data, name="results-data"),
    path("j/", judge_views.judge, name="judge-page"),
    path("j/sw.js", judge_views.service_worker, name="judge-sw"),
    path("j/package.json", judge_views.package, name="judge-package"),
    path("j/words.json", judge_views.words, name="judge-words"),
    path("j/<str:token>/", judge_views.judge, name="judge"),
    path("results/<int:pk>/", result_views.public_results, name="public-results"),
]
api_patterns = [
    path("contests/<int:contest>/rules/", rules_api.ContestRules.as_view({"get": "retrieve", "put": "update"})),
    path("contests/<int:contest>/rules/lock/", rules_api.ContestRules.as_view({"post": "lock"})),
    path("contests/<int:contest>/rules/amend/", rules_api.ContestRules.as_view({"post": "amend"})),
    path("contests/<int:contest>/draw/", stage_api.ContestDraws.as_view({"post": "create"})),
    path("contests/<int:contest>/performances/", stage_api.ContestPerformances.as_view({"get": "list"})),
    path("contests/<int:contest>/seats/", jury_api.ContestSeats.as_view({"get": "list", "post": "create"})),
    path("contests/<int:contest>/ballots/", ballot_api.ContestBallots.as_view({"get": "list", "post": "create"})),
    path("contests/<int:contest>/ranking/", result_api.ContestResults.as_view({"get": "ranking"})),
    path("contests/<int:contest>/tie-resolutions/", result_api.ContestResults.as_view({"post": "resolve_tie"})),
    path("contests/<int:contest>/snapshots/", result_api.ContestResults.as_view({"get": "snapshots", "post": "approve"})),
    path("contests/<int:contest>/reopen/", result_api.ContestResults.as_view({"post": "reopen"})),
    path("performances/<int:performance>/rulings/", result_api.DiscrepancyRulings.as_view({"post": "create"})),
    path("judge/open/", judge_api.JudgeOpen.as_view()),
    path("judge/", judge_api.JudgeSheets.as_view()),
    path("judge/ballots/", judge_api.JudgeBallots.as_view()),
    *router.urls,
]
