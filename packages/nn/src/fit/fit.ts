import { compile, type Rng, type Tensor, tensor } from '@sobolev/core'
import { batches } from '../data/batches.ts'
import { countRows } from '../data/rows.ts'
import type { Module } from '../modules/module.ts'
import { objective } from '../objective/objective.ts'
import { Optimizer } from '../optimizers/optimizer.ts'
import type { GradientTransform } from '../optimizers/transform.ts'
import { checkFitOptions } from './check-fit-options.ts'
import { EpochMeans, type StepTerms } from './epoch-means.ts'
import type {
  EpochRecord,
  Examples,
  FitOptions,
  FitState,
  History,
  PlannedSteps,
} from './fit-options.ts'
import { giveWay } from './give-way.ts'
import { judgeWith } from './judge.ts'

/**
 * Trains a model epoch by epoch. It is the loop that one would write with `objective`, `Optimizer`, `batches` and
 * `compile`, and no more: where it does not fit, write that.
 *
 * ```ts
 * const { epochs } = await fit({
 *   model, loss: softmaxCrossEntropy, optimizer: adam(), metrics: { accuracy },
 *   training, validation, epochs: 20, rng: new Rng(0),
 *   callbacks: [earlyStopping({ patience: 3 }), ({ epoch, loss }) => console.log(epoch, loss)],
 * })
 * ```
 *
 * The rows of an epoch are shuffled by `rng.split('shuffle').split(epoch)`, and a step draws from
 * `rng.split('step').split(step)`: so a training that goes on with `epochsBefore`, and with the `optimizer` and the
 * `objective` of its history, has the bits of one that never stopped.
 * It leaves the model with the weights that are trained, also with an optimizer such as `scheduleFreeAdamw`, whose figures
 * are of others: `optimizer.evaluate(() => predict(model, inputs))` predicts with those.
 *
 * @throws RangeError where a loss is not finite, naming the step, or where there is no example; TypeError for an Optimizer of
 * another model; what `objective`, `Optimizer` and `batches` throw
 * @see tf.keras.Model.fit, pytorch_lightning.Trainer.fit
 */
export async function fit(options: FitOptions): Promise<History> {
  const { optimizer: given, training, validation, epochs, ...more } = checkFitOptions(options)
  const { rng, batchSize: size = 32, lastBatch = 'keep', afterStep, ...others } = more
  const {
    metrics = {},
    callbacks = [],
    epochsBefore = 0,
    objective: before,
    signal,
    compiled = true,
    ...parts
  } = others
  const stepsPerEpoch = batches(training, { size, lastBatch }).length
  if (stepsPerEpoch === 0)
    throw new RangeError(
      `fit: lastBatch: 'drop' needs ${size} training examples, got ${countRows('fit', training)}; a smaller batchSize`,
    )
  const evaluate = objective({ ...parts, rng: rng.split('penalties'), stepsPerEpoch })
  if (before) evaluate.restore(before.state())
  const { model, loss } = parts
  const planned = { steps: epochs * stepsPerEpoch, stepsPerEpoch }
  const optimizer = optimizerOf(isMaker(given) ? given(planned) : given, model)
  const step = (
    batch: Examples,
    source: Rng,
    number: Tensor,
    due: readonly string[],
  ): StepTerms => {
    const mode = { training: true, rng: source.split(number) } as const
    const { inputs, targets, ...details } = batch
    const { gradients, ...terms } = evaluate(inputs, targets, mode, number, details, due)
    optimizer.apply(gradients, { rng: mode.rng })
    afterStep?.(number)
    return { loss: terms.loss, penalties: terms.penalties }
  }
  const takeStep = compiled ? compile(step) : step
  const judge = judgeWith({ model, loss, metrics, compiled })

  const history: EpochRecord[] = []
  const state: FitState = { model, optimizer, objective: evaluate, history }
  const hooks = callbacks.map((hook) => (typeof hook === 'function' ? { onEpoch: hook } : hook))
  const source = rng.split('step')
  let steps = epochsBefore * stepsPerEpoch
  let stopped: string | null = null
  const hear = async (answer: unknown): Promise<void> => {
    const reason = await answer
    if (typeof reason === 'string') stopped ??= reason
  }
  for (let epoch = epochsBefore + 1; epoch <= epochs && stopped === null; epoch++) {
    const means = new EpochMeans()
    const order = rng.split('shuffle').split(epoch)
    for (const batch of batches(training, { size, lastBatch, rng: order })) {
      const number = tensor(steps, { dtype: 'int32' })
      const terms = takeStep(batch, source, number, evaluate.due(steps))
      steps++
      means.add(terms, countRows('fit', batch), `step ${steps} of epoch ${epoch}`)
      for (const { onStep } of hooks)
        await hear(onStep?.({ step: steps, loss: terms.loss.item() }, state))
      await giveWay()
      if (signal?.aborted) stopped ??= 'aborted'
      if (stopped !== null) break
    }
    const figures = validation && optimizer.evaluate(() => judge(validation, size))
    const record = {
      epoch,
      step: steps,
      ...means.values(),
      ...(figures && { validation: figures }),
    }
    history.push(record)
    for (const { onEpoch } of hooks) await hear(onEpoch?.(record, state))
  }
  for (const { onEnd } of hooks) onEnd?.(state)
  return { epochs: history, stopped, optimizer, objective: evaluate }
}

/** Throws a TypeError for an Optimizer that would change another model. */
function optimizerOf(given: GradientTransform | Optimizer, model: Module): Optimizer {
  if (!(given instanceof Optimizer)) return new Optimizer(given, model)
  if (!given.trains(model))
    throw new TypeError(
      'fit: optimizer must train the variables of the model, got one of another model; new Optimizer(…, model)',
    )
  return given
}

/** Not `adam` in place of `adam()`: that is left to `Optimizer`, which says so. */
const isMaker = (
  given: FitOptions['optimizer'],
): given is Extract<FitOptions['optimizer'], (planned: PlannedSteps) => unknown> =>
  typeof given === 'function' && !('definition' in given)
