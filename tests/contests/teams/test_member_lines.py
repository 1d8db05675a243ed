import pytest

from contests.teams.member_lines import MemberLine, parse, read_lines

FULL = ("Phạm Văn Rê", "2010", "M", "Hrê", "", ())


@pytest.mark.parametrize(
    "line",
    [
        "Phạm Văn Rê; 2010; Nam; Hrê",
        "Phạm Văn Rê;2010;nam;Hrê",
        "  Phạm  Văn Rê ; 2010 ; NAM ; Hrê ; ",
        "1. Phạm Văn Rê; 2010; Nam; Hrê",
        "12) Phạm Văn Rê; 2010; Nam; Hrê",
        "- Phạm Văn Rê; 2010; Nam; Hrê",
        "Phạm Văn Rê\t2010\tNam\tHrê",
        "3\tPhạm Văn Rê\t2010\tNam\tHrê",
        "\tPhạm Văn Rê\t\t2010\tNam\tHrê",
        "Phạm Văn Rê, 2010, Nam, Hrê",
        "Phạm Văn Rê | 2010 | Nam | Hrê",
        "Phạm Văn Rê; Nam; Hrê; 2010",
        "Pha\u0323m Va\u0306n Re\u0302; 2010; Nam; Hre\u0302",
    ],
)
def test_a_line_is_read_whatever_stands_between_and_in_whatever_order(line):
    entry = parse(line)
    assert (entry.full_name, entry.birth, entry.gender, entry.group, entry.part, entry.unread) == FULL


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Đinh Thị Mẫu", ("Đinh Thị Mẫu", "", "", "", "", ())),
        ("Đinh Thị Mẫu; Nữ", ("Đinh Thị Mẫu", "", "F", "", "", ())),
        ("Đinh Thị Mẫu; nu; 9/2/2011", ("Đinh Thị Mẫu", "9/2/2011", "F", "", "", ())),
        ("Đinh Thị Mẫu; 09-02-2011; H're", ("Đinh Thị Mẫu", "09-02-2011", "", "H're", "", ())),
        ("A Brol; 2009; Nam; Xơ Đăng; Đội trưởng", ("A Brol", "2009", "M", "Xơ Đăng", "captain", ())),
        ("Y-Moan; dự bị", ("Y-Moan", "", "", "", "reserve", ())),
        ("; 2010; Nam", ("", "2010", "M", "", "", ())),
        ("Phạm Văn Rê; 2010; 2011; Hrê; Co", ("Phạm Văn Rê", "2010", "", "Hrê", "", ("2011", "Co"))),
    ],
)
def test_what_is_missing_stays_empty_and_what_comes_twice_is_not_guessed(line, expected):
    entry = parse(line)
    assert (entry.full_name, entry.birth, entry.gender, entry.group, entry.part, entry.unread) == expected


def test_empty_lines_and_a_head_row_are_no_members():
    lines = read_lines("TT\tHọ và tên\tNăm sinh\n\n1\tPhạm Văn Rê\t2010\n   \nHọ tên; năm sinh; Nam/Nữ; dân tộc\r\n2\tĐinh Thị Mẫu\t2011\n")
    assert [(line.full_name, line.birth) for line in lines] == [("Phạm Văn Rê", "2010"), ("Đinh Thị Mẫu", "2011")]


def test_the_line_as_written_is_kept():
    assert parse("  1.  Phạm Văn Rê;2010 ") == MemberLine(written="1. Phạm Văn Rê;2010", full_name="Phạm Văn Rê", birth="2010")
