"""Names of persons: whether a text can be one, whether two are the same, capitals."""

import re
import unicodedata
from functools import lru_cache

from vietnamese.text import clean, fold

_ALLOWED = " '’‘ʼ-."


def problem_with_name(name: str) -> str | None:
    """Return 'too_short', 'too_long' or 'not_a_name'; None for a name. Hrê, Gia Rai and Ê Đê names are names: A Brol, K'Tiếu, H'Hen Niê."""
    name = clean(name)
    if name.replace(" ", "").isalpha() and 2 < len(name) <= 100:  # nothing but letters: nearly every name
        return None
    letters = sum(map(str.isalpha, name))
    if len(name) > 100:
        return "too_long"
    if name and (not letters or name[0] in "=+-@" or not all(c in _ALLOWED or unicodedata.category(c)[0] in "LM" for c in name)):
        return "not_a_name"
    return "too_short" if letters < 2 else None


_TONES = {"\u0300", "\u0309", "\u0303", "\u0301", "\u0323"}


def same_name_key(full_name: str) -> str:
    """Return a key that is equal for names that differ in capitals or in the letter that bears the tone (Thuý, Thúy)."""
    return " ".join(map(_word_key, clean(full_name).casefold().replace("’", "'").split()))


@lru_cache(maxsize=4096)
def _word_key(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word)
    letters = "".join(c for c in decomposed if c not in _TONES)
    return unicodedata.normalize("NFC", letters) + "".join(sorted(c for c in decomposed if c in _TONES))


def capitalised_name(name: str) -> str:
    """Return 'Đinh Văn Rê' for 'ĐINH VĂN RÊ' and 'đinh văn rê', "H'Hen Niê" for "H'HEN NIÊ"; a name with capitals and small letters as it
    is."""
    if any(c.islower() for c in name) and any(c.isupper() for c in name):
        return name
    return "".join(c.upper() if not index or name[index - 1] in " '’-." else c.lower() for index, c in enumerate(name))


# Family names and first words of Hrê, Co, Xơ Đăng, Gia Rai and Ê Đê names, folded, to tell a name from other words.
FAMILY_NAMES = frozenset(
    "nguyen tran le pham huynh hoang phan vu vo dang bui do ho ngo duong ly dinh truong lam doan trinh mai dao cao luong to ta chau quach "  # noqa: SIM905
    "tang ha kieu thai nong vi lo a y ro k h ksor rcom siu kpa nay rahlan bloong thach kim danh trieu lu mac phung luu ton dam than chu la "
    "vuong tu bach hua ong nghiem khuc cu che xieng".split()
)
# Family names that without accents would be other words: Tống (Tổng số), Lại (Lái xe), Thiều (Thiếu tá), Lục (Lực lượng).
_FAMILY_NAMES_WITH_ACCENTS = frozenset(
    "tống tòng lại thiều lục thào cầm giàng sùng vàng ma khổng thẩm nhan ninh âu hàn giáp trang giang lạc lâu quàng điểu điêu đới khiếu "  # noqa: SIM905
    "ung liễu sái thích cồ kha lã nhữ".split()
)
# Family names that are also words for a group or a sum, each with what stands behind it where it is one.
_OFFICES_BY_FAMILY_NAME = {
    "ban": "bí thư|bảo|biên tập|cán sự|chấp hành|chi|chỉ|chính trị|chủ nhiệm|công an|công tác|dân|đại diện|điều hành|giám|hòa giải|"
    "hoà giải|kiểm|kinh tế|kỷ luật|lãnh đạo|liên lạc|mặt trận|nghiệp|nhân dân|nội|phòng|phụ|quản|tài chính|thanh tra|thi đua|thông tin|"
    "thường|tiếp|tổ chức|trị sự|trọng tài|tuyên|tư|văn hóa|văn hoá|văn nghệ|vận động|vì|xây dựng|y tế|an toàn|an ninh",
    "đoàn": "công tác|cơ sở|đại biểu|giám sát|khối|kiểm tra|kinh tế|liên|luật sư|phường|tncs|tn|thanh niên|thanh tra|thể|trường|viên|xã",
    "hội": "chữ|cha mẹ|cựu|đồng|đông y|khuyến|liên|luật gia|lhpn|người|nghề|nhà|nghị|nông dân|phụ|sinh viên|thánh|từ thiện|văn|ccb|nd",
    "phòng": "ban|bệnh|chống|công|dân tộc|giáo|giao|hành|họp|kế|khám|kinh|kỹ thuật|lao động|nội vụ|nông|quản|tài|tc|tổ|thanh tra|thống|"
    "tư pháp|văn hóa|văn hoá|văn phòng|y tế",
    "tổ": "bảo|bầu|chuyên|công|dân|đại|đoàn|giám|hòa|hoà|hợp|khối|liên|phụ|quốc|tự|trưởng|văn phòng|văn nghệ|vay|y tế",
    "tổng": "cộng|công ty|cục|đội|hợp|kết|phụ|quan|số|sở",
    "cộng": "cả|chung|dồn|đồng|gộp|hòa|hoà|lại|tác|toàn|trang",
    "thôn": "$",
    "xa": "$",
}
MOST_WORDS = 6  # of a name
MIDDLE_NAMES_OF_MOST = {"van", "thi"}  # folded


def may_be_a_name(text: str) -> bool:
    """Return whether a text can be a person's name, though its first word may mean something else: 'Đoàn Thanh Việt', 'Ban Văn Chính'."""
    words = fold(text).split()
    return is_like_a_name(text) or (
        2 < len(words) < MOST_WORDS and words[1] in MIDDLE_NAMES_OF_MOST and text[0].isupper() and problem_with_name(text) is None
    )


def is_name_like_an_office(text: str) -> bool:
    """Return whether a text is written as names are and begins with a family name that can mean an office or a sum: 'Ban Minh Thu', not
    'Ban Dân tộc'. What stands beside it has to prove the rest."""
    family_name, _space, names = text.casefold().partition(" ")
    offices = _OFFICES_BY_FAMILY_NAME.get(family_name)
    if offices is None or not names or re.match(rf"(?:{offices})\b", names) or len(names.split()) >= MOST_WORDS or problem_with_name(text):
        return False
    return all(word.istitle() for word in text.split()) or text.isupper()


def is_like_a_name(text: str) -> bool:
    """Return whether a text reads as a person's name: 'Đinh Văn Rê', "K'Tiếu A", not 'Trưởng thôn'."""
    words = fold(text).split()
    if not 1 < len(words) <= MOST_WORDS or problem_with_name(text):
        return False
    return words[0].partition("'")[0] in FAMILY_NAMES or text.split(maxsplit=1)[0].casefold() in _FAMILY_NAMES_WITH_ACCENTS
