#!/bin/sh
# Serve the application until it is stopped. `make run`, the tests and the benchmarks all start it here, with the same flags.
# From the environment: HOST (127.0.0.1), PORT (8000), WORKERS (one per core, 2 to 8).
set -eu
cd "$(dirname "$0")/.."
cores=$(getconf _NPROCESSORS_ONLN)
exec .venv/bin/granian --interface wsgi --host "${HOST:-127.0.0.1}" --port "${PORT:-8000}" \
  --workers "${WORKERS:-$((cores < 2 ? 2 : cores > 8 ? 8 : cores))}" --blocking-threads 2 --backpressure 256 \
  --no-ws --log-level warning backend.wsgi:application
