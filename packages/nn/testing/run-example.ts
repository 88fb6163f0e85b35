import { concat, GradientTape, type Nested, Rng, Tensor, Variable } from '@sobolev/core'
import { WeightAverage } from '../src/averages/weight-average.ts'
import type { Batch } from '../src/batch-transforms/batch-transform.ts'
import { catalogue } from '../src/catalogue/catalogue.ts'
import type { Definitions, Kind } from '../src/catalogue/kinds.ts'
import type { Ensemble } from '../src/ensembles/ensemble.ts'
import {
  type EnsembleModel,
  PassEnsemble,
  SharedEnsemble,
  WeightEnsemble,
} from '../src/ensembles/ensemble-model.ts'
import { evaluateBatch } from '../src/evaluation/evaluate-batch.ts'
import { adaptModel } from '../src/initializations/adapt-model.ts'
import { Dense } from '../src/layers/dense.ts'
import { softmaxCrossEntropy } from '../src/losses/softmax-cross-entropy.ts'
import { type Evaluated, Minimization } from '../src/minimizers/minimization.ts'
import { minimizedObjective } from '../src/minimizers/minimized-objective.ts'
import { isMinimizer } from '../src/minimizers/minimizer.ts'
import { Sequential } from '../src/modules/sequential.ts'
import { objective } from '../src/objective/objective.ts'
import type { Tensors } from '../src/tensors.ts'
import { hasClassTargets } from './class-targets.ts'
import { layoutOfTwo } from './example-columns.ts'
import { exampleModel } from './example-model.ts'
import { float64, int32 } from './float64.ts'

/** What the example of a definition gives, beside what it says it gives. */
export interface Outcome {
  readonly got: Tensor
  readonly wanted: Tensor
}

/** Runs the example of a definition, as `example.ts` says. */
export const runExample: {
  readonly [K in Kind]?: (definition: Definitions[K]) => Outcome
} = {
  activation({ make, example: { options, x, value } }) {
    return { got: make(options)(float64(x)), wanted: float64(value) }
  },
  initializer({ make, example: { options, shape, value } }) {
    return { got: make(options)(new Rng(0), shape, { dtype: 'float64' }), wanted: float64(value) }
  },
  initialization({ make, example: { options, inputs, value } }) {
    const x = float64(inputs)
    const rng = new Rng(0)
    const layer = new Dense(x.shape[1] ?? 1, 1, { rng, useBias: false, dtype: 'float64' })
    adaptModel(layer, x, { rng, initialization: make(options) })
    return { got: layer.call(x), wanted: float64(value) }
  },
  layer({ make, example: { options, inputs, value } }) {
    const x = float64(inputs)
    const layer = make(options).build(x.shape.slice(1), new Rng(0), { dtype: 'float64' })
    return {
      got: layer.call(x, { training: true, rng: new Rng(0), step: int32(0) }),
      wanted: float64(value),
    }
  },
  loss({ make, outputs: kind, example: { options, outputs, targets, value } }) {
    const wanted = hasClassTargets(kind) ? int32(targets) : float64(targets)
    return { got: make(options)(float64(outputs), wanted), wanted: float64(value) }
  },
  metric({ make, takes, example: { options, predictions, inputs, targets, loss, value } }) {
    const metric = make(options)
    if (metric.takes === 'evaluation') {
      const batch = {
        model: exampleModel.linear(),
        loss: lossNamed(loss ?? 'squaredError').make(),
        inputs: float64(inputs ?? [[1, 1]]),
        targets: float64(targets ?? [[0]]),
      }
      return { got: evaluateBatch(batch, metric.measure).mean(), wanted: float64(Number(value)) }
    }
    const wanted = takes === 'values' ? float64(targets ?? []) : int32(targets ?? [])
    const got = metric.measure(float64(predictions ?? []), wanted)
    if (typeof got === 'number' || typeof value === 'number')
      return { got: float64(Number(got)), wanted: float64(Number(value)) }
    return { got: columnsOf(got), wanted: columnsOf(value) }
  },
  penalty({ make, example }) {
    const { options, model = 'linear', inputs, targets, loss: name, columns = {}, value } = example
    const rng = new Rng(0)
    const loss = lossNamed(name ?? 'squaredError')
    const step = objective({
      model: exampleModel[model](),
      loss: loss.make(),
      penalties: { example: { penalty: make(options), weight: 1 } },
      stepsPerEpoch: 1,
      layout: layoutOfTwo,
      rng,
    })
    const x = float64(inputs ?? [[1, 1]])
    const y = (hasClassTargets(loss.outputs) ? int32 : float64)(targets ?? [[0]])
    const told = Object.entries(columns).map(([name, column]) => [name, float64(column)])
    const details = { columns: Object.fromEntries(told) }
    const { penalties } = step(x, y, { training: true, rng }, 0, details)
    return { got: penalties.example ?? float64(Number.NaN), wanted: float64(value) }
  },
  weighting({ make, example: { options, losses, values, gradientNorms, value } }) {
    const weighting = make(options)
    let state = weighting.init()
    let weight = float64(Number.NaN)
    losses.forEach((loss, step) => {
      const weighed = weighting.weigh(
        {
          ...{ loss: float64(loss), value: float64(values[step] ?? 0), step: int32(step) },
          gradientNorm: (of) => float64(gradientNorms?.[of][step] ?? Number.NaN),
        },
        state,
      )
      weight = weighed.weight
      state = weighed.state
    })
    return { got: weight, wanted: float64(value) }
  },
  lossTransform({ make, example: { options, loss: name, outputs, targets, value } }) {
    const loss = lossNamed(name)
    const wanted = hasClassTargets(loss.outputs) ? int32(targets) : float64(targets)
    return {
      got: make(options)(loss.make(), { step: int32(0), rng: new Rng(0) })(
        float64(outputs),
        wanted,
      ),
      wanted: float64(value),
    }
  },
  batchTransform({ make, example: { options, inputs, targets, value, elements } }) {
    const batch = { inputs: float64(inputs), targets: float64(targets) }
    const after = make(options)(batch, {
      ...{ rng: new Rng(0), step: int32(0) },
      ...(elements && { layout: { inputs: {}, elements } }),
    })
    const flat = ({ inputs: x, targets: y, mixed }: Batch): Tensor =>
      concat(
        [x, y, ...(mixed ? [mixed.targets, mixed.share] : [])].map((part) => part.reshape([-1])),
      )
    const wanted = {
      inputs: float64(value.inputs),
      targets: float64(value.targets),
      mixed: value.mixed && {
        targets: float64(value.mixed.targets),
        share: float64(value.mixed.share),
      },
    }
    return { got: flat(after), wanted: flat(wanted) }
  },
  constraint({ make, example: { options, weights, value } }) {
    const { project } = make(options)
    const kernel = new Variable(float64(weights), { role: 'kernel' })
    return { got: project(kernel.value, kernel, { step: int32(0) }), wanted: float64(value) }
  },
  average({ make, example: { options, values, value } }) {
    const [first = 0, ...next] = values
    const weight = new Variable(float64(first))
    const average = new WeightAverage(make(options), { weight })
    for (const number of next) {
      weight.assign(number)
      average.update()
    }
    return { got: average.values().weight ?? weight.value, wanted: float64(value) }
  },
  ensemble({ make, example: { options, weights, inputs, value } }) {
    return {
      got: predictionOf(make(options), weights).call(float64(inputs), { training: false }),
      wanted: float64(value),
    }
  },
  calibration({ make, example: { options, outputs, targets, value } }) {
    const { fit } = make(options)
    const { temperature } = fit(float64(outputs), int32(targets), softmaxCrossEntropy)
    return { got: temperature ?? float64(Number.NaN), wanted: float64(value) }
  },
  gradientTransform: firstStep,
  optimizer: firstStep,
  schedule({ make, example: { options, step, value } }) {
    return { got: make(options)(int32(step)), wanted: float64(value) }
  },
}

/** The numbers of a table, column by column in the order of their names. */
function columnsOf(table: Readonly<Record<string, Tensor | Nested>>): Tensor {
  const columns = Object.entries(table).sort(([a], [b]) => (a < b ? -1 : 1))
  return concat(columns.map(([, column]) => toFloat64(column).reshape([-1])))
}

const toFloat64 = (column: Tensor | Nested): Tensor =>
  column instanceof Tensor ? column.cast('float64') : float64(column)

function lossNamed(name: string): Definitions['loss'] {
  const loss = catalogue.of('loss').get(name)
  if (!loss) throw new TypeError(`an example names a loss of the catalogue, got ${name}`)
  return loss
}

/** What is added to a kernel in a first step. */
function firstStep({
  make,
  example: { options, parameters, gradients, updates },
}: Definitions['optimizer' | 'gradientTransform']): Outcome {
  const transform = make(options)
  const kernel = new Variable(float64(parameters), { role: 'kernel' })
  if (isMinimizer(transform)) {
    const curvatures = float64(gradients).div(kernel.value)
    const parts = {
      outputs: () => kernel.value.mul(curvatures.sqrt()),
      loss: (residuals: Tensor) => residuals.square().sum().div(2),
    }
    const objective = minimizedObjective(
      () => halfSquares(kernel, curvatures),
      { kernel },
      { parts },
    )
    new Minimization(transform, { kernel }).step(objective())
    return { got: kernel.value.sub(float64(parameters)), wanted: float64(updates) }
  }
  const context = {
    parameters: { kernel: kernel.value },
    variables: { kernel },
    step: int32(0),
    rng: new Rng(0),
  }
  const state = transform.init(context.parameters, context.variables)
  const transformed = transform.update({ kernel: float64(gradients) }, state, context)
  return { got: transformed.updates.kernel ?? kernel.value, wanted: float64(updates) }
}

/** ½ Σ cᵢ θᵢ². */
function halfSquares(kernel: Variable, curvatures: Tensor): Evaluated {
  const tape = new GradientTape()
  const value = tape.record(() => kernel.value.square().mul(curvatures).sum().div(2))
  return { value, gradients: tape.gradient(value, { kernel }) }
}

/** The ensemble of f(x) = w x. */
function predictionOf(ensemble: Ensemble, weights: readonly number[]): EnsembleModel {
  const meaning = { outputs: 'values' } as const
  const rng = new Rng(0)
  const dense = new Dense(1, 1, { rng, dtype: 'float64' })
  dense.kernel.assign(float64([[weights.at(-1) ?? 0]]))
  const model = new Sequential([dense])
  if (ensemble.way === 'randomPasses')
    return new PassEnsemble(model, ensemble.members, meaning, { rng })
  if (ensemble.way === 'sharedWeights')
    return new SharedEnsemble(ensemble.build(model, rng), ensemble.members, meaning)
  const path = 'layers.0.kernel'
  const steps = weights.map((weight): Tensors => ({ [path]: float64([[weight]]) }))
  const members =
    ensemble.way === 'separateTrainings'
      ? steps
      : ensemble.members(
          steps.reduce<Tensors>(
            (state, step, index) =>
              ensemble.isDue(index + 1) ? ensemble.gather(state, step, model.variables()) : state,
            {},
          ),
          rng,
        )
  const joined = new WeightEnsemble(model, members.length, meaning)
  joined.assign(members)
  return joined
}
