"""The company a row keeps: what is merely far from the project is reported beside rows that are plainly foreign, and nothing else is."""

from hypothesis import given
from hypothesis import strategies as st

from zhibiao.model.judgement import Judgement, in_company

FITTING, FAR, FOREIGN, UNTOLD = Judgement(0.9), Judgement(0.01, doubtful=True), Judgement(0.001, misfit=True), Judgement(None)


def reported(*rows):
    return [one.misfit for one in in_company(rows)]


def test_a_far_row_beside_two_low_ones_of_which_one_is_plain_is_a_misfit_and_says_how_many_stand_beside_it():
    far, *others = in_company([FAR, FOREIGN, FITTING, FAR])
    assert (far.misfit, far.doubtful, far.company, far.fit) == (True, False, 2, FAR.fit)
    assert [one.company for one in others] == [0, 0, 2]


def test_a_far_row_by_itself_beside_one_low_row_or_beside_rows_that_are_merely_far_stays_a_doubt():
    assert reported(FAR, FITTING, UNTOLD) == [False] * 3
    assert reported(FAR, FOREIGN, FITTING) == [False, True, False]
    assert reported(*[FAR] * 9) == [False] * 9
    assert reported() == []


@given(st.lists(st.sampled_from([FITTING, FAR, FOREIGN, UNTOLD])), st.randoms())
def test_the_order_does_not_matter_and_rows_that_are_not_low_stay_as_they_are(rows, chance):
    places = list(range(len(rows)))
    chance.shuffle(places)
    found, shuffled = in_company(rows), in_company([rows[place] for place in places])
    assert [found[place] for place in places] == list(shuffled)
    for one, before in zip(found, rows, strict=True):
        assert one == before or before is FAR
        assert (one.misfit or one.doubtful) == (before.misfit or before.doubtful)
