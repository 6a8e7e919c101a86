"""Systems by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from engraft.errors import SpecificationError, nearest

if TYPE_CHECKING:
    from engraft.language import System


@dataclass(frozen=True)
class Entry:
    """A system that can be built, and what it is in one line."""

    about: str
    build: Callable[[], System]


def catalog() -> dict[str, str]:
    """List the systems by name, each with one line.

    Examples
    --------
    >>> catalog()["kimmel2021"]
    'axi-cel in B-cell lymphoma: T cells compete for room, the tumor dies out by chance (Kimmel 2021)'
    """
    return {name: entry.about for name, entry in _ENTRIES.items()}


@cache
def build(name: str) -> System:
    """Build a system by name; it is frozen, so that everybody gets the same one.

    Raises
    ------
    SpecificationError
        If nothing has this name; the nearest is suggested.

    Examples
    --------
    >>> build("friberg2002").observable("neutrophils.anc").unit
    'cell/L'
    """
    if name not in _ENTRIES:
        raise SpecificationError(f"no system is called '{name}'", do=nearest(name, _ENTRIES))
    return _ENTRIES[name].build()


def _b_all() -> System:
    from engraft.models.leukemia.b_all import b_all

    return b_all()


def _first_line_b_all() -> System:
    from engraft.models.leukemia.first_line_b_all import first_line_b_all

    return first_line_b_all()


def _b_all_pd1() -> System:
    from engraft.models.leukemia.b_all_pd1 import b_all_pd1

    return b_all_pd1()


def _b_all_switch() -> System:
    from engraft.models.leukemia.b_all_switch import b_all_switch

    return b_all_switch()


def _b_all_anti_car() -> System:
    from engraft.models.leukemia.b_all_anti_car import b_all_anti_car

    return b_all_anti_car()


def _of_leukemia(name: str) -> Callable[[], System]:
    """Build a system that has the name of its module, imported when it is asked for."""

    def build_it() -> System:
        system: System = getattr(import_module(f"engraft.models.leukemia.{name}"), name)()
        return system

    return build_it


def _b_all_spine() -> System:
    from engraft.models.leukemia.b_all_spine import b_all_spine

    return b_all_spine()


def _cll() -> System:
    from engraft.models.leukemia.cll import cll

    return cll()


def _b_lymphoma() -> System:
    from engraft.models.leukemia.b_lymphoma import b_lymphoma

    return b_lymphoma()


def _richter() -> System:
    from engraft.models.leukemia.richter import richter

    return richter()


def _cll_pd1() -> System:
    from engraft.models.leukemia.richter import cll_pd1

    return cll_pd1()


def _adult_b_all() -> System:
    from engraft.models.leukemia.adult_b_all import adult_b_all

    return adult_b_all()


def _leontriana2021() -> System:
    from engraft.models.library.leontriana2021_b_all import LeonTriana2021

    return LeonTriana2021().system("b_all")


def _kimmel2021() -> System:
    from engraft.models.library.kimmel2021_axi_cel import Kimmel2021

    return Kimmel2021().system("b_lymphoma")


def _stein2019() -> System:
    from engraft.models.library.stein2019_tisagenlecleucel import Stein2019

    return Stein2019().system("tisa_cel")


def _kirouac2023() -> System:
    from engraft.models.library.kirouac2023_antigen_toggle import Kirouac2023

    return Kirouac2023().system("cll")


def _mueller_schoell2021() -> System:
    from engraft.models.library.mueller_schoell2021_axi_cel import MuellerSchoell2021

    return MuellerSchoell2021().system("b_lymphoma")


def _friberg2002() -> System:
    from engraft.language import join
    from engraft.models.drugs.docetaxel import Docetaxel
    from engraft.models.library.friberg2002_myelosuppression import Friberg2002

    wire = {"neutrophils.drug_effect": "docetaxel.effect"}
    return join(Friberg2002().system("neutrophils"), Docetaxel().system("docetaxel"), wire=wire, name="friberg2002")


def _quartino2014() -> System:
    from engraft.language import join
    from engraft.models.drugs.docetaxel import Docetaxel
    from engraft.models.library.quartino2014_gcsf import SLOPE_OF_DOCETAXEL, Quartino2014

    drug = Docetaxel(slope=SLOPE_OF_DOCETAXEL).system("docetaxel")
    wire = {"neutrophils.drug_effect": "docetaxel.effect"}
    return join(Quartino2014().system("neutrophils"), drug, wire=wire, name="quartino2014")


def _jost2020() -> System:
    from engraft.language import join
    from engraft.models.drugs.mercaptopurine import Mercaptopurine
    from engraft.models.library.jost2020_maintenance import Jost2020

    drug = Mercaptopurine().system("mercaptopurine")
    wire = {"neutrophils.drug_effect": "mercaptopurine.effect"}
    return join(Jost2020().system("neutrophils"), drug, wire=wire, name="jost2020")


def _hahnel2020() -> System:
    from engraft.language import join
    from engraft.models.drugs.imatinib import Imatinib
    from engraft.models.library.hahnel2020_cml import Hahnel2020

    wire = {"cml.exposure": "imatinib.relative_exposure"}
    return join(Hahnel2020().system("cml"), Imatinib().system("imatinib"), wire=wire, name="hahnel2020")


def _brinkman2018() -> System:
    from engraft.models.library.brinkman2018_cut_repair import CutRepair

    return CutRepair().system("gene")


def _stiehl2015() -> System:
    from engraft.models.library.stiehl2015_aml import Stiehl2015

    return Stiehl2015().system("aml")


def _aml() -> System:
    from engraft.models.leukemia.aml import aml

    return aml()


def _amldt2025() -> System:
    from engraft.language import join
    from engraft.models.drugs.azacitidine import Azacitidine
    from engraft.models.drugs.venetoclax import Venetoclax
    from engraft.models.library.amldt2025_venetoclax_azacitidine import Amldt2025

    wire = {"aml.venetoclax": "venetoclax.amount", "aml.azacitidine": "azacitidine.amount"}
    drugs = (Venetoclax().system("venetoclax"), Azacitidine().system("azacitidine"))
    return join(Amldt2025().system("aml"), *drugs, wire=wire, name="amldt2025")


def _t_cell_culture() -> System:
    from engraft.models.blocks.t_cell_culture import TCellCulture

    return TCellCulture().system("culture")


def _duranvillalobos2023() -> System:
    from engraft.models.library.duranvillalobos2023_t_cell_growth import DuranVillalobos2023

    return DuranVillalobos2023().system("culture")


def _varga2005() -> System:
    from engraft.models.library.varga2005_gene_delivery import Varga2005

    return Varga2005().system("delivery")


def _rodrigues2019() -> System:
    from engraft.models.library.rodrigues2019_cll import Rodrigues2019

    return Rodrigues2019().system("cll")


def _frey2010() -> System:
    from engraft.models.library.frey2010_tocilizumab import Frey2010

    return Frey2010().system("tocilizumab")


def _chen2019() -> System:
    from engraft.models.library.chen2019_cytokine_priming import Chen2019

    return Chen2019().system("engager")


def _kosinsky2018() -> System:
    from engraft.models.library.kosinsky2018_radiation_pd_l1 import kosinsky2018

    return kosinsky2018()


def _irradiated_cells() -> System:
    from engraft.models.drugs.radiation import irradiated

    return irradiated()


def _adhikarla2021() -> System:
    from engraft.models.library.adhikarla2021_radionuclide_car_t import Adhikarla2021

    return Adhikarla2021().system("myeloma")


def _wodarz_komarova2009() -> System:
    from engraft.models.library.wodarz_komarova2009_oncolytic_virus import WodarzKomarova2009

    return WodarzKomarova2009().system("oncolytic")


def _tumor_site() -> System:
    from engraft.models.leukemia.tumor_site import tumor_site

    return tumor_site()


def _switched_t_cells() -> System:
    from engraft.models.leukemia.tumor_site import switched_t_cells

    return switched_t_cells()


def _gibiansky2021() -> System:
    from engraft.models.library.gibiansky2021_rituximab import Gibiansky2021

    return Gibiansky2021().system("rituximab")


def _ahamadi2017() -> System:
    from engraft.models.library.ahamadi2017_pembrolizumab import Ahamadi2017

    return Ahamadi2017().system("pembrolizumab")


def _bajaj2017() -> System:
    from engraft.models.library.bajaj2017_nivolumab import Bajaj2017

    return Bajaj2017().system("nivolumab")


def _clements2020() -> System:
    from engraft.models.library.clements2020_blinatumomab import Clements2020

    return Clements2020().system("blinatumomab")


def _hosseini2020() -> System:
    from engraft.models.library.hosseini2020_t_cell_engager import hosseini2020

    return hosseini2020()


def _mihaila2017() -> System:
    from engraft.models.library.mihaila2017_sirna import Mihaila2017

    return Mihaila2017().system("cell")


def _bartlett_davis2006() -> System:
    from engraft.models.library.bartlett_davis2006_sirna import BartlettDavis2006

    return BartlettDavis2006().system("cell")


def _aml_silencing() -> System:
    from engraft.models.leukemia.aml_silencing import aml_silencing

    return aml_silencing()


def _aml_antisense() -> System:
    from engraft.models.leukemia.aml_antisense import aml_antisense

    return aml_antisense()


def _in_vivo_car() -> System:
    from engraft.models.leukemia.in_vivo_car import in_vivo_car

    return in_vivo_car()


def _transplant() -> System:
    from engraft.models.leukemia.transplant import transplant

    return transplant()


def _cd33_graft() -> System:
    from engraft.models.leukemia.cd33_graft import cd33_graft

    return cd33_graft()


def _ada_scid() -> System:
    from engraft.models.library.li2023_gene_addition import ada_scid

    return ada_scid()


def _sickle_cell() -> System:
    from engraft.models.library.li2023_gene_addition import sickle_cell

    return sickle_cell()


_ENTRIES = {
    "b_all": Entry(
        "B-ALL in a child from enrolment to verdict: clones, CAR T cells, toxicity, the ward, blood, survival", _b_all
    ),
    "b_all_switch": Entry("the same child, with CAR T cells that carry a safety switch, and rimiducid", _b_all_switch),
    "b_all_pd1": Entry("the same child, with pembrolizumab that holds PD-1 on exhausted CAR T cells", _b_all_pd1),
    "b_all_anti_car": Entry("the same child, whose T cells may reject CAR T cells and remember them", _b_all_anti_car),
    "b_all_universal": Entry(
        "B-ALL under CAR T cells of a stranger: alemtuzumab, rejection by the host, edited cells, GvHD",
        _of_leukemia("b_all_universal"),
    ),
    "b_all_two_antigens": Entry(
        "B-ALL that can lose CD19 and CD22, under CAR T cells against one or both", _of_leukemia("b_all_two_antigens")
    ),
    "t_all_car7": Entry(
        "T-ALL under a stranger's CAR T cells against CD7: T-cell aplasia, rejection", _of_leukemia("t_all_car7")
    ),
    "adult_b_all": Entry(
        "relapsed B-ALL in an adult: blinatumomab, inotuzumab ozogamicin, salvage chemotherapy, CAR T cells",
        _adult_b_all,
    ),
    "b_all_spine": Entry("B-ALL in a child: Flu/Cy, CAR T cells, leukemia, B cells, neutrophils", _b_all_spine),
    "first_line_b_all": Entry(
        "B-ALL in an adult from diagnosis: first-line chemotherapy, rituximab, transplant in remission",
        _first_line_b_all,
    ),
    "b_lymphoma": Entry(
        "large B-cell lymphoma in an adult: a tumor in nodes, CAR T cells, toxicity, survival",
        _b_lymphoma,
    ),
    "richter": Entry("transformed CLL under an antibody against PD-1: own T cells, a tumor in nodes", _richter),
    "cll_pd1": Entry("CLL under an antibody against PD-1: own T cells, nodes, blood and marrow", _cll_pd1),
    "cll": Entry("CLL in an adult: nodes, blood, marrow, rituximab, chemotherapy, CAR T cells, toxicity", _cll),
    "transplant": Entry(
        "acute leukemia in an adult: conditioning, a donor's graft, graft-versus-leukemia, GvHD, relapse, death",
        _transplant,
    ),
    "cd33_graft": Entry("the same, with a graft edited to lack CD33 and gemtuzumab ozogamicin after it", _cd33_graft),
    "leontriana2021": Entry("CAR T cells against B-ALL and healthy B cells (León-Triana 2021)", _leontriana2021),
    "kimmel2021": Entry(
        "axi-cel in B-cell lymphoma: T cells compete for room, the tumor dies out by chance (Kimmel 2021)", _kimmel2021
    ),
    "stein2019": Entry("tisagenlecleucel in B-ALL: transgene expands, contracts, persists (Stein 2019)", _stein2019),
    "kirouac2023": Entry(
        "CAR T cells in CLL: antigen toggles memory, effectors and exhaustion (Kirouac 2023)", _kirouac2023
    ),
    "mueller_schoell2021": Entry(
        "axi-cel in B-cell lymphoma: four phenotypes in succession, low expanders (Mueller-Schoell 2021)",
        _mueller_schoell2021,
    ),
    "friberg2002": Entry("neutrophils under docetaxel (Friberg 2002)", _friberg2002),
    "quartino2014": Entry("neutrophils and endogenous G-CSF under docetaxel (Quartino 2014)", _quartino2014),
    "jost2020": Entry("neutrophils of children in maintenance therapy with 6-mercaptopurine (Jost 2020)", _jost2020),
    "hahnel2020": Entry(
        "CML under an inhibitor and after stopping it, immune cells with a window (Hähnel 2020)", _hahnel2020
    ),
    "chen2019": Entry("IL-6 under a T-cell engager, lower with every dose (Chen 2019)", _chen2019),
    "clements2020": Entry("blinatumomab in children and adults, by body surface (Clements 2020)", _clements2020),
    "hosseini2020": Entry(
        "T cells, B cells and IL-6 in blood, tissues and tumor under blinatumomab (Hosseini 2020)", _hosseini2020
    ),
    "aml": Entry(
        "AML in an adult: two hierarchies, azacitidine, venetoclax, FLAG-Ida, nivolumab and own T cells, toxicity", _aml
    ),
    "brinkman2018": Entry(
        "a nuclease cuts a gene, the cell repairs it: intact, open, indel, deletion, insertion (Brinkman 2018)",
        _brinkman2018,
    ),
    "stiehl2015": Entry("AML: a healthy and a leukemic hierarchy under one feedback signal (Stiehl 2015)", _stiehl2015),
    "amldt2025": Entry("AML under venetoclax and azacitidine: white cells and marrow blasts (AMLDT)", _amldt2025),
    "ada_scid": Entry(
        "stem cells with an added ADA gene beside those without, in a child with ADA-SCID (Li 2023)", _ada_scid
    ),
    "sickle_cell": Entry(
        "stem cells with an added globin gene beside those without, sickle cell disease (Li 2023)", _sickle_cell
    ),
    "rodrigues2019": Entry("CLL under chemotherapy and immune cells (Rodrigues 2019)", _rodrigues2019),
    "t_cell_culture": Entry("T cells in culture: four phenotypes wake, divide, drift, use up medium", _t_cell_culture),
    "duranvillalobos2023": Entry(
        "T cells in a stirred vessel: glucose, and what stops them (Duran-Villalobos 2023)", _duranvillalobos2023
    ),
    "varga2005": Entry("a gene on its way into the nucleus with an adenoviral vector (Varga 2005)", _varga2005),
    "frey2010": Entry("tocilizumab in plasma and tissue, with covariates (Frey 2010)", _frey2010),
    "kosinsky2018": Entry("radiation and anti-PD-L1 against CT26 tumors in mice (Kosinsky 2018)", _kosinsky2018),
    "irradiated_cells": Entry(
        "cells under radiation of the whole body or a field: linear-quadratic, with repair", _irradiated_cells
    ),
    "adhikarla2021": Entry("a radionuclide and CAR T cells against myeloma in mice (Adhikarla 2021)", _adhikarla2021),
    "wodarz_komarova2009": Entry(
        "an oncolytic virus in a tumor, infected cells mixed or clumped (Wodarz and Komarova 2009)",
        _wodarz_komarova2009,
    ),
    "tumor_site": Entry(
        "leukemia of the marrow reached by a radioligand, an antibody's toxin or a suicide gene", _tumor_site
    ),
    "switched_t_cells": Entry(
        "donor T cells with caspase 9 or thymidine kinase under rimiducid or ganciclovir", _switched_t_cells
    ),
    "gibiansky2021": Entry("rituximab in CLL: clearance falls with the leukemia (Gibiansky 2021)", _gibiansky2021),
    "ahamadi2017": Entry("pembrolizumab, with covariates and PD-1 occupancy (Ahamadi 2017)", _ahamadi2017),
    "mihaila2017": Entry("siRNA in nanoparticles, RISC and mRNA of one gene in a cell (Mihaila 2017)", _mihaila2017),
    "bartlett_davis2006": Entry(
        "silencing in a cell by siRNA that division dilutes (Bartlett and Davis 2006)", _bartlett_davis2006
    ),
    "aml_silencing": Entry(
        "AML in an adult that lives on one driver gene: siRNA against it, an editor, resistance", _aml_silencing
    ),
    "aml_antisense": Entry(
        "AML in an older adult: cytarabine and daunorubicin, with or without an antisense against BCL2", _aml_antisense
    ),
    "in_vivo_car": Entry("B-ALL under a CD19 receptor whose mRNA is given to T cells in the body", _in_vivo_car),
    "bajaj2017": Entry("nivolumab: clearance falls over time, PD-1 occupancy (Bajaj 2017)", _bajaj2017),
}
