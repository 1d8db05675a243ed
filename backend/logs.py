"""What goes into a line of the log, and what does not."""

import logging
import re
import time

from django.utils.functional import SimpleLazyObject

QUERY = re.compile(r"(/[^\s?\"']*)\?[^\s\"']+")
SECRET_ADDRESS = re.compile(r"/(p|d|j|calendar/feeds)/[^\s?]+", re.IGNORECASE)
CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class SecretAddressFilter(logging.Filter):
    """Remove from addresses in log messages the code of a pass, the token of a door, a judge or a calendar, and what somebody searched for.

    What would begin a line of its own is escaped, so that nobody writes lines into the log by what they send.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        message = QUERY.sub(r"\1?…", SECRET_ADDRESS.sub(r"/\1/…", record.getMessage()))
        record.msg, record.args = CONTROL_CHARACTERS.sub(lambda sign: f"\\x{ord(sign[0]):02x}", message), ()
        return True


class LineFormatter(logging.Formatter):
    """When (UTC), how grave, which part, who (a user's id), which request, what; a traceback follows in lines of its own."""

    converter = time.gmtime  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name} user={user} request={request_number} {message}", "%Y-%m-%dT%H:%M:%SZ", style="{")

    def format(self, record: logging.LogRecord) -> str:
        request = getattr(record, "request", None)
        attributes = getattr(request, "__dict__", {})
        user = attributes.get("user")
        if isinstance(user, SimpleLazyObject):  # nobody is looked up for a line of the log
            user = attributes.get("_cached_user")
        record.user = getattr(user, "pk", None) or "-"
        record.request_number = getattr(request, "audit_id", None) or "-"
        return super().format(record)
