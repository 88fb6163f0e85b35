// A penalty on the derivative of a network by its input, and its gradient by the weights:
// npx tsx examples/input-gradient-penalty.ts
import { GradientTape, grad, norm, Rng, sum, type Tensor, Variable } from '@sobolev/core'

const rng = new Rng(1)
const kernel = new Variable(rng.split('kernel').normal([3, 4]), { name: 'kernel' })
const out = new Variable(rng.split('out').normal([4]), { name: 'out' })
const batch = rng.split('batch').normal([8, 3])

const network = (x: Tensor): Tensor => x.matmul(kernel).tanh().matmul(out)

// The derivative of the sum: row i holds the derivative of example i by its own input.
const penalty = (): Tensor =>
  norm(grad((x: Tensor) => sum(network(x)))(batch), 2, 1)
    .square()
    .mean()

const first = penalty().item()
for (let step = 0; step < 20; step++) {
  const tape = new GradientTape()
  const gradients = tape.gradient(tape.record(penalty), { kernel, out })
  kernel.assignSub(gradients.kernel.mul(0.02))
  out.assignSub(gradients.out.mul(0.02))
}
console.log(penalty().item() < 0.5 * first) // true
