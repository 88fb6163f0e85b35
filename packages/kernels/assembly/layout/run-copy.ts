/** Copies a contiguous run: a call of memory.copy costs more than short runs do. */
// @ts-ignore: decorator
@inline
export function copyRun(to: usize, from: usize, bytes: usize): void {
  if (bytes > 256) memory.copy(to, from, bytes)
  else copyShort(to, from, bytes)
}

function copyShort(to: usize, from: usize, bytes: usize): void {
  const end = from + bytes
  for (const whole = from + (bytes & ~15); from < whole; from += 16, to += 16) {
    v128.store(to, v128.load(from))
  }
  for (; from + 4 <= end; from += 4, to += 4) store<u32>(to, load<u32>(from))
  for (; from < end; from++, to++) store<u8>(to, load<u8>(from))
}

/** Repeats one element of T. */
export function repeat<T>(n: usize, out: usize, value: T): void {
  const end = out + n * sizeof<T>()
  if (sizeof<T>() == 1) {
    memory.fill(out, <u8>value, n)
    return
  }
  const all = v128.splat<T>(value)
  for (; out + 16 <= end; out += 16) v128.store(out, all)
  for (; out < end; out += sizeof<T>()) store<T>(out, value)
}
