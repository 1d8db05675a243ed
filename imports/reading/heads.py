"""Heads of columns: words to a field, in the many forms in which lists arrive. Pure: imports no Django."""

import re
from difflib import get_close_matches
from functools import lru_cache

from vietnamese.text import clean, fold

# Fields of a roster. IGNORED is a head that is known and not kept; an unknown head gives "".
FIELDS = (
    "number", "full_name", "family_name", "middle_name", "given_name", "birth", "birth_day", "birth_month", "birth_year", "male", "female", "gender",
    "honorific", "ethnic_group", "ethnic_mark", "position", "organisation", "commune", "district", "province", "village", "phone", "national_id", "class_name", "note",
)  # fmt: skip
IGNORED = "ignored"
NAMES = {"full_name", "given_name"}
PARTS_OF_NAMES = {"family_name", "middle_name", "given_name"}
LONGEST_HEAD = 160  # characters; online forms ask in whole sentences
# Groups of columns: these may stand above sub-heads ('Năm sinh' above 'Nam' and 'Nữ'), any other field may not.
GROUPS = {"birth", "gender", "full_name", IGNORED, "commune", "phone", "ethnic_group", "national_id"}

# What a head says, without punctuation and parentheses, in the order in which `field_of` asks; the first that knows it decides.
#
# 1. Heads by their words with accents, as they stand. Without accents these would be alike: Nam (man) and Năm (year), ĐT (telephone) and
#    DT (ethnic group).
_BY_ACCENTED_WORDS = {
    "họ": "family_name", "ho": "family_name", "nam": "male", "nữ": "female", "nu": "female", "năm": "birth_year", "đt": "phone", "dt": "ethnic_group", "đ.t": "phone", "d.t": "ethnic_group",
    "năm sinh nam": "male", "năm sinh nữ": "female", "năm sinh của nam": "male", "năm sinh của nữ": "female", "#": "number",
    "sinh năm nam": "male", "sinh năm nữ": "female", "nam sinh năm": "male", "nữ sinh năm": "female", "ngày sinh nam": "male", "ngày sinh nữ": "female",
    "giới tính nam": "male", "giới tính nữ": "female",
}  # fmt: skip
# 2. Heads about other people, never the participant: ignored. With their accents: "cán bộ" ends as "bố" does without them.
_OTHER_PERSONS = re.compile(r"\b(phụ huynh|giám hộ|chủ hộ|bố mẹ|cha mẹ|người thân|phu huynh|giam ho|chu ho)\b|\b(cha|mẹ|bố|vợ|chồng)$")
# 3. Heads by their words without accents: the pattern has to match the whole head. The first that fits wins: what is ignored comes first.
_PATTERNS = [(field, re.compile(pattern)) for field, pattern in (
    (IGNORED, r"(mssv|mshs|msv|mshv|ma so(?! (dinh danh|cccd|cmnd|can cuoc))|ma (sv|hs|hv|gv|nv|cb|the|ho|hoc sinh|sinh vien|hoc vien|doan vien|can bo|nhan vien|don vi|truong|dang ky)|"
              r"(so )?the (doan|dang|hoi) vien|so the(?! can cuoc| cccd)|so bao danh|sbd|so hieu|(student|employee|staff|member) (id|code|no|number)|id(?! card)|code|tt ho|so ho)( .*)?"),
    (IGNORED, r"ma dinh danh .*(doan|dang|hoi|hoc sinh|hs|giao vien|gv|can bo|bo gd|gd dt|gddt|bo giao duc|nganh|moet|csdl|truong|lop|don vi).*"),
    (IGNORED, r"(diem|diem danh|co mat|vang|luong|tien luong|pay|wage|muc luong|he so|he so luong|bac luong|luong co ban|thu nhap|phu cap|khoa hoc|nien khoa|nam hoc|hoc ky|salary|score|grade)(?! class)( .*)?"),
    (IGNORED, r"(ky|chu ky|ky ten|ky nhan|nguoi ky|xac nhan|chu ki|ki ten|ki nhan)( .*)?"),
    (IGNORED, r"(sang|chieu|toi|buoi.*|dau thoi gian|timestamp|thoi gian|email|dia chi email|anh|hinh anh|so tien|tien.*|thanh tien|stk|start time|completion time|quoc tich|nationality|ngan hang|mst|(so |ma so )?(bhxh|bhyt))"),
    (IGNORED, r"(que|que quan|nguyen quan|noi sinh|noi dang ky khai sinh|ton giao|trinh do.*|ngay cap.*|noi cap.*|so tai khoan.*|tuoi)"),
    (IGNORED, r"(ho ten |ten )?nguoi (nhap|khai|dien|gui|lap)( .*)?"),
    (IGNORED, r"(ngay vao dang.*|dang vien|doan vien|bhyt|(doi tuong|dien) uu tien|ho (ngheo|can ngheo)|ma so thue|loi can sua|cach sua|nhan cach|suc khoe|hoc luc|hanh kiem)"),
    (IGNORED, r"(ho (va )?ten |ten |sdt |so dien thoai |dien thoai )(cha|me|bo|chu ho|phu huynh|nguoi giam ho|vo|chong|nguoi than|con)( .*)?"),
    (IGNORED, r"(parent|guardian|father|mother|family|emergency)s?( s)? .*"),
    ("honorific", r"ong ba( .*)?|danh xung.*|xung ho|quy danh|mr mrs.*"),
    ("number", r"(so )?(tt|stt|thu tu|so thu tu)|s t t|s tt|s n|(sr|sl|serial|ordinal)( no| number)?|no|so|order|seq|index"),
    ("middle_name", r"(ten |chu )?(dem|lot)|ten dem|chu dem|middle( name)?"),
    ("family_name", r"ho (va )?(ten )?(dem|lot|chu lot|chu dem|ten dem|ten lot)|ho dem|ho lot|ho va ten dem|last name|surname|family name"),
    ("full_name", r"ho,? (va )?(chu )?(dem|lot)( va)? ten|ten day du|name in full|(full )?name of (participant|student|trainee|attendee|delegate|person)s?|ten (hs|hv|sv|gv|cb)|participant|attendee|"
                  r"danh sach (hoc vien|dai bieu|hoc sinh)|ten nguoi .*|(ho (va )?ten|hovaten|ho va ten dem va ten|ho va chu dem va ten|ho,? ten|full name|ho va ten khai sinh)( .*)?"),
    ("full_name", r"(ten|ho ten)? ?(cua )?(hoc vien|dai bieu|hoc sinh|sinh vien|ca nhan|thi sinh|nguoi tham du|nguoi tham gia|can bo|thanh vien)|danh sach.{0,30}ho ten"),
    ("given_name", r"ten|ten goi|first name|given name"),
    ("full_name", r"name|(student|participant|employee|person|trainee|delegate|attendee)s?( s)? (full )?name|(cap bac|quan ham|hoc ham|hoc vi)( va)? ho (va )?ten"),
    ("gender", r"m f|gioi|gioi tinh.*|nam nu|phai|gt|g tinh|sex|gender|nu nam|nam hay nu"),
    ("birth", r"(ngay )?(thang )?(va )?nam sinh( .*)?|ngay (va )?thang (va )?nam( sinh)?|(ngay )?sinh nam|ngay sinh.*|sinh ngay.*|ns|n sinh|ntns|"
              r"date of birth|dob|d o b|birth.*|year of birth|yob|nsinh|tuoi nam sinh|nam sinh ngay sinh|ngay thang sinh|sinh"),
    ("birth_day", r"ngay|day"),
    ("birth_month", r"thang( sinh)?|month|month of birth|birth month"),
    ("ethnic_group", r"(ten |thanh phan |tp )?dan toc( .*)?|la nguoi dan toc|d toc|dtoc|thanh phan dt|nhom dan toc|ethnic.*|race"),
    ("national_id", r"(so )?(the )?(cccd|cmnd|cmt|cmtnd|can cuoc|cccd cmnd|cmnd cccd|can cuoc cong dan|dinh danh|dinh danh ca nhan|cmt cccd)( .*)?|"
                    r"so cc( cccd)?|cc cccd|so giay to.*|giay to tuy than|ma (so )?dinh danh.*|ma so (cccd|cmnd|can cuoc).*|so ddcn|so the can cuoc.*|(national |citizen |identity )(id|card)( .*)?|id card( .*)?"),
    ("phone", r"(student|participant|personal|own)s?( s)? (phone|mobile|tel).*|contact( (number|no|phone))?|hotline|(so )?(dien thoai|sdt|dtdd|dt di dong|di dong|dien thoai di dong|dt lien he|phone|tel|telephone|mobile|cell|dd)( .*)?|so dt|so may|so zalo|zalo|dthoai|"
              r"d thoai|so lien lac|lien lac|lien he|so lien he"),
    ("position", r"(chuc vu|chuc danh|nghe nghiep|cv|chuc trach)( .*)?|doi tuong.*|vi tri( .*)?|thanh phan|position|vai tro|(job )?title|job|occupation|role|nhiem vu"),
    ("class_name", r"lop( dang hoc)?|dang hoc lop|khoi lop|hoc lop|lop hoc|class( name)?|grade class|class grade|ten lop"),
    ("commune", r"(ten )?(xa|phuong|thi tran|dac khu|xa phuong|xa phuong thi tran|xa thi tran|xa tt|xa phuong dac khu|xa phuong tt)( .*)?|thuoc xa.*|don vi xa.*|"
                r"dia phuong|dia ban|hktt|dkhktt|noi dkhktt|noi dang ky hktt|dc|d c( thuong tru)?|ubnd xa|(noi|cho) (o|cu tru|thuong tru|tam tru)( .*)?|thuong tru|ho khau( .*)?|commune|dia chi.*|"
                r"thon (to )?(va )?xa.*|to dan pho xa.*|thon lang xa.*|(home |permanent |current |mailing )?address( .*)?|ward|ward commune|commune ward|(place of |permanent )?residence|noi dang ky (ho khau )?thuong tru( .*)?|xom xa|lang xa"),
    ("district", r"district|(thuoc )?(huyen|quan|thi xa|huyen cu|quan huyen|huyen thi xa|huyen tx tp|huyen thanh pho|huyen thi)( .*)?"),
    ("province", r"(ten )?(tinh|tinh thanh|tinh thanh pho|tinh tp|thanh pho tinh|tinh cu|province|city province|province city)( thuong tru| cu)?"),
    ("village", r"village|khoi pho|khu pho|ap|thon|lang|kdc|thon tdp|to thon|to|to dan pho|tdp|khu dan cu|thon lang|thon to( dan pho)?|thon buon|ban|xom|khu|plei|lang thon"),
    ("organisation", r"(ten )?(don vi|co quan|truong|don vi cong tac|noi cong tac|noi lam viec|co quan don vi|don vi du thi|don vi hoc tap|truong hoc|to chuc)"
                     r"( .*)?|organi[sz]ation|school( name)?|company|department|work ?place|unit|office|phong ban"),
    ("note", r"ghi chu.*|gc|note|notes|remarks?|comments?|luu y|g chu"),
)]  # fmt: skip
# 4. Heads of table 3 that people often misspell: one that is nearly written so means the same ('Ngày sihn', 'Số điện thaoi').
_OFTEN_MISSPELT = (
    "ho va ten", "ngay sinh", "nam sinh", "ngay thang nam sinh", "gioi tinh", "dan toc", "so dien thoai", "dien thoai", "chuc vu",
    "don vi cong tac", "noi cu tru", "ghi chu", "so can cuoc cong dan",
)  # fmt: skip
# 5. Whole questions, as online forms ask them ('Bạn sinh ngày nào?'), without accents: the first pattern found anywhere in one decides.
_IN_QUESTIONS = [(field, re.compile(pattern)) for field, pattern in (
    ("full_name", r"ho (va|,)? ?ten"), ("birth", r"ngay.*sinh|nam sinh|sinh (ngay|nam)"), ("gender", r"nam hay nu|gioi tinh|nam hoac nu"),
    ("ethnic_group", r"dan toc"), ("national_id", r"cccd|can cuoc|dinh danh|cmnd"), ("phone", r"dien thoai|zalo|sdt|so may"),
    ("commune", r"cu tru|thuong tru|\bxa\b.*phuong|\bo xa\b|xa nao|dia chi"), ("position", r"chuc vu|chuc danh|nghe nghiep"),
    ("organisation", r"don vi|co quan|truong nao|cong tac o"), ("class_name", r"\blop\b"),
)]  # fmt: skip

# 6. Heads as programs write them, in one word ('hoten', 'NgaySinh', 'so_dien_thoai'): these words without their spaces.
_IN_ONE_WORD = {words.replace(" ", ""): words for words in (
    "ho ten", "ho va ten", "ho dem", "ho lot", "ten dem", "ten lot", "ho ten dem", "ngay sinh", "nam sinh", "thang sinh", "ngay thang nam sinh", "gioi tinh", "dan toc", "ten dan toc",
    "so dien thoai", "dien thoai", "so dt", "dia chi", "noi o", "thuong tru", "chuc vu", "chuc danh", "don vi", "co quan", "ten don vi", "don vi cong tac", "ten truong", "ten xa", "xa phuong",
    "quan huyen", "ten lop", "so cccd", "so cmnd", "can cuoc", "ghi chu", "que quan", "noi sinh", "ton giao", "ma so", "ma sv", "ma hs", "ma hv", "khoa hoc", "full name", "last name",
    "first name", "middle name", "phone number", "ho chu dem ten", "ten day du", "ten hoc sinh", "ten hs", "tinh thanh", "tinh thanh pho", "noi o hien nay", "date of birth", "birth date", "birth day",
)}  # fmt: skip

# What heads say of columns beside each other, without accents: 'Ngày sinh' and 'Năm sinh' beside 'Tháng sinh'; telephones of a family or a
# house; what is less the person's own ('SĐT cơ quan') or says less ('Năm sinh' beside 'Ngày sinh'); a card, and not any number.
_BIRTH_PARTS = {
    "ngay sinh": "birth_day", "birth day": "birth_day", "nam sinh": "birth_year", "year of birth": "birth_year", "birth year": "birth_year", "year": "birth_year",
}  # fmt: skip
_OF_FAMILY = re.compile(r"\b(gd|gia dinh|nha|nha rieng|co dinh|ph)\b")
_SECONDARY = re.compile(r"co quan|ban\b|dia chi|nam sinh|cmnd|noi o|thuong tru")
_NEVER_SECONDARY = re.compile(r"ngay|cccd|dinh danh")
_CARD = re.compile(r"cccd|cmnd|cmt|can cuoc|chung minh|\bcc\b")

_NUMBERING = re.compile(r"^\s*(?:câu\s*)?\d{1,2}\s*[.):/]\s*", re.IGNORECASE)
_FEWEST_WORDS = 4  # of a question
_PARENTHESES = re.compile(r"\([^)]*\)|\[[^\]]*\]|\([^)]*$")
_NO_WORD = re.compile(r"[^\w\s#]")
_FORM_OF_ADDRESS = re.compile(r"\(\s*ông\s*[/,]\s*bà")  # 'Tên gọi (Ông/Bà)'
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")  # of camel case: 'TenDem'


@lru_cache(maxsize=4096)
def field_of(head: str) -> str:
    """Return the field that one head names: 'Số ĐT liên hệ' → 'phone'. IGNORED for what is known and not kept, "" for what nobody knows."""
    words = _words_of(head)
    if not words or len(words) > LONGEST_HEAD:
        return ""
    if _NO_WORD.sub(" ", fold(head)).split() in (["nam", "nu"], ["nu", "nam"]):
        return "gender"
    if field := _BY_ACCENTED_WORDS.get(words):
        return field
    if _OTHER_PERSONS.search(words):
        return IGNORED
    if words.startswith("đt "):
        return "phone"
    if words in ("tên gọi", "tên") and _FORM_OF_ADDRESS.search(head.casefold()):
        return "honorific"
    folded = fold(words)
    folded = _IN_ONE_WORD.get(folded, folded)
    for field, pattern in _PATTERNS:
        if pattern.fullmatch(folded):
            return field
    if 6 <= len(folded) <= 24 and (nearest := get_close_matches(folded, _OFTEN_MISSPELT, n=1, cutoff=0.85)):
        return field_of(nearest[0])
    is_question = ("?" in head or _NUMBERING.match(head)) and len(folded.split()) >= _FEWEST_WORDS
    return next((field for field, pattern in _IN_QUESTIONS if pattern.search(folded)), "") if is_question else ""


def field_of_column(heads: list[str]) -> str:
    """Return the field of a column by its heads from the top: ['Năm sinh', 'Nữ'] → 'female', ['Ký nhận', 'Sáng'] → IGNORED."""
    heads = [head for head in heads if _words_of(head)]
    if not heads:
        return ""
    *above, lowest = [field_of(head) for head in heads]
    if IGNORED in above:
        return IGNORED
    if lowest in ("male", "female") or not above:
        return lowest
    if "birth" in above:
        return {"ngay": "birth_day", "thang": "birth_month", "nam": "birth_year"}.get(fold(_words_of(heads[-1])), lowest or "birth")
    if "full_name" in above and lowest in ("", "family_name", "middle_name", "given_name"):
        return lowest or "full_name"
    if "ethnic_group" in above and lowest == "":
        return "ethnic_mark"
    if "phone" in above or "national_id" in above:
        return above[-1] or lowest
    return lowest if lowest else field_of(" ".join(heads))


def birth_part_of(head: str) -> str:
    """Return the part of a birth that a head names in a table with a column for the month of birth; "" for any other head."""
    return _BIRTH_PARTS.get(fold(head), "")


def is_day_and_month(head: str) -> bool:
    """Return whether a head beside one for the year of birth names day and month."""
    return fold(_words_of(head)) in ("ngay thang", "ngay va thang", "ngay thang sinh")


def is_phone_of_family(head: str) -> bool:
    """Return whether the head of a column of telephones says that they are a family's or a house's."""
    return bool(_OF_FAMILY.search(fold(head)))


def is_secondary(head: str) -> bool:
    """Return whether another column of the same field is read first."""
    words = fold(head)
    return bool(_SECONDARY.search(words)) and not _NEVER_SECONDARY.search(words)


def names_card(head: str) -> bool:
    """Return whether the head of a column of numbers says that they are of identity cards, old or new."""
    return bool(_CARD.search(fold(head)))


def is_card_or_code(head: str) -> bool:
    """Return whether the head may mean the number of an identity card or a code that somebody else gave: 'Mã định danh'."""
    return fold(head).startswith("ma dinh danh") and not _CARD.search(fold(head)) and "ca nhan" not in fold(head)


def _words_of(head: str) -> str:
    """Return the head in lower case, without what stands in parentheses and without punctuation; accents stay."""
    text = clean(head)
    text = _HUMP.sub(" ", text) if text.isascii() else text
    text = _PARENTHESES.sub(" ", _NUMBERING.sub("", text).casefold())
    if not text.strip(" .:*-"):
        text = clean(head).casefold()
    return " ".join(_NO_WORD.sub(" ", text.replace("/", " ")).replace("_", " ").split())
