"""What a refused call says to a program."""

from typing import Any


def error_codes(refused: Any) -> dict[str, list[str]]:
    """Return the codes of a caught ValidationError by field; "" is no field's."""
    by_field = getattr(refused.value, "error_dict", None) or {"": refused.value.error_list}
    return {field: [error.code for error in errors] for field, errors in by_field.items()}
