"""First approvals of drugs: one place, so that each is looked up once."""

from __future__ import annotations

from engraft.language.source import Paper
from engraft.therapy.product import Approval


def _fda(first: str, indication: str, where: str, place: str, note: str = "") -> Approval:
    """Give an approval by the agency of the USA."""
    return Approval(first, "FDA", indication, Paper(where, place, note))


BLINATUMOMAB = _fda(
    "2014-12-03",
    "Philadelphia chromosome-negative relapsed or refractory B-cell precursor ALL (accelerated approval)",
    "Clin Cancer Res 2015;21:4035",
    "abstract (FDA approval summary)",
)
RITUXIMAB = _fda(
    "1997-11-26",
    "relapsed or refractory low-grade or follicular B-cell non-Hodgkin lymphoma",
    "thepharmaletter.com, first approval and launch for Rituxan",
    "first paragraph",
    "secondary; newspapers of the day agree",
)
RITUXIMAB_SUBCUTANEOUS = _fda(
    "2017-06-22", "follicular and large B-cell lymphoma and CLL, after a dose into a vein",
    "gene.com, news of 22 June 2017", "the maker's notice",
)  # fmt: skip
NIVOLUMAB = _fda(
    "2014-12-22",
    "unresectable or metastatic melanoma after ipilimumab (accelerated approval)",
    "esmo.org, oncology news of 5 January 2015",
    "first paragraph",
)
VENETOCLAX = _fda(
    "2016-04-11",
    "CLL with deletion 17p after at least one therapy (accelerated approval)",
    "gene.com, news of 11 April 2016",
    "the maker's notice",
)
IMATINIB = _fda(
    "2001-05-10",
    "CML in blast crisis, accelerated phase, or chronic phase after interferon (accelerated approval)",
    "biocentury.com, 2001-05-10",
    "first paragraph",
    "also doi:10.1001/jama.286.1.35",
)
AZACITIDINE = _fda(
    "2004-05",
    "myelodysplastic syndromes",
    "FDA Consumer, notice on Vidaza",
    "second sentence",
    "read in a reprint",
)
MERCAPTOPURINE = _fda(
    "1953", "acute leukemia", "lifesciencehistory.com, methotrexate and 6-mercaptopurine", "first sentence", "secondary"
)
FLUDARABINE = _fda(
    "1991-04",
    "B-cell CLL that did not respond to other therapy",
    "southernresearch.org, timeline, fludarabine",
    "approval granted in April 1991",
    "the maker of the molecule; indication in the agency's consumer magazine",
)
FILGRASTIM = _fda(
    "1991", "infection with neutropenia after chemotherapy",
    "Neupogen US label, set id 97cc73cc-b5b7-458a-a933-77b00523e193", "highlights, initial US approval",
)  # fmt: skip
ANAKINRA = _fda(
    "2001-11-14",
    "moderate to severe rheumatoid arthritis",
    "rheumatology.org, hotline of November 2001",
    "first sentence",
)
INOTUZUMAB = _fda(
    "2017-08-17", "relapsed or refractory B-cell precursor ALL in adults",
    "api.fda.gov/drug/drugsfda, BLA761040", "submission ORIG 1, status AP", "indication: US label of 2017",
)  # fmt: skip
