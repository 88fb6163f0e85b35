import { elementSize, type StoredTensor } from './format.ts'
import type { HeaderEntry } from './header.ts'
import { quoted } from './parse-json.ts'
import { SafetensorsError } from './safetensors-error.ts'

/** The tensor of an entry. Throws a SafetensorsError for a whole number beyond 32 bits. */
export function storedTensor(entry: HeaderEntry, bytes: Uint8Array): StoredTensor {
  const { shape } = entry
  // A view needs an aligned start; files of other writers may not give it. Not `slice`, which shares
  // the memory if `bytes` is a Buffer.
  const aligned = <Width extends number>(width: Width): [ArrayBufferLike, number, number] => {
    const { buffer, byteOffset } = bytes.byteOffset % width === 0 ? bytes : new Uint8Array(bytes)
    return [buffer, byteOffset, bytes.length / width]
  }
  const whole = (numbers: ArrayLike<number | bigint>): StoredTensor => ({
    dtype: 'I32',
    shape,
    data: Int32Array.from(numbers, (value) => within32Bits(entry.name, value)),
  })
  switch (entry.dtype) {
    case 'F64':
      return { dtype: 'F64', shape, data: new Float64Array(...aligned(elementSize.F64)) }
    case 'F32':
      return { dtype: 'F32', shape, data: new Float32Array(...aligned(elementSize.F32)) }
    case 'I32':
      return { dtype: 'I32', shape, data: new Int32Array(...aligned(elementSize.I32)) }
    case 'F16':
      return {
        dtype: 'F32',
        shape,
        data: Float32Array.from(new Uint16Array(...aligned(2)), fromHalf),
      }
    case 'BF16': {
      // The upper half of a float32.
      const bits = Uint32Array.from(new Uint16Array(...aligned(2)), (upper) => upper << 16)
      return { dtype: 'F32', shape, data: new Float32Array(bits.buffer) }
    }
    case 'I64':
      return whole(new BigInt64Array(...aligned(8)))
    case 'U64':
      return whole(new BigUint64Array(...aligned(8)))
    case 'U32':
      return whole(new Uint32Array(...aligned(4)))
    case 'I16':
      return whole(new Int16Array(...aligned(2)))
    case 'U16':
      return whole(new Uint16Array(...aligned(2)))
    case 'I8':
      return whole(new Int8Array(...aligned(1)))
    default:
      return {
        dtype: entry.dtype === 'BOOL' ? 'BOOL' : 'U8',
        shape,
        data: new Uint8Array(...aligned(1)),
      }
  }
}

function within32Bits(name: string, value: number | bigint): number {
  const number = Number(value)
  if (number < -0x8000_0000 || number > 0x7fff_ffff)
    throw new SafetensorsError(
      `tensor ${quoted(name)} must hold whole numbers of 32 bits, got ${value}`,
    )
  return number
}

/** A number of IEEE 754 binary16: a sign, 5 bits of exponent, 10 of fraction. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >>> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN
  // Powers of two are exact: 2⁻²⁴ for subnormal numbers, else 2^(exponent − 25), by its bits.
  if (exponent === 0) return (sign * fraction) / 0x100_0000
  return (sign * (0x400 + fraction) * 2 * (1 << exponent)) / 0x400_0000
}
