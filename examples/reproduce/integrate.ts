import { compile, type Tensor } from '@sobolev/core'

/** The time derivative of states [n, d]. */
export type VectorField = (state: Tensor) => Tensor

/**
 * The states [n, d] at times 0, `interval`, 2 `interval`, …, `count` of them, by the classical Runge–Kutta method of
 * fourth order with `substeps` steps between two of them.
 */
export function trajectory(
  field: VectorField,
  start: Tensor,
  { count, interval, substeps }: { count: number; interval: number; substeps: number },
): Tensor[] {
  const h = interval / substeps
  const step = compile((state: Tensor): Tensor => {
    const a = field(state)
    const b = field(state.add(a.mul(h / 2)))
    const c = field(state.add(b.mul(h / 2)))
    const d = field(state.add(c.mul(h)))
    return state.add(
      a
        .add(b.mul(2))
        .add(c.mul(2))
        .add(d)
        .mul(h / 6),
    )
  })
  const states = [start]
  let state = start
  for (let index = 1; index < count; index++) {
    for (let substep = 0; substep < substeps; substep++) state = step(state)
    states.push(state)
  }
  return states
}
