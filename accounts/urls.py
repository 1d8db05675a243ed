from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from accounts import api, views
from accounts.second_factor import views as second_factor_views
from accounts.sign_in import views as sign_in_views
from accounts.sign_in.middleware import open_before_password_change, open_before_setup

page_patterns = [
    path("sign-in/", sign_in_views.SignInView.as_view(), name="sign-in"),
    path("sign-in/second-factor/", sign_in_views.sign_in_second_factor, name="sign-in-second-factor"),
    path("sign-out/", sign_in_views.SignOutView.as_view(), name="sign-out"),
    path("i18n/setlang/", login_not_required(set_language), name="set_language"),
    path("account/", views.my_security, name="my-security"),
    path("account/password/", open_before_password_change(sign_in_views.password_change), name="password-change"),
    path("account/confirm/", open_before_setup(sign_in_views.confirm), name="confirm"),
    path("account/second-factor/", open_before_setup(second_factor_views.second_factor), name="second-factor"),
    path("account/second-factor/app/", open_before_setup(second_factor_views.authenticator_add), name="authenticator-add"),
    path("account/second-factor/app/remove/", second_factor_views.authenticator_remove, name="authenticator-remove"),
    path("account/second-factor/passkeys/new/", open_before_setup(second_factor_views.passkey_add), name="passkey-add"),
    path("account/second-factor/passkeys/<int:pk>/rename/", second_factor_views.passkey_rename, name="passkey-rename"),
    path("account/second-factor/passkeys/<int:pk>/remove/", second_factor_views.passkey_remove, name="passkey-remove"),
    path("account/second-factor/recovery-codes/", second_factor_views.recovery_codes_renew, name="recovery-codes-renew"),
    path("account/sign-out-everywhere/", views.sign_out_everywhere, name="sign-out-everywhere"),
    path("account/sessions/end/", views.end_session, name="session-end"),
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
    path("admin/users/<int:pk>/second-factor/reset/", views.user_second_factor_reset, name="user-second-factor-reset"),
    path("admin/grants/<int:pk>/revoke/", views.grant_revoke, name="grant-revoke"),
]
api_patterns = [
    path("auth/login/", open_before_password_change(api.LoginView.as_view()), name="api-login"),
    path("auth/logout/", open_before_password_change(api.LogoutView.as_view()), name="api-logout"),
    path("me/", api.MeView.as_view(), name="api-me"),
]
