import { describe, expect, it } from 'vitest'
import { encodeOnnx } from './encode-onnx.ts'
import { Message } from './protobuf.ts'

const hex = (chunks: readonly Uint8Array[]): string => Buffer.concat(chunks).toString('hex')

describe('Message', () => {
  it('writes numbers, texts and messages as protobuf does', () => {
    const inner = new Message().integer(1, 300).integer(2, -1).float(3, 1.5)
    const message = new Message().text(1, 'é').message(2, inner).bytes(16, Uint8Array.of(7))
    expect(hex(inner.chunks)).toBe('08ac0210ffffffffffffffffff011d0000c03f')
    expect(hex(message.chunks)).toBe(`0a02c3a91213${hex(inner.chunks)}82010107`)
    expect(message.length).toBe(Buffer.concat(message.chunks).length)
  })
})

describe('encodeOnnx', () => {
  it('gives the bytes that the onnx package gives', () => {
    const model = encodeOnnx({
      words: 'w',
      metadata: { producer: 'p 1', a: 'b' },
      graph: {
        name: 'g',
        nodes: [
          {
            operator: 'Gather',
            domain: '',
            inputs: ['x', 'i'],
            outputs: ['y'],
            attributes: { axis: { kind: 'int', value: -1 } },
          },
        ],
        inputs: [{ name: 'x', type: 'float32', shape: ['rows', 2] }],
        outputs: [{ name: 'y', type: 'float32', shape: ['rows', 1] }],
        stored: [{ name: 'i', type: 'int64', shape: [1], data: [-1] }],
      },
    })
    expect(hex(model)).toBe(
      '08081201701a01313201773a740a2a0a01780a01691201791a017922064761746865722a140a046178697318ffffffffffffffffff01a001021201672a11080110074201694a08ffffffffffffffff5a170a017812120a100801120c0a061204726f77730a02080262170a017912120a100801120c0a061204726f77730a02080142040a001011420e0a0a61692e6f6e6e782e6d6c100272060a0161120162',
    )
  })
})
