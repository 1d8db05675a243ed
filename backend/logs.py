"""What does not go into logs."""

import logging
import re

QUERY = re.compile(r"(/[^\s?\"']*)\?[^\s\"']+")
SECRET_ADDRESS = re.compile(r"/(p|d)/[^\s?]+", re.IGNORECASE)


class SecretAddressFilter(logging.Filter):
    """Remove from addresses in log messages the code of a pass, the token of a door, and what somebody searched for."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = QUERY.sub(r"\1?…", SECRET_ADDRESS.sub(r"/\1/…", record.getMessage())), ()
        return True
