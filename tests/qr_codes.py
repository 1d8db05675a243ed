"""QR codes that the product draws into its pages, read by another program than the one that drew them."""

import re
from typing import Any

import zxingcpp
from PIL import Image, ImageDraw


def read_codes(page: Any) -> list[str]:
    """Return what a scanner reads from the codes drawn in the page, in order."""
    texts = []
    for size, path in re.findall(r'class="qr" viewBox="0 0 (\d+) \d+".*?stroke="#000" d="([^"]+)"', page.content.decode(), re.S):
        picture = Image.new("L", (int(size) * 8, int(size) * 8), 255)
        draw = ImageDraw.Draw(picture)
        for x, y, length in re.findall(r"M(\d+) (\d+)\.5h(\d+)", path):
            draw.rectangle([int(x) * 8, int(y) * 8, (int(x) + int(length)) * 8 - 1, int(y) * 8 + 7], fill=0)
        texts += [barcode.text for barcode in zxingcpp.read_barcodes(picture)]
    return texts
