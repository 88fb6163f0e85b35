/** At most so many threads run a program: more have no place in the control words. */
export const MOST_THREADS = 64
