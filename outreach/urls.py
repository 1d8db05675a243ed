from typing import Any

page_patterns: list[Any] = []
api_patterns: list[Any] = []
