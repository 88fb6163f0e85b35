// Nanoseconds on one thread. They are right to within a factor of two: enough to tell which instructions are worth
// sharing among threads.

/** An element that is moved, or computed with one or two vector instructions. */
export const LIGHT = 0.2
/** An element of an elementary function such as `exp`. */
export const FUNCTION = 1.2
