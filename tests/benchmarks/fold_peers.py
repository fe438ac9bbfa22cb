"""The stream processors beside which the fold is measured: each in its own venv and process, one worker."""

import json
import subprocess
import tempfile

from services.chassis.bus.kafka_python import Settings
from tests.benchmarks.fold_sides import Figure
from tests.support.source import ROOT

PYTHON = ROOT / "build" / "bench-venv" / "bin" / "python"  # `make bench-fold` installs it
PEERS = {
    "Quix Streams": "with_quix",
    "Quix Streams by hand": "with_quix_by_hand",
    "Bytewax": "with_bytewax",
    "Faust": "with_faust",
}


def peer(module: str, settings: Settings, topic: str, number: int) -> Figure:
    """One fold of the first `number` entries into an empty folder, under a name that no group has had."""
    with tempfile.TemporaryDirectory(prefix="fold-") as folder:
        given = (settings["bootstrap_servers"][0], topic, str(number), folder)
        program = f"tests.benchmarks.peers.{module}"
        command = [str(PYTHON), "-W", "ignore", "-m", program, *given]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=3_600, check=False)
    lines = [each for each in done.stdout.splitlines() if each.startswith("{")]
    if not lines:
        raise RuntimeError(f"{module} told no figures: {done.stderr[-2000:]}")
    told = json.loads(lines[-1])
    return Figure(number / told["seconds"], told["cpu"] / number * 1e6, told["peak"], told["digest"])
