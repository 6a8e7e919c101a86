"""Draw the pictures of README and gallery from the studies themselves: ``python scripts/pictures.py [STUDY ...]``."""

from __future__ import annotations

import sys
from pathlib import Path

from engraft.report import save_picture
from engraft.trial import load_study, run_study

DRAWN: dict[str, dict[str, str]] = {  # study -> what the file is called after it -> key of the report; "" the headline
    "eliana-spine": {"": ""},
    "kimmel2021": {"": ""},
    "eliana": {
        "survival-1": "survival-1",
        "by-response": "by-response",
        "grades-1": "grades-1",
        "relapse": "relapse",
        "waterfall": "waterfall",
        "swimmer": "swimmer",
        "forest": "forest",
    },
    "transplant-atg": {"acute-gvhd": "survival-4"},
    "tower": {"survival": "survival-3"},
    "graall-r": {"survival": "survival-1"},
    "transcend-cll": {"copies": "kinetics-2"},
    "aml-aza-nivo": {"occupancy": "kinetics-3"},
    "b-all-pembrolizumab": {"aplasia": "survival-1"},
    "maintenance-6mp": {"neutrophils": "kinetics-1"},
    "zuma-3": {"survival": "survival-1"},
    "mskcc-19-28z": {"forest": "forest"},
    "cml-stop": {"survival": "survival-1"},
    "axi-cel-lymphoma": {"survival": "survival-1"},
    "gene-vector": {"copies": "copies"},
    "gene-editing": {"outcomes": "editing"},
    "gene-addition": {"clones": "clones-1"},
    "cd33-deleted-graft": {"neutrophils": "kinetics-1"},
    "rna-silencing": {"knock-down": "knock-down"},
    "tumor-site-delivery": {"exposure": "exposure-pair"},
    "question-03-days-of-culture": {"phenotypes": "phenotypes"},
}
PICTURES = Path(__file__).parent.parent / "docs" / "pictures"


def main(chosen: list[str]) -> int:
    """Run every study as shipped, or the chosen ones, and save their pictures."""
    for study in chosen or DRAWN:
        result = run_study(load_study(study))
        for name, key in DRAWN[study].items():
            path = PICTURES / f"{'-'.join(filter(None, (study, name)))}.png"
            sys.stdout.write(f"{save_picture(result, path, key=key, scale=1.5)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
