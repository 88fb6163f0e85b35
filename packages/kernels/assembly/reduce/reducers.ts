// The functions of reductions: `of` combines, `start` leaves whatever it is combined with as it is,
// `empty` is the result over no elements at all.

export class SumFloat32 {
  @inline of(a: v128, b: v128): v128 { return f32x4.add(a, b) }
  @inline start(): v128 { return f32x4.splat(-0.0) }
  @inline empty(): v128 { return f32x4.splat(0) }
}

export class MaxFloat32 {
  @inline of(a: v128, b: v128): v128 { return f32x4.max(a, b) }
  @inline start(): v128 { return f32x4.splat(<f32>-Infinity) }
  @inline empty(): v128 { return this.start() }
}

export class MinFloat32 {
  @inline of(a: v128, b: v128): v128 { return f32x4.min(a, b) }
  @inline start(): v128 { return f32x4.splat(<f32>Infinity) }
  @inline empty(): v128 { return this.start() }
}

export class SumFloat64 {
  @inline of(a: v128, b: v128): v128 { return f64x2.add(a, b) }
  @inline start(): v128 { return f64x2.splat(-0.0) }
  @inline empty(): v128 { return f64x2.splat(0) }
}

export class MaxFloat64 {
  @inline of(a: v128, b: v128): v128 { return f64x2.max(a, b) }
  @inline start(): v128 { return f64x2.splat(<f64>-Infinity) }
  @inline empty(): v128 { return this.start() }
}

export class MinFloat64 {
  @inline of(a: v128, b: v128): v128 { return f64x2.min(a, b) }
  @inline start(): v128 { return f64x2.splat(<f64>Infinity) }
  @inline empty(): v128 { return this.start() }
}

export class SumInt32 {
  @inline of(a: v128, b: v128): v128 { return i32x4.add(a, b) }
  @inline start(): v128 { return i32x4.splat(0) }
  @inline empty(): v128 { return i32x4.splat(0) }
}

export class MaxInt32 {
  @inline of(a: v128, b: v128): v128 { return i32x4.max_s(a, b) }
  @inline start(): v128 { return i32x4.splat(i32.MIN_VALUE) }
  @inline empty(): v128 { return this.start() }
}

export class MinInt32 {
  @inline of(a: v128, b: v128): v128 { return i32x4.min_s(a, b) }
  @inline start(): v128 { return i32x4.splat(i32.MAX_VALUE) }
  @inline empty(): v128 { return this.start() }
}
