"""Clips for Chromium's fake camera: what a phone would see when a code is held before it.

    write_clip(path, "HTTPS://…/P/…")                         a pass, 1280×720
    write_clip(path, CARD, size=FULL_HD, module=4)            an identity card in the guide frame, 1920×1080
    browser_type.launch(…, args=[*FLAGS, *camera_flags(path)])
    browser.new_context(…, permissions=["camera"])            without it the camera is refused

Chromium opens the file anew whenever a page opens the camera: write the next clip, reopen the camera, and it sees that one.
A clip called .mjpeg plays at 30 frames a second; one called .y4m at RATE, as a phone's camera in a dim hall, and leaves the processor to others.
"""

import random
from pathlib import Path

import qrcode
from PIL import Image, ImageFilter

HD = (1280, 720)
FULL_HD = (1920, 1080)
FRAMES = 3  # they repeat; the noise differs
RATE = 10  # frames a second of a .y4m clip
# Invented, in the shape of the QR code on the chip cards issued since 2021.
CARD = "051085000123|212345678|Phạm Văn Thử|09021985|Nam|Thôn Mẫu, Ba Vinh, Ba Tơ, Quảng Ngãi|15042021"


def camera_flags(clip: Path) -> list[str]:
    """For chromium: its camera shows the clip."""
    return ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={clip}"]


def write_clip(
    path: Path,
    text: str | None,
    size: tuple[int, int] = HD,
    *,
    module: float = 8,
    tilt: float = 7,
    at: tuple[float, float] = (0.5, 0.5),
    also: tuple[str, tuple[float, float]] | None = None,
    blur: float = 0.6,
    seed: int = 1,
) -> Path:
    """Write a clip of the code (None: of the empty table) and return its path.

    module: pixels a module; tilt: degrees; at: the code's middle as parts of the picture;
    also: another code and its place. The same arguments give the same clip.
    """
    chance = random.Random(seed)
    codes = ([(text, at)] if text is not None else []) + ([also] if also else [])
    pictures = [_draw(codes, size, module, tilt + turn, blur, chance) for turn in range(FRAMES)]
    part = path.with_name(f".{path.name}")
    with part.open("wb") as file:
        if path.suffix == ".y4m":  # grey, so both planes of colour are even
            file.write(f"YUV4MPEG2 W{size[0]} H{size[1]} F{RATE}:1 Ip A1:1 C420jpeg\n".encode())
            for picture in pictures:
                file.write(b"FRAME\n" + picture.convert("L").tobytes() + bytes([128]) * (size[0] * size[1] // 2))
        else:
            for picture in pictures:
                picture.save(file, "JPEG", quality=70)
    return part.replace(path)


def write_photo(path: Path, text: str | None, size: tuple[int, int] = (3000, 4000), *, module: float = 14, tilt: float = 7) -> Path:
    """A photo as a phone's own camera would hand it over: JPEG, or PNG by the name's end."""
    picture = _draw([(text, (0.5, 0.5))] if text is not None else [], size, module, tilt, 0.6, random.Random(1))
    picture.save(path, quality=80)
    return path


def _draw(
    codes: list[tuple[str, tuple[float, float]]], size: tuple[int, int], module: float, tilt: float, blur: float, chance: random.Random
) -> Image.Image:
    picture = Image.linear_gradient("L").resize(size).point(lambda level: 70 + level // 3)  # light from one side
    for text, (x, y) in codes:
        code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4, box_size=10)
        code.add_data(text.encode(), optimize=0)
        code.make(fit=True)
        side = round((code.modules_count + 8) * module)
        printed = code.make_image().get_image().convert("L").point(lambda level: 30 + level * 200 // 255)
        printed = printed.resize((side, side), Image.Resampling.LANCZOS)
        turned = printed.rotate(tilt, expand=True, resample=Image.Resampling.BICUBIC)
        paper = Image.new("L", printed.size, 255).rotate(tilt, expand=True)
        picture.paste(turned, (int(size[0] * x - turned.width / 2), int(size[1] * y - turned.height / 2)), paper)
    picture = picture.filter(ImageFilter.GaussianBlur(blur))
    noise = Image.frombytes("L", size, chance.randbytes(size[0] * size[1]))
    return Image.blend(picture, noise, 0.12).convert("RGB")
