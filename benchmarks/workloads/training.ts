import { convolution, GradientTape, maxPool, Rng, type Tensor, Variable } from '@sobolev/core'
import {
  type ActivationFunction,
  adam,
  Dense,
  identity,
  inputGradient,
  type Mode,
  Module,
  Optimizer,
  objective,
  Sequential,
  softmaxCrossEntropy,
  softplus,
  squaredError,
  tanh,
} from '@sobolev/nn'
import { networkOf } from './networks.ts'
import { type DenseWorkload, LEARNING_RATE, PENALTY, type Workload } from './workload.ts'

/** A model with its optimizer, ready to be trained. */
export interface Training {
  readonly model: Module
  /** Loss and gradients as things stand; changes nothing. */
  derivatives(inputs: Tensor, targets: Tensor): Derivatives
  /** A whole step: forward pass, derivatives, penalty, Adam. Returns the total before it. */
  step(inputs: Tensor, targets: Tensor): Tensor
}

/** The total of loss and penalty, and its gradients by the dotted paths of the model's Variables. */
interface Derivatives {
  readonly total: Tensor
  readonly gradients: Readonly<Record<string, Tensor>>
}

const activations = { tanh, softplus }
const evaluating: Mode = { training: false }
/** Nothing draws from it: batch normalisation only has to know that this is training. */
const trainingMode: Mode = { training: true, rng: new Rng(0) }

/** The workload in this library, as a user would write it. */
export function training(
  workload: Workload,
  parameters: readonly Tensor[],
  penalty: boolean,
): Training {
  const model =
    'network' in workload ? networkOf(workload, parameters) : denseModel(workload, parameters)
  const variables = model.trainableVariables()
  const optimizer = new Optimizer(adam({ learningRate: LEARNING_RATE }), variables)
  const derivatives =
    workload.loss === 'heat' ? heatDerivatives(model) : lossDerivatives(workload, model, penalty)
  return {
    model,
    derivatives,
    step(inputs, targets) {
      const { total, gradients } = derivatives(inputs, targets)
      optimizer.apply(gradients)
      return total
    },
  }
}

/** A convolution with zeros around, its activation, and the largest of every 2×2. */
class Convolution extends Module {
  readonly kernel: Variable
  readonly bias: Variable
  readonly #activation: ActivationFunction

  constructor(kernel: Tensor, bias: Tensor, activation: ActivationFunction) {
    super()
    this.kernel = new Variable(kernel)
    this.bias = new Variable(bias.reshape([-1, 1, 1]))
    this.#activation = activation
  }

  override call(x: Tensor): Tensor {
    const sums = convolution(x, this.kernel, { padding: 'same' }).add(this.bias)
    return maxPool(this.#activation(sums), 2)
  }
}

function denseModel(
  { convolutions, widths, activation }: DenseWorkload,
  parameters: readonly Tensor[],
): Module {
  // Every initial value is given, so that nothing is drawn.
  const rng = new Rng(0)
  const given = (index: number): Tensor => {
    const parameter = parameters[index]
    if (parameter) return parameter
    throw new RangeError(`workloads: parameter ${index} must be given`)
  }
  const count = convolutions ? convolutions.channels.length - 1 : 0
  const first = Array.from(
    { length: count },
    (_, layer) => new Convolution(given(2 * layer), given(2 * layer + 1), activations[activation]),
  )
  const dense = widths.slice(1).map((units, layer) => {
    const isLast = layer === widths.length - 2
    return new Dense(widths[layer] ?? 1, units, {
      rng,
      activation: isLast ? identity : activations[activation],
      kernelInitializer: () => given(2 * (count + layer)),
      biasInitializer: () => given(2 * (count + layer) + 1),
    })
  })
  const flatten = (x: Tensor): Tensor => x.reshape([x.shape[0] ?? 0, -1])
  return new Sequential(count > 0 ? [...first, flatten, ...dense] : dense)
}

function lossDerivatives(
  { loss }: Workload,
  model: Module,
  penalty: boolean,
): Training['derivatives'] {
  const term = { penalty: inputGradient(), weight: PENALTY }
  const evaluate = objective({
    model,
    loss: loss === 'crossEntropy' ? softmaxCrossEntropy : squaredError,
    penalties: penalty ? { inputGradient: term } : {},
  })
  return (inputs, targets) => evaluate(inputs, targets, trainingMode)
}

/** Mean of (u_t − u_xx)², by three tapes. */
function heatDerivatives(model: Module): Training['derivatives'] {
  const variables = model.variables()
  return (points) => {
    const tape = new GradientTape()
    const total = tape.record(() => {
      const outer = new GradientTape({ watchAccessedVariables: false })
      outer.watch(points)
      const [gradient, ux] = outer.record(() => {
        const inner = new GradientTape({ watchAccessedVariables: false })
        inner.watch(points)
        const u = inner.record(() => model.call(points, evaluating))
        const gradient = inner.gradient(u, points)
        return [gradient, gradient.slice([null, 0])]
      })
      const uxx = outer.gradient(ux, points).slice([null, 0])
      return gradient.slice([null, 1]).sub(uxx).square().mean()
    })
    // No derivative of the outputs depends on the last bias.
    const options = { unconnectedGradients: 'zero' } as const
    return { total, gradients: tape.gradient(total, variables, options) }
  }
}
