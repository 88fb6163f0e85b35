/** Bytes that kernels may use as they like within one instruction. */
export const SCRATCH_BYTES: usize = 4 << 20

/** Where the scratch begins: behind the module's own data, 64-byte aligned. */
// @ts-ignore: decorator
@inline
export function scratch(): usize {
  return (__heap_base + 63) & ~63
}
