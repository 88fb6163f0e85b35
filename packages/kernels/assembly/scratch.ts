/** Room that a kernel may use while it runs; nothing in it outlives the instruction. */
const SCRATCH_BYTES: i32 = 4 << 20

const room: usize = memory.data(SCRATCH_BYTES, 64)

/** The address of 4 MiB, aligned to 64 bytes. */
export function scratch(): usize {
  return room
}
