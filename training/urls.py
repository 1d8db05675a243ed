from typing import Any

from rest_framework.routers import SimpleRouter

from training import api as doors

router = SimpleRouter()
router.register("training-sessions", doors.TrainingSessionViewSet)

pages: list[Any] = []
api = router.urls
