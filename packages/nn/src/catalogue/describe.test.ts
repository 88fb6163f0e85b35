import { full, Rng } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { hasClassTargets } from '../../testing/class-targets.ts'
import { float64, int32 } from '../../testing/float64.ts'
import * as nn from '../index.ts'
import { catalogue } from './catalogue.ts'
import { asCode, citation, describeMethod } from './describe.ts'

describe.each(
  catalogue.definitions.map(
    (definition) => [`${definition.kind} ${definition.name}`, definition] as const,
  ),
)('%s', (_, definition) => {
  const { example, options, ...description } = describeMethod(definition)

  it('is plain data', () => {
    expect(JSON.parse(JSON.stringify(description))).toEqual(description)
    expect(JSON.parse(JSON.stringify(options))).toEqual(options)
    expect(example.value).toBeDefined()
  })

  it('has a call that can be made', () => {
    const { x = [], outputs = [], targets = [], predictions = [], shape } = example.given
    const isClasses =
      'takes' in definition
        ? definition.takes !== 'values'
        : definition.kind === 'loss' && hasClassTargets(definition.outputs)
    const names = {
      ...nn,
      x: float64(x as number[]),
      outputs: float64(outputs as number[]),
      predictions: float64(predictions as number[]),
      targets: (isClasses ? int32 : float64)(targets as number[]),
      rng: new Rng(0),
      shape,
    }
    const call = new Function(...Object.keys(names), `return ${example.call}`)
    expect(call(...Object.values(names))).toBeDefined()
  })
})

const inputGradient = describeMethod(nn.inputGradient.definition)

it('says of options what they may be and what they are unless given', () => {
  expect(inputGradient.options).toMatchObject([
    {
      name: 'p',
      type: 'choice',
      requirement: '1, 2 or "infinity"',
      default: 2,
      defaultWords: '2',
      words: expect.any(String),
      inConfigsOnly: false,
    },
    {
      name: 'squared',
      type: 'flag',
      requirement: 'true or false',
      default: true,
      defaultWords: 'true',
      words: expect.any(String),
      inConfigsOnly: false,
    },
    { name: 'of', type: 'path', default: 'loss', defaultWords: "'loss'" },
    { name: 'columns', type: 'columns', default: null, defaultWords: 'all inputs' },
    { name: 'reduction', type: 'choice', requirement: '"mean" or "largest"' },
    {
      name: 'weight',
      type: 'schedule',
      requirement: 'a finite number of at least 0, a schedule or a weighting',
      default: null,
      defaultWords: null,
      words: expect.any(String),
      inConfigsOnly: true,
    },
    { name: 'every', type: 'number', default: 1, inConfigsOnly: true },
  ])
})

it('writes the example as code and as a config', () => {
  expect(inputGradient.example.call).toBe('inputGradient({ p: 1 })')
  expect(inputGradient.example.config).toBe('penalties:\n  inputGradient: { weight: 0.1, p: 1 }')
  expect(asCode({ a: 'all', b: [1, { c: true }], d: {} })).toBe(
    "{ a: 'all', b: [1, { c: true }], d: {} }",
  )
})

it('writes the call of an initialiser with its options last', () => {
  const constantly = nn.defineInitializer({
    ...nn.zeros.definition,
    name: 'constantly',
    options: { value: nn.option.number({ default: 0, words: 'the number' }) },
    example: { options: { value: 3 }, shape: [2], value: [3, 3] },
    draw: ({ shape, dtype }, { value }) => full(shape, value, { dtype }),
  })
  const { call } = describeMethod(constantly.definition).example
  expect(call).toBe('constantly(rng, shape, { value: 3 })')
  const run = new Function('constantly', 'rng', 'shape', `return ${call}`)
  expect(run(constantly, new Rng(0), [2]).toArray()).toEqual([3, 3])
})

it('cites a paper on one line', () => {
  expect(citation(nn.huber.definition.paper)).toBe(
    'Huber 1964, “Robust estimation of a location parameter”, section 9',
  )
})

it('says of an activation how smooth it is, and of a metric which way it is better', () => {
  const facts = (definition: Parameters<typeof describeMethod>[0]): string =>
    describeMethod(definition).facts.join(' ')
  expect(facts(nn.relu.definition)).toBe('Continuous; its derivative jumps.')
  expect(facts(nn.tanh.definition)).toBe('All its derivatives are continuous.')
  expect(facts(nn.huber.definition)).toBe('Of models whose outputs are values.')
  expect(facts(nn.logLoss.definition)).toBe(
    'Of class probabilities. Smaller is better. Computed batch by batch by runningMetric.',
  )
  expect(facts(nn.l2.definition)).toBe('')
})
