"""What does not go into logs."""

import logging
import re

SECRET_ADDRESS = re.compile(r"/(p|d)/[^\s?]+", re.IGNORECASE)


class SecretAddressFilter(logging.Filter):
    """Remove the code of a pass and the token of a door, both secret, from addresses in log messages."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = SECRET_ADDRESS.sub(r"/\1/…", record.getMessage()), ()
        return True
