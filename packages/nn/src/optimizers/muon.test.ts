import { Rng, Variable } from '@sobolev/core'
import { expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { adamw } from './adamw.ts'
import { muon } from './muon.ts'
import { Optimizer } from './optimizer.ts'
import type { GradientTransform } from './transform.ts'

const options = { learningRate: 0.1, weightDecay: 0.5 }
const draw = (name: string) => new Rng(1).split(name).normal([3, 5], { dtype: 'float64' })

function stepOf(transform: GradientTransform, role?: 'kernel' | 'bias' | 'scale') {
  const w = new Variable(draw('w'), role ? { role } : {})
  const optimizer = new Optimizer(transform, { w })
  optimizer.apply({ w: draw('g') })
  return { value: w.value, state: Object.keys(optimizer.state()) }
}

it('makes the steps of kernels nearly orthogonal, with the size of those of adamw', () => {
  const { value, state } = stepOf(muon({ ...options, weightDecay: 0 }), 'kernel')
  const update = value.sub(draw('w')).div(0.1 * 0.2 * Math.sqrt(5))
  const lengths = update.matmul(update.transpose()).diagonal()
  for (const length of lengths.data) expect(Math.abs(length - 0.9)).toBeLessThan(0.4)
  expect(state).toEqual(['step', 'muon.velocity.w'])
  expect(stepOf(muon(options)).value.data).toEqual(stepOf(muon(options), 'kernel').value.data)
})

it('takes the steps of adamw for what is no kernel', () => {
  const { value, state } = stepOf(muon(options), 'scale')
  expectClose(value, stepOf(adamw(options), 'scale').value, 0)
  expect(state).toEqual(['step', 'adam.firstMoment.w', 'adam.secondMoment.w'])
})

it('leaves alone what has no gradient', () => {
  const variables = { used: new Variable(draw('w')), spare: new Variable(draw('spare')) }
  const optimizer = new Optimizer(muon(options), variables)
  optimizer.apply({ used: draw('g'), spare: null })
  expect(variables.spare.value.data).toEqual(draw('spare').data)
})
