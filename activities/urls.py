from django.urls import path
from rest_framework.routers import SimpleRouter

from activities import api, views
from activities.areas import views as area_views
from activities.areas.api import AreaViewSet
from activities.calendar import views as calendar_views
from activities.documents import views as document_views
from activities.documents.api import DocumentViewSet
from activities.plan_tasks import views as task_views
from activities.plan_tasks.api import PlanTaskViewSet
from activities.targets import views as target_views
from activities.targets.api import TargetViewSet

router = SimpleRouter()
router.register("activities", api.ActivityViewSet)
router.register("sittings", api.SittingViewSet)
router.register("documents", DocumentViewSet)
router.register("plan-tasks", PlanTaskViewSet)
router.register("targets", TargetViewSet)
router.register("areas", AreaViewSet)

page_patterns = [
    path("activities/", views.activity_list, name="activity-list"),
    path("activities/<int:pk>/", views.activity, name="activity"),
    path("activities/<int:pk>/calendar.ics", calendar_views.activity_calendar, name="activity-calendar"),
    path("activities/<int:pk>/status/", views.activity_status, name="activity-status"),
    path("activities/<int:pk>/cancel/", views.activity_cancel, name="activity-cancel"),
    path("activities/<int:pk>/restore/", views.activity_restore, name="activity-restore"),
    path("activities/<int:pk>/remove/", views.activity_remove, name="activity-remove"),
    path("activities/<int:pk>/sittings/new/", views.sitting_create, name="sitting-create"),
    path("sittings/<int:pk>/edit/", views.sitting_edit, name="sitting-edit"),
    path("sittings/<int:pk>/remove/", views.sitting_remove, name="sitting-remove"),
    path("calendar/", calendar_views.calendar, name="calendar"),
    path("calendar/feeds/<str:token>.ics", calendar_views.calendar_feed, name="calendar-feed"),
    path("account/calendars/", calendar_views.my_calendars, name="my-calendars"),
    path("account/calendars/revoke/", calendar_views.calendar_feed_revoke, name="calendar-feed-revoke"),
    path("targets/", target_views.target_list, name="target-list"),
    path("targets/new/", target_views.target_create, name="target-create"),
    path("targets/<int:pk>/edit/", target_views.target_edit, name="target-edit"),
    path("targets/<int:pk>/remove/", target_views.target_remove, name="target-remove"),
    path("areas/", area_views.area_list, name="area-list"),
    path("areas/new/", area_views.area_create, name="area-create"),
    path("areas/<int:pk>/edit/", area_views.area_edit, name="area-edit"),
    path("areas/<int:pk>/archive/", area_views.area_archive, name="area-archive"),
    path("documents/", document_views.document_list, name="document-list"),
    path("documents/new/", document_views.document_create, name="document-create"),
    path("documents/options/", document_views.document_options, name="document-options"),
    path("documents/<int:pk>/", document_views.document_detail, name="document"),
    path("documents/<int:pk>/edit/", document_views.document_edit, name="document-edit"),
    path("documents/<int:pk>/remove/", document_views.document_remove, name="document-remove"),
    path("documents/<int:pk>/file/", document_views.document_file, name="document-file"),
    path("plan-tasks/", task_views.plan_task_list, name="plan-task-list"),
    path("plan-tasks/carry-over/", task_views.plan_task_carry_over, name="plan-task-carry-over"),
    path("plan-tasks/<int:pk>/edit/", task_views.plan_task_edit, name="plan-task-edit"),
    path("plan-tasks/<int:pk>/move/", task_views.plan_task_move, name="plan-task-move"),
    path("plan-tasks/<int:pk>/done/", task_views.plan_task_done, name="plan-task-done"),
    path("plan-tasks/<int:pk>/remove/", task_views.plan_task_remove, name="plan-task-remove"),
]
api_patterns = router.urls
