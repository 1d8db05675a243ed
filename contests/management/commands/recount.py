"""`manage.py recount FILE`: compute published results again from their export, and say whether they are the same."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from contests.results.export import digest_of, recount


class Command(BaseCommand):
    help = "Compute the results of a contest again from an exported file (GET snapshots/<id>/ of the API); needs no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="JSON with the exported data")
        parser.add_argument("--sha256", default="", help="digest printed on the minutes, whole or its beginning")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            data = json.loads(Path(options["file"]).read_text())
        except (OSError, ValueError) as error:
            raise CommandError(f"{options['file']} cannot be read: {error}") from error
        sha256 = options["sha256"]
        if isinstance(data, dict) and "data" in data:  # as the API answers it
            sha256, data = sha256 or data.get("sha256", ""), data["data"]
        try:
            results = recount(data)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise CommandError(f"{options['file']} is no export of contest results: {error}") from error
        names = {team["id"]: team["name"] for team in data["teams"]}
        for row in results["places"]:
            self.stdout.write(f"{row['place']:>3}  {row['total']:>8}  {names[row['team']]}  {row['prize'] or ''}".rstrip())
        digest = digest_of(data)
        self.stdout.write(f"sha256 {digest}")
        if results != data["results"]:
            raise CommandError("The results in the file are NOT what its sheets give.")
        if sha256 and not digest.startswith(sha256.lower()):
            raise CommandError("The file is NOT the one that was approved: its digest is another.")
        self.stdout.write("The results are what the sheets give.")
