from typing import Any

from rest_framework.routers import SimpleRouter

from activities import api as doors

router = SimpleRouter()
router.register("activities", doors.ActivityViewSet)
router.register("sittings", doors.SittingViewSet)

pages: list[Any] = []
api = router.urls
