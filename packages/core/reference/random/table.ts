import { elementwise } from './elementwise.ts'
import { images } from './images.ts'
import { matrices } from './matrices.ts'
import { movement } from './movement.ts'
import type { Operation } from './operation.ts'
import { reductions } from './reductions.ts'

/** All operations of random graphs, by their name in the library. */
export const operations: Readonly<Record<string, Operation>> = {
  ...elementwise,
  ...movement,
  ...reductions,
  ...matrices,
  ...images,
}

/** What the library exports that computes no tensor of other tensors, or has no numbers of its own to compare. */
export const noOperations: readonly string[] = [
  // What makes tensors of nothing.
  ...['tensor', 'eye', 'full', 'linspace', 'ones', 'onesLike', 'range', 'zeros', 'zerosLike'],
  // What takes nestings of tensors apart and joins them again.
  ...['mapTree', 'treeLeaves', 'treeEntries', 'flattenTree', 'unflattenTree'],
  // What takes functions: graphs are differentiated by some, and the others have tests of their own.
  ...[
    'grad',
    'valueAndGrad',
    'vjp',
    'jvp',
    'jacobian',
    'batchJacobian',
    'hessian',
    'hvp',
    'vmap',
    'scan',
    'conjugateGradients',
    'lanczos',
  ],
  ...[
    'checkpoint',
    'compile',
    'compileAll',
    'customGradient',
    'checkGradients',
    'detectAnomalies',
    'traceGraph',
    'withState',
    'withValues',
  ],
  // What operations are made of, and settings.
  ...['apply', 'isWatched', 'primitive', 'unaryBatchRule', 'elementwiseBatchRule', 'variablesRead'],
  ...[
    'checkOptions',
    'describeValue',
    'didYouMean',
    'editDistance',
    'visitNesting',
    'withOperationName',
  ],
  ...['setThreads', 'useWideVectors', 'areWideVectorsCompared'],
]
