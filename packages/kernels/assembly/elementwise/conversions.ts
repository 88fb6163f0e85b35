// Conversions: each class converts four elements.
import { bytesToMask, joinMasks, maskToBytes } from '../vectors/mask'

export class Float32ToFloat64 {
  @inline four(x: usize, out: usize): void {
    const v = v128.load(x)
    v128.store(out, f64x2.promote_low_f32x4(v))
    v128.store(out, f64x2.promote_low_f32x4(v128.shuffle<i64>(v, v, 1, 1)), 16)
  }
}

export class Float32ToInt32 {
  @inline four(x: usize, out: usize): void { v128.store(out, i32x4.trunc_sat_f32x4_s(v128.load(x))) }
}

export class Float32ToBool {
  @inline four(x: usize, out: usize): void { store<u32>(out, maskToBytes(f32x4.ne(v128.load(x), f32x4.splat(0)))) }
}

export class Float64ToFloat32 {
  @inline four(x: usize, out: usize): void {
    const low = f32x4.demote_f64x2_zero(v128.load(x))
    const high = f32x4.demote_f64x2_zero(v128.load(x, 16))
    v128.store(out, v128.shuffle<i64>(low, high, 0, 2))
  }
}

export class Float64ToInt32 {
  @inline four(x: usize, out: usize): void {
    const low = i32x4.trunc_sat_f64x2_s_zero(v128.load(x))
    const high = i32x4.trunc_sat_f64x2_s_zero(v128.load(x, 16))
    v128.store(out, v128.shuffle<i64>(low, high, 0, 2))
  }
}

export class Float64ToBool {
  @inline four(x: usize, out: usize): void {
    const zero = f64x2.splat(0)
    const mask = joinMasks(f64x2.ne(v128.load(x), zero), f64x2.ne(v128.load(x, 16), zero))
    store<u32>(out, maskToBytes(mask))
  }
}

export class Int32ToFloat32 {
  @inline four(x: usize, out: usize): void { v128.store(out, f32x4.convert_i32x4_s(v128.load(x))) }
}

export class Int32ToFloat64 {
  @inline four(x: usize, out: usize): void {
    const v = v128.load(x)
    v128.store(out, f64x2.convert_low_i32x4_s(v))
    v128.store(out, f64x2.convert_low_i32x4_s(v128.shuffle<i64>(v, v, 1, 1)), 16)
  }
}

export class Int32ToBool {
  @inline four(x: usize, out: usize): void { store<u32>(out, maskToBytes(i32x4.ne(v128.load(x), i32x4.splat(0)))) }
}

export class BoolToFloat32 {
  @inline four(x: usize, out: usize): void { v128.store(out, v128.and(bytesToMask(x), f32x4.splat(1))) }
}

export class BoolToFloat64 {
  @inline four(x: usize, out: usize): void {
    const mask = bytesToMask(x)
    const one = f64x2.splat(1)
    v128.store(out, v128.and(i64x2.extend_low_i32x4_s(mask), one))
    v128.store(out, v128.and(i64x2.extend_high_i32x4_s(mask), one), 16)
  }
}

export class BoolToInt32 {
  @inline four(x: usize, out: usize): void { v128.store(out, v128.and(bytesToMask(x), i32x4.splat(1))) }
}
