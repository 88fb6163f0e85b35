// Second derivatives from one tape: npx tsx examples/gradient-tape.ts
import { GradientTape, Variable } from '@sobolev/core'

const x = new Variable(5)
const y = new Variable(2)

// A persistent tape records its own gradients, so they can be differentiated again.
const tape = new GradientTape({ persistent: true })
const { dx, dxx, dxy } = tape.record(() => {
  const z = x.pow(3).mul(2).add(y.square().mul(5)).add(x.mul(y).mul(11)).add(5)
  const [dx, dy] = tape.gradient(z, [x, y])
  return { dx, dxx: tape.gradient(dx, x), dxy: tape.gradient(dy, x) }
})

console.log(dx.item()) // 172
console.log(dxx.item()) // 60
console.log(dxy.item()) // 11
