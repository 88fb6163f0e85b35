/** jax-js, jit on its WebAssembly backend. Argument: the folder of the starting points. */
import { defaultDevice, grad, init, jit, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax'
import { norm, oneHot, readNumbers } from './numbers.ts'
import { serve } from './protocol.ts'
import { versionIn } from './version.ts'

const [folder] = process.argv.slice(2)
await init()
defaultDevice('wasm')

// Every use of an array consumes it: `.ref` and `tree.ref` keep it for another.
const activations = { tanh: np.tanh, softplus: nn.softplus }

function forward(parameters, activation, x) {
  let h = x
  for (const [layer, { kernel, bias }] of parameters.entries()) {
    h = np.matmul(h, kernel).add(bias)
    if (layer < parameters.length - 1) h = activation(h)
  }
  return h
}

const losses = {
  crossEntropy: (outputs, targets) => {
    const [batch] = targets.shape
    return nn
      .logSoftmax(outputs)
      .mul(targets)
      .sum()
      .mul(-1 / batch)
  },
  squared: (outputs, targets) => np.square(outputs.sub(targets)).mean(),
}

/** Mean of (u_t − u_xx)². A product with a row of zeros and a one takes a column. */
function heat(net, parameters, points) {
  const column = (block, index) => block.mul(np.array([1 - index, index])).sum(1)
  const gradient = (x) => grad((at) => net(tree.ref(parameters), at).sum())(x)
  const ut = column(gradient(points.ref), 1)
  const uxx = column(grad((x) => column(gradient(x), 0).sum())(points), 0)
  tree.dispose(parameters)
  return np.square(ut.sub(uxx)).mean()
}

const arrayOf = ({ shape, data }) => np.array(data).reshape([...shape])

/** A whole step as one program: `state` holds parameters and both moments. */
function adamStep(total, learningRate) {
  return jit((state, steps, inputs, targets) => {
    const [loss, gradients] = valueAndGrad(total)(tree.ref(state.parameters), inputs, targets)
    const unbias = (beta) =>
      np.reciprocal(
        np
          .exp(steps.ref.mul(Math.log(beta)))
          .mul(-1)
          .add(1),
      )
    const first = tree.map((m, g) => m.mul(0.9).add(g.mul(0.1)), state.first, tree.ref(gradients))
    const second = tree.map(
      (v, g) => v.mul(0.999).add(np.square(g).mul(0.001)),
      state.second,
      gradients,
    )
    const scale1 = unbias(0.9)
    const scale2 = unbias(0.999)
    const move = (p, m, v) => {
      const root = np.sqrt(v.mul(scale2.ref)).add(1e-8)
      return p.sub(m.mul(scale1.ref).mul(learningRate).div(root))
    }
    const parameters = tree.map(move, state.parameters, tree.ref(first), tree.ref(second))
    scale1.dispose()
    scale2.dispose()
    steps.dispose()
    return { loss, state: { parameters, first, second } }
  })
}

/** Kernels and biases by layer, as arrays that `make` gives. */
function layersOf(numbers, make) {
  const kernels = numbers.filter((_, index) => index % 2 === 0)
  return kernels.map((kernel, layer) => ({
    kernel: make(kernel),
    bias: make(numbers[2 * layer + 1]),
  }))
}

const root = new URL('../node_modules/@jax-js/jax/package.json', import.meta.url)

await serve(
  { name: 'jax-js wasm', version: versionIn(root), threads: 1 },
  async (name, hasPenalty) => {
    const { loss, penalty, learningRate, ...start } = readNumbers(folder, name)
    if (start.network) throw new Error('this network is not written for it')
    if (start.convolutions) throw new Error('no max-pooling to differentiate twice')
    const activation = activations[start.activation]
    const net = (parameters, x) => forward(parameters, activation, x)
    const lossOf = (parameters, x, targets) => losses[loss](net(parameters, x), targets)
    const total = (parameters, x, targets) => {
      if (loss === 'heat') {
        targets.dispose()
        return heat(net, parameters, x)
      }
      if (!hasPenalty) return lossOf(parameters, x, targets)
      const kept = tree.ref(parameters)
      const value = lossOf(parameters, x.ref, targets.ref)
      const gradient = grad((at) => lossOf(kept, at, targets))(x)
      return value.add(np.square(gradient).sum().mul(penalty))
    }
    const inputs = arrayOf(start.inputs)
    const labels = loss === 'crossEntropy' ? oneHot(start.targets, start.widths.at(-1)) : null
    const targets = arrayOf(labels ?? start.targets)
    const zeros = ({ shape }) => np.zeros([...shape])
    const beginning = () => ({
      parameters: layersOf(start.parameters, arrayOf),
      first: layersOf(start.parameters, zeros),
      second: layersOf(start.parameters, zeros),
    })
    let steps = 0
    let state = beginning()
    const step = adamStep(total, learningRate)
    return {
      async check() {
        // A program of its own would leave too little memory for W6: the first step's is looked at.
        const taken = step(beginning(), np.array(1), inputs.ref, targets.ref)
        const { parameters, first, second } = taken.state
        tree.dispose([parameters, second])
        const norms = []
        for (const { kernel, bias } of first)
          for (const moment of [kernel, bias]) norms.push(norm(await moment.data()) / 0.1)
        return { loss: (await taken.loss.data())[0], norms }
      },
      async run(count) {
        let value = 0
        for (let i = 0; i < count; i++) {
          steps += 1
          const next = step(state, np.array(steps), inputs.ref, targets.ref)
          state = next.state
          // Steps that wait for one another keep their results: two of W6 would not fit into memory.
          value = (await next.loss.data())[0]
        }
        return value
      },
    }
  },
)
