import { describe, expect, it } from 'vitest'
import * as S from '../index.ts'

describe('detectAnomalies', () => {
  const x = S.tensor([4, 0, 2])

  it('names the first operation that makes an infinity or NaN, with the ranges of its inputs', () => {
    expect(() => S.detectAnomalies(() => x.add(1).sub(1).log().sum())).toThrow(
      'detectAnomalies: "log" gave -Infinity in 1 of 3 elements; its inputs: float32 [3] from 0 to 4',
    )
    expect(() => S.detectAnomalies(() => x.div(0))).toThrow(/^detectAnomalies: "div" gave Infinity/)
    expect(() => S.detectAnomalies(() => S.tensor([Number.NaN, 1]).exp())).toThrow(
      /"exp" was given and gave NaN in 1 of 2 elements; .* from 1 to 1 and 1 not finite/,
    )
  })

  it('names the derivative in which it happens, to any order', () => {
    const root = (a: S.Tensor): S.Tensor => a.sqrt().sum()
    expect(() => S.detectAnomalies(() => S.grad(root)(x))).toThrow(
      /"div" in the derivative of "sqrt" gave Infinity/,
    )
    const at = S.tensor(0)
    const f = (a: S.Tensor): S.Tensor => a.pow(1.5)
    expect(S.grad(f)(at).item()).toBe(0)
    expect(() => S.detectAnomalies(() => S.grad(S.grad(f))(at))).toThrow(
      /in the derivative of "pow" gave/,
    )
  })

  it('looks into compiled functions, and gives what the function returns', () => {
    const f = S.compile((a: S.Tensor) => a.log())
    expect(f(x).toArray()).toContain(-Infinity)
    expect(() => S.detectAnomalies(() => f(x))).toThrow(S.AnomalyError)
    expect(S.detectAnomalies(() => f(x.add(1)).shape)).toEqual([3])
    expect(x.log().toArray()).toContain(-Infinity)
  })
})
