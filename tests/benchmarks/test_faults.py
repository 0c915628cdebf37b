"""A few of the kills and changes of the harness, with real processes: nothing is lost, and two hosts agree."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_killed_indexers_lose_nothing_and_two_hosts_agree(tmp_path: Path) -> None:
    environment = os.environ | {
        "DATABASE_URL": "",
        "ASSAY_DATA_DIR": str(tmp_path),
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
    command = [sys.executable, "-m", "benchmarks.search.faults", "--kills", "4", "--changes", "3"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=300)  # noqa: S603

    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert [line.split(" · ")[:3] for line in lines if " · N " in line] == [
        ["kill -9 of the indexer", "N 4", "failures 0"],
        ["two hosts converge", "N 3", "failures 0"],
    ]
