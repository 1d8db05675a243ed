"""Signing in with a password, at the page and in the API."""

from typing import Any

from django.test import Client
from rest_framework.test import APIClient

from tests.conftest import PASSWORD

SIGN_IN, LOGIN = "/sign-in/", "/api/v1/auth/login/"


def sign_in(browser: Client, username: str = "clerk", password: str = PASSWORD, **more: str) -> Any:
    return browser.post(SIGN_IN, {"username": username, "password": password, **more})


def login(password: str = PASSWORD, username: str = "clerk", **more: str) -> Any:
    """Ask for a token."""
    return APIClient().post(LOGIN, {"username": username, "password": password, **more}, format="json")
