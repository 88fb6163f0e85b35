// A derivative of your own, which can be differentiated again: npx tsx examples/custom-gradient.ts
import { customGradient, exp, grad, log, sub, type Tensor, tensor } from '@sobolev/core'

// log(1 + eˣ) as it stands: eˣ overflows, and its derivative is ∞/∞.
const plain = (x: Tensor): Tensor => log(exp(x).add(1))
console.log(grad(plain)(tensor(100)).item()) // NaN

// The same with the derivative 1 − 1/(1 + eˣ), which is right wherever eˣ is.
const careful = customGradient((x) => {
  const e = exp(x)
  return { value: log(e.add(1)), vjp: (g) => g.mul(sub(1, e.add(1).reciprocal())) }
})
console.log(grad(careful)(tensor(100)).item()) // 1

// What the rule computes is differentiated in its turn.
console.log(grad(grad(careful))(tensor(0)).item()) // 0.25
