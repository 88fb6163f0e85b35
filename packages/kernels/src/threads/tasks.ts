// What the first of several threads gives the others to do: three words, the task and two operands. Both
// compilers read this file, as they do dtype-codes.ts.

/** Run a program. Its address, its length in words. */
export const TASK_RUN = 0
/** Put the function of a module into the table of functions, which a thread's host does. The module's address, its bytes. */
export const TASK_LINK = 1
