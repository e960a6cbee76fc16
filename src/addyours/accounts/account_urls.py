"""The addresses beneath /account/: ours in front of allauth's, under allauth's names."""

from django.urls import include, path
from django.views.generic import RedirectView

from addyours.accounts import sign_in_views as theirs
from addyours.accounts import views

to_sign_in = RedirectView.as_view(pattern_name="account_login")
to_password = RedirectView.as_view(pattern_name="account_set_password")

urlpatterns = [
    path("", views.home, name="account_home"),
    path("welcome/", views.welcome, name="account_welcome"),
    path("me/", views.me, name="account_me"),
    path("login/", theirs.SignIn.as_view(), name="account_login"),
    path("login/password/", theirs.PasswordSignIn.as_view(), name="account_login_password"),
    path("login/code/confirm/", theirs.ConfirmCode.as_view(), name="account_confirm_login_code"),
    path("signup/", views.sign_up, name="account_signup"),
    path("logout/", views.sign_out, name="account_logout"),
    path("reauthenticate/code/", theirs.RepeatByCode.as_view(), name="account_reauthenticate_code"),
    path("password/set/", theirs.SetPassword.as_view(), name="account_set_password"),
    path("password/change/", to_password, name="account_change_password"),
    # Who forgot a password signs in by a code: allauth's own way with its links is closed.
    path("password/reset/", to_sign_in, name="account_reset_password"),
    path("password/reset/<path:rest>", RedirectView.as_view(url="/account/login/")),
    path("2fa/", theirs.SecondFactors.as_view(), name="mfa_index"),
    path("2fa/totp/activate/", theirs.AddApp.as_view(), name="mfa_activate_totp"),
    path("2fa/webauthn/add/", theirs.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("3rdparty/", theirs.Providers.as_view(), name="socialaccount_connections"),
    path("3rdparty/signup/", theirs.ProviderSignUp.as_view(), name="socialaccount_signup"),
    path("oidc/<str:provider_id>/login/", theirs.to_provider, name="openid_connect_login"),
    path(
        "oidc/<str:provider_id>/login/callback/",
        theirs.from_provider,
        name="openid_connect_callback",
    ),
    path("sessions/", theirs.Places.as_view(), name="usersessions_list"),
    path("sessions/<int:session_id>/end/", views.end, name="account_end_session"),
    path("", include("allauth.urls")),
]
