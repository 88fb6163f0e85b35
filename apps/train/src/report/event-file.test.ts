import { expect, test } from 'vitest'
import { crc32c, firstEvent, scalarEvent, scalarsOf, textEvent } from './event-file.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

test('crc32c gives what RFC 3720, appendix B.4, says', () => {
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa)
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43)
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e)
})

// Read by the EventAccumulator of TensorBoard, these are the version, a text, and two numbers at step 300.
test('events have the bytes that TensorBoard reads', () => {
  expect(hex(firstEvent(1.5))).toBe(
    '1800000000000000a37f4b2209000000000000f83f1a0d627261696e2e4576656e743a322a28646c',
  )
  expect(hex(textEvent(1.5, 'config', 'seed: 1\nname: x'))).toBe(
    '440000000000000043592e9a09000000000000f83f10002a370a350a06636f6e66696742210807120412020801421720202020736565643a20310a202020206e616d653a20784a080a060a0474657874ad1d424f',
  )
  const scalars = { 'loss/training': 0.5, 'accuracy/validation': 0.25 }
  expect(hex(scalarEvent({ wallTime: 1.5, step: 300, scalars }))).toBe(
    '40000000000000002817f49509000000000000f83f10ac022a320a140a0d6c6f73732f747261696e696e67150000003f0a1a0a1361636375726163792f76616c69646174696f6e150000803e6340c660',
  )
})

test('figures of an epoch stand together by what they measure; those that are none are left out', () => {
  const training = { loss: 1, penalties: { smooth: 2 }, weights: { smooth: 0.1 } }
  const validation = { loss: 3, auc: null, accuracy: 0.5 }
  expect(scalarsOf({ step: 8, training, validation })).toEqual({
    'loss/training': 1,
    'loss/validation': 3,
    'accuracy/validation': 0.5,
    'penalties/smooth': 2,
    'weights/smooth': 0.1,
  })
})
