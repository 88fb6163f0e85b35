import {
  DTypeError,
  GradientError,
  ones,
  Rng,
  ShapeError,
  type Tensor,
  tensor,
  zeros,
} from '@sobolev/core'
import { type ExampleLayout, kinds, type ObjectiveOptions, objective } from '@sobolev/nn'
import type { Config } from '../config/config.ts'
import { definitionOf } from '../config/method-reader.ts'
import { type Fault, InputError } from '../errors.ts'
import { exampleLoss } from './example-loss.ts'
import { layerOfIndices } from './layer-of-indices.ts'
import type { Learner } from './learner.ts'
import type { MethodBuilder } from './method-builder.ts'

/**
 * Makes sure that penalties and batch transforms find what their options name in texts of their own: layers by paths,
 * columns in equations, numbers of outputs beside columns; and that penalties find a model of layers that they take, and
 * those on derivatives sequences that they take, and that none of them moves inputs that are indices. Only a pass of the
 * model tells, so each of them is computed once, for two rows of zeros for each member.
 *
 * @param members of a model whose members share weights: how often each row is there
 * @throws InputError with what each of them does not find
 */
export function checkPenaltyNames(
  { catalogue, model, penalties, batchTransforms, data }: Config,
  methods: MethodBuilder,
  learner: Learner,
  members: number = 1,
): void {
  const evaluate = (terms: Partial<ObjectiveOptions>): void => {
    const { model, head, layout } = learner
    const step = objective({
      ...{ model, stepsPerEpoch: 1, rng: new Rng(0) },
      layout: { ...layout, groups: groupsFor(data.methodColumns) },
      loss: exampleLoss(head.loss, learner),
      ...terms,
    })
    const mode = { training: true, updatesStatistics: false, rng: new Rng(0) } as const
    const rows = 2 * members
    step(zeros([rows, ...learner.inputShape]), targetsFor(learner, rows), mode, 0, {
      columns: columnsFor(data.methodColumns, rows),
    })
  }
  const beside =
    members > 1 ? `; or leave out ensemble, whose ${members} members share the layers` : ''
  const indices = layerOfIndices({ catalogue, model })
  const faultsOf = (
    kind: 'penalty' | 'batchTransform',
    { byName }: Config['penalties' | 'batchTransforms'],
    run: (name: string) => void,
  ): Fault[] =>
    Array.from(byName).flatMap(([name, { method }]): Fault[] => {
      const definition = definitionOf(catalogue, kind, method)
      const depends =
        ('takesSomeModels' in definition && definition.takesSomeModels) ||
        ('derivatives' in definition && data.sequence !== null) ||
        (kind === 'penalty' && (indices !== null || hasCurves(learner.layout))) ||
        Object.values(definition.options).some(({ type }) =>
          ['path', 'text', 'columnMap'].includes(type),
        )
      const error = depends ? errorOf(() => run(name)) : undefined
      if (error === undefined) return []
      const isOfIndices =
        indices !== null && (error instanceof GradientError || error instanceof RangeError)
      const message = isOfIndices
        ? `${method} differentiates by the inputs or moves them by parts, and ${indices} takes whole numbers; leave one of the two out`
        : `${error.message}${beside}`
      return [{ place: '', message: `${kinds[kind].key}.${name}: ${message}` }]
    })
  const terms = methods.terms('penalty', penalties)
  const transforms = methods.terms('batchTransform', batchTransforms)
  // What changes the activations of a layer may not go with a penalty's own passes of the model.
  const withinModel = Object.fromEntries(
    Object.entries(transforms).filter(([name]) => {
      const method = batchTransforms.byName.get(name)?.method ?? ''
      const { options } = definitionOf(catalogue, 'batchTransform', method)
      return Object.values(options).some(({ type }) => type === 'path')
    }),
  )
  const faults = [
    ...faultsOf('penalty', penalties, (name) => {
      const penalty = terms[name]
      if (penalty)
        evaluate({ penalties: { [name]: { penalty, weight: 1 } }, batchTransforms: withinModel })
    }),
    ...faultsOf('batchTransform', batchTransforms, (name) => {
      const transform = transforms[name]
      if (transform) evaluate({ batchTransforms: { [name]: transform } })
    }),
  ]
  if (faults.length > 0) throw new InputError(faults)
}

/** Whether units of the table are no multiples of those of the model. */
const hasCurves = ({ inputs, targetCurve }: ExampleLayout): boolean =>
  targetCurve !== undefined || Object.values(inputs).some(({ curve }) => curve !== undefined)

function targetsFor({ hasStepTargets, inputShape, head }: Learner, rows: number): Tensor {
  const ofSteps = hasStepTargets ? inputShape.slice(0, 1) : []
  return zeros([rows, ...ofSteps], { dtype: head.outputKind === 'values' ? 'float32' : 'int32' })
}

const columnsFor = (
  columns: Config['data']['methodColumns'],
  rows: number,
): Record<string, Tensor> =>
  Object.fromEntries(
    columns.map(({ name, use }) => [
      name,
      use === 'groups' ? ones([rows, 1]) : tensor(new Float32Array(rows)),
    ]),
  )

/** One group in each column of groups, as `columnsFor` has them. */
const groupsFor = (columns: Config['data']['methodColumns']): Record<string, number> =>
  Object.fromEntries(columns.flatMap(({ name, use }) => (use === 'groups' ? [[name, 1]] : [])))

const misfits = [TypeError, RangeError, ShapeError, DTypeError, GradientError]

/** An error by what does not fit; another is thrown on. */
function errorOf(run: () => unknown): Error | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    if (error instanceof Error && misfits.some((type) => error instanceof type)) return error
    throw error
  }
}
