#!/bin/sh
# Install what the tests need from a Debian system: python3-venv, Chromium, poppler's pdftotext, the library that Playwright's own Node
# is linked with, and a font: of a page printed in Liberation pdftotext does not get all Vietnamese letters, in DejaVu it does.
# With the word `venv`, only what `make run` needs; with `check`, nothing: only say whether it can be installed. Needs root, or sudo that
# asks no password; without either, print the line to type and fail.
set -eu
purpose="${1:-tests}"
missing=""
"${PYTHON:-python3}" -c "import ensurepip, venv" 2>/dev/null || missing="$missing python3-venv"
if [ "$purpose" != venv ]; then
  command -v pdftotext >/dev/null || missing="$missing poppler-utils"
  /sbin/ldconfig -p | grep -q libatomic.so.1 || missing="$missing libatomic1"
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null ||
    missing="$missing chromium"
  [ -n "$(find /usr/share/fonts /usr/local/share/fonts -iname "DejaVuSans.ttf" 2>/dev/null)" ] || missing="$missing fonts-dejavu-core"
fi

if [ "$(id -u)" = 0 ]; then sudo=""; else sudo="sudo -n"; fi
if ! command -v apt-get >/dev/null || ! $sudo true 2>/dev/null; then
  [ -z "$missing" ] && exit 0
  echo "Còn thiếu / missing; please type: sudo apt-get install$missing"
  exit 1
fi

[ "$purpose" != check ] || exit 0
exec 9<"$0" && flock 9 # `make test` makes the environment beside this, which may want python3-venv at the same time

install() {
  echo "Đang cài từ Debian / installing from Debian: $*"
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# The same engine without its windows opens pages in half the time; the tests do without it, too.
shell_is_wanted() {
  [ "$purpose" = tests ] && ! command -v chromium-headless-shell >/dev/null && apt-cache show chromium-headless-shell >/dev/null 2>&1
}

if [ -n "$missing" ] || shell_is_wanted; then $sudo apt-get update -qq; fi
# shellcheck disable=SC2086 # names of packages
if ! shell_is_wanted || ! install $missing chromium-headless-shell; then
  [ -z "$missing" ] || install $missing
fi
