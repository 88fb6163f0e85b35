/** Functions of one number that operators of ONNX stand for; those of this engine, good to the last digits of a float32. */
export const unaryFunctions: Readonly<Record<string, (x: number) => number>> = {
  Neg: (x) => -x,
  Abs: Math.abs,
  Exp: Math.exp,
  Log: Math.log,
  Sqrt: Math.sqrt,
  Sin: Math.sin,
  Cos: Math.cos,
  Tan: Math.tan,
  Asin: Math.asin,
  Acos: Math.acos,
  Atan: Math.atan,
  Sinh: Math.sinh,
  Cosh: Math.cosh,
  Tanh: Math.tanh,
  Sigmoid: (x) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))),
  Erf: erf,
  Sign: Math.sign,
  Floor: Math.floor,
  Ceil: Math.ceil,
  Round: roundToEven,
}

/** Functions of two numbers. */
export const binaryFunctions: Readonly<Record<string, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
  Pow: Math.pow,
  Max: Math.max,
  Min: Math.min,
}

/** Comparisons and logic, 1 where they hold. */
export const testFunctions: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  Equal: (a, b) => a === b,
  Less: (a, b) => a < b,
  LessOrEqual: (a, b) => a <= b,
  Greater: (a, b) => a > b,
  GreaterOrEqual: (a, b) => a >= b,
  And: (a, b) => a !== 0 && b !== 0,
  Or: (a, b) => a !== 0 || b !== 0,
}

function roundToEven(x: number): number {
  const below = Math.floor(x)
  const part = x - below
  if (part !== 0.5) return part < 0.5 ? below : below + 1
  return below % 2 === 0 ? below : below + 1
}

/** By its series below 3, by the continued fraction of erfc from there on: 1e-15. */
function erf(x: number): number {
  const size = Math.abs(x)
  if (!(size < 6)) return Number.isNaN(x) ? x : Math.sign(x)
  const square = x * x
  if (size < 3) {
    let term = size
    let sum = size
    for (let n = 1; Math.abs(term) > 1e-17 * sum; n++) {
      term *= -square / n
      sum += term / (2 * n + 1)
    }
    return Math.sign(x) * 1.1283791670955126 * sum
  }
  let fraction = 0
  for (let k = 60; k > 0; k--) fraction = k / 2 / (size + fraction)
  const rest = Math.exp(-square) / ((size + fraction) * 1.7724538509055159)
  return Math.sign(x) * (1 - rest)
}
