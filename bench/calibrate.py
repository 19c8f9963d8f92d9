"""Fit the scales of `ocr/calibration.json` on trials, and print how far they can be believed.

    python -m bench.gather --own 200 -o own.jsonl
    python -m bench.gather --lines 400 --strokes DIR --fonts DIR -o lines.jsonl
    python -m bench.calibrate own.jsonl lines.jsonl

Every page is judged by scales that did not see it; those judgements set the probability from which
a value is accepted, and are what is printed.
"""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

from bench.fitting import Trial, fitted_scales, reliability
from ocr.calibration import FEATURES, Scale


def main() -> None:
    """Fit all scales, write them and print what they promise and what they keep."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("trials", type=Path, nargs="+", help="what bench.gather wrote")
    parser.add_argument("-o", "--output", type=Path, default=Path("ocr/calibration.json"))
    options = parser.parse_args()
    lines = [
        line for file in options.trials for line in file.read_text(encoding="utf-8").splitlines()
    ]
    trials = [Trial.from_json(line) for line in lines]
    scales = fitted_scales(trials, [str(scale) for scale in Scale])
    data = {
        "version": 2,
        "measured": datetime.now(tz=UTC).date().isoformat(),
        "command": "python -m bench.calibrate",
        "features": list(FEATURES),
        "fields": len(trials),
        "right": sum(one.right for one in trials),
        "scales": {name: scale.as_json() for name, scale in scales.items()},
    }
    options.output.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    print(reliability(trials, scales))


if __name__ == "__main__":
    main()
