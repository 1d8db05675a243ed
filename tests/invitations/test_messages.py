"""Texts of messages, and what somebody has to be told."""

from dataclasses import replace
from datetime import date, time

import pytest

from invitations.messages.texts import (
    CANCELLATION,
    CHANGE,
    INVITATION,
    Addressing,
    Occasion,
    State,
    describe_change,
    fill,
    message_values,
    state_of,
    unknown_placeholders,
)

NOW = Occasion(date(2026, 12, 15), date(2026, 12, 15), time(7, 30), "Hội trường UBND xã Ba Vì")
WEEK_BEFORE = replace(NOW, starts_on=date(2026, 12, 8), ends_on=date(2026, 12, 9))
OFF = replace(NOW, is_cancelled=True)
WHOM = Addressing("Phạm Văn Rê", "Tập huấn Luật Đất đai", "Ban Dân tộc", "https://mau.vn/p/ABC", "Mưa lũ.")


@pytest.mark.parametrize(
    ("before", "now", "state"),
    [
        (None, NOW, State.NEW),
        (None, OFF, State.UNNEEDED),
        (NOW, NOW, State.TOLD),
        (WEEK_BEFORE, NOW, State.CHANGED),
        (replace(NOW, starts_at=time(13, 30)), NOW, State.CHANGED),
        (replace(NOW, place="Trường THCS"), NOW, State.CHANGED),
        (NOW, OFF, State.CANCELLED),
        (replace(WEEK_BEFORE, is_cancelled=True), OFF, State.TOLD),
        (OFF, NOW, State.RESTORED),
    ],
)
def test_who_was_told_something_else_is_to_be_told_again(before, now, state):
    assert state_of(before, now) == state


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        (WEEK_BEFORE, NOW, "đã dời từ ngày 08/12/2026 (thứ Ba) đến ngày 09/12/2026 (thứ Tư) sang ngày 15/12/2026 (thứ Ba)"),
        (replace(NOW, starts_at=time(13, 30)), NOW, "đã đổi giờ, từ 13 giờ 30 sang 07 giờ 30"),
        (replace(NOW, place="Nhà văn hóa"), NOW, "đã đổi địa điểm, từ Nhà văn hóa sang Hội trường UBND xã Ba Vì"),
        (NOW, OFF, "đã hủy"),
    ],
)
def test_a_change_is_said_with_what_was_before(before, now, words):
    assert describe_change(before, now) == words


def test_the_usual_texts_are_whole_sentences():
    assert fill(INVITATION, message_values(WHOM, now=NOW, before=None)) == (
        "Ban Dân tộc trân trọng kính mời ông (bà) Phạm Văn Rê dự Tập huấn Luật Đất đai, vào 07 giờ 30 ngày 15/12/2026 (thứ Ba), "
        "tại Hội trường UBND xã Ba Vì. Khi đến, xin mở thẻ này để điểm danh: https://mau.vn/p/ABC"
    )
    assert "đã dời từ ngày 08/12/2026" in fill(CHANGE, message_values(WHOM, now=NOW, before=WEEK_BEFORE))
    assert fill(CANCELLATION, message_values(WHOM, now=OFF, before=WEEK_BEFORE)) == (
        "Ban Dân tộc xin báo ông (bà) Phạm Văn Rê: Tập huấn Luật Đất đai, 07 giờ 30 ngày 08/12/2026 (thứ Ba) đến ngày 09/12/2026 (thứ Tư), "
        "đã hủy. Lý do: Mưa lũ. Mong ông (bà) thông cảm."
    ), "the day is the one that the person knows"
    assert "vào ngày 15/12/2026" in fill(INVITATION, message_values(WHOM, now=replace(NOW, starts_at=None), before=None))


def test_placeholders_are_read_in_any_case_and_others_are_named():
    assert fill("Mời [ Họ Tên ] [chức vụ]", {"họ tên": "Rê"}) == "Mời Rê [chức vụ]"
    assert unknown_placeholders("Mời [Họ tên] [chức vụ] [ngày]") == ["[chức vụ]"]
