"""The category of a participant, from the office that a roster writes. Only what the words say; otherwise it stays open."""

import re
from functools import lru_cache

from attendance.models import Registration
from vietnamese.text import fold

Category = Registration.Category
_OFFICES: tuple[tuple[str, str], ...] = (
    (Category.PRESTIGIOUS, r"\b(nguoi co uy tin|nguoi uy tin|nguoi cuu|ncut)\b"),
    (Category.ELDER, r"\bgia lang\b"),
    (Category.PROPAGANDIST, r"\b(hoa giai vien|tuyen truyen vien|to hoa giai|bao cao vien)\b"),
    (Category.VILLAGE_HEAD, r"\b(truong thon|thon truong|pho thon|thon pho|bi thu chi bo|bi thu (chi bo )?thon|truong ban|to truong (to dan pho|tdp))\b"),
    (Category.PUPIL, r"^(hoc sinh|hs)\b"),
    (Category.TEACHER, r"\b(giao vien|hieu truong|pho hieu truong|gv|tong phu trach)\b"),
    (Category.UNION, r"\b(hoi|mttq|ubmttq|mat tran|doan|lhpn|cong doan|cuu chien binh|ccb|nong dan)\b"),
    (Category.ARMED_FORCES, r"\b(cong an|quan su|chi huy truong|bo doi|xa doi|bien phong|dan quan)\b"),
    (Category.COMMUNE_OFFICIAL, r"\b(chu tich|pct|ct|cong chuc|can bo|bi thu|bt|pbt|tu phap|van hoa xa hoi|van phong thong ke|dia chinh|hdnd|ubnd)\b"),
    (Category.HOUSEHOLD, r"\b(ho dan|nguoi dan|nong|dong bao)\b"),
)  # fmt: skip
_COMPILED = [(category, re.compile(pattern)) for category, pattern in _OFFICES]


@lru_cache(maxsize=2048)
def category_of(position: str, *, is_pupil: bool = False) -> str:
    """Return the category, '' when the words leave it open. Whoever is in a class (Lớp) is a pupil."""
    words = fold(position)
    category = next((category for category, pattern in _COMPILED if pattern.search(words)), "") if words else ""
    return str(category or (Category.PUPIL if is_pupil else ""))
