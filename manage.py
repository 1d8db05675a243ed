#!/usr/bin/env python
import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from backend.stack_room import call_with_room

    try:
        call_with_room(execute_from_command_line, sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"{error}")
