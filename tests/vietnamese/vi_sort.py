"""Reference: Vietnamese sort key, stdlib only (NFC in; letters then tones), syllable by syllable."""

import unicodedata

LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
L = {c: i + 1 for i, c in enumerate(LETTERS)}
TONE = {"": 0, "\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
KEEP = {"\u0306", "\u0302", "\u031b"}


def syl(s):
    s = unicodedata.normalize("NFD", s.casefold())
    out = []
    for ch in s:
        if ch in TONE and out:
            out[-1][1] = ch
        elif ch in KEEP and out:
            out[-1][0] = unicodedata.normalize("NFC", out[-1][0] + ch)
        elif unicodedata.combining(ch):
            continue
        else:
            out.append([ch, ""])
    p = tuple(L.get(b, 40 + ord(b)) if not b.isdigit() else 0 for b, _ in out)
    t = tuple(TONE[x] for _, x in out)
    return p, t


def vi_key_icu(s):
    sy = [syl(x) for x in s.split()]
    return (tuple(x[0] for x in sy), tuple(x[1] for x in sy), s)
