"""Pictures as they are stored: drawn anew, so that nothing is left but what is seen: no place, no camera, no picture in the picture."""

import struct
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

MAX_BYTES = 10 * 1024 * 1024  # a photo of a telephone has 3 to 8 MB
MAX_PIXELS = 60_000_000  # a telephone takes 12 to 50 million
LONGEST_SIDE = 2400  # of a stored picture, in pixels: fills a sheet A4 at 200 dots an inch
JPEG_QUALITY = 85
TAKEN = ("JPEG", "PNG", "WEBP")  # formats of Pillow


def read_picture_or_pdf(file: UploadedFile) -> tuple[bytes, str]:
    """Return what is stored of a file, and its format: pdf, jpg or png.

    Raise ValidationError keyed `file`: `empty`, `too_large`, `unknown_format`, `damaged`, `too_many_pixels`.
    """
    try:
        if not file.size:
            raise ValidationError(_("Tệp rỗng, không có gì bên trong."), code="empty")
        if file.size > MAX_BYTES:
            message = _("Tệp lớn quá %(most)d MB. Hãy chụp hoặc quét lại ở cỡ nhỏ hơn.")
            raise ValidationError(message, code="too_large", params={"most": MAX_BYTES // 2**20})
        content = file.read()
        return (content, "pdf") if content.startswith(b"%PDF-") else redraw(content)
    except ValidationError as error:
        raise ValidationError({"file": error}) from error


def redraw(content: bytes) -> tuple[bytes, str]:
    """Return the picture upright, no larger than LONGEST_SIDE, with its pixels alone, and its format: png where parts are transparent.

    Raise ValidationError: `unknown_format`, `damaged`, or `too_many_pixels` before anything is decoded.
    """
    try:
        with Image.open(BytesIO(content), formats=TAKEN) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                message = _("Ảnh có hơn %(most)d triệu điểm ảnh. Hãy giảm cỡ ảnh rồi gửi lại.")
                raise ValidationError(message, code="too_many_pixels", params={"most": MAX_PIXELS // 1_000_000})
            is_png = picture.format == "PNG" or picture.mode in ("RGBA", "LA", "PA")
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is decoded at this size at once
            upright = ImageOps.exif_transpose(picture).convert("RGBA" if is_png else "RGB")
            bare = Image.new(upright.mode, upright.size)
            bare.paste(upright)
            target = BytesIO()
            bare.save(target, "PNG" if is_png else "JPEG", quality=JPEG_QUALITY)
            return target.getvalue(), "png" if is_png else "jpg"
    except Image.UnidentifiedImageError as error:
        message = _("Chỉ nhận ảnh (JPG, PNG, WebP) và tệp PDF. Tệp Word, Excel hãy lưu thành PDF rồi gửi lại.")
        raise ValidationError(message, code="unknown_format") from error
    except (OSError, SyntaxError, ValueError, EOFError, struct.error, Image.DecompressionBombError) as error:
        raise ValidationError(_("Ảnh bị hỏng hoặc chưa tải lên hết. Hãy mở thử rồi gửi lại."), code="damaged") from error
