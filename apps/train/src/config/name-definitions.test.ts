import { expect, test } from 'vitest'
import { nameDefinitions } from './name-definitions.ts'

const ref = (name: string) => ({ $ref: `#/definitions/${name}` })

test('definitions that say the same become one, wherever they stood', () => {
  const first = nameDefinitions({
    properties: { a: ref('__0'), b: ref('__1') },
    definitions: { __0: { type: 'number' }, __1: { type: 'string' } },
  })
  const second = nameDefinitions({
    properties: { a: ref('x'), b: ref('y'), c: ref('z') },
    definitions: { y: { type: 'string' }, z: { type: 'number' }, x: { type: 'number' } },
  })
  const { definitions, properties }: Parsed = JSON.parse(JSON.stringify(second))
  expect(Object.values(definitions)).toHaveLength(2)
  expect(properties.a).toEqual(properties.c)
  expect(definitions).toEqual(JSON.parse(JSON.stringify(first)).definitions)
})

test('definitions in circles keep apart what differs somewhere within', () => {
  const circle = (inner: object) => ({ anyOf: [inner, { items: ref('loop') }] })
  const named: Parsed = JSON.parse(
    JSON.stringify(
      nameDefinitions({
        properties: { a: ref('loop'), b: ref('other'), c: ref('twin') },
        definitions: {
          loop: circle(ref('deep')),
          deep: { items: ref('deeper') },
          deeper: { items: ref('deepest') },
          deepest: { type: 'number' },
          other: { anyOf: [ref('deep2'), { items: ref('other') }] },
          deep2: { items: ref('deeper2') },
          deeper2: { items: ref('deepest2') },
          deepest2: { type: 'string' },
          twin: { anyOf: [ref('deep'), { items: ref('twin') }] },
        },
      }),
    ),
  )
  expect(named.properties.a).toEqual(named.properties.c)
  expect(named.properties.a).not.toEqual(named.properties.b)
})

interface Parsed {
  readonly properties: Readonly<Record<string, unknown>>
  readonly definitions: Readonly<Record<string, unknown>>
}
