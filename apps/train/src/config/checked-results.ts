import { describeValue, Tensor } from '@sobolev/core'
import {
  type Definitions,
  type GradientTransform,
  isMinimizer,
  type Kind,
  type Things,
} from '@sobolev/nn'

type AnyDefinition = Definitions[Kind]

/**
 * The same definition, but that what it makes throws where it gives something else than its kind must: types say it
 * too, but a file of a user's own is not checked by them, and a number in place of one for each example would be taken
 * for something else.
 */
export function withCheckedResults(definition: AnyDefinition): AnyDefinition {
  const { name } = definition
  switch (definition.kind) {
    case 'penalty': {
      const requirement = 'a penalty must give a tensor of one number'
      const { make } = definition
      return { ...definition, make: (given) => checked(name, make(given), () => [requirement, []]) }
    }
    case 'loss': {
      const requirement = 'a loss must give a number for each example'
      const { make } = definition
      const wanted = (outputs: Tensor): Wanted => [requirement, outputs.shape.slice(0, 1)]
      return { ...definition, make: (given) => checked(name, make(given), wanted) }
    }
    case 'activation': {
      const requirement = 'an activation must give what has the shape of its input'
      const { make } = definition
      const wanted = (x: Tensor): Wanted => [requirement, x.shape]
      return { ...definition, make: (given) => checked(name, make(given), wanted) }
    }
    case 'metric': {
      const { make } = definition
      return { ...definition, make: (given) => checkedMetric(name, make(given)) }
    }
    case 'optimizer': {
      const { make } = definition
      return { ...definition, make: (given) => checkedOptimizer(name, make(given)) }
    }
    case 'gradientTransform': {
      const { make } = definition
      return { ...definition, make: (given) => checkedTransform(name, make(given)) }
    }
    default:
      return definition
  }
}

/** What a function must give, in words, and its shape. */
type Wanted = readonly [requirement: string, shape: readonly number[]]

function checked<Given extends unknown[]>(
  name: string,
  compute: (...given: Given) => Tensor,
  wanted: (...given: Given) => Wanted,
): (...given: Given) => Tensor {
  if (typeof compute !== 'function')
    throw new TypeError(`${name}: make must give a function, got ${describeValue(compute)}`)
  return (...given) => {
    const value = compute(...given)
    const [requirement, shape] = wanted(...given)
    const isRight = value instanceof Tensor && value.shape.join() === shape.join()
    if (isRight && value.rank === shape.length) return value
    const words = shape.length === 0 ? '' : `, [${shape.join(', ')}]`
    const hint = value instanceof Tensor && shape.length === 0 ? '; mean(x) makes one of many' : ''
    throw new TypeError(`${name}: ${requirement}${words}, got ${inWords(value)}${hint}`)
  }
}

function checkedMetric(name: string, metric: Things['metric']): Things['metric'] {
  if (metric.takes === 'evaluation') {
    const requirement = 'a metric of an evaluation must give a number for each example'
    const measure = checked(name, metric.measure, ({ outputs }) => [
      requirement,
      outputs.shape.slice(0, 1),
    ])
    return { ...metric, measure }
  }
  if (metric.gives === 'table') {
    return {
      ...metric,
      measure(predictions, targets) {
        const table = metric.measure(predictions, targets)
        const wrong = Object.values(table ?? { table }).find(
          (column) => !(column instanceof Tensor),
        )
        if (wrong === undefined) return table
        const requirement = 'a metric that gives a table must give a tensor for each of its columns'
        throw new TypeError(`${name}: ${requirement}, got ${inWords(wrong)}`)
      },
    }
  }
  return {
    ...metric,
    measure(predictions, targets) {
      const value: unknown = metric.measure(predictions, targets)
      if (typeof value === 'number') return value
      throw new TypeError(`${name}: a metric must give a number, got ${inWords(value)}`)
    },
  }
}

const checkedOptimizer = (name: string, optimizer: Things['optimizer']): Things['optimizer'] =>
  isMinimizer(optimizer) ? optimizer : checkedTransform(name, optimizer)

function checkedTransform(name: string, transform: GradientTransform): GradientTransform {
  return {
    init: (parameters, variables) => transform.init(parameters, variables),
    update(gradients, state, context) {
      const result = transform.update(gradients, state, context)
      for (const [path, { shape }] of Object.entries(gradients)) {
        const update: unknown = result.updates[path]
        if (update instanceof Tensor && update.shape.join() === shape.join()) continue
        const requirement = `update must give updates with a tensor for each gradient, ${path} [${shape.join(', ')}]`
        throw new TypeError(`${name}: ${requirement}, got ${inWords(update)}`)
      }
      return result
    },
  }
}

const inWords = (value: unknown): string =>
  value instanceof Tensor ? `shape [${value.shape.join(', ')}]` : describeValue(value)
