import { concat, Rng, ShapeError, type Tensor } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { float64 } from '../../testing/float64.ts'
import { Hamiltonian } from './hamiltonian.ts'
import { Lagrangian } from './lagrangian.ts'

const mode = { training: false } as const
const rng = new Rng(8)
const column = (x: Tensor, index: number): Tensor =>
  x.slice([{}, { start: index, stop: index + 1 }])

describe('Hamiltonian', () => {
  const states = rng.split('states').normal([4, 2], { dtype: 'float64' })
  const [q, p] = [column(states, 0), column(states, 1)]

  it('moves a pendulum by its energy, p²/2 − cos q', () => {
    const pendulum = new Hamiltonian([(x) => column(x, 1).square().div(2).sub(column(x, 0).cos())])
    expectClose(pendulum.call(states, mode), concat([p, q.sin().neg()], 1), 1e-12)
    expectClose(pendulum.energy(states, mode), p.square().div(2).sub(q.cos()).reshape([4]), 1e-12)
  })

  it('takes places and then as many momenta', () => {
    const none = new Hamiltonian([(x) => x])
    expect(() => none.call(float64([[1, 2, 3]]), mode)).toThrow(ShapeError)
    expect(() => none.call(float64([[1, 2, 3]]), mode)).toThrow(
      'Hamiltonian: an example must be one axis of an even length, places and then as many momenta or speeds, got [3]',
    )
  })
})

describe('Lagrangian', () => {
  const unit = rng.split('spring').uniform([5, 4], { low: -1, high: 1, dtype: 'float64' })
  // r is from 0.5 to 2.5.
  const states = concat([column(unit, 0).add(1.5), unit.slice([{}, { start: 1 }])], 1)
  const [r, angle, speed, turn] = [0, 1, 2, 3].map((index) => column(states, index))

  it('accelerates a mass on a spring that swings, whose mass depends on the place', () => {
    if (!(r && angle && speed && turn)) throw new TypeError('a state has four numbers')
    /** ½ (ṙ² + r² θ̇²) + 2 r cos θ − ½ 3 (r − 1)². */
    const lagrangian = (x: Tensor): Tensor => {
      const [r, angle, speed] = [column(x, 0), column(x, 1), column(x, 2)]
      const kinetic = speed
        .square()
        .add(r.mul(column(x, 3)).square())
        .div(2)
      return kinetic.add(r.mul(angle.cos()).mul(2)).sub(r.sub(1).square().mul(1.5))
    }
    const outwards = r.mul(turn.square()).add(angle.cos().mul(2)).sub(r.sub(1).mul(3))
    const around = angle.sin().mul(2).add(speed.mul(turn).mul(2)).neg().div(r)
    const wanted = concat([outwards, around], 1)
    expectClose(new Lagrangian([lagrangian], { mass: 0 }).call(states, mode), wanted, 1e-10)
    // With a mass of its own the layers learn what is left.
    const free = (x: Tensor): Tensor =>
      lagrangian(x).sub(
        x
          .slice([{}, { start: 2 }])
          .square()
          .sum(1, { keepDims: true })
          .mul(0.7),
      )
    const withMass = new Lagrangian([free], { mass: 1.4 })
    expectClose(withMass.call(states, mode), wanted, 1e-10)
    expectClose(withMass.lagrangian(states, mode), lagrangian(states).reshape([5]), 1e-12)
  })
})
