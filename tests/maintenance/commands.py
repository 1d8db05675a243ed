from io import StringIO
from typing import Any

from django.core.management import call_command


def run(command: str, *arguments: Any, **options: Any) -> str:
    """Run a command of manage.py; return what it says."""
    output = StringIO()
    call_command(command, *arguments, stdout=output, stderr=output, **options)
    return output.getvalue()
