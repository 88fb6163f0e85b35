"""Writes float64 arguments and values of the elementary functions, computed with 60 digits and more.

    python3 golden.py COUNT > ../src/instructions/elementwise/elementary.json.golden  (needs mpmath)

Each row is [x, (y,) nearest double of f(x), rest in units in the last place of that double].
COUNT drawn arguments a function are added to the hard ones. The committed file has 48.
"""

import json
import math
import random
import struct
import sys

import mpmath as mp

random.seed(20)
mp.mp.prec = 1400
COUNT = int(sys.argv[1])


def from_bits(bits):
    return struct.unpack("<d", struct.pack("<Q", bits))[0]


def any_double():
    return from_bits(random.getrandbits(64))


def beside(*centres):
    """Each centre with its neighbours."""
    return [x for c in centres for x in (math.nextafter(c, -math.inf), c, math.nextafter(c, math.inf))]


def log_uniform(low, high):
    return random.choice((-1, 1)) * 2.0 ** random.uniform(low, high)


def near_quarter_turns(count):
    """Doubles close to multiples of pi/2, first the closest of all (Muller, 11.3.2)."""
    found = [math.ldexp(6381956970095103, 797)]
    for _ in range(count):
        n = int(2.0 ** random.uniform(0, 52))
        found.append(float(n * mp.pi / 2))
    return found


LN2 = math.log(2)
PIECES = [1 + k / 2 for k in range(11)]
half_steps = [LN2 * (k + 0.5) for k in (-1000, -3, -2, -1, 0, 1, 2, 10, 1000)]


def uniform(low, high):
    return lambda: random.uniform(low, high)


def tiny():
    return log_uniform(-60, 1)


def tiny_below_1():
    return log_uniform(-60, 0)


def near_1():
    return random.choice((-1, 1)) * (1 - 2.0 ** random.uniform(-53, -1))


def erf_inverse(x):
    """Newton's steps from double precision, each of which doubles the digits."""
    y = mp.mpf(0)
    if x != 0:
        with mp.workprec(120):
            y = mp.erfinv(x)
    for _ in range(3):
        tail = mp.erfc(abs(y)) - (1 - abs(x)) if abs(x) > 0.5 else abs(x) - mp.erf(abs(y))
        y = mp.sign(x) * (abs(y) + tail * mp.sqrt(mp.pi) / 2 * mp.exp(y * y))
    return y


FUNCTIONS = {
    "exp": (mp.exp, half_steps + beside(709.78, -708.39, -745.13, 1e-300), [uniform(-745, 709.7), tiny]),
    "expm1": (mp.expm1, half_steps + beside(709.78, -40.0, 1e-16, 2e-16), [uniform(-40, 709.7), uniform(-2, 2), tiny]),
    "log": (mp.log, beside(1.0, 2.0, math.sqrt(0.5), math.sqrt(2), 2.0**-1022, 1.7e308) + [5e-324],
            [lambda: abs(any_double()), uniform(0.5, 2), lambda: 1 + log_uniform(-50, -1)]),
    "log1p": (mp.log1p, beside(1e-16, -1e-16, -0.5, 1.0, 2.0**53, 1e300) + [-1 + 2.0**-53],
              [lambda: abs(any_double()), uniform(-1, 3), lambda: log_uniform(-60, -1)]),
    "sin": (mp.sin, near_quarter_turns(COUNT // 2) + beside(2.0**20, math.pi / 4, math.pi),
            [any_double, uniform(-10, 10), uniform(-2.0**20, 2.0**20), tiny]),
    "cos": (mp.cos, near_quarter_turns(COUNT // 2) + beside(2.0**20, math.pi / 4, math.pi),
            [any_double, uniform(-10, 10), uniform(-2.0**20, 2.0**20), tiny]),
    "tanh": (mp.tanh, beside(22.0, -22.0, 1e-8, LN2 / 4, 3 * LN2 / 4), [uniform(-20, 20), uniform(-1, 1), tiny]),
    "sigmoid": (lambda x: 1 / (1 + mp.exp(-x)),
                beside(40.0, -40.0, 0.0, -708.39, -745.13) + [-37.5, -33.25, -29.0, 17.5, 35.5],
                [uniform(-60, 40), uniform(-745, 0), uniform(-2, 2)]),
    "softplus": (lambda x: mp.log1p(mp.exp(x)),
                 beside(40.0, -40.0, 0.0, -708.39, -745.13) + [-37.5, -33.25, -29.0, 17.5, 35.5],
                 [uniform(-60, 60), uniform(-745, 0), uniform(-2, 2)]),
    "erf": (mp.erf, beside(*PIECES), [uniform(-6, 6), uniform(-1, 1), tiny]),
    "log2": (lambda x: mp.log(x) / mp.log(2), beside(1.0, 2.0, math.sqrt(0.5), math.sqrt(2), 2.0**-1022, 1.7e308) + [5e-324],
             [lambda: abs(any_double()), uniform(0.5, 2), lambda: 1 + log_uniform(-50, -1)]),
    "tan": (mp.tan, near_quarter_turns(COUNT // 2) + beside(2.0**20, math.pi / 4, math.pi),
            [any_double, uniform(-10, 10), uniform(-2.0**20, 2.0**20), tiny]),
    "asin": (mp.asin, beside(0.5, -0.5) + [math.nextafter(1, 0), 1.0], [uniform(-1, 1), tiny_below_1, near_1]),
    "acos": (mp.acos, beside(0.5, -0.5) + [math.nextafter(1, 0), -1.0], [uniform(-1, 1), tiny_below_1, near_1]),
    "atan": (mp.atan, beside(*[k / 16 for k in range(1, 17)], *[16 / k for k in range(1, 16)], 1e8, 1e18),
             [uniform(-2, 2), uniform(-20, 20), lambda: log_uniform(-60, 70)]),
    "sinh": (mp.sinh, half_steps + beside(22.0, -22.0, 1e-8, 710.4758600739439), [uniform(-22, 22), uniform(-2, 2), uniform(-710, 710), tiny]),
    "cosh": (mp.cosh, half_steps + beside(22.0, -22.0, 1e-8, 710.4758600739439), [uniform(-22, 22), uniform(-2, 2), uniform(-710, 710), tiny]),
    "erfc": (mp.erfc, beside(0.5, -0.5, -6.0, 26.5, 26.543258, 27.2) + beside(*(2.0**k * (1 + q / 4) for k in range(4) for q in range(4))),
             [uniform(-6, 6), uniform(0.4, 4), uniform(-1, 27.2), tiny]),
    "erfInv": (erf_inverse, [1 - 2.0**-53, 2.0**-53 - 1, 1e-9, 0.5] + [math.sqrt(-math.expm1(-w)) for w in (1, 2, 3, 4, 5, 8, 16, 32)],
               [uniform(-1, 1), tiny_below_1, near_1]),
}


def rounded(value):
    """The nearest double and the rest in its units in the last place; None where it overflows."""
    nearest = float(value)
    if math.isinf(nearest):
        return None
    rest = (value - mp.mpf(nearest)) / mp.mpf(math.ulp(nearest))
    return [nearest, round(float(rest), 4)]


def pairs():
    yield from [(1 + 2.0**-52, 2.0**58), (1 - 2.0**-53, 2.0**60), (2.0, -1074.0), (2.0, -1073.5), (5e-324, -0.9)]
    yield from [(-3.0, 33.0), (-1.5, -1001.0), (1e308, 1.0), (0.5, 1e-300), (10.0, 308.0), (1.0000001, 7e9)]
    for i in range(COUNT):
        x = abs(any_double()) if i % 3 == 0 else random.uniform(0, 4) if i % 3 == 1 else 1 + log_uniform(-40, -2)
        if not (0 < x < math.inf) or x == 1:
            continue
        limit = 744 / abs(math.log(x))
        yield x, random.choice((random.uniform(-limit, limit), float(random.randint(-9, 9)) or 0.5))


def angles():
    yield from [(5e-324, 5e-324), (1e308, -1e308), (1e-308, -1.0), (3e-308, 2.0), (-1.0, 1e-17), (2.0, -1e-19), (1.7e308, 1e-300)]
    yield from [(-5e-324, 1e-310), (1e-320, -3e-319)]
    for i in range(COUNT):
        y, x = (any_double(), any_double()) if i % 3 == 0 else (random.uniform(-4, 4), random.uniform(-4, 4))
        if i % 3 == 1:
            y *= 2.0 ** random.uniform(-60, 60)
        if math.isfinite(x) and math.isfinite(y) and x != 0:
            yield y, x


table = {}
for name, (function, hard, draws) in FUNCTIONS.items():
    rows = []
    for x in hard + [draws[i % len(draws)]() for i in range(COUNT)]:
        if math.isnan(x) or math.isinf(x):
            continue
        mp.mp.prec = 1400 if name in ("sin", "cos") or abs(x) < 1e-20 else 300
        row = rounded(function(mp.mpf(x)))
        if row and row[0] != 0:
            rows.append([x, *row])
    table[name] = rows
mp.mp.prec = 300
powers = [(x, y, rounded(mp.power(mp.mpf(x), mp.mpf(y)))) for x, y in pairs()]
table["pow"] = [[x, y, *row] for x, y, row in powers if row and row[0] != 0]

directions = [(y, x, rounded(mp.atan2(mp.mpf(y), mp.mpf(x)))) for y, x in angles()]
table["atan2"] = [[y, x, *row] for y, x, row in directions if row and row[0] != 0]

lines = [f'  "{name}": [\n    ' + ",\n    ".join(map(json.dumps, rows)) + "\n  ]" for name, rows in table.items()]
print("{\n" + ",\n".join(lines) + "\n}")
