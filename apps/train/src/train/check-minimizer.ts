import { ones, Rng, type Tensor, tensor, zeros } from '@sobolev/core'
import { type Evaluation, type Layer, type Mode, objective, type Penalty } from '@sobolev/nn'
import type { Config } from '../config/config.ts'
import { MethodConfig } from '../config/method-config.ts'
import { type Fault, InputError } from '../errors.ts'
import { exampleLoss } from './example-loss.ts'
import type { Learner } from './learner.ts'
import type { MethodBuilder } from './method-builder.ts'

/**
 * Makes sure that a config gives an optimizer that evaluates several times a step the same objective each time: of all
 * rows, without random parts, with gradients that are those of the value.
 *
 * @returns whether the objective is also the same in all steps
 * @throws InputError with everything that stands against it
 */
export function checkMinimizer(
  config: Config,
  methods: MethodBuilder,
  learner: Learner,
  rows: number,
): { readonly isSteady: boolean } {
  const { method } = config.optimizer
  const { batchSize, batches } = config.training
  const faults: string[] = []
  if (batchSize < rows)
    faults.push(
      `training.batchSize: ${method} takes all ${rows} training rows in each step, got ${batchSize}; set training.batchSize: ${rows} or more, or take another optimizer such as adam`,
    )
  if (batches === 'balanced')
    faults.push(
      `training.batches: ${method} takes all rows once in each step, so none can come more often than others; set classWeights: balanced in its place, or take another optimizer such as adam`,
    )
  for (const [name] of config.gradientTransforms.byName)
    faults.push(
      `gradientTransforms.${name}: ${method} needs the gradient as it is, to compare it with the value; leave it out`,
    )
  for (const [name] of config.batchTransforms.byName)
    faults.push(
      `batchTransforms.${name}: ${method} needs the same batch each time it evaluates; leave it out, or take another optimizer such as adam`,
    )
  const layers = config.model.layers.map((layer) => layer.method)
  for (const index of drawingLayers(learner.layers, zeros([2, ...learner.inputShape])))
    faults.push(
      `model.layers.${index}: ${method} needs the same objective each time it evaluates, and ${layers[index] ?? 'this layer'} draws random numbers; leave it out, or take another optimizer such as adam`,
    )
  for (const name of drawingLossTransforms(config, methods, learner))
    faults.push(
      `lossTransforms.${name}: ${method} needs the same objective each time it evaluates, and this change of the loss draws random numbers; leave it out, or take another optimizer such as adam`,
    )
  const built = Array.from(config.penalties.byName, ([name, term]) => ({
    name,
    penalty: methods.method('penalty', term),
    hasFixedWeight: !(term.options.weight instanceof MethodConfig),
  }))
  const watched = watchPenalties(learner, built, config.data.methodColumns)
  for (const name of watched.changing)
    faults.push(
      `penalties.${name}: ${method} needs the same objective each time it evaluates, and this penalty draws random numbers or remembers something; leave it out, choose options of it that do neither, or take another optimizer such as adam`,
    )
  for (const [name, { options }] of config.penalties.byName) {
    const { weight, every } = options
    if (weight instanceof MethodConfig && config.catalogue.of('weighting').has(weight.method))
      faults.push(
        `penalties.${name}.weight: ${method} needs the same objective each time it evaluates, and ${weight.method} finds another weight in each step; give a number or a schedule, or take another optimizer such as adam`,
      )
    if (Number(every) > 1)
      faults.push(
        `penalties.${name}.every: ${method} goes by the whole objective in every step; leave it out`,
      )
  }
  if (faults.length > 0)
    throw new InputError(faults.map((message): Fault => ({ place: '', message })))
  const lossOptions = Array.from(config.lossTransforms.byName.values()).flatMap(({ options }) =>
    Object.values(options),
  )
  const isLossFixed = lossOptions.every((value) => !(value instanceof MethodConfig))
  return {
    isSteady:
      isLossFixed && !watched.goByStep && built.every(({ hasFixedWeight }) => hasFixedWeight),
  }
}

/** The positions of layers that read the source of random numbers. */
function drawingLayers(layers: readonly Layer[], inputs: Tensor): number[] {
  const drawing: number[] = []
  let x = inputs
  for (const [index, layer] of layers.entries()) {
    let isRead = false
    const mode = modeWith(() => {
      isRead = true
    })
    x = typeof layer === 'function' ? layer(x) : layer.call(x, mode)
    if (isRead) drawing.push(index)
  }
  return drawing
}

/** The names of changes of the loss that read the source of random numbers, on two rows. */
function drawingLossTransforms(
  { lossTransforms }: Config,
  methods: MethodBuilder,
  { head }: Learner,
): string[] {
  const outputs = zeros([2, head.outputs])
  const targets = zeros([2], { dtype: head.outputKind === 'values' ? 'float32' : 'int32' })
  const classCounts = Array.from({ length: head.outputs }, () => 1)
  const built = Object.entries(methods.terms('lossTransform', lossTransforms))
  return built.flatMap(([name, transform]) => {
    let isRead = false
    const context = {
      step: tensor(0, { dtype: 'int32' }),
      classCounts,
      get rng() {
        isRead = true
        return new Rng(0)
      },
    }
    transform(head.loss, context)(outputs, targets)
    return isRead ? [name] : []
  })
}

/** A mode of training that tells when its source is read. */
const modeWith = (onRead: () => void): Mode => ({
  training: true,
  updatesStatistics: false,
  step: tensor(0, { dtype: 'int32' }),
  get rng() {
    onRead()
    return new Rng(0)
  },
})

/** Which penalties draw random numbers or remember something, and whether one goes by the step, on two rows. */
function watchPenalties(
  { model, head, inputShape, hasStepTargets, layout }: Learner,
  built: readonly { readonly name: string; readonly penalty: Penalty }[],
  methodColumns: Config['data']['methodColumns'],
): { readonly changing: ReadonlySet<string>; readonly goByStep: boolean } {
  const changing = new Set(built.flatMap(({ name, penalty }) => (penalty.init ? [name] : [])))
  const still = built.filter(({ name }) => !changing.has(name))
  let goByStep = false
  const terms = still.map(({ name, penalty }) => {
    const watching = (evaluation: Evaluation): Tensor =>
      penalty(
        watch(evaluation, {
          rng: () => changing.add(name),
          step: () => {
            goByStep = true
          },
          epoch: () => {
            goByStep = true
          },
        }),
      )
    return [name, { penalty: watching, weight: 1 }] as const
  })
  if (terms.length > 0) {
    const penalties = Object.fromEntries(terms)
    const evaluate = objective({
      ...{ model, penalties, stepsPerEpoch: 1 },
      layout,
      loss: exampleLoss(head.loss, { hasStepTargets }),
    })
    const ofSteps = hasStepTargets ? inputShape.slice(0, 1) : []
    const targets = zeros([2, ...ofSteps], {
      dtype: head.outputKind === 'values' ? 'float32' : 'int32',
    })
    const columns = methodColumns.map(({ name, use }): [string, Tensor] => [
      name,
      use === 'groups' ? ones([2, 1]) : zeros([2]),
    ])
    evaluate(zeros([2, ...inputShape]), targets, { ...modeWith(() => {}) }, 0, {
      columns: Object.fromEntries(columns),
    })
  }
  return { changing, goByStep }
}

/** The same object, but that reading one of these properties is told. */
function watch<T extends object>(of: T, told: Readonly<Partial<Record<keyof T, () => void>>>): T {
  return new Proxy(of, {
    get(target, name) {
      if (Object.hasOwn(told, name)) told[name as keyof T]?.()
      return Reflect.get(target, name)
    },
  })
}
