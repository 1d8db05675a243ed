"""Texts of messages: placeholders, what a person was told before, what has changed since. Imports no Django.

The texts are Vietnamese whatever language the console speaks: people who are invited read them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from vietnamese.dates import short_date
from vietnamese.text import clean

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
PLACEHOLDERS = ("họ tên", "tên hoạt động", "ngày", "giờ", "địa điểm", "liên kết", "đơn vị tổ chức", "thay đổi", "lý do")
PLACEHOLDER = re.compile(r"\[([^\[\]\n]+)\]")

INVITATION = (
    "[đơn vị tổ chức] trân trọng kính mời ông (bà) [họ tên] dự [tên hoạt động], vào [giờ] [ngày], tại [địa điểm]. "
    "Khi đến, xin mở thẻ này để điểm danh: [liên kết]"
)
CHANGE = (
    "[đơn vị tổ chức] xin báo ông (bà) [họ tên]: [tên hoạt động] [thay đổi]. Kính mời ông (bà) dự vào [giờ] [ngày], tại [địa điểm]. "
    "Thẻ điểm danh không đổi: [liên kết]"
)
CANCELLATION = "[đơn vị tổ chức] xin báo ông (bà) [họ tên]: [tên hoạt động], [giờ] [ngày], đã hủy. Lý do: [lý do]. Mong ông (bà) thông cảm."


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a person is told of an activity: when and where it is, or that it is cancelled. `starts_at`: of the first sitting."""

    starts_on: date
    ends_on: date
    starts_at: time | None
    place: str
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Addressing:
    """Whom a message is for, what it is about and who sends it. `reason`: why the activity was cancelled."""

    full_name: str
    title: str
    organiser: str
    link: str
    reason: str = ""


class State(StrEnum):
    """What a person has to be told: all of it, another day, hour or place, that it is cancelled, or that it is held after all."""

    NEW = "new"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    RESTORED = "restored"
    TOLD = "told"
    UNNEEDED = "unneeded"  # it was cancelled before anybody invited them


TO_TELL = (State.NEW, State.CHANGED, State.CANCELLED, State.RESTORED)


def state_of(before: Occasion | None, now: Occasion) -> State:
    """Return what somebody who was last told `before` (None: nothing) has to be told now."""
    if before is None:
        return State.UNNEEDED if now.is_cancelled else State.NEW
    if now.is_cancelled:
        return State.TOLD if before.is_cancelled else State.CANCELLED
    if before.is_cancelled:
        return State.RESTORED
    return State.TOLD if before == now else State.CHANGED


def say_day(day: date) -> str:
    """Return 'ngày 15/12/2026 (thứ Ba)'."""
    return f"ngày {short_date(day)} ({WEEKDAYS[day.weekday()]})"


def say_days(occasion: Occasion) -> str:
    if occasion.starts_on == occasion.ends_on:
        return say_day(occasion.starts_on)
    return f"{say_day(occasion.starts_on)} đến {say_day(occasion.ends_on)}"


def say_hour(occasion: Occasion) -> str:
    """Return '07 giờ 30' as NĐ 30/2020 writes hours; nothing where no sitting says one."""
    return f"{occasion.starts_at:%H giờ %M}" if occasion.starts_at else ""


def describe_change(before: Occasion, now: Occasion) -> str:
    """Return what has changed for somebody who was told `before`, as the end of a sentence: 'đã dời từ … sang …'."""
    if now.is_cancelled:
        return "đã hủy"
    changes = []
    if (before.starts_on, before.ends_on) != (now.starts_on, now.ends_on):
        changes.append(f"đã dời từ {say_days(before)} sang {say_days(now)}")
    elif before.starts_at != now.starts_at:
        changes.append(f"đã đổi giờ, từ {say_hour(before) or 'giờ chưa báo'} sang {say_hour(now) or 'giờ báo sau'}")
    if before.place != now.place:
        changes.append(f"đã đổi địa điểm, từ {before.place} sang {now.place}")
    return " và ".join(changes) or "vẫn tổ chức như đã báo"


def message_values(addressing: Addressing, *, now: Occasion, before: Occasion | None) -> dict[str, str]:
    """Return {placeholder: value}. Of a cancelled activity, day, hour and place are those that the person was told."""
    mentioned = before if now.is_cancelled and before else now
    return {
        "họ tên": addressing.full_name,
        "tên hoạt động": addressing.title,
        "ngày": say_days(mentioned),
        "giờ": say_hour(mentioned),
        "địa điểm": mentioned.place,
        "liên kết": addressing.link,
        "đơn vị tổ chức": addressing.organiser,
        "thay đổi": describe_change(before or now, now),
        "lý do": addressing.reason.rstrip(".") or "(lý do hủy)",
    }


def fill(template: str, values: Mapping[str, str]) -> str:
    """Return the text with each [placeholder] replaced by its value; an empty value leaves no double space and no comma alone."""
    text = PLACEHOLDER.sub(lambda match: values.get(clean(match[1]).lower(), match[0]), template)
    lines = (re.sub(r" +([,.;:])", r"\1", re.sub(r" {2,}", " ", line)) for line in text.splitlines())
    return "\n".join(re.sub(r",(?=[,.;:])", "", line).strip() for line in lines)


def unknown_placeholders(template: str) -> list[str]:
    """Return what stands in square brackets and is no placeholder."""
    return [match[0] for match in PLACEHOLDER.finditer(template) if clean(match[1]).lower() not in PLACEHOLDERS]
