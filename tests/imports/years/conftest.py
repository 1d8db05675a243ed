"""An office hands in workbooks of a year's plan, or of past years, on the screens."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from imports.files import stored_workbooks
from imports.models import YearImport
from tests.imports.made_files import rows_xlsx

PAST_HEAD = ["Stt", "Nội dung", "Thời gian", "Địa điểm", "Số người tham gia", "Nữ", "Dân tộc thiểu số", "Ghi chú"]
PAST_TITLE = ["KẾT QUẢ TỔ CHỨC LỚP TẬP HUẤN, HỘI THI NĂM 2023"]
PLAN_TITLE = ["KẾ HOẠCH TẬP HUẤN, HỘI THI NĂM 2027"]
PLAN_HEAD = ["TT", "Tên lớp, hội thi", "Thời gian", "Địa điểm", "Số lớp", "Số người", "Kinh phí"]


@pytest.fixture
def office(browser_of: Any, organiser: Any, quang_ngai: Any, reader_for_many: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The organiser's browser; `hand_in(rows)` returns what became of them: a YearImport with its page in `.page`."""
    monkeypatch.setattr(stored_workbooks, "read_workbook", reader_for_many)
    client = browser_of(organiser)

    def hand_in(*rows: Iterable[Any], merges: str = "", name: str = "nam.xlsx") -> YearImport:
        file = SimpleUploadedFile(name, rows_xlsx(rows, merges=merges))
        response = client.post("/year-imports/new/", {"unit": quang_ngai.pk, "file": file})
        assert response.status_code == 302, response.content.decode()
        return YearImport.objects.latest("pk")

    client.hand_in = hand_in
    return client


def commit(office: Any, year_import: YearImport) -> YearImport:
    """Press 'Ghi nhận' below the preview as it stands now."""
    version = office.get(f"/year-imports/{year_import.pk}/").context["plan"].version
    office.post(f"/year-imports/{year_import.pk}/commit/", {"version": version})
    return YearImport.objects.get(pk=year_import.pk)
