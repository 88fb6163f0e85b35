/** What all inputs so far may have taken together with the program; each of them is far below a megabyte. */
const MAX_BYTES = 1 << 30

/** Throws if reading inputs has taken memory that their sizes do not call for, as by a size that a header states. */
export function checkMemory(): void {
  const reserved = process.memoryUsage().arrayBuffers
  // In kilobytes, whatever the system.
  const used = process.resourceUsage().maxRSS * 1024
  if (reserved <= MAX_BYTES && used <= MAX_BYTES) return
  throw new Error(
    `an input must not take more than ${MAX_BYTES} bytes, got ${Math.max(reserved, used)}`,
  )
}
