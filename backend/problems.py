"""Errors as application/problem+json (RFC 9457): type, title, status, code, and errors [{field, code, message}] for input."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from django.views import defaults
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

CONTENT_TYPE = "application/problem+json"
WHOLE = ""  # the field of an error that concerns the whole input


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler."""
    if isinstance(error, DjangoValidationError):
        error = _Refused(list(_django_errors(error)))
    elif isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied(*error.args[:1])
    if not isinstance(error, exceptions.APIException):
        return None
    set_rollback()
    return Response(_body(error), status=error.status_code, headers=_headers(error), content_type=CONTENT_TYPE)


class _Refused(exceptions.APIException):
    status_code = status.HTTP_400_BAD_REQUEST
    default_code = "invalid"

    def __init__(self, errors: list[dict[str, str]]) -> None:
        super().__init__(_("Dữ liệu chưa hợp lệ."), "invalid")
        self.errors = errors


def _body(error: exceptions.APIException) -> dict[str, Any]:
    if isinstance(error, exceptions.ValidationError):
        error = _Refused(list(_drf_errors(error.detail)))
    code = error.detail.code if isinstance(error.detail, exceptions.ErrorDetail) else error.default_code
    body = problem(status_code=error.status_code, code=str(code), title=force_str(error.detail))
    if isinstance(error, _Refused):
        body["errors"] = error.errors
    return body


def problem(*, status_code: int, code: str, title: str) -> dict[str, Any]:
    return {"type": f"urn:problem:{code}", "title": title, "status": status_code, "code": code}


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = f"{int(wait)}"
    return headers


def _drf_errors(detail: Any, field: str = WHOLE) -> Iterator[dict[str, str]]:
    if isinstance(detail, dict):
        for name, inner in detail.items():
            name = WHOLE if name == "non_field_errors" else str(name)
            yield from _drf_errors(inner, f"{field}.{name}".strip("."))
    elif isinstance(detail, list):
        for number, inner in enumerate(detail):
            nested = isinstance(inner, dict | list)
            yield from _drf_errors(inner, f"{field}.{number}".strip(".") if nested else field)
    else:
        yield {"field": field, "code": str(getattr(detail, "code", "invalid")), "message": force_str(detail)}


def _django_errors(error: DjangoValidationError) -> Iterator[dict[str, str]]:
    if hasattr(error, "error_dict"):
        for field, problems in error.error_dict.items():
            for one in problems:
                yield _django_error(one, WHOLE if field == "__all__" else field)
    else:
        for one in error.error_list:
            yield _django_error(one, WHOLE)


def _django_error(error: DjangoValidationError, field: str) -> dict[str, str]:
    return {"field": field, "code": error.code or "invalid", "message": " ".join(error.messages)}


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if _is_api(request):
        body = problem(status_code=404, code="not_found", title=_("Không tìm thấy."))
        return JsonResponse(body, status=404, content_type=CONTENT_TYPE)
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    if _is_api(request):
        body = problem(status_code=500, code="server_error", title=_("Máy chủ gặp lỗi; lỗi đã được ghi lại."))
        return JsonResponse(body, status=500, content_type=CONTENT_TYPE)
    return defaults.server_error(request)
