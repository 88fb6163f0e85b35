import { readFileSync } from 'node:fs'
import { compile, grad, hvp, type Nested, type Tensor } from '@sobolev/core'
import { expect, test } from 'vitest'
import { hasClassTargets } from '../../testing/class-targets.ts'
import { expectClose } from '../../testing/expect-close.ts'
import { float64, int32 } from '../../testing/float64.ts'
import { catalogue } from '../catalogue/catalogue.ts'

interface Case {
  readonly loss: string
  readonly options: Readonly<Record<string, unknown>>
  readonly outputs: Nested
  readonly targets: Nested
  readonly losses: Nested
  readonly gradient: Nested
  readonly directions: Nested
  /** Of the Hessian with the directions. */
  readonly product: Nested
}

const file = new URL('../../reference/losses.json.golden', import.meta.url)
const { cases }: { readonly cases: readonly Case[] } = JSON.parse(readFileSync(file, 'utf8'))

test('holds every loss of the catalogue', () => {
  expect(new Set(cases.map(({ loss }) => loss))).toEqual(new Set(catalogue.of('loss').keys()))
})

test.each(cases.map((row) => [row.loss, row.options, row] as const))(
  '%s %j agrees with PyTorch in value, gradient and Hessian, and compiled with itself',
  (name, options, row) => {
    const definition = catalogue.of('loss').get(name)
    if (definition === undefined) throw new RangeError(`there is no loss ${name}`)
    const loss = definition.make(options)
    const outputs = float64(row.outputs)
    const targets = hasClassTargets(definition.outputs) ? int32(row.targets) : float64(row.targets)
    const f = (x: Tensor): Tensor => loss(x, targets).sum()
    const directions = float64(row.directions)
    const found = [
      (x: Tensor): Tensor => loss(x, targets),
      (x: Tensor): Tensor => grad(f)(x),
      (x: Tensor): Tensor => hvp(f, x, directions),
    ]
    for (const [order, wanted] of [row.losses, row.gradient, row.product].entries()) {
      const of = found[order] ?? f
      const value = of(outputs)
      expectClose(value, float64(wanted), 1e-9)
      expect(compile(of)(outputs).data).toEqual(value.data)
    }
  },
)
