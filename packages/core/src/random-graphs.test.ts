import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { drawGraph, run } from '../reference/random/graph.ts'
import { noOperations, operations } from '../reference/random/table.ts'
import * as library from './index.ts'

const { compile, grad, sum, tensor } = library
const functions = Object.keys(library).filter(
  (name) => typeof Reflect.get(library, name) === 'function' && /^[a-z]/.test(name),
)

it('random graphs know every operation that the library exports, and no other', () => {
  const known = [...Object.keys(operations), ...noOperations]
  expect(known.toSorted()).toEqual(functions.toSorted())
})

it('the reference in JAX knows every one of them', () => {
  const script = readFileSync(new URL('../reference/random/operations.py', import.meta.url), 'utf8')
  const names = [...script.matchAll(/^ {4}"(\w+)": /gm)].map(([, name]) => name)
  expect(names.toSorted()).toEqual(Object.keys(operations).toSorted())
})

it('every operation can be drawn, and gives the same bits when compiled', () => {
  for (const [index, name] of Object.keys(operations).entries()) {
    const graph = drawGraph(index, [name])
    const inputs = graph.inputs.map((numbers) => tensor([...numbers], { dtype: 'float64' }))
    const f = run(graph)
    const slopes = (at: readonly library.Tensor[]) =>
      grad((x: readonly library.Tensor[]) => f(x))(at)
    const [eager, compiled] = [slopes(inputs), compile(slopes)(inputs)]
    expect(eager.map((each) => each.toArray())).toEqual(compiled.map((each) => each.toArray()))
    expect(Number.isFinite(eager.reduce((total, each) => total + sum(each).item(), 0))).toBe(true)
  }
})

it('the same seed draws the same graph', () => {
  const names = ['matmul', 'sort', 'convolution']
  expect(drawGraph(3, names)).toEqual(drawGraph(3, names))
  expect(drawGraph(3, names)).not.toEqual(drawGraph(4, names))
})
