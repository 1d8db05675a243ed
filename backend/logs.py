import logging
import re

SECRET_ADDRESS = re.compile(r"/(p|d)/[^\s?]+", re.IGNORECASE)


class WithoutSecretAddresses(logging.Filter):
    """A pass's code and a door's token are secrets that stand in an address: they do not go into a log."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = SECRET_ADDRESS.sub(r"/\1/…", record.getMessage()), ()
        return True
