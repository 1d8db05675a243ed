"""A clerk at a desk who hands in workbooks over the API."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from imports.files import stored_workbooks
from imports.files.reader_process import read_workbooks
from imports.files.refusals import FileRefused
from imports.reader.grid import Workbook
from tests.imports.made_files import rows_xlsx

HEAD = ["STT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Xã", "Chức vụ", "Đơn vị", "Số điện thoại", "Số CCCD"]


def roster(*people: Iterable[Any], head: Iterable[Any] = HEAD) -> bytes:
    """A workbook: the head, then one row for each, in the order of the head and cut short where nothing more is known."""
    return rows_xlsx([head, *people])


@dataclass
class Desk:
    """Who hands in, and for which activity unless another is named."""

    client: Any
    activity: int

    def send(self, content: bytes, name: str = "danh sach.xlsx", activity: int | None = None) -> Any:
        where = f"/api/v1/activities/{activity or self.activity}/roster-imports/"
        return self.client.post(where, {"file": SimpleUploadedFile(name, content)}, format="multipart")

    def hand_in(self, content: bytes, **more: Any) -> dict[str, Any]:
        """The preview."""
        answer = self.send(content, **more)
        assert answer.status_code == 201, answer.content.decode()[:1500]
        return answer.json()

    def choose(self, preview: dict[str, Any], **choices: Any) -> dict[str, Any]:
        """The preview made anew."""
        answer = self.client.patch(f"/api/v1/roster-imports/{preview['id']}/", choices, format="json")
        assert answer.status_code == 200, answer.content.decode()[:1500]
        return answer.json()

    def look(self, preview: dict[str, Any]) -> dict[str, Any]:
        return self.client.get(f"/api/v1/roster-imports/{preview['id']}/").json()

    def try_commit(self, preview: dict[str, Any]) -> Any:
        return self.client.post(f"/api/v1/roster-imports/{preview['id']}/commit/")

    def commit(self, preview: dict[str, Any]) -> dict[str, int]:
        """What was written."""
        answer = self.try_commit(preview)
        assert answer.status_code == 200, answer.content.decode()[:1500]
        return answer.json()


@pytest.fixture(scope="session")
def reader_for_many() -> Iterator[Callable[..., Workbook]]:
    """The reader as it is, but one process forks for every file: starting Python for each would be half of what these tests take."""
    waiting: deque[bytes] = deque()
    answers = read_workbooks(iter(waiting.popleft, None))

    def read(content: bytes) -> Workbook:
        waiting.append(content)
        result = next(answers)
        if isinstance(result, FileRefused):
            raise result
        return result

    yield read
    answers.close()  # type: ignore[attr-defined]


@pytest.fixture
def desk_of(api: Any, session: Any, reader_for_many: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Desk]:
    monkeypatch.setattr(stored_workbooks, "read_workbook", reader_for_many)
    return lambda user, activity=None: Desk(api(user), (activity or session).pk)


@pytest.fixture
def desk(desk_of: Any, organiser: Any) -> Desk:
    """The organiser's, for `session`: huyện Ba Tơ, 20 May 2024."""
    return desk_of(organiser)


def deeds(preview: dict[str, Any]) -> dict[int, str]:
    """Row → what happens to it."""
    return {row["row"]: "excluded" if row["excluded"] else row["action"] for row in preview["rows"]}


def codes(row: dict[str, Any]) -> set[str]:
    return {problem["code"] for problem in row["problems"]}
