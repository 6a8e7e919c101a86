from engraft.therapy.catalog import get


def test_cells_with_and_without_the_gene_enter_their_own_branches():
    corrected, uncorrected = get("corrected_cd34"), get("uncorrected_cd34")
    assert (corrected.target, uncorrected.target) == ("corrected.infused", "uncorrected.infused")
    assert corrected.label_dose == uncorrected.label_dose
