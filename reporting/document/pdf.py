"""A document as PDF, by LibreOffice where it is installed, in a process with a profile of its own that is thrown away."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from xml.sax.saxutils import escape

from django.conf import settings

SECONDS = 90  # the first start of a profile takes ten, forty pages take eight
PROGRAMS = ("soffice", "libreoffice")
FONT_FOLDER = Path(settings.VENDOR_DIR) / "@expo-google-fonts" / "tinos"
# Times New Roman is Microsoft's; Tinos has its widths and every Vietnamese letter. Beside other fonts LibreOffice would mix them in words.
FONT_RULES = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir>
<match target="pattern"><test qual="any" name="family"><string>Times New Roman</string></test>
<edit name="family" mode="prepend" binding="strong"><string>Tinos</string></edit></match></fontconfig>"""


def find_program() -> str | None:
    """Return the path of LibreOffice, None where it is not installed."""
    return next((path for name in PROGRAMS if (path := shutil.which(name))), None)


def convert_to_pdf(document: bytes) -> bytes | None:
    """Return a docx as PDF; None where LibreOffice is missing, takes too long or fails."""
    program = find_program()
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "report.docx", Path(folder) / "report.pdf"
        source.write_bytes(document)
        environment = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ} | {"HOME": folder}
        if FONT_FOLDER.is_dir():
            rules = Path(folder) / "fonts.conf"
            rules.write_text(FONT_RULES.format(fonts=escape(str(FONT_FOLDER)), cache=escape(str(Path(folder) / "fonts"))))
            environment["FONTCONFIG_FILE"] = str(rules)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(source)]
        try:
            subprocess.run(command, env=environment, timeout=SECONDS, check=False, capture_output=True)  # noqa: S603
        except subprocess.TimeoutExpired:
            return None
        return target.read_bytes() if target.exists() else None
