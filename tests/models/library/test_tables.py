from importlib import resources

import pytest

from engraft.models.library.tables import FOLDER, read_table

TABLES = sorted(item.name for item in resources.files(FOLDER).iterdir() if item.name.endswith(".csv"))


@pytest.mark.parametrize("name", TABLES)
def test_every_table_says_where_it_is_from_and_is_packaged(name, root):
    lines = (resources.files(FOLDER) / name).read_text(encoding="utf-8").splitlines()
    said = " ".join(line for line in lines if line.startswith("#"))
    assert "doi:10." in said
    assert len(lines) <= 500
    assert '"models/library/*.csv"' in (root / "pyproject.toml").read_text(encoding="utf-8")
