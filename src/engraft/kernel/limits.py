"""Numbers that steer the steps; every backend uses the same."""

SAFETY, SLOWEST, FASTEST = 0.9, 0.2, 6.0
FIRST_STEP = 0.5  # of the time scale, times rtol^(1/5)
NEARLY_ALL = 1 - 1e-9  # a wish for that much of the way to the stop takes all of it
TOO_NEGATIVE = 100.0  # multiples of the absolute tolerance that a non-negative state may undershoot
DEEP = 0.1  # of that undershoot: a good step that goes less deep ends a row of refusals
MOST_DRAINED = 50  # refusals in a row until a patient is given up
SMALLEST_STEP = 1e-14
NO_RATE = -1e-9  # a birth or death rate below it is no rounding: gain and loss of the clone are wrong
SAME_INSTANT = 1e-9  # flips closer than this, relative to time, are one moment
MOST_FLIPS = 200  # in one moment: a switch that turns itself off and on
ROOT_OF_TOLERANCE = 1 / 5  # the error of a step falls with its fifth power


def first_step(rtol: float) -> float:
    """First step after a jump, as a share of the fastest time scale."""
    return float(FIRST_STEP * rtol**ROOT_OF_TOLERANCE)
