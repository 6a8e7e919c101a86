import pytest

from engraft.errors import SpecificationError
from engraft.language import join
from engraft.models.blocks.body import Body
from engraft.models.blocks.stopped_progenitors import StoppedProgenitors
from engraft.models.drugs.cytotoxic_drugs import cytarabine, daunorubicin


def test_shares_add(as_published):
    parts = [cytarabine().system("a"), daunorubicin().system("d"), Body().system("body")]
    wire = {"a.weight": "body.weight", "d.weight": "body.weight"}
    wire |= {"stopped.a": "a.stop_progenitors", "stopped.d": "d.stop_progenitors"}
    system = join(*parts, StoppedProgenitors(("a", "d")).system("stopped"), wire=wire, name="both")
    names = ["stopped.total", "a.stop_progenitors", "d.stop_progenitors"]
    given = {"a.central": (0.0, 1000.0, 0.0), "d.central": (0.0, 90.0, 0.0)}
    run = as_published(system, names, [0.0, 1.0], given=given)
    total, a, d = (run.course(name)[1, 0] for name in names)
    assert a > 0.0
    assert d > 0.0
    assert total == pytest.approx(a + d)


def test_names_are_needed():
    with pytest.raises(SpecificationError):
        StoppedProgenitors(())
