from typing import Any

from django.urls import path

from scanner import api
from scanner.devices import views as device_views
from scanner.page import views as page_views

page_patterns: list[Any] = [
    path("scan/", page_views.scan_page, name="scan"),
    path("scan/sw.js", page_views.service_worker, name="scan-sw"),
    path("scan/package.json", page_views.package, name="scan-package"),
    path("scan/manifest.webmanifest", page_views.manifest, name="scan-manifest"),
    path("scan/decode-worker.js", page_views.decode_worker, name="scan-decode-worker"),
    path("activities/<int:pk>/devices/", device_views.device_list, name="device-list"),
    path("activities/<int:pk>/devices/own/", device_views.device_own, name="device-own"),
    path("devices/<int:pk>/pairing/", device_views.device_pairing, name="device-pairing"),
    path("devices/<int:pk>/rename/", device_views.device_rename, name="device-rename"),
    path("devices/<int:pk>/revoke/", device_views.device_revoke, name="device-revoke"),
]
api_patterns: list[Any] = [
    path("activities/<int:activity>/devices/", api.ActivityDevices.as_view({"get": "list", "post": "create"})),
    path("devices/pair/", api.PairingView.as_view()),
    path("devices/<int:pk>/revoke/", api.DeviceRevocation.as_view()),
    path("scanner/roster/", api.RosterView.as_view()),
]
