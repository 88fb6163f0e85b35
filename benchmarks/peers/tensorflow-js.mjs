/** TensorFlow.js, its WebAssembly backend. Argument: the folder of the starting points. */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import * as tf from '@tensorflow/tfjs'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import { norm, oneHot, readNumbers } from './numbers.ts'
import { serve } from './protocol.ts'

const [folder] = process.argv.slice(2)
const module = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')
setWasmPaths(`${join(dirname(module), '..', 'wasm-out')}/`)
await tf.setBackend('wasm')
await tf.ready()

function forward(parameters, activation, x) {
  let h = x
  for (let i = 0; i < parameters.length; i += 2) {
    if (parameters[i].rank === 4) {
      h = activation(tf.add(tf.conv2d(h, parameters[i], 1, 'same'), parameters[i + 1]))
      h = tf.maxPool(h, 2, 2, 'valid')
      continue
    }
    // Images as rows, channel by channel.
    if (h.rank === 4) h = tf.reshape(tf.transpose(h, [0, 3, 1, 2]), [h.shape[0], -1])
    h = tf.add(tf.matMul(h, parameters[i]), parameters[i + 1])
    if (i < parameters.length - 2) h = activation(h)
  }
  return h
}

const losses = {
  crossEntropy: (outputs, targets) =>
    tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(outputs), targets), 1))),
  squared: (outputs, targets) => tf.mean(tf.square(tf.sub(outputs, targets))),
}

/** Mean of (u_t − u_xx)². */
function heat(net, points) {
  const column = (block, index) => tf.slice(block, [0, index], [-1, 1])
  const gradient = tf.grad((x) => tf.sum(net(x)))
  const ut = column(gradient(points), 1)
  const uxx = column(tf.grad((x) => tf.sum(column(gradient(x), 0)))(points), 0)
  return tf.mean(tf.square(tf.sub(ut, uxx)))
}

/** A tensor; images with their channels last, kernels of convolutions as height, width, in, out. */
function tensorOf({ shape, data }) {
  const tensor = tf.tensor(data, shape)
  if (shape.length < 4) return tensor
  return tf.transpose(tensor, shape[3] === 3 ? [2, 3, 1, 0] : [0, 2, 3, 1])
}

await serve(
  { name: 'TensorFlow.js wasm', version: tf.version.tfjs, threads: 1 },
  async (name, hasPenalty) => {
    const { loss, penalty, learningRate, ...start } = readNumbers(folder, name)
    if (start.network) throw new Error('this network is not written for it')
    const activation = { tanh: tf.tanh, softplus: tf.softplus }[start.activation]
    const parameters = start.parameters.map((numbers) => tf.variable(tensorOf(numbers)))
    const inputs = tensorOf(start.inputs)
    const labels = loss === 'crossEntropy' ? oneHot(start.targets, start.widths.at(-1)) : null
    const targets = tensorOf(labels ?? start.targets)
    const net = (x) => forward(parameters, activation, x)
    const total = () => {
      if (loss === 'heat') return heat(net, inputs)
      const lossOf = (x) => losses[loss](net(x), targets)
      if (!hasPenalty) return lossOf(inputs)
      const gradient = tf.grad(lossOf)(inputs)
      return tf.add(lossOf(inputs), tf.mul(penalty, tf.sum(tf.square(gradient))))
    }
    const adam = tf.train.adam(learningRate, 0.9, 0.999, 1e-8)
    const step = () => adam.minimize(total, true, parameters)
    return {
      async check() {
        return tf.tidy(() => {
          const { value, grads } = tf.variableGrads(total, parameters)
          const norms = parameters.map(({ name }) => norm(grads[name].dataSync()))
          return { loss: value.dataSync()[0], norms }
        })
      },
      async run(steps) {
        for (let i = 1; i < steps; i++) step().dispose()
        const last = step()
        const [value] = await last.data()
        last.dispose()
        return value
      },
    }
  },
)
