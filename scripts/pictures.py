"""Draw the pictures of README and gallery from the studies themselves: ``python scripts/pictures.py``."""

from __future__ import annotations

import sys
from pathlib import Path

from engraft.report import save_picture
from engraft.trial import load_study, run_study

HEADLINES = ("eliana-spine", "kimmel2021")
OF_ELIANA = ("survival-1", "by-response", "grades-1", "relapse", "waterfall", "swimmer", "forest")  # keys of the report
PICTURES = Path(__file__).parent.parent / "docs" / "pictures"


def main() -> int:
    """Run every study as shipped and save its headline picture; of the main study more."""
    for name in HEADLINES:
        path = save_picture(run_study(load_study(name)), PICTURES / f"{name}.png", scale=1.5)
        sys.stdout.write(f"{path}\n")
    main_study = run_study(load_study("eliana"))
    for key in OF_ELIANA:
        path = save_picture(main_study, PICTURES / f"eliana-{key}.png", key=key, scale=1.5)
        sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
