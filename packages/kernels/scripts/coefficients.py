"""Prints the coefficients of assembly/elementary, lowest power first, and the error they make.

    python3 coefficients.py        (needs mpmath)

Each polynomial interpolates its function at the Chebyshev nodes of its interval, with 60 digits:
near-minimax, within a small factor of Remez.
"""

import mpmath as mp

mp.mp.dps = 60


def nodes(low, high, count):
    middle, half = (low + high) / mp.mpf(2), (high - low) / mp.mpf(2)
    return [middle + half * mp.cos(mp.pi * (2 * k + 1) / (2 * count)) for k in range(count)]


def show(name, function, low, high, degree):
    low, high = mp.mpf(low), mp.mpf(high)
    at = nodes(low, high, degree + 1)
    powers = mp.matrix([[x**j for j in range(degree + 1)] for x in at])
    coefficients = mp.lu_solve(powers, mp.matrix([function(x) for x in at]))
    grid = [low + (high - low) * k / 1000 for k in range(1, 1000)]
    error = max(abs(mp.polyval(list(coefficients)[::-1], x) / function(x) - 1) for x in grid)
    print(f"{name}: relative error 2^{float(mp.log(error, 2)):.1f}")
    for c in coefficients:
        print("   ", float(c))


def alternating(first, sign):
    """The sum of sign (−u)^k / (first + 2 k)!: what sin and cos leave after some terms."""
    return lambda u: mp.fsum(sign * (-u) ** k / mp.factorial(first + 2 * k) for k in range(30))


def artanh_rest(first):
    """The sum of u^k / (first + 2 k): what artanh leaves after (first − 1) / 2 terms."""
    return lambda u: mp.fsum(u**k / (first + 2 * k) for k in range(120))


def exp_rest(r):
    """(e^r − 1 − r) / r²"""
    return mp.fsum(r**k / mp.factorial(k + 2) for k in range(40))


def erf_rest(u):
    """erf x / x − 1, u = x²"""
    return 2 / mp.sqrt(mp.pi) * mp.fsum((-u) ** k / (mp.factorial(k) * (2 * k + 1)) for k in range(60)) - 1


def log2_erfc(a):
    """log₂ erfc(a) / a"""
    return mp.log(mp.erfc(a), 2) / a


def quotient():
    """a₀, a₁, b₀ of tanh(r ln 2 / 2) = r (a₀ + a₁ r²) / (b₀ + r²), |r| ≤ 1/2."""
    function = lambda v: mp.tanh(mp.sqrt(v) * mp.log(2) / 2) / mp.sqrt(v)
    at = nodes(0, mp.mpf("0.2501"), 3)
    rows = mp.matrix([[1, v, -function(v)] for v in at])
    a0, a1, b0 = mp.lu_solve(rows, mp.matrix([function(v) * v for v in at]))
    error = max(abs((a0 + a1 * v) / (b0 + v) / function(v) - 1) for v in (mp.mpf(k) / 4000 for k in range(1, 1001)))
    print(f"float32 tanh quotient: relative error 2^{float(mp.log(error, 2)):.1f}")
    print("   ", float(a0), float(a1), float(b0))


def asin_rest(u):
    """(asin x − x) / x³, u = x²"""
    x = mp.sqrt(u)
    return (mp.asin(x) - x) / (x * u) if u > mp.mpf(10) ** -12 else mp.mpf(1) / 6 + 3 * u / 40 + 5 * u**2 / 112


def atan_over(u):
    """atan t / t, u = t²"""
    t = mp.sqrt(u)
    return mp.atan(t) / t if u > 0 else mp.mpf(1)


def atan_rest(u):
    """(atan t / t − 1) / u, u = t²"""
    return mp.fsum((-1) ** (k + 1) * u**k / (2 * k + 3) for k in range(40))


def erfcx(x):
    return mp.exp(x * x) * mp.erfc(x)


def scaled_erfc(v):
    """erfcx(a) / v, v = 3 / (3 + a)"""
    return erfcx(3 / v - 3) / v


def erf_inverse(w):
    """erfinv x / x, w = −log(1 − x²)"""
    x = mp.sqrt(-mp.expm1(-w))
    return mp.erfinv(x) / x if w > mp.mpf(10) ** -25 else mp.sqrt(mp.pi) / 2


EIGHTH_TURN = "0.6175"  # (π/4)² and a little
ARTANH = "0.02945"  # ((√2 − 1) / (√2 + 1))² and a little

show("float64 exp", exp_rest, "-0.3467", "0.3467", 10)
show("float64 log from u³", artanh_rest(7), 0, ARTANH, 7)
show("float64 sin", alternating(3, -1), 0, EIGHTH_TURN, 6)
show("float64 cos", alternating(4, 1), 0, EIGHTH_TURN, 5)
show("float64 erf, centre", erf_rest, 0, "0.5625", 11)
for piece in range(11):
    centre = 1 + mp.mpf(piece) / 2
    show(f"float64 erfc about {float(centre)}", lambda t: mp.erfc(centre + t), "-0.25", "0.25", 13)

show("float64 asin", asin_rest, 0, "0.2501", 12)
show("float64 atan", atan_rest, 0, mp.mpf(1) / 250, 5)
for binade in range(-1, 5):
    for quarter in range(4):
        centre = mp.mpf(2) ** binade * (1 + (2 * quarter + 1) / mp.mpf(8))
        reach = mp.mpf("1.0001") * mp.mpf(2) ** binade / 8
        show(f"float64 erfcx about {float(centre)}", lambda t: erfcx(centre + t), -reach, reach, 13)
pieces = [(k + mp.mpf(1) / 2, mp.mpf(1) / 2) for k in range(4)]
pieces += [(mp.mpf(2) ** k * (1 + (2 * q + 1) / mp.mpf(8)), mp.mpf(2) ** k / 8) for k in (2, 3, 4) for q in range(4)]
for centre, reach in pieces + [(mp.mpf(36), mp.mpf(4))]:
    show(f"float64 erfinv about {float(centre)}", lambda t: erf_inverse(centre + t), -reach, reach, 11)

show("float32 exp2", lambda t: mp.mpf(2) ** t, "-0.5", "0.5", 6)
quotient()
show("float32 log, 2 artanh", lambda u: 2 * artanh_rest(1)(u), 0, ARTANH, 3)
show("float32 pow, log2", lambda u: 2 * artanh_rest(1)(u) / mp.log(2), 0, ARTANH, 5)
show("float32 softplus, 2 artanh", lambda u: 2 * artanh_rest(1)(u), 0, mp.mpf(1) / 9, 5)
show("float32 sin from r³", alternating(3, -1), 0, EIGHTH_TURN, 3)
show("float32 cos from r²", alternating(2, -1), 0, EIGHTH_TURN, 3)
show("float32 log2 erfc", log2_erfc, 0, 4, 13)
show("float32 asin", asin_rest, 0, "0.2501", 6)
show("float32 atan", atan_over, 0, 1, 11)
show("float32 scaled erfc", scaled_erfc, 3 / mp.mpf("13.3"), 1, 12)
