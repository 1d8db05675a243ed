"""Keep the files of exports as sealed pieces in the database, where every host finds them, written and read in constant memory.

A csv is compressed before it is sealed, to a tenth: what is sealed no longer can be. A workbook is compressed already.
"""

import hashlib
import zlib
from collections.abc import Iterator
from typing import IO

from cryptography.fernet import InvalidToken

from accounts import seals
from exports.models import ExportChunk, ExportFormat, ExportJob

PIECE_BYTES = 512 * 1024  # sealed and sent, a piece is in memory five times
PURPOSE = b"exported-files"
COMPRESSION_LEVEL = 1


def store_file(job: ExportJob, file: IO[bytes]) -> tuple[int, str]:
    """Store a file, read from its beginning, as pieces of this attempt; return its size and SHA-256."""
    file.seek(0)
    digest, size, number = hashlib.sha256(), 0, 0
    while piece := file.read(PIECE_BYTES):
        stored = zlib.compress(piece, COMPRESSION_LEVEL) if _is_compressed(job) else piece
        ExportChunk.objects.create(job=job, attempt=job.attempt, number=number, content=seals.seal(stored, purpose=PURPOSE))
        digest.update(piece)
        size, number = size + len(piece), number + 1
    return size, digest.hexdigest()


def is_readable(job: ExportJob) -> bool:
    """Return whether the file is there and an accepted key opens it."""
    sealed = job.chunks.filter(attempt=job.attempt, number=0).values_list("content", flat=True).first()
    if sealed is None:
        return False
    try:
        _read_piece(job, sealed)
    except (InvalidToken, zlib.error):
        return False
    return True


def read_file(job: ExportJob) -> Iterator[bytes]:
    """Yield the file piece by piece."""
    pieces = job.chunks.filter(attempt=job.attempt)
    for number in range(pieces.count()):
        yield _read_piece(job, pieces.values_list("content", flat=True).get(number=number))


def _read_piece(job: ExportJob, sealed: bytes | memoryview) -> bytes:
    content = seals.unseal(bytes(sealed), purpose=PURPOSE)
    return zlib.decompress(content) if _is_compressed(job) else content


def _is_compressed(job: ExportJob) -> bool:
    return job.format == ExportFormat.CSV


def seal_exports_again() -> seals.Resealed:
    """Seal the pieces under the newest key; unreadable are the ids of exports that no accepted key opens."""
    return seals.reseal_rows(ExportChunk.objects.all(), "content", purpose=PURPOSE, named_by="job")
