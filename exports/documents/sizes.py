"""Define the sizes of a document by NĐ 30/2020/NĐ-CP, Phụ lục I, without importing python-docx."""

# Sizes in points, margins in millimetres.
FONT, HEAD_SIZE, TEXT_SIZE, LIST_SIZE, RECIPIENTS_SIZE = "Times New Roman", 13, 14, 11, 12
PAPER_WIDTH, PAPER_HEIGHT = 210, 297
TOP, BOTTOM, LEFT, RIGHT = 20, 20, 30, 15
PAGE_NUMBER_AT = 10  # millimetres from the edge: in the middle of the top margin
LEFT_COLUMN, RIGHT_COLUMN = 66, 99  # of the head; together the 165 mm between the margins
FIRST_LINE = 12.7  # millimetres
ROOM_TO_SIGN = 60  # points
CELL_MARGIN = 28  # twentieths of a point
POINTS_PER_MM = 72 / 25.4
