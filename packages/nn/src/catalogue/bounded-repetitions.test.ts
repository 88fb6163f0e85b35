import { expect, it } from 'vitest'
import { catalogue } from './catalogue.ts'

const repetitions = /^(iterations|steps|projections|directions|draws|samples|points)$/

it('what repeats work within a step has a maximum, as each repetition is operations of the program', () => {
  const options = catalogue.definitions.flatMap((definition) =>
    Object.entries('options' in definition ? definition.options : {}).flatMap(([name, option]) =>
      repetitions.test(name) && option.type === 'number'
        ? [{ name: `${definition.name}.${name}`, isBounded: 'maximum' in option }]
        : [],
    ),
  )
  expect(options.length).toBeGreaterThan(15)
  expect(options.filter(({ isBounded }) => !isBounded)).toEqual([])
})

/** Whole numbers that have no maximum of their own, and why none can ask for memory without end. */
const boundedElsewhere: Readonly<Record<string, RegExp>> = {
  'a model has at most so many parameters':
    /\.(units|filters|indices|dimensions|depthMultiplier|expansion|frequencies|bins|pieces)$/,
  'they divide what there is':
    /\.(groups|groupSize|heads|pieces|size|of|k|output|unitsAxis|places)$/,
  'they grow with the steps that are taken': /\.(history|rank|maxProducts|maxEvaluations)$/,
  'nothing is as large': /\.(growth|patience|cooldown)$/,
}

it('every other whole number has a maximum too, or is bounded by the model, the data or the steps', () => {
  const unbounded = catalogue.definitions.flatMap((definition) =>
    Object.entries('options' in definition ? definition.options : {}).flatMap(([name, option]) =>
      option.type === 'number' && 'integer' in option && !('maximum' in option)
        ? [`${definition.name}.${name}`]
        : [],
    ),
  )
  const reasons = Object.values(boundedElsewhere)
  expect(unbounded.filter((name) => !reasons.some((reason) => reason.test(name)))).toEqual([])
})
