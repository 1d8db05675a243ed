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
API_ROOT = "/api/"
NO_FIELD = ""  # the field of an error that concerns the whole input


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Return the answer to an exception in an API view, None for one that is a fault of the server (DRF's EXCEPTION_HANDLER).

    An exception with `problem_members` adds them to the body, such as the two texts of a conflict.
    """
    if isinstance(error, DjangoValidationError):
        error = InvalidInput(list(_flatten_django_errors(error)))
    elif isinstance(error, exceptions.ValidationError):
        error = InvalidInput(list(_flatten_drf_errors(error.detail)))
    elif isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied(*error.args[:1])
    if not isinstance(error, exceptions.APIException):
        return None
    set_rollback()
    code = error.detail.code if isinstance(error.detail, exceptions.ErrorDetail) else error.default_code
    body = problem(status_code=error.status_code, code=str(code), title=force_str(error.detail))
    if isinstance(error, InvalidInput):
        body["errors"] = error.errors
    body |= getattr(error, "problem_members", {})
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = f"{int(wait)}"
    return Response(body, status=error.status_code, headers=headers, content_type=CONTENT_TYPE)


class InvalidInput(exceptions.APIException):
    """Input that was refused; errors: [{field, code, message}]."""

    status_code = status.HTTP_400_BAD_REQUEST
    default_code = "invalid"

    def __init__(self, errors: list[dict[str, str]]) -> None:
        super().__init__(_("Dữ liệu chưa hợp lệ."), "invalid")
        self.errors = errors


def problem(*, status_code: int, code: str, title: str) -> dict[str, Any]:
    """Return the body of a problem without `errors`."""
    return {"type": f"urn:problem:{code}", "title": title, "status": status_code, "code": code}


def problem_response(*, status_code: int, code: str, title: str) -> JsonResponse:
    """Return a problem as a response, where no API view answers."""
    return JsonResponse(problem(status_code=status_code, code=code, title=title), status=status_code, content_type=CONTENT_TYPE)


def _flatten_drf_errors(detail: Any, field: str = NO_FIELD) -> Iterator[dict[str, str]]:
    """Yield the errors of a serializer; a nested field is named by its path, such as `sittings.2.label`."""
    if isinstance(detail, dict):
        for name, errors in detail.items():
            name = NO_FIELD if name == "non_field_errors" else str(name)
            yield from _flatten_drf_errors(errors, f"{field}.{name}".strip("."))
    elif isinstance(detail, list):
        for index, error in enumerate(detail):
            is_nested = isinstance(error, dict | list)
            yield from _flatten_drf_errors(error, f"{field}.{index}".strip(".") if is_nested else field)
    else:
        yield {"field": field, "code": str(getattr(detail, "code", "invalid")), "message": force_str(detail)}


def _flatten_django_errors(error: DjangoValidationError) -> Iterator[dict[str, str]]:
    """Yield the errors that an action or a model raised."""
    errors_by_field = error.error_dict if hasattr(error, "error_dict") else {NO_FIELD: error.error_list}
    for field, errors in errors_by_field.items():
        for field_error in errors:
            yield {
                "field": NO_FIELD if field == "__all__" else field,
                "code": field_error.code or "invalid",
                "message": " ".join(field_error.messages),
            }


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404 as a problem in the API, as a page elsewhere."""
    if request.path.startswith(API_ROOT):
        return problem_response(status_code=404, code="not_found", title=_("Không tìm thấy."))
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 as a problem in the API, as a page elsewhere."""
    if request.path.startswith(API_ROOT):
        return problem_response(status_code=500, code="server_error", title=_("Hệ thống gặp lỗi; lỗi đã được ghi lại."))
    return defaults.server_error(request)
