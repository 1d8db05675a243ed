from django.urls import path
from rest_framework.routers import SimpleRouter

from places import views
from places.api import UnitViewSet

router = SimpleRouter()
router.register("units", UnitViewSet)

page_patterns = [path("units/options/", views.unit_options, name="unit-options")]
api_patterns = router.urls
