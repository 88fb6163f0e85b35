import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { afterAll, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'without-methods-'))
afterAll(() => rmSync(folder, { recursive: true }))

const program = `
import { add, GradientTape, grad, mul, pow, square, sum, tensor, Tensor, Variable } from '@sobolev/core'
const x = new Variable(5), y = new Variable(2)
const tape = new GradientTape({ persistent: true })
const second = tape.record(() => {
  const z = add(add(mul(pow(x, 3), 2), mul(square(y), 5)), mul(mul(x, y), 11))
  const dx = tape.gradient(z, x)
  return [dx, tape.gradient(dx, x), tape.gradient(dx, y)]
})
const slope = grad((v) => sum(square(v)))(tensor([1, 2]))
export const results = [...second.map((dx) => dx.item()), ...slope.toArray(), y.assignAdd(1).value.item()]
export const methods = ['pow', 'matmul'].filter((name) => name in Tensor.prototype)
`

const bundled = async (define: Record<string, string>): Promise<string> => {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: join(import.meta.dirname, '../apps/train') },
    bundle: true,
    format: 'esm',
    minifySyntax: true,
    conditions: ['@sobolev/source'],
    define,
    write: false,
  })
  return outputFiles[0]?.text ?? ''
}

test.each([
  ['true', ['pow', 'matmul']],
  ['false', []],
])('a program of functions runs alike where __SOBOLEV_METHODS__ is %s', async (value, methods) => {
  const text = await bundled({ __SOBOLEV_METHODS__: value })
  const file = join(folder, `${value}.mjs`)
  writeFileSync(file, text)
  const outcome: unknown = await import(/* @vite-ignore */ pathToFileURL(file).href)
  expect(outcome).toMatchObject({ results: [172, 60, 11, 2, 4, 3], methods })
})
