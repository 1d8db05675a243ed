import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

from backend.stack_room import call_with_room

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
os.umask(0o077)  # whatever the server writes, uploads on their way included, is for its own user only
django_application = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer one request."""
    return call_with_room(django_application, environ, start_response)
