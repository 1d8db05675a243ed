"""Client processes that begin together and stop by themselves. Each does little: it shares the machine with what it measures."""

import multiprocessing
import resource
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from threading import BrokenBarrierError
from typing import Any

FORK = multiprocessing.get_context("fork")
PATIENCE = 120  # seconds for the slowest client to get ready, or to finish its last call

# A client: given its number, it makes everything ready and yields a call to time; the call answers how many scans were welcome.
Client = Callable[[int], Iterator[Callable[[], int]]]


@dataclass(frozen=True)
class Crowd:
    """What came of it. `calls` are requests or statements; each carried `size` scans."""

    clients: int
    size: int
    seconds: float
    durations: Sequence[float]  # of each call, in seconds, sorted
    welcome: int
    client_cpu: float  # seconds, of all clients

    @property
    def calls(self) -> int:
        return len(self.durations)

    @property
    def scans(self) -> int:
        return self.calls * self.size

    @property
    def rate(self) -> float:
        """Scans a second."""
        return self.scans / self.seconds

    def percentile(self, percent: int) -> float:
        """Milliseconds."""
        if len(self.durations) < 2:
            return 1000 * sum(self.durations)
        return 1000 * statistics.quantiles(self.durations, n=100, method="inclusive")[percent - 1]


def crowd(client: Client, *, clients: int, size: int, seconds: float) -> Crowd:
    """`clients` processes call until the time is over or their calls are."""
    barrier = FORK.Barrier(clients)
    pipes = [FORK.Pipe(duplex=False) for _ in range(clients)]
    processes = [
        FORK.Process(target=_work, args=(client, number, barrier, seconds, pipes[number][1]), daemon=True) for number in range(clients)
    ]
    for process in processes:
        process.start()
    received = [_receive(reader, seconds) for reader, _writer in pipes]
    for process in processes:
        process.join(PATIENCE)
    answers = _without_failures(received)
    began, ended = min(one["began"] for one in answers), max(one["ended"] for one in answers)
    return Crowd(
        clients,
        size,
        ended - began,
        sorted(duration for one in answers for duration in one["durations"]),
        sum(one["welcome"] for one in answers),
        sum(one["cpu"] for one in answers),
    )


def _receive(reader: Any, seconds: float) -> Any:
    if not reader.poll(seconds + 2 * PATIENCE):
        return TimeoutError("a client said nothing")
    return reader.recv()


def _without_failures(received: list[Any]) -> list[dict[str, Any]]:
    failures = [one for one in received if isinstance(one, Exception)]
    if failures:  # those whose barrier broke only tell that another failed
        raise next((one for one in failures if not isinstance(one, BrokenBarrierError)), failures[0])
    return received


def _work(client: Client, number: int, barrier: Any, seconds: float, writer: Any) -> None:
    try:
        writer.send(_timed(client(number), barrier, seconds))
    except Exception as error:
        barrier.abort()
        writer.send(error)


def _timed(calls: Iterator[Callable[[], int]], barrier: Any, seconds: float) -> dict[str, Any]:
    call, durations, welcome, clock = next(calls), [], 0, time.perf_counter
    barrier.wait(PATIENCE)
    cpu, began = _cpu(), clock()
    ended = began
    while call is not None and ended - began < seconds:
        before = clock()
        welcome += call()
        ended = clock()
        durations.append(ended - before)
        call = next(calls, None)  # type: ignore[arg-type]
    return {"began": began, "ended": ended, "durations": durations, "welcome": welcome, "cpu": _cpu() - cpu}


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
