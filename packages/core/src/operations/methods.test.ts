import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { documentation, methodTypes, namedOperations } from '../../scripts/write-methods.ts'
import { tensor, Variable } from '../index.ts'
import { Tensor } from '../tensor/tensor.ts'
import * as operations from './fluent.ts'
import * as functions from './functions.ts'
import { LanguageServer } from './language-server.fixture.ts'

const methods = namedOperations().map(({ method }) => method)

/** The words of a doc comment up to the first full stop that ends a sentence. */
const firstSentence = (comment: string): string => (/^.*?\.(?= |$)/.exec(words(comment)) ?? [''])[0]

const words = (comment: string): string =>
  comment
    .replace(/\/\*\*|\*\/|^ *\* ?/gm, ' ')
    .replace(/\s+/g, ' ')
    .trim()

test('every operation that fluent.ts names is a method of tensors and of variables', () => {
  expect([...methods].sort()).toEqual(Object.keys(operations).sort())
  for (const method of methods) {
    expect(Tensor.prototype).toHaveProperty(method)
    expect(Variable.prototype).toHaveProperty(method)
  }
  expect(tensor([1, 2]).add(1).toArray()).toEqual([2, 3])
  expect(new Variable(3).square().item()).toBe(9)
})

test('every operation that functions.ts names says in JavaScript that it is no method', () => {
  for (const name of Object.keys(functions))
    for (const x of [tensor([1, 2]), new Variable(1)])
      expect(() => Reflect.get(x, name)()).toThrow(
        `${name}: is no method but a function of @sobolev/core, got x.${name}(…); write ${name}(x, …)`,
      )
})

test('method-types.ts is what npm run methods writes', () => {
  const file = join(import.meta.dirname, 'method-types.ts')
  expect(readFileSync(file, 'utf8')).toBe(methodTypes())
})

describe('an editor shows', () => {
  test('at each method the first sentence of its operation', async () => {
    const server = new LanguageServer()
    const file = join(import.meta.dirname, 'hovered.test.ts')
    const lines = namedOperations().flatMap(({ method }) => [`x.${method}`, `v.${method}`])
    const head =
      "import { tensor, Variable } from '../index.ts'\nconst x = tensor(1), v = new Variable(1)\n"
    try {
      await server.open(file, `${head}${lines.join('\n')}\nv.assignAdd\n`)
      for (const [index, named] of namedOperations().entries()) {
        const sentence = firstSentence(documentation(named))
        expect(sentence.length).toBeGreaterThan(2)
        for (const line of [2 + 2 * index, 3 + 2 * index]) {
          const shown = await server.hover(file, line, 3)
          expect(shown).toContain(`Methods.${named.method}: (`)
          expect(words(shown)).toContain(sentence)
        }
      }
      expect(await server.hover(file, 2 + lines.length, 3)).toContain('Adds to the value')
    } finally {
      server.close()
    }
  })
})
