import {
  compile,
  Rng,
  stopGradient,
  type Tensor,
  tensor,
  type Variable,
  withValues,
} from '@sobolev/core'
import { expect, it } from 'vitest'
import { contents } from '../../testing/contents.ts'
import { expectClose } from '../../testing/expect-close.ts'
import { tanh } from '../activations/tanh.ts'
import { Dense } from '../layers/dense.ts'
import { SpectralNorm } from '../layers/spectral-norm.ts'
import { squaredError } from '../losses/squared-error.ts'
import type { Module } from '../modules/module.ts'
import { Sequential } from '../modules/sequential.ts'
import { inputGradient } from '../penalties/input-gradient.ts'
import type { Penalty } from '../penalties/penalty.ts'
import { objective } from './objective.ts'

const rng = new Rng(3)
const x = rng.split('x').normal([4, 3], { dtype: 'float64' })
const y = rng.split('y').normal([4, 1], { dtype: 'float64' })
const mode = { training: true, rng, updatesStatistics: false } as const
const dense = (inputs: number, units: number): Dense =>
  new Dense(inputs, units, { rng: rng.split(inputs), dtype: 'float64' })
const makeModel = (): Module =>
  new Sequential([new SpectralNorm([dense(3, 4)], { rng }), tanh, dense(4, 1)])

/** The weights with something added to each that depends on them. */
const moved = (variables: Readonly<Record<string, Variable>>): [Variable, Tensor][] =>
  Object.values(variables).map((variable) => [
    variable,
    variable.value.add(variable.value.sin().mul(0.1)),
  ])

it('an objective within withValues has the gradients of a model with these values', () => {
  const penalties = { flat: { penalty: inputGradient(), weight: 0.5 } }
  const [model, other] = [makeModel(), makeModel()]
  const step = objective({ model, loss: squaredError, penalties })
  const values = moved(model.trainableVariables())
  for (const [path, variable] of Object.entries(other.trainableVariables())) {
    const [, value] = values[Object.keys(model.trainableVariables()).indexOf(path)] ?? []
    variable.assign(value ?? 0)
  }
  const found = withValues(values, () => step(x, y, mode))
  const wanted = objective({ model: other, loss: squaredError, penalties })(x, y, mode)
  expect(contents(found.gradients)).toEqual(contents(wanted.gradients))
  expect(found.total.item()).toBe(wanted.total.item())
})

it('a penalty takes derivatives through other values, and by the weights that they are computed of', () => {
  const penalty: Penalty = ({ forward, inputs, outputs, trainable }) =>
    withValues(moved(trainable), () => forward(inputs))
      .sub(stopGradient(outputs))
      .square()
      .sum()
  const model = makeModel()
  const step = objective({
    model,
    loss: (outputs) => outputs.mul(0).sum(1),
    penalties: { moved: { penalty, weight: 1 } },
  })
  const { gradients } = step(x, y, mode)
  const reference = stopGradient(model.call(x, mode))
  const measure = (): number =>
    withValues(moved(model.trainableVariables()), () => model.call(x, mode))
      .sub(reference)
      .square()
      .sum()
      .item()
  for (const [path, variable] of Object.entries(model.trainableVariables())) {
    const before = variable.value
    const slopes = Array.from(before.data, (_, index) => {
      const measureAt = (step: number): number => {
        const numbers = Float64Array.from(before.data)
        numbers[index] = (numbers[index] ?? 0) + step
        variable.assign(tensor(numbers, { shape: before.shape }))
        return measure()
      }
      const slope = (measureAt(1e-5) - measureAt(-1e-5)) / 2e-5
      variable.assign(before)
      return slope
    })
    expectClose(gradients[path] ?? x, slopes, 1e-7)
  }
  expect(contents(compile(() => step(x, y, mode).gradients)())).toEqual(contents(gradients))
})
