import pytest

from training.speaker_lines import format_speaker, parse_speaker


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Phạm Văn Rê - Phó Trưởng phòng", ("Phạm Văn Rê", "Phó Trưởng phòng")),
        ("Phạm Văn Rê– Phó Trưởng phòng", ("Phạm Văn Rê", "Phó Trưởng phòng")),
        ("Phạm Văn Rê —Phó Trưởng phòng", ("Phạm Văn Rê", "Phó Trưởng phòng")),
        ("Phạm Văn Rê -Phó Trưởng phòng", ("Phạm Văn Rê", "Phó Trưởng phòng")),
        ("Phạm Văn Rê- Phó Trưởng phòng", ("Phạm Văn Rê", "Phó Trưởng phòng")),
        ("Phạm Văn Rê | Phó Trưởng phòng", ("Phạm Văn Rê", "Phó Trưởng phòng")),
        ("Phạm Văn Rê, Phó Trưởng phòng, Sở Tư pháp", ("Phạm Văn Rê", "Phó Trưởng phòng, Sở Tư pháp")),
        ("Phạm Văn Rê\tPhó Trưởng phòng", ("Phạm Văn Rê", "Phó Trưởng phòng")),
        ("Phạm Văn Rê: Phó Trưởng phòng - Sở Tư pháp", ("Phạm Văn Rê", "Phó Trưởng phòng - Sở Tư pháp")),
        ("Phạm Văn Rê (Sở Tư pháp)", ("Phạm Văn Rê", "Sở Tư pháp")),
        ("Phạm Văn Rê (Sở Tư pháp) - Phó Trưởng phòng", ("Phạm Văn Rê (Sở Tư pháp)", "Phó Trưởng phòng")),
        ("Phạm Văn Rê - Phó Trưởng phòng (Sở Tư pháp)", ("Phạm Văn Rê", "Phó Trưởng phòng (Sở Tư pháp)")),
        ("Y-Moan Niê - Báo cáo viên", ("Y-Moan Niê", "Báo cáo viên")),
        ("Y-Moan Niê", ("Y-Moan Niê", "")),
        ("  Phạm  Văn   Rê  ", ("Phạm Văn Rê", "")),
        ("- Phó Trưởng phòng", ("", "Phó Trưởng phòng")),
    ],
)
def test_a_line_is_a_name_and_a_title(line, expected):
    assert parse_speaker(line) == expected


@pytest.mark.parametrize(
    "speaker", [("Phạm Văn Rê", "Phó Trưởng phòng - Sở Tư pháp"), ("Y-Moan Niê", ""), ("Phạm Văn Rê", "Trưởng phòng (Sở)")]
)
def test_what_is_written_is_read_back_alike(speaker):
    assert parse_speaker(format_speaker(*speaker)) == speaker
