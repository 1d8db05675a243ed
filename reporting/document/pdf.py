"""A document as PDF, by LibreOffice where it is installed, in a process with a profile of its own that is thrown away."""

import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from xml.sax.saxutils import escape

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

SECONDS = 90  # the first start of a profile takes ten, forty pages take eight
PROGRAMS = ("soffice", "libreoffice")
MESSAGES = {
    "too_slow": _("Tạo PDF quá lâu nên đã dừng. Hãy thử lại, hoặc in từ trang in của báo cáo."),
    "failed": _("Không tạo được PDF. Hãy tải tệp Word về, hoặc in từ trang in của báo cáo."),
    "refused": _("Không tạo được PDF: mẫu Word của báo cáo không dùng được nữa, hoặc bạn không còn quyền xem báo cáo này."),
}
FONT_FOLDER = Path(settings.VENDOR_DIR) / "@expo-google-fonts" / "tinos"
# Times New Roman is Microsoft's; Tinos has its widths and every Vietnamese letter. Beside other fonts LibreOffice would mix them in words.
FONT_RULES = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir>
<match target="pattern"><test qual="any" name="family"><string>Times New Roman</string></test>
<edit name="family" mode="prepend" binding="strong"><string>Tinos</string></edit></match></fontconfig>"""


def find_program() -> str | None:
    """Return the path of LibreOffice, None where it is not installed."""
    return next((path for name in PROGRAMS if (path := shutil.which(name))), None)


class PdfNotMade(ValidationError):
    """Raised where LibreOffice is there and makes no PDF. `code`: one of MESSAGES."""

    def __init__(self, code: str) -> None:
        super().__init__(MESSAGES[code], code=code)


def convert_to_pdf(document: bytes) -> bytes | None:
    """Return a docx as PDF; None where LibreOffice is not installed. Raise PdfNotMade.

    One is made at a time on this machine: whoever comes second waits.
    """
    program = find_program()
    if program is None:
        return None
    with (Path(settings.VAR_DIR) / "pdf.lock").open("w") as lock, tempfile.TemporaryDirectory() as folder:
        fcntl.flock(lock, fcntl.LOCK_EX)  # whoever holds it gives it back within SECONDS
        source, target = Path(folder) / "report.docx", Path(folder) / "report.pdf"
        source.write_bytes(document)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(source)]
        _run(command, folder)
        if not target.exists():
            raise PdfNotMade("failed")
        return target.read_bytes()


def _run(command: list[str], folder: str) -> None:
    """Run LibreOffice, whose first process is a script that starts others: when time is up, all of them end. Raise PdfNotMade."""
    environment = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ} | {"HOME": folder}
    if FONT_FOLDER.is_dir():
        rules = Path(folder) / "fonts.conf"
        rules.write_text(FONT_RULES.format(fonts=escape(str(FONT_FOLDER)), cache=escape(str(Path(folder) / "fonts"))))
        environment["FONTCONFIG_FILE"] = str(rules)
    silent = subprocess.DEVNULL
    process = subprocess.Popen(command, env=environment, start_new_session=True, stdin=silent, stdout=silent, stderr=silent)  # noqa: S603
    try:
        process.wait(timeout=SECONDS)
    except subprocess.TimeoutExpired as error:
        raise PdfNotMade("too_slow") from error
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
