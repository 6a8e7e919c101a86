"""Draw the pictures of README and gallery from the studies themselves: ``python scripts/pictures.py``."""

from __future__ import annotations

import sys
from pathlib import Path

from engraft.report import save_picture
from engraft.trial import load_study, run_study

STUDIES = ("eliana-spine", "kimmel2021")
PICTURES = Path(__file__).parent.parent / "docs" / "pictures"


def main() -> int:
    """Run every study as shipped and save its headline picture."""
    for name in STUDIES:
        path = save_picture(run_study(load_study(name)), PICTURES / f"{name}.png", scale=1.5)
        sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
