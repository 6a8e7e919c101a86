from engraft.models.blocks.person import Person


def test_a_person_has_the_median_weight_and_age_of_the_trials() -> None:
    values = {entry.name: entry.value for entry in Person().system("body").parameters}
    assert values["body.age"] == 11.0 * 365.25
    assert values["body.weight"] == 39.0e6
