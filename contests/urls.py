from django.urls import path
from rest_framework.routers import SimpleRouter

from contests import api, views
from contests.teams import views as team_views

router = SimpleRouter()
router.register("contests", api.ContestViewSet)
router.register("teams", api.TeamViewSet)
router.register("team-members", api.TeamMemberViewSet)
router.register("results", api.ResultViewSet)

page_patterns = [
    path("contests/new/", views.contest_create, name="contest-create"),
    path("contests/<int:pk>/", views.contest_detail, name="contest"),
    path("contests/<int:pk>/edit/", views.contest_edit, name="contest-edit"),
    path("contests/<int:pk>/copy/", views.contest_copy, name="contest-copy"),
    path("contests/<int:pk>/results/", views.contest_results, name="contest-results"),
    path("contests/<int:pk>/teams/new/", team_views.team_create, name="team-create"),
    path("contests/teams/<int:pk>/", team_views.team_detail, name="team"),
    path("contests/teams/<int:pk>/edit/", team_views.team_edit, name="team-edit"),
    path("contests/teams/<int:pk>/remove/", team_views.team_remove, name="team-remove"),
    path("contests/teams/<int:pk>/members/", team_views.team_members, name="team-members"),
    path("contests/teams/<int:pk>/known-people/", team_views.known_contestants, name="known-contestants"),
    path("contests/members/<int:pk>/edit/", team_views.member_edit, name="member-edit"),
    path("contests/members/<int:pk>/take-out/", team_views.member_take_out, name="member-take-out"),
]
api_patterns = router.urls
