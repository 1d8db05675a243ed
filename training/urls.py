from django.urls import path
from rest_framework.routers import SimpleRouter

from training import api, views

router = SimpleRouter()
router.register("training-sessions", api.TrainingSessionViewSet)

page_patterns = [
    path("training-sessions/new/", views.session_create, name="training-session-create"),
    path("training-sessions/<int:pk>/", views.session_detail, name="training-session"),
    path("training-sessions/<int:pk>/edit/", views.session_edit, name="training-session-edit"),
    path("training-sessions/<int:pk>/copy/", views.session_copy, name="training-session-copy"),
]
api_patterns = router.urls
