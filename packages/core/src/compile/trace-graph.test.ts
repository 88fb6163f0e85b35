import { expect, it } from 'vitest'
import { type OperationNode, scan, type Tensor, tensor, traceGraph, Variable } from '../index.ts'

const words = (node: OperationNode): string => {
  const { origin } = node
  return origin.kind === 'operation' ? origin.name : origin.kind
}

it('writes a function down as operations, each once and after its inputs', () => {
  const weight = new Variable([1, 2])
  const f = (x: Tensor): Tensor => {
    x.exp()
    return x
      .mul(weight.value)
      .add(x.mul(weight.value))
      .slice([{ start: 1 }])
  }
  const { nodes, inputs, outputs } = traceGraph(f, tensor([3, 4]))
  expect(nodes.map(words)).toEqual(['input', 'variable', 'mul', 'add', 'slice'])
  expect(inputs).toEqual([nodes[0]])
  expect(outputs).toEqual([nodes[4]])
  expect(nodes[3]?.inputs).toEqual([nodes[2], nodes[2]])
  const origin = nodes[1]?.origin
  expect(origin?.kind === 'variable' && origin.variable === weight).toBe(true)
  expect(nodes[4]).toMatchObject({
    origin: { attributes: { starts: [1], steps: [1], shape: [1] }, isView: false },
    shape: [1],
    dtype: 'float32',
  })
})

it('takes what is computed twice of constants for one', () => {
  const points = tensor([
    [1, 2],
    [3, 4],
  ])
  const weight = new Variable([[2], [3]])
  const f = (): Tensor => points.column(1).mul(weight.value).tanh()
  const { nodes } = traceGraph(() => f().add(f()))
  expect(nodes.map(words)).toEqual(['variable', 'constant', 'mul', 'tanh', 'add'])
})

it('says of a view that its elements are those of the first input', () => {
  const { nodes } = traceGraph((x: Tensor) => x.exp().reshape([4]), tensor([[1, 2, 3, 4]]))
  const views = nodes.map(({ origin }) => origin.kind === 'operation' && origin.isView)
  expect(views).toEqual([false, false, true])
})

it('writes the step of a loop down, its inputs in the order of those of the loop', () => {
  const factor = tensor([10])
  const f = (x: Tensor, y: Tensor) =>
    scan(
      (sum: Tensor, slice: Tensor) => ({ carry: sum.add(slice.mul(y)), output: sum }),
      factor,
      x,
      {
        reverse: true,
      },
    )
  const { nodes, outputs } = traceGraph(f, tensor([[1], [2], [3]]), tensor([4]))
  const node = nodes.find(({ origin }) => origin.kind === 'loop')
  const loop = node?.origin.kind === 'loop' ? node.origin.loop : undefined
  expect(loop).toMatchObject({ length: 3, reverse: true })
  expect(loop?.inputs.map(words)).toEqual(['carry', 'captured', 'captured'])
  expect(loop?.nodes.map(words)).toEqual(['carry', 'captured', 'take', 'captured', 'mul', 'add'])
  expect(loop?.carry.map(words)).toEqual(['add'])
  expect(loop?.outputs.map(words)).toEqual(['carry'])
  expect(node?.inputs.map(words)).toEqual(['constant', 'input', 'input'])
  expect(outputs.map(({ origin }) => origin)).toEqual([
    { kind: 'part', index: 0 },
    { kind: 'part', index: 1 },
  ])
})

it('refuses a function that assigns a variable', () => {
  const count = new Variable(0, { name: 'count' })
  expect(() => traceGraph(() => count.assignAdd(1))).toThrow(
    'traceGraph: the function must not assign variables, got one named "count"; return its value instead',
  )
})
