import { concat, Rng } from '@sobolev/core'
import { expect, it } from 'vitest'
import { float64, int32 } from '../../testing/float64.ts'
import { catalogue } from '../catalogue/catalogue.ts'
import type { Layer } from '../modules/sequential.ts'

/** Whether the first example of four gives the same beside some others and beside other ones. */
function mixes(build: () => Layer, inputs: Parameters<typeof float64>[0]): boolean {
  const x = float64(inputs).slice([{ stop: 1 }])
  const firstBeside = (factor: number): readonly number[] => {
    const layer = build()
    const others = x.mul(factor).add(factor)
    const batch = concat([x, others, others, others])
    const mode = { training: true, rng: new Rng(1), step: int32(0) } as const
    const outputs = typeof layer === 'function' ? layer(batch) : layer.call(batch, mode)
    return Array.from(outputs.slice([{ stop: 1 }]).data)
  }
  const [one, other] = [firstBeside(0), firstBeside(3)]
  return one.some((value, index) => value !== other[index])
}

it.each([...catalogue.of('layer').values()])('layer $name says whether it mixes examples', (of) => {
  const { make, example, inputs } = of
  // Multiples of indices are none.
  if (inputs !== undefined) return
  const build = (): Layer =>
    make(example.options).build(float64(example.inputs).shape.slice(1), new Rng(0), {
      dtype: 'float64',
    })
  expect(mixes(build, example.inputs)).toBe(of.mixesExamples?.(example.options) ?? false)
})
