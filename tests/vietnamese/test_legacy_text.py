import csv
import random
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import places
from tests.depth import by_depth
from tests.imports.sample_workbooks.letters import tcvn3, vni
from vietnamese.legacy_text import from_tcvn3, from_vni, is_syllable, looks_like
from vietnamese.text import clean

VOWELS = "aăâeêioôơuưy"
MARKS = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
SMALL = [unicodedata.normalize("NFC", vowel + mark) for vowel in VOWELS for mark in MARKS] + ["đ"]
LETTERS = SMALL + [letter.upper() for letter in SMALL]

UNITS = (Path(places.__file__).parent / "data" / "vietnam_units.csv").read_text(encoding="utf-8")
UNIT_NAMES = sorted({row["name"] for row in csv.DictReader(UNITS.splitlines())})


def people(count: int) -> list[str]:
    chance = random.Random(4)
    family = ["Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Hoàng", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Đinh"]
    middle = ["Văn", "Thị", "Hữu", "Đức", "Minh", "Ngọc", "Thu", "Quốc", "Xuân", "Thanh"]
    given_names = [
        "Ánh",
        "Ước",
        "Điệp",
        "Thủy",
        "Hằng",
        "Mẫu",
        "Tuấn",
        "Nghĩa",
        "Phượng",
        "Kiều",
        "Sương",
        "Lượng",
        "Huệ",
        "Thạch",
        "Duyên",
        "Rê",
        "Ý",
        "Út",
        "Yến",
        "Quý",
    ]
    return [" ".join(map(chance.choice, (family, middle, given_names))) for _ in range(count)]


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("NguyÔn V¨n Nam", "Nguyễn Văn Nam"),
        ("S¬n Th\xadîng", "Sơn Thượng"),
        ("§inh ThÞ MÉu", "Đinh Thị Mẫu"),
        ("Lª ThÞ ¸nh", "Lê Thị Ánh"),
        ("NGUYÔN V¡N NAM", "NGUYỄN VĂN NAM"),
        ("L£ THÞ Hµ", "LÊ THỊ HÀ"),
        ("Hµ", "Hà"),
        ("ñy ban nh©n d©n x·", "ủy ban nhân dân xã"),
        ("Hä vµ tªn", "Họ và tên"),
        ("NguyÔn\xa0V¨n\xa0Nam", "Nguyễn\xa0Văn\xa0Nam"),
        ("0912 345 678", "0912 345 678"),
    ],
)
def test_tcvn3_becomes_unicode(stored, text):
    assert from_tcvn3(stored) == text


def test_a_font_of_capitals_draws_capitals():
    assert from_tcvn3("§inh V¨n Rª", is_capitals=True) == "ĐINH VĂN RÊ"


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("Nguyeãn Vaên Nam", "Nguyễn Văn Nam"),
        ("Ñinh Thò Maãu", "Đinh Thị Mẫu"),
        ("ÑINH THÒ MAÃU", "ĐINH THỊ MẪU"),
        ("Leâ Thò Aùnh", "Lê Thị Ánh"),
        ("Leâ Thò AÙnh", "Lê Thị Ánh"),
        ("Traàn Quoác Öôùc", "Trần Quốc Ước"),
        ("Hoï vaø teân", "Họ và tên"),
        ("Myõ Lyù Kyø", "Mỹ Lý Kỳ"),
    ],
)
def test_vni_becomes_unicode(stored, text):
    assert from_vni(stored) == text


def test_every_letter_survives_both_encodings():
    for letter in LETTERS:
        assert from_vni(vni(letter)) == letter
        assert from_tcvn3(tcvn3(letter), is_capitals=letter.isupper()) == letter


def test_soft_hyphens_are_letters_before_cleaning_and_gone_after():
    assert clean(from_tcvn3("Th\xadîng")) == "Thượng"
    assert clean("Th\xadîng") != "Th\xadîng"


onsets = st.sampled_from(["b", "c", "d", "đ", "g", "h", "kh", "l", "m", "n", "ng", "nh", "ph", "qu", "r", "s", "t", "th", "tr", "v", "x"])
rhymes = st.sampled_from([*SMALL, *(f"{letter}n" for letter in SMALL[:72]), *(f"{letter}ng" for letter in SMALL[:72])])


@given(st.lists(st.builds("{}{}".format, onsets, rhymes), min_size=1, max_size=5))
def test_syllables_survive_both_encodings(syllables):
    for text in (" ".join(syllables), " ".join(syllables).upper()):
        assert from_vni(vni(text)) == text
        assert from_tcvn3(tcvn3(text), is_capitals=text.isupper()) == text


def test_every_unit_name_survives_vni_and_tcvn3_but_for_capitals_that_tcvn3_lacks():
    for name in UNIT_NAMES:
        assert from_vni(vni(name)) == name
        assert from_tcvn3(tcvn3(name)).lower() == name.lower()


@pytest.mark.parametrize("word", ["nguyễn", "Hoà", "hòa", "Thuỷ", "thủy", "ĐIỆP", "Ước", "giếng", "Quỳnh", "gì"])
def test_syllables_of_vietnamese(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["NguyÔn", "Vaên", "Hrê", "Brol", "lôc", "élève", "cém", "boà", ""])
def test_what_is_no_syllable_of_vietnamese(word):
    assert not is_syllable(word)


FRENCH = (
    "Bonjour à tous les élèves de l'école française. Où êtes-vous allés cet été ? J'ai mangé des crêpes très sucrées à la fête de Noël avec ma "
    "mère, mon père et ma sœur aînée. Ça va être génial ? Le garçon a bu du thé glacé dans la forêt, près du château. Loïc et Chloë naïfs"
)


@pytest.mark.parametrize(
    "texts",
    [
        [],
        ["A Brol", "Y Hoa", "Rơ Châm Hlăn", "K'Tiếu", "Ŏ", "H'Hen Niê", "Č Ŏ ĭ"],
        ["Hrê"] * 30,
        ["Niê", "Hrê", "Ê Đê", "Brôl", "Plô", "Krông", "Dliê", "Jút", "Ngók"] * 3,
        ["Noël", "Chloë", "Loïc", "Anaïs", "Zoë"],
        FRENCH.split(),
        [FRENCH],
        ["John Smith", "Jane Doe", "Peter Pan"] * 5,
        ["Hà", "Phú", "Lý", "Hòa", "Trà", "Thò", "Lò", "Sò", "Ngó", "Có"],
        ["Lôc", "Môt", "Hôp", "Tôt"],
        ["· Họ và tên", "© 2020", "« a »", "25 °C", "2½", "10 µm", "m²"],
        ["0912345678", "051085000123", "1985"],
    ],
    ids=lambda texts: " ".join(texts)[:20],
)
def test_what_is_no_old_encoding_is_taken_for_none(texts):
    assert looks_like(texts) == ""


@pytest.mark.deep
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_no_unit_and_no_person_of_the_country_is_taken_for_an_old_encoding(form):
    names = [unicodedata.normalize(form, name) for name in UNIT_NAMES + people(2000)]
    assert looks_like(names) == ""
    assert [names[n : n + 5] for n in range(0, len(names), by_depth(10, deep=1)) if looks_like(names[n : n + 5])] == []


@pytest.mark.deep
@pytest.mark.parametrize(("encoding", "write"), [("tcvn3", tcvn3), ("vni", vni)])
def test_any_five_people_or_units_are_known_by_how_they_were_written(encoding, write):
    names = [name for name in map(write, UNIT_NAMES + people(3000)) if not name.isascii()]
    random.Random(1).shuffle(names)
    starts = range(0, len(names) - 8, by_depth(10, deep=1))
    missed = [names[n : n + 5] for n in starts if looks_like(names[n : n + 5]) != encoding]
    assert len(missed) * 1000 < len(starts)  # five whose every letter also stands in Unicode's Vietnamese: 'Phó', 'Léc'
    assert [names[n : n + 9] for n in starts if looks_like(names[n : n + 9]) != encoding] == []


@given(st.text())
def test_any_text_may_be_asked_about(text):
    assert looks_like([text]) in ("tcvn3", "vni", "")
    assert isinstance(from_vni(text) + from_tcvn3(text), str)
