"""The child's end of `Stage.run`: one function in a fresh process that has Django on the stage's database. JSON in, JSON out."""

import importlib
import json
import sys

import django

from backend.stack_room import call_with_room

if __name__ == "__main__":
    django.setup()
    module, _, name = sys.argv[1].partition(":")
    answer = call_with_room(getattr(importlib.import_module(module), name), **json.load(sys.stdin))  # as the server and manage.py do
    print(json.dumps(answer))
