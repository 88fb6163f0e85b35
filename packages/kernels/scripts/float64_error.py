"""How far doubles are from an elementary function's true values, which have 113 bits and more here.

    python3 float64_error.py NAME < PAIRS        (needs gmpy2)

Each pair is an argument and the value to be judged, two doubles in the machine's own byte order; for
atan2 and pow there are two arguments. Prints the largest error in units in the last place of the true
value, and its arguments, as JSON. What rounds to the nearest double counts as no error at all.
"""

import json
import math
import sys
from array import array

import gmpy2
from gmpy2 import mpfr

gmpy2.get_context().precision = 113

FUNCTIONS = {
    "exp": gmpy2.exp,
    "expm1": gmpy2.expm1,
    "log": gmpy2.log,
    "log1p": gmpy2.log1p,
    "log2": gmpy2.log2,
    "sin": gmpy2.sin,
    "cos": gmpy2.cos,
    "tan": gmpy2.tan,
    "asin": gmpy2.asin,
    "acos": gmpy2.acos,
    "atan": gmpy2.atan,
    "sinh": gmpy2.sinh,
    "cosh": gmpy2.cosh,
    "tanh": gmpy2.tanh,
    "sigmoid": lambda x: 1 / (1 + gmpy2.exp(-x)),
    "softplus": lambda x: gmpy2.log1p(gmpy2.exp(x)) if x < 40 else x + gmpy2.exp(-x),
    "erf": gmpy2.erf,
    "erfc": gmpy2.erfc,
    "pow": lambda x, y: x**y,
    "atan2": gmpy2.atan2,
}


def error(got, true):
    nearest = float(true)
    if got == nearest:
        return 0.0
    if not (math.isfinite(got) and math.isfinite(nearest)):
        return math.inf
    return abs(float((mpfr(got) - true) / mpfr(math.ulp(nearest))))


def erf_inverse_error(x, got):
    """A step of Newton from the value is how far it is: erf(y) - x over the slope there."""
    if not math.isfinite(got):
        return math.inf
    with gmpy2.context(gmpy2.get_context(), precision=240):
        y = mpfr(abs(got))
        excess = (1 - mpfr(abs(x))) - gmpy2.erfc(y) if abs(x) > 0.5 else gmpy2.erf(y) - mpfr(abs(x))
        step = excess * gmpy2.sqrt(gmpy2.const_pi()) / 2 * gmpy2.exp(y * y)
        wrong_sign = math.copysign(1, x) != math.copysign(1, got)
        return math.inf if wrong_sign else abs(float(step)) / math.ulp(got)


def errors(name, numbers):
    if name == "erfInv":
        for x, got in zip(numbers[::2], numbers[1::2]):
            yield erf_inverse_error(x, got), [x]
        return
    function = FUNCTIONS[name]
    if name in ("pow", "atan2"):
        for a, b, got in zip(numbers[::3], numbers[1::3], numbers[2::3]):
            yield error(got, function(mpfr(a), mpfr(b))), [a, b]
        return
    for x, got in zip(numbers[::2], numbers[1::2]):
        yield error(got, function(mpfr(x))), [x]


def main(name):
    worst, count = (0.0, []), 0
    # A whole number of pairs and of triples.
    while chunk := sys.stdin.buffer.read(8 * 60_000):
        numbers = array("d", chunk)
        for each in errors(name, numbers):
            count += 1
            if each[0] > worst[0]:
                worst = each
    print(json.dumps({"count": count, "error": worst[0], "at": worst[1]}))


main(sys.argv[1])
