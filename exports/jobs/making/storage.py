"""The files of exports: sealed pieces in the database, where every host finds them, written and read in constant memory."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from cryptography.fernet import InvalidToken

from accounts import seals
from exports.models import ExportChunk, ExportJob

PIECE_BYTES = 2 * 1024 * 1024
PURPOSE = b"exported-files"


@dataclass(frozen=True, slots=True)
class Resealed:
    """How many pieces were sealed anew, and the ids of the exports that no accepted key opens."""

    count: int
    unreadable: list[int]


def store_file(job: ExportJob, file: IO[bytes]) -> tuple[int, str]:
    """Store a file, read from its beginning, as pieces of this attempt; return its size and SHA-256."""
    file.seek(0)
    digest, size, number = hashlib.sha256(), 0, 0
    while piece := file.read(PIECE_BYTES):
        ExportChunk.objects.create(job=job, attempt=job.attempt, number=number, content=seals.seal(piece, purpose=PURPOSE))
        digest.update(piece)
        size, number = size + len(piece), number + 1
    return size, digest.hexdigest()


def is_readable(job: ExportJob) -> bool:
    """Return whether the file is there and an accepted key opens it."""
    sealed = job.chunks.filter(attempt=job.attempt, number=0).values_list("content", flat=True).first()
    if sealed is None:
        return False
    try:
        seals.unseal(bytes(sealed), purpose=PURPOSE)
    except InvalidToken:
        return False
    return True


def read_file(job: ExportJob) -> Iterator[bytes]:
    """Yield the file piece by piece."""
    pieces = job.chunks.filter(attempt=job.attempt)
    for number in range(pieces.count()):
        yield seals.unseal(bytes(pieces.values_list("content", flat=True).get(number=number)), purpose=PURPOSE)


def seal_exports_again() -> Resealed:
    """Seal what stands under an older key under the newest, one piece after another."""
    count, unreadable = 0, set()
    for pk, job_id in list(ExportChunk.objects.order_by("pk").values_list("pk", "job")):
        for content in ExportChunk.objects.filter(pk=pk).values_list("content", flat=True):
            try:
                sealed = seals.reseal(bytes(content), purpose=PURPOSE)
            except InvalidToken:
                unreadable.add(job_id)
            else:
                count += ExportChunk.objects.filter(pk=pk).update(content=sealed) if sealed else 0
    return Resealed(count, sorted(unreadable))
