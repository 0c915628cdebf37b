"""What is measured, and how it is written down."""

import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """Milliseconds of one thing, or one number of something else (`unit`)."""

    name: str
    engine: str
    db: str
    n: int
    p50_ms: float | None = None
    p95_ms: float | None = None
    p99_ms: float | None = None
    value: float | None = None
    unit: str = ""

    def line(self) -> str:
        """Return it as one line of JSON, without what it has not."""
        return json.dumps({name: value for name, value in asdict(self).items() if value not in (None, "")})


def read(line: str) -> Figure:
    """Return the figure of a line."""
    return Figure(**json.loads(line))


def timed(work: Callable[[], Any]) -> float:
    """Return how many milliseconds it takes."""
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def percentiles(taken: Sequence[float]) -> dict[str, float]:
    """Return the three percentiles of many measurements; of one, the same three times."""
    if len(taken) == 1:
        return dict.fromkeys(("p50_ms", "p95_ms", "p99_ms"), round(taken[0], 2))
    cuts = statistics.quantiles(taken, n=100, method="inclusive")
    return {"p50_ms": round(cuts[49], 2), "p95_ms": round(cuts[94], 2), "p99_ms": round(cuts[98], 2)}
