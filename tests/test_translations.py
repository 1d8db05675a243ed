"""The code speaks Vietnamese through gettext, and locale/en says all of it in English. Read with Babel: a fresh machine has no GNU gettext."""

import ast
import io
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, TypeGuard

import lxml.html
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.template.base import Lexer, Token, TokenType
from django.utils.translation.template import templatize

from console.translations import compile_translations
from tests.at_once import at_once

ROOT = settings.BASE_DIR
APPS = [*(app for app in settings.INSTALLED_APPS if (ROOT / app).is_dir()), "vietnamese"]
PYTHON = sorted(path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)
TEMPLATES = sorted(path for app in APPS for path in (ROOT / app).rglob("templates/**/*.html"))
with ROOT.joinpath("locale/en/LC_MESSAGES/django.po").open("rb") as file:
    CATALOGUE = read_po(file)
ENTRIES = [message for message in CATALOGUE if message.id]

CONTEXT: Any = (1, "c")
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), (CONTEXT, 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), (CONTEXT, 2, 3)),
}
HOLES = re.compile(r"%\(\w+\)[a-z]|%[a-z%]|\{\w*\}|</?\w[^>]*>")
VIETNAMESE = re.compile("[À-ÖØ-öø-ɏḀ-ỹ]")

# Vietnamese words that an English sentence needs: what is typed or printed as it stands.
KEPT_IN_ENGLISH = [
    "Tiếng Việt",
    "Quảng Ngãi",
    "UBND tỉnh",  # examples of what stands on official paper
    "Số: …/BC-BDT",
    "KT. Giám đốc",
    "Giám đốc, Trưởng ban, Phó Giám đốc",
    "Phạm Văn Mẫu",  # invented people
    "Phạm Văn Rê",
    "Hrê",  # ethnic groups' names
    "Xơ Đăng",
    "Nữ (female)",  # pasted lists are read in Vietnamese
    "Họ và tên",  # heads of a list that a commune fills in or corrects
    "Năm sinh",
    "Lỗi cần sửa",
]

# Pages that are not chrome: the vocabulary of screens with invented content; the official head, whose words the law fixes.
# The signing list is an official paper: Vietnamese whatever the screen speaks.
UNTRANSLATED_TEMPLATES = {"styleguide.html", "_report_sheet.html", "_official_head.html", "_signing_list.html", "_signing_line.html"}
# Names that are the same in every language. A language is named in itself, so that whoever needs it can read it.
SAME_EVERYWHERE = {"English", "Tiếng Việt", "API"}

WHOLE_MODULE = None
UNTRANSLATED_LITERALS: dict[str, set[str] | None] = {
    "console/demo.py": WHOLE_MODULE,  # invented data
    "console/demo_outreach.py": WHOLE_MODULE,  # the same
    "console/management/commands/prepare.py": WHOLE_MODULE,  # says it in both languages, on a terminal that has chosen none
    "invitations/messages/texts.py": WHOLE_MODULE,  # read by people who are invited, in whatever language the console is
    "invitations/letter/document.py": WHOLE_MODULE,  # a document of the agency
    "exports/contest_results/contents.py": WHOLE_MODULE,  # documents of the agency
    "exports/contest_results/minutes.py": WHOLE_MODULE,  # the same
    "exports/contest_results/scores.py": WHOLE_MODULE,  # the same
    "exports/documents/layout.py": WHOLE_MODULE,  # documents of the agency
    "invitations/letter/contents.py": WHOLE_MODULE,  # the same
    "activities/documents/wording.py": WHOLE_MODULE,  # quoted in documents of the agency
    "reporting/composing/facts.py": WHOLE_MODULE,  # words of a report, which is a document of the agency
    "reporting/composing/composition.py": {"abcdđeghiklmnopqrstuvxy"},  # points are lettered so
    "reporting/document/contents.py": WHOLE_MODULE,  # documents of the agency
    "reporting/document/report_contents.py": WHOLE_MODULE,  # the same
    "reporting/document/template/standard_template.py": WHOLE_MODULE,  # the same
    "reporting/word_templates/samples.py": WHOLE_MODULE,  # a report that there is not
    "certificates/wording.py": WHOLE_MODULE,  # what is printed on a document of the agency
    "certificates/prizes/contents.py": WHOLE_MODULE,  # the same, and a team that there is not
    "certificates/prizes/actions.py": {"giải "},  # before the name of a prize, on a document of the agency
    "certificates/document/samples.py": WHOLE_MODULE,  # a person and an activity that there are not
    "vietnamese/text.py": WHOLE_MODULE,  # the alphabet
    "vietnamese/names.py": WHOLE_MODULE,  # family names
    "vietnamese/numbers.py": WHOLE_MODULE,  # amounts in words, as a document has them
    "vietnamese/dates.py": WHOLE_MODULE,  # dates of official documents (NĐ 30/2020)
    "places/models.py": {"tỉnh", "thành phố", "huyện", "quận", "thị xã", "xã", "phường", "thị trấn", "đặc khu"},  # part of a unit's name
    "places/management/commands/load_units.py": WHOLE_MODULE,  # the country's name in the command's own help
    # Labels that are stored with what they name, or offered to be stored: data, the same for every reader.
    "activities/actions.py": {"Sáng", "Chiều"},
    "activities/forms.py": {"Sáng", "Chiều", "Tối"},
    "contests/actions.py": {"Tối"},
    "contests/forms.py": {
        "Tiểu phẩm hay nhất", "Chào hỏi hay nhất", "Diễn xuất hay nhất", "Trang phục, đạo cụ đẹp nhất", "Khán giả yêu thích nhất",
    },
    "contests/rules/forms.py": {  # offered to be stored
        "Chào hỏi", "Kiến thức pháp luật", "Xử lý tình huống", "Tiểu phẩm", "Hùng biện", "Nội dung", "Nội dung pháp luật",
        "Hình thức thể hiện", "Diễn xuất", "Trang phục, đạo cụ", "Trả lời câu hỏi", "Trình bày",
    },
    "contests/stage/forms.py": {r"(?:(\d{1,3})\s*(?::|ph|'|phút)\s*)?(\d{1,5})?\s*(?:s|giây|'')?"},  # how a time is typed
    "contests/models/contests.py": {"đội "},  # how a team's name may begin
    # The official head, and a letter on which a line's height depends.
    "exports/table.py": {"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"},
    "exports/formats/page_layout.py": {"ngày ...... tháng ...... năm ......"},
    "exports/formats/text_metrics.py": {"Đ"},
    "attendance/scans/card_reading.py": WHOLE_MODULE,  # letters that scanners spoil
    "attendance/headcounts/records.py": {"Khán giả", "Học sinh", "Đại biểu", "Phụ huynh"},  # offered to be stored
    "attendance/paper/views.py": {"Danh sách số ", " in lúc ", " ngày "},  # the mark at the foot of the printed list
    # How people in Vietnam write a list of people: what is looked for in it, never shown.
    "imports/reading/titles.py": WHOLE_MODULE,
    "imports/reading/head_rows.py": WHOLE_MODULE,
    "imports/reading/heads.py": WHOLE_MODULE,
    "imports/reading/years/heads.py": WHOLE_MODULE,
    "imports/reading/years/tables.py": WHOLE_MODULE,
    "imports/reading/years/when.py": WHOLE_MODULE,
    "imports/years/commit.py": {"Người tham dự", "Cả ngày", "Cả đợt"},  # stored with what they name
    "imports/reading/entries.py": WHOLE_MODULE,
    "imports/reading/headless.py": WHOLE_MODULE,
    "imports/reading/cells/name_cells.py": WHOLE_MODULE,
    "imports/reading/row_kinds.py": WHOLE_MODULE,
    "imports/reading/cells/cell_text.py": WHOLE_MODULE,
    "imports/reading/cells/commune_text.py": WHOLE_MODULE,
    "imports/planning/places/other_provinces.py": WHOLE_MODULE,
    "imports/planning/places/communes.py": WHOLE_MODULE,
    "imports/planning/resolution.py": WHOLE_MODULE,
    "vietnamese/legacy_text.py": WHOLE_MODULE,  # letters and syllables of before Unicode
    # Workbooks that go to a commune: Vietnamese whatever the screen speaks, and their heads are read again.
    "imports/workbooks/blank.py": WHOLE_MODULE,
    "imports/workbooks/faulty_rows.py": WHOLE_MODULE,
    "imports/workbooks/styling.py": WHOLE_MODULE,
    "privacy/data_subject/erasure.py": {"Đã xóa danh tính"},  # stored where a name stood
    "privacy/data_subject/text_review.py": {"(đã xóa)"},  # or a text
    "privacy/management/commands/retention.py": WHOLE_MODULE,  # on a terminal, which the province reads
    "scanner/management/commands/vendor_assets.py": WHOLE_MODULE,  # both languages, on a terminal
    "scanner/page/vendored_assets.py": {"bộ đọc mã QR / the QR reader"},  # on a terminal, too
    "certificates/document/fonts.py": {"phông chữ giấy chứng nhận / the font of certificates"},
    "scanner/page/messages.py": {"Tiếng Việt"},
    "contests/juries/page_words.py": {"Tiếng Việt"},
    "backend/settings.py": {"Tập huấn & Hội thi"},  # title of the API's description, read once at start
}  # fmt: skip


# --- what the product says


@cache
def product_texts() -> dict[tuple[str | None, str | tuple[str, ...]], str]:
    """{(context, msgid): a file that says it}"""
    places = {}
    for path in PYTHON + TEMPLATES:
        source = path.read_bytes()
        if path.suffix == ".html":  # Babel reads it as Python, where indentation counts
            source = re.sub(r"(?m)^[ \t]+", "", templatize(path.read_text())).encode()
        for _line, message, _comments, context in extract("python", io.BytesIO(source), keywords=KEYWORDS):
            places[context, message] = str(path.relative_to(ROOT))
    return places


def as_forms(words: Any) -> list[str]:
    return [words] if isinstance(words, str) else list(words)


def test_every_text_has_an_entry_in_english():
    translated = {(message.context, message.id) for message in ENTRIES}
    assert {text: where for text, where in product_texts().items() if text not in translated} == {}


def is_gettext(node: ast.AST) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS


def test_no_text_hides_where_extraction_does_not_look():
    """Inside an f-string, for one: Babel and xgettext pass it by, and the reader of English gets Vietnamese."""
    extracted = {words for context, message in product_texts() for words in (context, *as_forms(message)) if words}
    hidden = [
        (str(path.relative_to(ROOT)), part.value)
        for path in PYTHON
        for call in ast.walk(ast.parse(path.read_text()))
        if is_gettext(call)
        for part in call.args
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value not in extracted
    ]
    assert hidden == []


def test_the_catalogue_holds_nothing_that_is_no_longer_said():
    assert [message.id for message in ENTRIES if (message.context, message.id) not in product_texts()] == []


def test_every_entry_is_translated_and_none_is_a_guess():
    assert [message.id for message in ENTRIES if message.fuzzy or not all(as_forms(message.string))] == []


def test_both_plural_forms_are_translated():
    counted = [message for message in ENTRIES if message.pluralizable]
    assert [message.id for message in counted if len(as_forms(message.string)) != CATALOGUE.num_plurals] == []


def test_a_translation_keeps_placeholders_and_html():
    differs = [
        (message.id, form)
        for message in ENTRIES
        for form in as_forms(message.string)
        if any(sorted(HOLES.findall(form)) != sorted(HOLES.findall(source)) for source in as_forms(message.id))
    ]
    assert differs == []


def test_no_vietnamese_is_left_in_the_english():
    allowed = re.compile("|".join(map(re.escape, sorted(KEPT_IN_ENGLISH, key=len, reverse=True))))
    vietnamese_texts = [form for message in ENTRIES for form in as_forms(message.string) if VIETNAMESE.search(allowed.sub("", form))]
    assert vietnamese_texts == []


# --- what it says past gettext


# What of a page a person may read or hear.
VISIBLE_TEXTS = "//text() | //@alt | //@aria-label | //@data-label | //@placeholder | //@title"
NOT_SHOWN = {
    "comment": "endcomment",
    "blocktranslate": "endblocktranslate",
    "block page_class": "endblock",
    "block body_attributes": "endblock",
}


def untranslated(tokens: list[Token]) -> Iterator[Token]:
    """Without comments, attributes of the page itself and what stands in a blocktranslate."""
    closes_with = ""
    for token in tokens:
        words = token.contents.split() if token.token_type == TokenType.BLOCK else []
        if closes_with:
            closes_with = "" if words[:1] == [closes_with] else closes_with
        elif words:
            closes_with = NOT_SHOWN.get(words[0]) or NOT_SHOWN.get(" ".join(words[:2]), "")
            yield token
        elif token.token_type != TokenType.COMMENT:
            yield token


def test_a_template_shows_no_text_of_its_own():
    """Any word counts, not only Vietnamese letters: half of the language can be written without one ("Trang", "In", "Xem")."""
    untranslated_texts = []
    for path in [path for path in TEMPLATES if path.name not in UNTRANSLATED_TEMPLATES]:
        tokens = untranslated(Lexer(path.read_text()).tokenize())
        html = "".join(token.contents for token in tokens if token.token_type == TokenType.TEXT)
        page = lxml.html.fragment_fromstring(html, create_parent=True)
        texts = [text.strip(" ·\n") for text in page.xpath(VISIBLE_TEXTS) if re.search(r"[^\W\d_]{2}", text)]
        untranslated_texts += [(path.name, text) for text in texts if text not in SAME_EVERYWHERE]
    assert untranslated_texts == []


def test_a_template_passes_no_vietnamese_to_its_tags():
    strays = []
    for path in [path for path in TEMPLATES if path.name not in UNTRANSLATED_TEMPLATES]:
        tokens = untranslated(Lexer(path.read_text()).tokenize())
        tags = [token.contents for token in tokens if token.token_type in (TokenType.BLOCK, TokenType.VAR)]
        without_translated = [re.sub(r"""(_\(|^translate )(".*?"|'.*?')""", "", tag) for tag in tags]
        strays += [(path.name, tag) for tag in without_translated if VIETNAMESE.search(tag)]
    assert strays == []


def test_python_passes_no_vietnamese_past_gettext():
    strays = []
    for path in PYTHON:
        name = str(path.relative_to(ROOT))
        allowed = UNTRANSLATED_LITERALS.get(name, set())
        if allowed is WHOLE_MODULE:
            continue
        nodes = list(ast.walk(ast.parse(path.read_text())))
        docstrings = [node for node in nodes if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)]
        passed = {id(part) for node in [*docstrings, *filter(is_gettext, nodes)] for part in ast.walk(node)}
        strings = [
            node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in passed
        ]
        strays += [(name, text) for text in strings if VIETNAMESE.search(text) and text not in allowed]
    assert strays == []


def test_processes_that_start_at_once_compile_side_by_side(tmp_path, settings):
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Lưu"\nmsgstr "Save"\n')
    settings.LOCALE_PATHS = [tmp_path]
    for _n in range(20):
        (folder / "django.mo").unlink(missing_ok=True)
        assert sum(at_once(*[compile_translations] * 8)) >= 1
        assert sorted(file.name for file in folder.iterdir()) == ["django.mo", "django.po"]
