import numpy as np

from engraft.kernel.evaluate import evaluate
from engraft.models.blocks.cd19_antigen import Cd19Antigen


def test_leukemia_and_b_cells_add_up() -> None:
    seen = Cd19Antigen().system("cd19").observable("cd19.cells").expression
    values = {"cd19.leukemia": np.array([3e9]), "cd19.b_cells": np.array([2e9])}
    assert evaluate([seen], values, 1)[0, 0] == 5e9
