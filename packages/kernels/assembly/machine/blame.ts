import { blamed, place } from './scratch'

/** Says which matrix of the batch this thread's fault is about: each thread meets the first of its part. */
export function blame(matrix: i32): void {
  store<i32>(blamed() + ((<usize>place()) << 2), matrix)
}
