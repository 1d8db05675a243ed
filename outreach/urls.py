from typing import Any

from rest_framework.routers import SimpleRouter

from outreach import api

router = SimpleRouter()
router.register("outreach-items", api.OutreachItemViewSet)

page_patterns: list[Any] = []
api_patterns: list[Any] = [*router.urls]
