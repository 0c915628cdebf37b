"""Quality of ranking, printed with the other tables: `python -m benchmarks.relevance` in full."""

import runpy
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    runpy.run_module("benchmarks.relevance", run_name="__main__")
