from typing import Any

pages: list[Any] = []
api: list[Any] = []
