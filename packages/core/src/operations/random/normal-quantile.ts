import type { Tensor } from '../../tensor/tensor.ts'
import { add, div, mul, neg, sub } from '../elementwise/arithmetic.ts'
import { lessEqual } from '../elementwise/compare.ts'
import { abs, log, sqrt } from '../elementwise/elementwise.ts'
import { minimum } from '../elementwise/extremum.ts'
import { where } from '../elementwise/select.ts'
import { full } from '../layout/constant.ts'

type Ratio = readonly [above: readonly number[], below: readonly number[]]

// Wichura 1988, "The percentage points of the normal distribution", algorithm AS 241, PPND16: one ratio
// of polynomials in the middle and two in the tails, lowest power last.
const MIDDLE: Ratio = [
  [
    2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
    1971.5909503065513, 133.14166789178438, 3.3871328727963665,
  ],
  [
    5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
    687.1870074920579, 42.31333070160091, 1,
  ],
]
const TAIL: Ratio = [
  [
    0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684,
    3.6478483247632045, 5.769497221460691, 4.630337846156546, 1.4234371107496835,
  ],
  [
    1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008,
    0.6897673349851, 1.6763848301838038, 2.053191626637759, 1,
  ],
]
const FAR_TAIL: Ratio = [
  [
    2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124,
    0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
  ],
  [
    2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133,
    0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1,
  ],
]

const polynomial = (x: Tensor, coefficients: readonly number[]): Tensor => {
  const [highest = 0, ...lower] = coefficients
  return lower.reduce(
    (sum, coefficient) => add(mul(sum, x), coefficient),
    full(x.shape, highest, { dtype: 'float64' }),
  )
}
const ratio = (x: Tensor, [above, below]: Ratio): Tensor =>
  div(polynomial(x, above), polynomial(x, below))

/** Where the normal distribution function is `p`: float64 within 0 and 1, to some 16 digits. */
export function normalQuantile(p: Tensor): Tensor {
  const q = sub(p, 0.5)
  const middle = mul(q, ratio(sub(0.180625, mul(q, q)), MIDDLE))
  const r = sqrt(neg(log(minimum(p, sub(1, p)))))
  const far = where(lessEqual(r, 5), ratio(sub(r, 1.6), TAIL), ratio(sub(r, 5), FAR_TAIL))
  const tail = where(lessEqual(q, 0), neg(far), far)
  return where(lessEqual(abs(q), 0.425), middle, tail)
}
