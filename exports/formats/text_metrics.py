"""Text metrics of Times New Roman, in points; no office program measures merged cells."""

import math
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

TEXT_SIZE = 13
LINE_HEIGHT = 1.3  # per point of type; Vietnamese stacks its marks
PIXEL = 0.75  # points


@dataclass(frozen=True)
class CellStyle:
    """The style in which a cell's text is set."""

    size: float = TEXT_SIZE
    bold: bool = False
    italic: bool = False
    horizontal: str = "center"
    vertical: str = "center"
    boxed: bool = False
    shaded: bool = False
    number_format: str = "General"


EM_WIDTHS = {
    letter: width
    for width, letters in (
        (0.25, " ,."),
        (0.28, "ijlt/:;'"),
        (0.34, "fIr()[]!-|"),
        (0.39, "sJ"),
        (0.45, "acez"),
        (0.56, "PSF"),
        (0.62, "ELTZ"),
        (0.67, "BCR"),
        (0.73, "ADGHKNOQUVXYw"),
        (0.78, "m%"),
        (0.92, "MW@"),
    )
    for letter in letters
}


@lru_cache(maxsize=8192)
def text_width(text: str, size: float, bold: bool) -> float:
    """Return the length of one line of Times New Roman in points, a little generously."""
    letters = (letter for letter in unicodedata.normalize("NFD", text).replace("Đ", "D") if not unicodedata.combining(letter))
    return sum(EM_WIDTHS.get(letter, 0.5) for letter in letters) * size * (1.07 if bold else 1.02)


def line_count(text: str, width: float, style: CellStyle) -> int:
    """Return how many lines the text takes where a line may be `width` points long."""
    if len(text) * style.size * 0.75 <= width and "\n" not in text:
        return 1
    space = text_width(" ", style.size, style.bold)
    count = 0
    for paragraph in text.split("\n"):
        count, used = count + 1, 0.0
        for word in paragraph.split(" "):
            length = text_width(word, style.size, style.bold)
            if used and used + space + length > width:
                count, used = count + 1, 0.0
            count += int(length // width)
            used += (space if used else 0) + length % width
    return count


def round_up_to_pixels(height: float) -> float:
    """Return the height as Excel keeps it, in whole pixels."""
    return math.ceil(height / PIXEL) * PIXEL


def text_height(text: str, width: float, style: CellStyle) -> float:
    return line_count(text, width, style) * style.size * LINE_HEIGHT


def break_evenly(text: str, width: float, style: CellStyle) -> str:
    """Break the text into as few lines as it needs, of about equal length."""
    count, narrowest = line_count(text, width, style), width / 2
    widths = (narrowest + step * width / 40 for step in range(20))
    line_width = next((candidate for candidate in widths if line_count(text, candidate, style) == count), width)
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, style.size, style.bold) > line_width:
            lines.append(word)
        else:
            lines[-1] = longer
    return "\n".join(lines) if len(lines) == count else text
