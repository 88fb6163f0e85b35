// What users of TypeScript write and rely on: checked strictly in every way of resolving modules, then run.
import {
  type Compiled,
  compile,
  GradientTape,
  grad,
  hessian,
  mapTree,
  Rng,
  type Shape,
  ShapeError,
  Tensor,
  tensor,
  treeLeaves,
  Variable,
  valueAndGrad,
  vmap,
} from '@sobolev/core'
import {
  accuracy,
  adam,
  type CheckpointParts,
  chain,
  clipByGlobalNorm,
  Dense,
  definePenalty,
  type Examples,
  fit,
  type History,
  inputGradient,
  loadCheckpoint,
  loadWeights,
  Module,
  Optimizer,
  objective,
  option,
  Sequential,
  saveCheckpoint,
  saveWeights,
  softmaxCrossEntropy,
  tanh,
} from '@sobolev/nn'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const typed = <A, B>(..._same: Same<A, B> extends true ? [] : [never]): void => undefined
function check(isTrue: boolean, what: string): void {
  if (!isTrue) throw new Error(`must hold: ${what}`)
}

// Derivatives come back in the nesting they were asked in.
const x = new Variable(5, { name: 'x' })
const y = new Variable(2)
const tape = new GradientTape({ persistent: true })
const second = tape.record(() => {
  const z = x.pow(3).mul(2).add(y.square().mul(5)).add(x.mul(y).mul(11)).add(5)
  const first = tape.gradient(z, { x, nested: [y] as const })
  typed<typeof first.x, Tensor>()
  typed<(typeof first.nested)[0], Tensor>()
  const none = tape.gradient(z, y, { unconnectedGradients: 'none' })
  typed<typeof none, Tensor | null>()
  return tape.gradient(first.x, x)
})
check(second.item() === 60, 'the second derivative is 60')
const energy = (q: Tensor): Tensor => q.square().sum().mul(0.5)
const force = grad(energy)(tensor([1, 2, 3]))
typed<typeof force, Tensor>()
const { value, grad: slope } = valueAndGrad(energy)(tensor([3, 4]))
check(value.item() === 12.5 && slope instanceof Tensor, 'a value beside its gradient')
const curvature: Tensor = hessian(energy)(tensor([3, 4]))
const shape: Shape = curvature.shape
check(shape.join() === '2,2', 'a Hessian is square')
check(
  vmap(energy)(
    tensor([
      [1, 0],
      [0, 2],
    ]),
  ).shape.join() === '2',
  'one energy a row',
)
// @ts-expect-error: a promise would not be recorded
export const later = () => new GradientTape().record(async () => tensor(1))

// Nestings, and what compile keeps of a function's type.
const tree = { position: tensor([1, 2]), rest: [tensor(3)] as const }
const doubled = mapTree((leaf: Tensor) => leaf.mul(2), tree)
typed<(typeof doubled)['position'], Tensor>()
check(treeLeaves(doubled).length === 2, 'two leaves')
const fast: Compiled<[{ a: Tensor }, number], Tensor[]> = compile(
  ({ a }: { a: Tensor }, factor: number) => [a.mul(factor)],
)
check(fast({ a: tensor([2]) }, 3)[0]?.item() === 6, 'compiled functions take what they took')
// @ts-expect-error: what the function does not take
export const refusedArgument = () => fast({ b: tensor([2]) }, 3)

// A module and a penalty of one's own.
class Oscillator extends Module {
  readonly frequency = new Variable(tensor([1.5]))
  readonly mix: Dense
  constructor(rng: Rng) {
    super()
    this.mix = new Dense(1, 1, { rng })
  }
  override call(inputs: Tensor): Tensor {
    return this.mix.call(inputs.mul(this.frequency).sin())
  }
}
const rng = new Rng(1)
const oscillator = new Oscillator(rng.split('oscillator'))
check('mix.kernel' in oscillator.variables(), 'paths of variables are dotted')
const smallOutputs = definePenalty({
  name: 'smallOutputs',
  summary: 'Keeps the outputs small.',
  formula: 'scale · mean f(x)²',
  paper: { authors: 'Me', year: 2026, title: 'Notes' },
  cost: 'none to speak of',
  when: 'As an example.',
  options: { scale: option.number({ default: 1, above: 0, words: 'what it is multiplied with' }) },
  example: { value: 1 },
  make:
    ({ scale }) =>
    ({ outputs }) =>
      outputs.square().mean().mul(scale),
})

// Training: objective and optimizer in a loop, then fit.
const model = new Sequential([
  new Dense(2, 8, { rng: rng.split('hidden'), activation: tanh }),
  new Dense(8, 2, { rng: rng.split('output') }),
])
const inputs = rng.split('inputs').normal([32, 2])
const targets = inputs.sum(1).greater(0).cast('int32')
const evaluate = objective({
  model,
  loss: softmaxCrossEntropy,
  penalties: {
    flat: { penalty: inputGradient(), weight: 0.1 },
    small: { penalty: smallOutputs({ scale: 0.5 }), weight: 0.1 },
  },
})
const optimizer = new Optimizer(chain(clipByGlobalNorm(1), adam({ learningRate: 0.01 })), model)
const { penalties, gradients } = evaluate(inputs, targets, { training: true, rng })
optimizer.apply(gradients)
const penalty: number = penalties.flat?.item() ?? Number.NaN
const shapes: readonly (readonly number[])[] = Object.values(gradients).map((g) => g.shape)
check(penalty > 0 && shapes.length === 4, 'a penalty was computed')
// @ts-expect-error: training without a source of randomness cannot be written
export const withoutRng = () => evaluate(inputs, targets, { training: true })
// @ts-expect-error: an option that there is not
export const misspelt = () => adam({ learningrate: 0.01 })

async function trained(): Promise<void> {
  const training: Examples = { inputs, targets }
  const history: History = await fit({
    ...{ model, loss: softmaxCrossEntropy, optimizer, training, validation: training },
    ...{ metrics: { accuracy }, epochs: 2, rng },
    callbacks: [({ epoch, loss }) => (loss < epoch * -1 ? 'below zero' : undefined)],
  })
  check((history.epochs[1]?.validation?.accuracy ?? 0) > 0, 'a validation after each epoch')

  // Weights as bytes, wherever they go.
  const bytes: Uint8Array = saveWeights(model, { metadata: { classes: 'left, right' } })
  check(loadWeights(model, bytes).metadata.classes === 'left, right', 'texts beside weights')
  const buffer: ArrayBuffer = saveWeights(model).buffer
  loadWeights(model, buffer, { partial: true })
  const parts = { model, optimizer, rng, epoch: 2 } satisfies CheckpointParts
  const { epoch } = loadCheckpoint(saveCheckpoint(parts), parts)
  typed<typeof epoch, number>()
  check(epoch === 2, 'a checkpoint keeps numbers')
  try {
    tensor([1, 2]).add(tensor([1, 2, 3]))
  } catch (error) {
    check(error instanceof ShapeError && error.message !== '', 'errors have classes')
  }
}
trained()
