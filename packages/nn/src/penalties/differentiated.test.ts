import { zeros } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { axesOf } from './differentiated.ts'
import { columnsOf, hessiansOf } from './second-derivatives.ts'

const gradient = (): never => {
  throw new Error('no derivative may be taken before their count is checked')
}

describe('exact derivatives', () => {
  it('take one pass for each number of an example, up to a thousand', () => {
    expect(axesOf(zeros([2, 3])).map((axis) => axis.toArray())).toEqual([
      [
        [1, 0, 0],
        [1, 0, 0],
      ],
      [
        [0, 1, 0],
        [0, 1, 0],
      ],
      [
        [0, 0, 1],
        [0, 0, 1],
      ],
    ])
    expect(columnsOf(zeros([1, 1000]))).toHaveLength(1000)
  })

  it.each([
    ['of a layer', () => axesOf(zeros([1, 16, 28, 28]))],
    ['of the inputs', () => columnsOf(zeros([1, 1001]))],
    ['of Hessians', () => hessiansOf({ gradient, inputs: zeros([1, 101]) }, zeros([1, 10]))],
  ])('refuse to hang on a large count %s', (_, exact) => {
    expect(exact).toThrow(
      /at most 1000 may be taken of an example, one by one, got \d+; let random/,
    )
  })
})
