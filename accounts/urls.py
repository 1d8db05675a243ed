from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import path
from django.views.i18n import set_language

from accounts import api, views

page_patterns = [
    path("sign-in/", views.SignInView.as_view(), name="sign-in"),
    path("sign-out/", login_not_required(LogoutView.as_view()), name="sign-out"),
    path("i18n/setlang/", login_not_required(set_language), name="set_language"),
    path("account/", views.my_security, name="my-security"),
    path("account/sign-out-everywhere/", views.sign_out_everywhere, name="sign-out-everywhere"),
    path("account/tokens/revoke/", views.revoke_token, name="token-revoke"),
    path("admin/", views.admin_home, name="admin-home"),
    path("admin/users/", views.user_list, name="user-list"),
    path("admin/users/new/", views.user_create, name="user-create"),
    path("admin/users/<int:pk>/", views.user_detail, name="user"),
    path("admin/users/<int:pk>/edit/", views.user_edit, name="user-edit"),
    path("admin/users/<int:pk>/grants/new/", views.grant_create, name="grant-create"),
    path("admin/users/<int:pk>/disable/", views.user_disable, name="user-disable"),
    path("admin/users/<int:pk>/enable/", views.user_enable, name="user-enable"),
    path("admin/users/<int:pk>/end-lockout/", views.user_end_lockout, name="user-end-lockout"),
    path("admin/users/<int:pk>/sign-out/", views.user_sign_out, name="user-sign-out"),
    path("admin/users/<int:pk>/password/", views.user_password, name="user-password"),
    path("admin/grants/<int:pk>/revoke/", views.grant_revoke, name="grant-revoke"),
]
api_patterns = [
    path("auth/login/", api.LoginView.as_view(), name="api-login"),
    path("auth/logout/", api.LogoutView.as_view(), name="api-logout"),
    path("me/", api.MeView.as_view(), name="api-me"),
]
