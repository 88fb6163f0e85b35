import { Rng } from '@sobolev/core'
import { sobolCoordinate } from '@sobolev/nn'
import { valueAt } from './domain.ts'
import type { Parameter, Sample } from './sweep.ts'

/**
 * The values of the parameters at a point, which its number alone decides: a sweep of more points begins with the
 * same ones. In a grid the last parameter changes first.
 */
export function pointOf(
  number: number,
  parameters: readonly Parameter[],
  sample: Sample,
): readonly unknown[] {
  if (sample.kind === 'grid') return gridPoint(number, parameters)
  const { kind, seed, first = [] } = sample
  const given = first[number]
  if (given !== undefined) return given
  const drawn = number - first.length
  // By the parameter's name: another parameter more changes nothing for this one, but for its dimension.
  return parameters.map(({ path, domain }, dimension) => {
    const source = new Rng(seed).split(kind).split(path)
    const draw = (rng: Rng): number => rng.uniform([], { dtype: 'float64' }).item()
    const u =
      kind === 'random'
        ? draw(source.split(drawn))
        : sobolCoordinate(drawn, dimension, Math.floor(draw(source) * 0x1_0000_0000))
    return valueAt(domain, u)
  })
}

/** How many points a grid has; infinitely many if a parameter is a range. */
export function gridSize(parameters: readonly Parameter[]): number {
  return parameters.reduce(
    (product, { domain }) =>
      product * (domain.kind === 'values' ? domain.values.length : Number.POSITIVE_INFINITY),
    1,
  )
}

function gridPoint(number: number, parameters: readonly Parameter[]): unknown[] {
  const point: unknown[] = []
  let left = number
  for (const { domain } of parameters.toReversed()) {
    const { values } = domain.kind === 'values' ? domain : { values: [] }
    point.unshift(values[left % values.length])
    left = Math.floor(left / values.length)
  }
  return point
}
