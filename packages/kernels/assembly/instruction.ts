// Reading an instruction's words: word 0 is the opcode, word 1 the length.

// @ts-ignore: decorator
@inline
export function word(instruction: usize, index: i32): i32 {
  return load<i32>(instruction + ((<usize>index) << 2))
}

// @ts-ignore: decorator
@inline
export function address(instruction: usize, index: i32): usize {
  return <usize>load<u32>(instruction + ((<usize>index) << 2))
}
