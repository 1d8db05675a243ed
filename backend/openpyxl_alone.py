"""Load openpyxl without NumPy, for settings to import before anything else asks for it.

Where NumPy is installed, openpyxl loads it to know its numbers, of which no cell here has one: twenty megabytes in every process, those
too that count nothing.
"""

import sys

if "numpy" not in sys.modules:
    # Whoever imports it meanwhile is told that there is none.
    sys.modules["numpy"] = None  # type: ignore[assignment]
    try:
        import openpyxl  # noqa: F401
    finally:
        del sys.modules["numpy"]
