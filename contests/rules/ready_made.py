"""Rules that are ready to begin with: files of data/, each as contests.scoring.rules_data reads it."""

import tomllib
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

FOLDER = Path(__file__).parent / "data"
TITLES = {
    "three-rounds": _("Hội thi cấp trường, 3 phần, 100 điểm: chào hỏi 20, kiến thức 40, tiểu phẩm 40"),
    "four-rounds": _("4 phần, 100 điểm, có gói câu hỏi: chào hỏi 10, kiến thức 30, xử lý tình huống 20, tiểu phẩm 40"),
    "ten-points": _("Hội thi nhỏ, chấm thang điểm 10 mỗi phần: chào hỏi, tiểu phẩm"),
}


def load_ready_made(name: str) -> dict[str, Any] | None:
    """Return the rules of that name; None where there are none."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8")) if name in TITLES else None
