/** Whether `wanted` occurs along the axis decides: any looks for 1, all looks for 0. */
export function reduceBool(wanted: u8, outer: usize, axis: usize, inner: usize, x: usize, out: usize): void {
  for (let o: usize = 0; o < outer; o++, x += axis * inner, out += inner) {
    if (inner == 1) {
      store<u8>(out, occurs(wanted, axis, x) ? wanted : wanted ^ 1)
      continue
    }
    memory.fill(out, wanted ^ 1, inner)
    let from = x
    for (let j: usize = 0; j < axis; j++) {
      for (let i: usize = 0; i < inner; i++, from++) {
        if (load<u8>(from) == wanted) store<u8>(out + i, wanted)
      }
    }
  }
}

function occurs(wanted: u8, n: usize, x: usize): bool {
  const end = x + n
  const all = i8x16.splat(wanted)
  for (const whole = x + (n & ~15); x < whole; x += 16) {
    if (v128.any_true(i8x16.eq(v128.load(x), all))) return true
  }
  for (; x < end; x++) if (load<u8>(x) == wanted) return true
  return false
}
