"""Heads of the columns of a list of outreach items: words to a field. Pure: imports no Django."""

import re

from imports.reading.years import heads as year_heads
from imports.reading.years.heads import IGNORED, HeadWords
from vietnamese.text import fold

FIELDS = (
    "number", "channel", "title", "when", "month", "quarter", "starts", "ends", "place", "commune", "district", "quantity", "copies",
    "minority_language_copies", "languages", "partner", "document", "link", "programme_line", "note",
)  # fmt: skip
_SHARED = {"number", "when", "month", "quarter", "starts", "ends", "commune", "district", "place", "note", IGNORED}  # as plans have them
_PATTERNS = [(field, re.compile(pattern)) for field, pattern in (
    (IGNORED, r"(don vi tinh|dvt|don vi dem|so tien|thanh tien|don gia|du toan|nguoi phu trach|trang thai)( .*)?"),
    ("minority_language_copies", r"(trong do )?(so )?(luong )?(ban |tai lieu )?(bang |in )?(tieng )?(dan toc thieu so|dtts|dan toc|dan toc it nguoi)"),
    ("copies", r"(tong )?(so )?(luong )?(ban|ban in|ban phat hanh|to|cuon|quyen)( phat hanh| in| cap phat| da in| da phat)*|so luong (phat hanh|in|ban).*"),
    ("quantity", r"(tong )?so luong|sl|khoi luong|(tong )?so (tin|bai|tin bai|luot|luot phat|luot phat song|buoi|chiec|cuoc|lan|van ban|thu tuc)( .*)?"),
    ("channel", r"(hinh thuc|kenh|loai|loai hinh|phuong thuc|kenh tuyen truyen)( .*)?"),
    ("languages", r"(ngon ngu|thu tieng|tieng)( .*)?"),
    ("document", r"(van ban|hop dong|quyet dinh|can cu|so hop dong|so van ban|so ky hieu)( .*)?"),
    ("link", r"(duong dan|link|lien ket|dia chi|url|dia chi trang|dia chi bai viet)( .*)?"),
    ("programme_line", r"(nguon|nguon kinh phi|kinh phi|chuong trinh|du an|tieu du an)( .*)?"),
    ("partner", r"(don vi|co quan|bao|dai|bao dai|noi)( .*)?(phoi hop|thuc hien|phat song|dang|dang tai|phat|ky ket|doi tac|in|to chuc)( .*)?|doi tac|bao dai"),
    ("title", r"(ten |noi dung |tieu de |chu de |cac )*(noi dung|ten|tieu de|chu de|khau hieu|bai|tin bai|tin|bai viet|chuyen muc|hoat dong|cong viec|san pham|tai lieu|hoi nghi)( tuyen truyen| thuc hien| bai viet| hoat dong)*"),
)]  # fmt: skip


def field_of_head(words: list[str]) -> str:
    """Return the field of a column by its heads from the top; "" for what nobody knows. Days and places are read as in plans."""
    texts = [" ".join(re.sub(r"\([^)]*\)|[^\w\s]", " ", fold(word)).split()) for word in words]
    for text in (texts[-1], " ".join(texts)) if texts else ():
        for field, pattern in _PATTERNS:
            if pattern.fullmatch(text):
                return field
    field = year_heads.field_of_head(words)
    return field if field in _SHARED else ""


# A table of items says what was done, and where, when or how often.
ITEMS = HeadWords(field_of_head, lambda fields: bool(fields & {"title", "channel"}) and len(fields) > 1)
