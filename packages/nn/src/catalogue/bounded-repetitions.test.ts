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
