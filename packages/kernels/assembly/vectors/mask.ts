/** The mask of four 32-bit lanes that four bytes at `from` make, where they are not zero. */
// @ts-ignore: decorator
@inline
export function bytesToMask(from: usize): v128 {
  const bytes = v128.load32_zero(from)
  const words = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes))
  return i32x4.ne(words, i32x4.splat(0))
}

/** Four bytes, 0 or 1, from a mask of four 32-bit lanes. */
// @ts-ignore: decorator
@inline
export function maskToBytes(mask: v128): u32 {
  const halves = i16x8.narrow_i32x4_s(mask, mask)
  return <u32>i32x4.extract_lane(i8x16.narrow_i16x8_s(halves, halves), 0) & 0x01010101
}

/** One mask of four 32-bit lanes from two of two 64-bit lanes. */
// @ts-ignore: decorator
@inline
export function joinMasks(low: v128, high: v128): v128 {
  return v128.shuffle<i32>(low, high, 0, 2, 4, 6)
}
