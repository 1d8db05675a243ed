"""What a refused call says to a program."""

from typing import Any


def outcome(answer: Any) -> tuple[int, str | None]:
    """Return the status of an API call and the code of the refusal, if it was refused."""
    return answer.status_code, answer.json().get("code")


def errors_of(answer: Any) -> list[tuple[str, str]]:
    """Return (field, code) of each error of a refused API call."""
    return [(error["field"], error["code"]) for error in answer.json().get("errors", [])]


def error_codes(refused: Any) -> dict[str, list[str]]:
    """Return the codes of a caught ValidationError by field; "" is no field's."""
    by_field = getattr(refused.value, "error_dict", None) or {"": refused.value.error_list}
    return {field: [error.code for error in errors] for field, errors in by_field.items()}
