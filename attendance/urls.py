"""Addresses of the room's pages and of its API."""

from typing import Any

from django.urls import path
from rest_framework.routers import SimpleRouter

from attendance.bulk import api as bulk_api
from attendance.bulk import views as bulk_views
from attendance.door import api as door_api
from attendance.door import display_views
from attendance.door import views as door_views
from attendance.headcounts import api as headcount_api
from attendance.headcounts import views as headcount_views
from attendance.inbox import api as inbox_api
from attendance.inbox import views as inbox_views
from attendance.paper import sheet_views
from attendance.paper import views as paper_views
from attendance.passes import views as pass_views
from attendance.registrations import api as registration_api
from attendance.registrations import views as registration_views
from attendance.registrations.copying import views as copying_views
from attendance.registrations.walk_ins import views as walk_in_views
from attendance.scans import api as scan_api
from attendance.sittings import api as sitting_api
from attendance.sittings import door_phone_api, door_phone_views, postpone_views
from attendance.sittings import views as sitting_views

router = SimpleRouter()
router.register("registrations", registration_api.RegistrationViewSet)
router.register("attendances", sitting_api.AttendanceViewSet)

page_patterns: list[Any] = [
    path("p/<str:code>", pass_views.pass_page, name="pass-page"),
    path("notice/", pass_views.notice, name="notice"),
    path("P/<str:code>", pass_views.pass_page),  # as printed: upper case needs a third fewer modules in a QR code
    path("d/<int:pk>/", door_views.door_answer, name="door-answer"),
    path("d/<int:pk>/new/", door_views.door_walk_in, name="door-walk-in"),
    path("d/<int:pk>/<str:token>", door_views.door, name="door"),
    path("D/<int:pk>/<str:token>", door_views.door),
    path("d/<int:pk>/receipt/<str:signed_receipt>", door_views.door_receipt, name="door-receipt"),
    path("sittings/<int:pk>/door/", display_views.door_display, name="door-display"),
    path("sittings/<int:pk>/door/key/", display_views.door_key_change, name="door-key-change"),
    path("sittings/<int:pk>/door/code/", display_views.door_code, name="door-code"),
    path("sittings/<int:pk>/poster/", sheet_views.door_poster, name="door-poster"),
    path("sittings/<int:pk>/paper-lists/", paper_views.sitting_papers, name="sitting-papers"),
    path("paper-lists/<int:pk>/", paper_views.paper_list, name="paper-list"),
    path("paper-lists/<int:pk>/entry/", paper_views.paper_entry, name="paper-entry"),
    path("activities/<int:pk>/passes/", sheet_views.pass_sheet, name="pass-sheet"),
    path("activities/<int:pk>/postpone/", postpone_views.activity_postpone, name="activity-postpone"),
    path("activities/<int:pk>/registrations/", registration_views.registration_list, name="registration-list"),
    path("activities/<int:pk>/registrations/bulk/", bulk_views.registrations_bulk, name="registrations-bulk"),
    path("activities/<int:pk>/bulk-changes/<uuid:change>/undo/", bulk_views.bulk_undo, name="bulk-undo"),
    path("activities/<int:pk>/registrations/new/", registration_views.registration_create, name="registration-create"),
    path("activities/<int:pk>/registrations/known-people/", registration_views.known_people, name="known-people"),
    path("activities/<int:pk>/registrations/from-earlier/", copying_views.register_from_earlier, name="register-from-earlier"),
    path("activities/<int:pk>/walk-ins/new/", walk_in_views.walk_in_create, name="walk-in-create"),
    path("activities/<int:pk>/walk-ins/known/", walk_in_views.walk_in_known, name="walk-in-known"),
    path("registrations/<int:pk>/edit/", registration_views.registration_edit, name="registration-edit"),
    path("registrations/<int:pk>/withdraw/", registration_views.registration_withdraw, name="registration-withdraw"),
    path("registrations/<int:pk>/stand-again/", registration_views.registration_reinstate, name="registration-stand-again"),
    path("activities/<int:pk>/inbox/", inbox_views.inbox_list, name="inbox"),
    path("activities/<int:pk>/inbox/decided/", inbox_views.inbox_decided, name="inbox-decided"),
    path("activities/<int:pk>/inbox/devices/<int:device_id>/dismiss/", inbox_views.device_dismiss, name="inbox-device-dismiss"),
    path("activities/<int:pk>/inbox/<uuid:scan_id>/", inbox_views.inbox_item, name="inbox-item"),
    path("resolutions/<int:pk>/take-back/", inbox_views.resolution_take_back, name="resolution-take-back"),
    path("sittings/<int:pk>/", sitting_views.live_sitting, name="live-sitting"),
    path("sittings/<int:pk>/bulk/", bulk_views.sitting_bulk, name="sitting-bulk"),
    path("sittings/<int:pk>/door-phones/<str:phone>/", door_phone_views.door_phone, name="door-phone"),
    path("sittings/<int:pk>/door-phones/<str:phone>/annul/", door_phone_views.door_phone_annul, name="door-phone-annul"),
    path("sittings/<int:pk>/door-phones/<str:phone>/restore/", door_phone_views.door_phone_restore, name="door-phone-restore"),
    path("sittings/<int:pk>/door-bursts/", door_phone_views.door_phone, name="door-bursts"),
    path("sittings/<int:pk>/door-bursts/annul/", door_phone_views.door_phone_annul, name="door-bursts-annul"),
    path("sittings/<int:pk>/door-bursts/restore/", door_phone_views.door_phone_restore, name="door-bursts-restore"),
    path("sittings/<int:pk>/headcounts/", headcount_views.headcounts, name="headcounts"),
    path("headcounts/<int:pk>/remove/", headcount_views.headcount_remove, name="headcount-remove"),
    path("sittings/<int:pk>/people/<int:registration>/tick/", sitting_views.sitting_tick, name="sitting-tick"),
    path("sittings/<int:pk>/people/<int:registration>/excuse/", sitting_views.absence_excuse, name="absence-excuse"),
    path("sittings/<int:pk>/people/<int:registration>/excuse/take-back/", sitting_views.excuse_take_back, name="excuse-take-back"),
    path("sittings/<int:sitting>/attendances/<int:pk>/annul/", sitting_views.attendance_annul, name="attendance-annul"),
    path("sittings/<int:sitting>/attendances/<int:pk>/restore/", sitting_views.attendance_restore, name="attendance-restore"),
]
api_patterns = [
    path("activities/<int:activity>/registrations/", registration_api.ActivityRegistrations.as_view({"get": "list", "post": "create"})),
    path("activities/<int:activity>/registrations/from-earlier/", registration_api.ActivityRegistrations.as_view({"post": "from_earlier"})),
    path("activities/<int:activity>/registrations/bulk/", bulk_api.BulkView.as_view()),
    path("activities/<int:activity>/registrations/bulk/undo/", bulk_api.BulkUndoView.as_view()),
    path("sittings/<int:sitting>/attendances/", sitting_api.SittingAttendances.as_view({"get": "list"})),
    path("sittings/<int:sitting>/excuses/", sitting_api.SittingExcuses.as_view({"get": "list", "post": "create"})),
    path("sittings/<int:sitting>/headcounts/", headcount_api.SittingHeadcounts.as_view({"get": "list", "post": "create"})),
    path("sittings/<int:sitting>/door/", door_api.SittingDoor.as_view({"get": "retrieve"})),
    path("sittings/<int:sitting>/door.svg", door_api.SittingDoor.as_view({"get": "svg"})),
    path("sittings/<int:sitting>/door-phones/", door_phone_api.DoorPhones.as_view({"get": "retrieve"})),
    path("sittings/<int:sitting>/door-phones/<str:phone>/", door_phone_api.DoorPhone.as_view({"get": "list"})),
    path("sittings/<int:sitting>/door-phones/<str:phone>/annul/", door_phone_api.DoorPhone.as_view({"post": "annul"})),
    path("sittings/<int:sitting>/door-phones/<str:phone>/restore/", door_phone_api.DoorPhone.as_view({"post": "restore"})),
    path("sittings/<int:sitting>/door-bursts/", door_phone_api.DoorPhone.as_view({"get": "list"})),
    path("sittings/<int:sitting>/door-bursts/annul/", door_phone_api.DoorPhone.as_view({"post": "annul"})),
    path("sittings/<int:sitting>/door-bursts/restore/", door_phone_api.DoorPhone.as_view({"post": "restore"})),
    path("registrations/<int:pk>/pass.svg", registration_api.RegistrationViewSet.as_view({"get": "pass_svg"})),
    path("registrations/<int:pk>/pass.png", registration_api.RegistrationViewSet.as_view({"get": "pass_png"})),
    path("scans/", scan_api.ScansView.as_view()),
    path("activities/<int:activity>/inbox/", inbox_api.ActivityInbox.as_view({"get": "list"})),
    path("activities/<int:activity>/inbox/possible-doubles/", inbox_api.PossibleDoubles.as_view({"get": "list"})),
    path("activities/<int:activity>/inbox/devices/<int:device>/dismiss/", inbox_api.DeviceInbox.as_view({"post": "dismiss"})),
    path("inbox/<uuid:scan>/resolve/", inbox_api.InboxItem.as_view({"post": "resolve"})),
    path("inbox/<uuid:scan>/undo/", inbox_api.InboxItem.as_view({"post": "undo"})),
    *router.urls,
]
