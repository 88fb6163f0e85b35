// What the module's `run` returns: 0, or a fault + 16 × the word offset of the instruction at fault. Both
// compilers read this file, as they do dtype-codes.ts.

/** No such instruction, or none for this function and element type. */
export const FAULT_OPCODE = 1
/** An index lies outside its axis. */
export const FAULT_INDEX = 2
/** The instruction trapped in a thread of several. */
export const FAULT_TRAP = 3
/** `cholesky` met a pivot that is not above 0. */
export const FAULT_NOT_POSITIVE_DEFINITE = 4
/** `luSolve` met a pivot of 0. */
export const FAULT_SINGULAR = 5
