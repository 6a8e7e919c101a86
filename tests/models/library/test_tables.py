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


def test_rows_are_named_by_their_first_column():
    table = read_table("mueller_schoell2021_patients")
    assert list(table) == [str(k) for k in range(1, 20)]
    assert table["12"] == {"mtv_mL": 2.54, "asct": 1.0, "cd4cd8_d7": 0.0512, "low_expansion": 0.0}
