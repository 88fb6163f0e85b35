import type { Graph, PlacedGraph } from '../graph/graph.ts'
import { copyOldValues } from './copy-old-values.ts'
import { fuse } from './fuse.ts'
import { bytesUnshared, place } from './place.ts'
import { planLoops } from './plan-loops.ts'
import { prune } from './prune.ts'

/** A graph that is ready to be encoded. */
export interface Planned {
  readonly graph: PlacedGraph
  /** Bytes that all results would take if none were fused and none shared memory. */
  readonly unshared: number
}

/** The passes, each from a graph to a graph that computes the same bits. `inputs`: where those of the graph lie. */
export function runPasses(traced: Graph, inputs: 'workspace' | 'outside' = 'workspace'): Planned {
  // What is overwritten in place, and still needed afterwards, gets a copy.
  const safe = copyOldValues(traced, 'afterwards')
  // What no result needs goes, within loops too.
  const needed = prune(safe)
  // The body of each loop takes the same passes, and its memory is laid out.
  const planned = planLoops(needed)
  // Neighbouring elementwise operations become one instruction.
  const fused = fuse(planned)
  // Every value gets its place in memory, shared where lifetimes allow.
  return { graph: place(fused, inputs), unshared: bytesUnshared(planned) }
}
