import { compile, gather, Rng, type Tensor } from '@sobolev/core'
import {
  type GradientTransform,
  type Loss,
  type Module,
  Optimizer,
  objective,
  type Term,
} from '@sobolev/nn'

/** What is trained, on what, and how. */
export interface Training {
  readonly model: Module
  readonly loss: Loss
  readonly penalties?: Readonly<Record<string, Term>>
  readonly optimizer: GradientTransform
  readonly inputs: Tensor
  readonly targets: Tensor
  /** Further columns for penalties, by name. */
  readonly columns?: Readonly<Record<string, Tensor>>
  /** How many rows a step takes; all of them unless given. */
  readonly batchSize?: number
  readonly steps: number
  readonly seed: number
}

/** Takes steps; batches are rows in an order that is drawn anew in each epoch, a part at the end left out. */
export function train(of: Training): void {
  const { model, loss, penalties = {}, inputs, targets, columns = {}, steps, seed } = of
  const { batchSize = inputs.shape[0] ?? 0 } = of
  const rng = new Rng(seed)
  const evaluate = objective({ model, loss, penalties, rng: rng.split('penalties') })
  const optimizer = new Optimizer(of.optimizer, model.variables())
  const step = compile((batch: Rows, source: Rng) => {
    const mode = { training: true, rng: source } as const
    const { columns } = batch
    const { total, gradients } = evaluate(batch.inputs, batch.targets, mode, 0, { columns })
    optimizer.apply(gradients)
    return total
  })
  const source = rng.split('step')
  const batches = batchesOf({ inputs, targets, columns }, batchSize, rng.split('order'))
  for (let number = 0; number < steps; number++) {
    const batch = batches.next().value
    if (batch) step(batch, source.split(number))
  }
}

interface Rows {
  readonly inputs: Tensor
  readonly targets: Tensor
  readonly columns: Readonly<Record<string, Tensor>>
}

/** Batches without end. */
function* batchesOf(rows: Rows, size: number, rng: Rng): Generator<Rows, undefined> {
  const count = rows.inputs.shape[0] ?? 0
  if (size >= count) while (true) yield rows
  for (let epoch = 0; ; epoch++) {
    const order = rng.split(epoch).permutation(count)
    for (let first = 0; first + size <= count; first += size) {
      const picked = order.slice([{ start: first, stop: first + size }])
      const pick = (column: Tensor): Tensor => gather(column, picked)
      yield {
        inputs: pick(rows.inputs),
        targets: pick(rows.targets),
        columns: Object.fromEntries(
          Object.entries(rows.columns).map(([name, column]) => [name, pick(column)]),
        ),
      }
    }
  }
}
