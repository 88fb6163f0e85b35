import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exactJson, parseExactJson } from './exact-json.ts'

test('every value that JSON has comes back as it was, and so does every number', () => {
  const numbers = fc.double()
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      ...[numbers, fc.string(), fc.boolean(), fc.constant(null)],
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(
        fc.constantFrom('a', 'number', 'b'),
        tie('tree').filter((x) => typeof x !== 'string'),
      ),
    ),
  }))
  fc.assert(
    fc.property(tree, (value) => {
      expect(parseExactJson(exactJson(value))).toEqual(value)
    }),
    { seed: 1 },
  )
  const special = [Number.NaN, -0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  const back = parseExactJson(exactJson({ special }))
  expect(back).toEqual({ special })
  expect(() => parseExactJson('{')).toThrow(SyntaxError)
})
