// Distributions: `of` turns the 16 words of four Philox blocks into 4 × `perBlock` elements.
import { cos64, log64, sin64 } from '../elementary'

const TWO_PI: f64 = 6.283185307179586

export class Bits {
  @inline perBlock(): usize { return 4 }
  @inline of(words: usize, out: usize): void { for (let i: usize = 0; i < 64; i += 16) v128.store(out + i, v128.load(words + i)) }
}

export class UniformFloat32 {
  @inline perBlock(): usize { return 4 }
  @inline of(words: usize, out: usize): void {
    for (let i: usize = 0; i < 64; i += 16) {
      const bits = f32x4.convert_i32x4_s(i32x4.shr_u(v128.load(words + i), 8))
      v128.store(out + i, f32x4.mul(bits, f32x4.splat(1.0 / 16777216)))
    }
  }
}

export class UniformFloat64 {
  @inline perBlock(): usize { return 2 }
  @inline of(words: usize, out: usize): void {
    for (let i: usize = 0; i < 64; i += 8) {
      store<f64>(out + i, <f64>(load<i64>(words + i) >>> 11) * (1.0 / 9007199254740992))
    }
  }
}

export class NormalFloat32 {
  @inline perBlock(): usize { return 4 }
  @inline of(words: usize, out: usize): void { for (let i: usize = 0; i < 64; i += 8) boxMuller<f32>(words + i, out + i) }
}

export class NormalFloat64 {
  @inline perBlock(): usize { return 4 }
  @inline of(words: usize, out: usize): void { for (let i: usize = 0; i < 64; i += 8) boxMuller<f64>(words + i, out + 2 * i) }
}

/** Two normal numbers from two words, one for the radius and one for the angle (Box and Muller, 1958). */
function boxMuller<T>(words: usize, out: usize): void {
  // Half a step off zero, so that the logarithm is finite and the radius never vanishes.
  const u = (<f64>load<u32>(words) + 0.5) * (1.0 / 4294967296)
  const radius = sqrt<f64>(-2 * log64(u))
  // Quarter turns are taken off in integers, exactly, so that sine and cosine need not reduce.
  const turn = load<u32>(words, 4)
  const quarter = (turn + 0x20000000) >> 30
  const angle = <f64>(<i32>(turn - (quarter << 30))) * (TWO_PI / 4294967296)
  const c = cos64(angle)
  const s = sin64(angle)
  const x = select(s, c, quarter & 1)
  const y = select(c, s, quarter & 1)
  store<T>(out, <T>(radius * select(-x, x, (quarter + 1) & 2)))
  store<T>(out + sizeof<T>(), <T>(radius * select(-y, y, quarter & 2)))
}
