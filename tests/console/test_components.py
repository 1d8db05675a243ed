import gzip
import json
import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import lxml.html
import pytest
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.shortcuts import render
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import path

from console.context import navigation
from finder.views import find
from screens.day_filters import ClockField, DayField, MomentField
from screens.sealed.searches import search
from tests.browser_client import laid_out
from tests.serving import ROOT

STATIC = Path(__file__).parents[2] / "console" / "static" / "console"


class RecordForm(forms.Form):
    title = forms.CharField(label="Tên hoạt động", help_text="Như trong kế hoạch, không viết tắt.", max_length=300)
    starts_on = DayField(label="Ngày bắt đầu")
    time = ClockField(label="Giờ mở cửa", required=False)
    planned = forms.IntegerField(label="Số người theo kế hoạch", required=False, min_value=0)
    kind = forms.ChoiceField(label="Loại", choices=[("training", "Lớp tập huấn"), ("contest", "Hội thi")])
    door = forms.ChoiceField(
        label="Mã QR điểm danh",
        help_text="Mã đổi luôn cần máy chiếu.",
        widget=forms.RadioSelect,
        choices=[("rotating", "Mã đổi luôn, trên màn hình"), ("poster", "Mã in sẵn, dán ở cửa"), ("off", "Không dùng")],
    )
    days = forms.MultipleChoiceField(
        label="Buổi", widget=forms.CheckboxSelectMultiple, choices=[("m", "Sáng"), ("a", "Chiều")], required=False
    )
    note = forms.CharField(label="Ghi chú", widget=forms.Textarea, required=False)
    file = forms.FileField(label="Danh sách của xã", required=False)
    agreed = forms.BooleanField(label="Tôi đã đối chiếu danh sách với bản giấy", help_text="Bắt buộc trước khi khóa sổ.")


class SittingForm(forms.Form):
    label = forms.CharField(label="Tên buổi")
    starts_at = MomentField(label="Bắt đầu")
    ends_at = MomentField(label="Kết thúc", required=False)


class FilterForm(forms.Form):
    q = forms.CharField(label="Tìm", required=False, widget=forms.SearchInput)
    kind = forms.ChoiceField(label="Loại", required=False, choices=[("", "Tất cả"), ("training", "Lớp tập huấn")])
    status = forms.ChoiceField(label="Trạng thái", required=False, choices=[("", "Tất cả"), ("open", "Đang mở")])
    date_from = DayField(label="Từ ngày", required=False)
    date_to = DayField(label="Đến ngày", required=False)


PEOPLE = [
    {"name": "Phạm Thị Ẫm", "year": "1984", "group": "Hrê", "unit": "xã Ba Vì, tỉnh Quảng Ngãi", "count": "2", "status": "registered"},
    {"name": "Đinh Văn Ữu", "year": "1979", "group": "Hrê", "unit": "xã Ba Vì, tỉnh Quảng Ngãi", "count": "12", "status": "withdrawn"},
    {"name": "Hồ Thị Nguyễn Ngọc Quỳnh Trâm", "year": "2009", "group": "Co", "unit": "xã Sơn Hạ", "count": "128", "status": "excused"},
]
WORDS = {
    "draft": "Bản nháp",
    "open": "Đang mở",
    "closed": "Đã kết thúc",
    "cancelled": "Đã hủy",
    "welcome": "Đã vào",
    "already": "Đã điểm danh trước",
    "unknown": "Mã lạ",
    "withdrawn": "Đã rút",
    "elsewhere": "Thẻ của hoạt động khác",
    "registered": "Đã đăng ký",
    "excused": "Vắng có phép",
}


@login_not_required
def styleguide(request):
    months = [48, 120, 96, 0, 231, 310, 0, 12, 87, 164, 205, 1240]
    sittings = forms.formset_factory(SittingForm, extra=0)
    context = {
        "form": RecordForm(initial={"title": "Tập huấn Luật Phòng, chống mua bán người", "starts_on": "2026-03-09", "door": "rotating"}),
        "bad_form": RecordForm({"title": "", "starts_on": "31/02/2026", "kind": "x"}, prefix="bad"),
        "sitting_form": SittingForm(prefix="one"),
        "formset": sittings({"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 0, "form-0-label": "Sáng"}),
        "filter_form": FilterForm({"q": "ba vi", "kind": "", "date_from": "2026-01-01"}, auto_id="filter_%s"),
        "page": Paginator(range(341), 50).page(3),
        "people": [{**person, "word": WORDS[person["status"]]} for person in PEOPLE],
        "statuses": WORDS.items(),
        "sittings": [f"Buổi {number}, sáng 1{number % 10}/03" for number in range(1, 19)],
        "by_unit": [
            ("Xã Ba Vì", 231, "?unit=1"),
            ("Xã Trà Bồng", 164, "?unit=2"),
            ("Thị trấn Di Lăng (huyện Sơn Hà cũ)", 87, "?unit=3"),
            ("Xã Đặng Thùy Trâm", 0, "?unit=4"),
        ],
        "against_plan": [("Lớp tập huấn", 6, "", 8), ("Hội thi tuyên truyền pháp luật", 11, "", 10), ("Ngày hội", 1, "", None)],
        "by_month": [(f"T{month}", value, f"?month={month}") for month, value in enumerate(months, 1)],
        "by_quarter": [("Quý I", 3, "", 4), ("Quý II", 6, "", 5), ("Quý III", 0, "", 4), ("Quý IV", 2, "", 5)],
    }
    return render(request, "console/styleguide.html", context)


urlpatterns = [
    path("", styleguide, name="home"),
    path("reports/", styleguide, name="report-list"),
    path("search/", search, name="search"),
    path("find/", find, name="find"),
]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]  # every page names the agency


VIEWER = SimpleNamespace(is_authenticated=True, can_anywhere={"view"}.__contains__, news_seen_on=date.max)


@pytest.fixture(autouse=True)
def plain_static(settings):
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


def page(user):
    request = RequestFactory().get("/")
    request.user = user
    return styleguide(request).content.decode()


def drawn(source, url="/", **context):
    request = RequestFactory().get(url)
    return engines["django"].from_string("{% load console_ui %}" + source).render(context, request)


def elements(html, tag="*"):
    """Return the attributes of every element with this tag, in order."""
    return [dict(element.attrib) for element in lxml.html.document_fromstring(html).iter(tag)]


def test_a_page_has_no_inline_style_script_or_handler():
    html = page(VIEWER)
    assert elements(html, "style") == []
    for attrs in elements(html):
        assert "style" not in attrs, attrs
        assert [name for name in attrs if name.startswith(("on", "hx-on"))] == []
    assert all(attrs["src"].startswith("/static/") for attrs in elements(html, "script"))


def test_no_id_is_used_twice_on_a_page():
    ids = [attrs["id"] for attrs in elements(page(VIEWER)) if "id" in attrs]
    assert sorted(ids) == sorted(set(ids))


def test_htmx_runs_nothing_that_it_finds_on_a_page_and_asks_nobody_else():
    [config] = [json.loads(attrs["content"]) for attrs in elements(page(AnonymousUser()), "meta") if attrs.get("name") == "htmx-config"]
    promised = {
        "allowEval": False,
        "allowScriptTags": False,
        "selfRequestsOnly": True,
        "includeIndicatorStyles": False,
        "historyCacheSize": 0,
    }
    assert config.items() >= promised.items()
    shipped = Path(finders.find("django_htmx/htmx-2.min.js")).read_text()
    assert [name for name in promised if f"{name}:" not in shipped] == []
    loading = [template.name for template in ROOT.glob("*/templates/**/*.html") if "htmx_script" in template.read_text()]
    assert loading == ["base.html"], "no other page loads htmx without this"


def test_navigation_offers_only_what_the_user_may_use_and_what_exists():
    request = RequestFactory().get("/reports/2026/")
    verbs = {"view", "report", "administer"}
    request.user = SimpleNamespace(is_authenticated=True, can_anywhere=verbs.__contains__)
    assert [(str(entry["label"]), entry["url"], entry["is_current"]) for entry in navigation(request)] == [
        ("Tổng quan", "/", False),
        ("Báo cáo", "/reports/", True),
    ]
    request.user = VIEWER
    assert [entry["url"] for entry in navigation(request)] == ["/"]


def test_navigation_is_empty_before_sign_in_and_on_a_request_that_has_no_user():
    request = RequestFactory().get("/")
    assert navigation(request) == []
    request.user = AnonymousUser()
    assert navigation(request) == []


def test_every_error_in_the_summary_links_to_a_control_that_is_on_the_page():
    form = RecordForm({"title": "", "starts_on": "31/02/2026", "kind": "x"})
    targets = [attrs["href"] for attrs in elements(str(form), "a")]
    assert targets == ["#id_title", "#id_starts_on", "#id_kind", "#id_door_0", "#id_agreed"]
    ids = {attrs["id"] for attrs in elements(str(form)) if "id" in attrs}
    assert {target[1:] for target in targets} - ids == set()


def test_a_wrong_field_is_described_by_its_hint_and_its_error():
    html = str(RecordForm({"title": ""}))
    [title] = [attrs for attrs in elements(html, "input") if attrs["name"] == "title"]
    assert (title["aria-invalid"], title["aria-describedby"]) == ("true", "id_title_helptext id_title_error")
    described = {attrs.get("id") for attrs in elements(html)}
    assert {"id_title_helptext", "id_title_error"} <= described
    [choices] = [attrs for attrs in elements(html, "fieldset") if "id_door_error" in attrs.get("aria-describedby", "")]
    assert choices["aria-describedby"] == "id_door_helptext id_door_error"


def test_a_correct_form_shows_no_summary():
    assert "error-summary" not in str(RecordForm())


def test_only_optional_fields_are_marked_and_in_words():
    html = laid_out(str(RecordForm()))
    optional = re.findall(r"(?:<label[^>]*>|<legend>)([^<]+?) <span class=\"optional\">\(([^)]*)\)", html)
    assert optional == [
        (label, "không bắt buộc") for label in ("Giờ mở cửa", "Số người theo kế hoạch", "Buổi", "Ghi chú", "Danh sách của xã")
    ]


@pytest.mark.parametrize(("language", "weekday"), [("vi", "Thứ Hai"), ("en", "Monday")])
def test_days_and_times_are_typed_as_people_write_them_and_said_with_the_day_of_the_week(language, weekday):
    from datetime import date, time

    from django.utils import translation

    with translation.override(language):
        record = str(RecordForm(initial={"starts_on": date(2026, 3, 9), "time": time(7, 30)}))
        sitting = str(SittingForm({"label": "Sáng", "starts_at": "9/3/2026 7h30"}))
    inputs = {attrs["name"]: attrs for attrs in elements(record + sitting, "input") if "name" in attrs}
    assert [(inputs[name]["type"], inputs[name]["value"]) for name in ("starts_on", "time", "starts_at")] == [
        ("text", "09/03/2026"), ("text", "07:30"), ("text", "09/03/2026 07:30"),
    ]  # fmt: skip
    said = {output.get("id"): output.text for output in lxml.html.document_fromstring(record + sitting).iter("output")}
    assert said["id_starts_on_said"] == f"{weekday}, 09/03/2026"
    assert said["id_starts_at_said"] == f"{weekday}, 09/03/2026 07:30"
    assert inputs["starts_on"]["aria-describedby"] == "id_starts_on_said"
    assert [inputs[name]["inputmode"] for name in ("time", "starts_at")] == ["numeric", "text"], "digits alone have no space"


def test_what_a_native_date_and_time_input_sent_is_still_understood():
    form = SittingForm({"label": "Sáng", "starts_at": "2026-03-09T07:30", "ends_at": ""})
    assert form.is_valid(), form.errors


def test_formset_errors_are_summed_up_once_and_name_their_row():
    rows = forms.formset_factory(SittingForm)
    html = laid_out(
        str(rows({"form-TOTAL_FORMS": 2, "form-INITIAL_FORMS": 0, "form-0-label": "Sáng", "form-1-starts_at": "2026-03-09T07:30"}))
    )
    assert html.count("error-summary") == 1
    assert re.findall(r'<a href="#([^"]+)">(Dòng \d), ([^:]+):', html) == [
        ("id_form-0-starts_at", "Dòng 1", "Bắt đầu"),
        ("id_form-1-label", "Dòng 2", "Tên buổi"),
    ]


def test_bars_are_as_long_as_their_share_of_the_greatest_in_every_locale():
    html = drawn("{% bars rows %}", rows=[("Xã Ba Vì", 3), ("Xã Sơn Hạ", 2), ("Xã Trà Bồng", 0), ("Xã Ba Tơ", None)])
    assert [attrs["width"] for attrs in elements(html, "rect")] == ["100.00%", "66.67%", "0.00%", "0.00%"]


def test_bars_of_nothing_and_of_zeros_are_drawn():
    assert elements(drawn("{% bars rows %}", rows=[]), "rect") == []
    assert [a["width"] for a in elements(drawn("{% bars rows %}", rows=[("Quý I", 0)]), "rect")] == ["0.00%"]


def test_planned_and_held_share_one_scale_and_both_stand_in_figures():
    html = drawn('{% bars rows series="Đã tổ chức" planned_series="Kế hoạch" %}', rows=[("Hội thi", 5, "", 10), ("Khác", 1, "", None)])
    assert [(a["class"], a["width"]) for a in elements(html, "rect")] == [
        ("bar-planned", "100.00%"),
        ("bar", "50.00%"),
        ("bar", "10.00%"),
    ]
    assert re.findall(r'<td class="number">([^<]*)</td>', html) == ["5", "10", "1", "–"]


def test_upright_columns_repeat_their_figures_and_links_as_a_table():
    html = drawn('{% bars rows title="Theo tháng" upright=True %}', rows=[("T1", 1200, "?month=1"), ("T2", 30, "?month=2")])
    [plot] = [attrs for attrs in elements(html, "svg") if attrs.get("role") == "img"]
    assert plot["aria-label"] == "Theo tháng"
    table = html[html.index("<table") :]
    assert re.findall(r'href="([^"]+)">(T\d)', table) == [("?month=1", "T1"), ("?month=2", "T2")]
    assert [a.get("tabindex") for a in elements(html[: html.index("<table")], "a")] == ["-1", "-1"]


def test_bars_escape_their_labels():
    assert "<b>" not in drawn("{% bars rows %}", rows=[("<b>", 1, "javascript&<b>")])


def test_sorting_toggles_keeps_the_filter_and_returns_to_the_first_page():
    source = '{% sort_header "Ngày" "starts_on" default="-starts_on" %}{% sort_header "Tên" "title" %}'
    first = drawn(source, "/?q=ba+vi&page=3")
    assert [a.get("aria-sort") for a in elements(first, "th")] == ["descending", None]
    assert [a["href"] for a in elements(first, "a")] == ["?q=ba+vi&sort=starts_on", "?q=ba+vi&sort=title"]
    again = drawn(source, "/?q=ba+vi&sort=title")
    assert [a["href"] for a in elements(again, "a")] == ["?q=ba+vi&sort=starts_on", "?q=ba+vi&sort=-title"]


def test_paging_keeps_the_filter():
    html = drawn("{% pagination page %}", "/?q=ba+vi&page=3", page=Paginator(range(341), 50).page(3))
    assert [a["href"] for a in elements(html, "a")] == ["?q=ba+vi", "?q=ba+vi&page=2", "?q=ba+vi&page=4", "?q=ba+vi&page=7"]
    assert "Dòng 101–150 trong 341 · trang 3/7" in laid_out(html)


def test_a_status_is_a_word_and_a_tone_and_an_unknown_code_has_no_tone():
    assert drawn('{% status_tag "cancelled" "Đã hủy" %}').strip() == '<span class="tag bad">Đã hủy</span>'
    assert drawn('{% status_tag "closed" "Ngoài giờ" tone="warn" %}').strip() == '<span class="tag warn">Ngoài giờ</span>'
    assert drawn('{% status_tag "draft" "Bản nháp" %}').strip() == '<span class="tag">Bản nháp</span>'


@pytest.mark.parametrize("template", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
def test_error_pages_render_without_any_context(template):
    html = render_to_string(template)
    assert len(elements(html, "h1")) == 1
    assert elements(html, "script") == []


def test_the_page_of_a_server_error_does_not_need_the_static_manifest(settings):
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
    assert "/static/console/site.css" in render_to_string("500.html")


def test_a_refusal_shows_its_own_sentence_escaped():
    assert "Bạn không được &lt;ghi&gt; ở đây." in render_to_string("403.html", {"exception": "Bạn không được <ghi> ở đây."})


def contrast(first, second):
    luminances = []
    for colour in (first, second):
        digits = colour * 2 if len(colour) == 3 else colour
        parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        luminances.append(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    dark, light = sorted(luminances)
    return (light + 0.05) / (dark + 0.05)


TOKENS = dict(re.findall(r"--([\w-]+): #([0-9a-f]{3,6});", (STATIC / "site.css").read_text()))
ON_PAPER = [(ink, ground) for ink in ("ink", "ink-soft", "accent", "accent-deep", "bad") for ground in ("paper", "ground", "ground-deep")]
ON_PALE = [
    *(("ink", f"{tone}-pale") for tone in ("accent", "good", "warn", "bad")),
    ("accent-deep", "accent-pale"),
    *((tone, f"{tone}-pale") for tone in ("good", "warn", "bad")),
    *(("paper", ground) for ground in ("accent", "accent-deep", "bad", "bad-deep")),
]


@pytest.mark.parametrize(("ink", "ground"), ON_PAPER + ON_PALE)
def test_text_contrast_is_at_least_wcag_aa(ink, ground):
    assert contrast(TOKENS[ink], TOKENS[ground]) >= 4.5  # WCAG 2.2, 1.4.3


@pytest.mark.parametrize("edge", ["line-strong", "focus", "accent"])
@pytest.mark.parametrize("ground", ["paper", "ground", "ground-deep"])
def test_edges_of_controls_and_the_focus_ring_stand_out(edge, ground):
    assert contrast(TOKENS[edge], TOKENS[ground]) >= 3  # WCAG 2.2, 1.4.11


def test_the_stylesheet_stays_small():
    assert len(gzip.compress((STATIC / "site.css").read_bytes())) < 8_000  # as it is sent
