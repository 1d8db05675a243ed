"""How much room a text takes in Times New Roman, in points; no office program measures merged cells."""

import math
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

TEXT_SIZE = 13
LINE = 1.3  # line height per point of type; Vietnamese stacks its marks


@dataclass(frozen=True)
class Look:
    """How a cell's text is set; `across` and `down` are alignments."""

    size: float = TEXT_SIZE
    bold: bool = False
    italic: bool = False
    across: str = "center"
    down: str = "center"
    boxed: bool = False
    shaded: bool = False
    number_format: str = "General"


_EM = {
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
def points(text: str, size: float, bold: bool) -> float:
    """How long a line of Times New Roman is, in points, a little generously."""
    letters = (letter for letter in unicodedata.normalize("NFD", text).replace("Đ", "D") if not unicodedata.combining(letter))
    return sum(_EM.get(letter, 0.5) for letter in letters) * size * (1.07 if bold else 1.02)


def line_count(text: str, room: float, look: Look) -> int:
    """Lines that the text takes where a line may be `room` points long."""
    if len(text) * look.size * 0.75 <= room and "\n" not in text:
        return 1
    space = points(" ", look.size, look.bold)
    count = 0
    for paragraph in text.split("\n"):
        count, used = count + 1, 0.0
        for word in paragraph.split(" "):
            long = points(word, look.size, look.bold)
            if used and used + space + long > room:
                count, used = count + 1, 0.0
            count += int(long // room)
            used += (space if used else 0) + long % room
    return count


def stepped(height: float) -> float:
    """As Excel keeps it: in pixels of 0.75 points."""
    return math.ceil(height / 0.75) * 0.75


def height_of(text: str, room: float, look: Look) -> float:
    return line_count(text, room, look) * look.size * LINE


def evenly(text: str, room: float, look: Look) -> str:
    """Broken into as few lines as needed, of about equal length."""
    count, least = line_count(text, room, look), room / 2
    narrow = next((part for part in (least + step * room / 40 for step in range(20)) if line_count(text, part, look) == count), room)
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and points(longer, look.size, look.bold) > narrow:
            lines.append(word)
        else:
            lines[-1] = longer
    return "\n".join(lines) if len(lines) == count else text
