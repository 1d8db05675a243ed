from typing import Any

from rest_framework.routers import SimpleRouter

from reporting import api

router = SimpleRouter()
router.register("yearly-reports", api.YearlyReportViewSet)

page_patterns: list[Any] = []
api_patterns: list[Any] = router.urls
