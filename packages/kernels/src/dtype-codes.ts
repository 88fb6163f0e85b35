// The numbers of the element types. Both compilers read this file: TypeScript's and, for the module's
// code, AssemblyScript's. So only plain integer constants may stand here.

export const FLOAT32 = 0
export const FLOAT64 = 1
export const INT32 = 2
/** One byte an element, 0 or 1. */
export const BOOL = 3
