from typing import Any

from rest_framework.routers import SimpleRouter

from contests import api as doors

router = SimpleRouter()
router.register("contests", doors.ContestViewSet)
router.register("teams", doors.TeamViewSet)
router.register("team-members", doors.TeamMemberViewSet)
router.register("results", doors.ResultViewSet)

pages: list[Any] = []
api = router.urls
