import { Rng, type Tensor, tensor, tile } from '@sobolev/core'
import { catalogue } from '@sobolev/nn'
import { describe, expect, it } from 'vitest'
import type { OnnxGraph } from './graph/onnx-graph.ts'
import { NoOperatorError } from './graph/write-graph.ts'
import { evaluate } from './js/evaluate.ts'
import { type ArrayValue, allocate } from './js/values.ts'
import { evaluatedGraph } from './js/write-module.ts'
import { type ModelFunction, withConstantWeights } from './model-function.ts'
import { graphOfFunction, traceFunction } from './trace-function.ts'

/** Layers that no operators of ONNX stand for, with what they lack. */
const refused = new Map([['lagrangian', 'lu']])

/** What the graph gives for inputs, as the JavaScript module computes it. */
function evaluated(graph: OnnxGraph, given: ReadonlyMap<string, ArrayValue>): ArrayValue[] {
  const stored = graph.stored.map(({ name, type, shape, data }): [string, ArrayValue] => {
    if (type === 'string') throw new TypeError('a layer has no texts')
    const value = allocate(type, shape)
    value.data.set(Array.from(data, Number))
    return [name, value]
  })
  return evaluate(evaluatedGraph(graph), new Map([...stored, ...given]))
}

const asValue = ({ shape, data }: Tensor): ArrayValue => ({
  type: 'float32',
  shape,
  data: Float32Array.from(data),
})

/** Compares a function with its graph, on as many rows as are given and on three times as many. */
function compare(call: ModelFunction<Tensor>, x: Tensor): void {
  const form = { shape: x.shape.slice(1), sequence: null }
  const graph = graphOfFunction(traceFunction(call, form), form)
  for (const inputs of [x, tile(x, [3, ...form.shape.map(() => 1)])]) {
    const [found] = evaluated(graph, new Map([['inputs', asValue(inputs)]]))
    const wanted = call(inputs, null)
    expect(found?.shape).toEqual(wanted.shape)
    wanted.data.forEach((value, i) => {
      expect(Math.abs(Number(found?.data[i]) - value)).toBeLessThan(1e-5 * (1 + Math.abs(value)))
    })
  }
}

describe.each([...catalogue.of('layer').values()])('layer $name', ({ name, make, example }) => {
  const x = tensor(example.inputs)
  const layer = make(example.options).build(x.shape.slice(1), new Rng(0))
  // Weights other than the plain ones of the example, so that a factor or an order that is wrong shows.
  const rng = new Rng(1)
  for (const [path, variable] of Object.entries(layer.trainableVariables()))
    variable.assign(variable.value.add(rng.split(path).normal(variable.shape).mul(0.3)))
  const call = withConstantWeights(layer.variables(), (inputs) =>
    layer.call(inputs, { training: false }),
  )

  it('gives the same as operators of ONNX, or is refused by its operation', () => {
    const operation = refused.get(name)
    if (operation === undefined) compare(call, x)
    else
      expect(() => compare(call, x)).toThrow(
        expect.objectContaining({ name: NoOperatorError.name, operation }),
      )
  })
})

it.each([...catalogue.of('activation').values()])(
  'activation $name gives the same as operators of ONNX',
  ({ make }) => {
    const activation = make({})
    const values = [-30, -3, -0.7, -1e-4, 0, 1e-4, 0.4, 2, 30].map((value) => [value, value / 2, 1])
    compare((inputs) => activation(inputs), tensor(values))
  },
)
