/** At most so many threads run a program: there is a status word, and a counter of loops, for each of them. */
export const MAX_THREADS = 64
