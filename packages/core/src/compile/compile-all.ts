import { isRecording } from '../context/recording.ts'
import { isWithinValues } from '../context/with-values.ts'
import { checkFunction } from '../errors/check-function.ts'
import { CompileError } from '../errors/errors.ts'
import { isDetecting } from '../primitive/anomaly.ts'
import { currentTracer } from '../primitive/tracing.ts'
import { isMapping } from '../tensor/batching.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { variableContext } from '../tensor/variable.ts'
import type { PlacedGraph } from './graph/graph.ts'
import { runPasses } from './passes/run-passes.ts'
import { SideBySide } from './run/side-by-side.ts'
import { ArgumentReader, type Flattened, resultMaker } from './trace/signature.ts'
import { trace } from './trace/trace.ts'

/**
 * Several functions as one program that computes each of them on one thread, so that threads need not wait for each
 * other before all are done: the training steps of models that have nothing to do with each other. It takes a list of
 * arguments for each function, or null for one that does not run, and returns the result of each, or null. Results and
 * variables have the bits that `compile` of each gives, in any order and on any number of threads.
 *
 * Each function is traced as by `compile`, whose rules hold. Where one throws, its variables stay as they were, and
 * those of the others may have changed.
 *
 * @throws CompileError as `compile`, and where one assigns a variable that another reads or assigns; RangeError for
 * another number of lists than there are functions
 */
export function compileAll<A extends readonly unknown[], R>(
  functions: readonly ((...args: A) => R)[],
): (calls: readonly (A | null)[]) => (R | null)[] {
  for (const f of functions) checkFunction('compileAll', f)
  const planned = functions.map(() => new Map<string, Planned<R>>())
  const readers = functions.map(() => new ArgumentReader())
  const programs = new Map<string, Program<R>>()

  const plan = (index: number, args: A, { signature, tensors }: Flattened): Planned<R> => {
    const known = planned[index]?.get(signature)
    if (known) return known
    const f = functions[index]
    if (!f) throw wrongNumber(functions.length, index + 1)
    const { graph, result } = trace(f, args, tensors)
    const found = { graph: runPasses(graph, 'outside').graph, makeResult: resultMaker(result) }
    planned[index]?.set(signature, found)
    return found
  }
  const programOf = (
    calls: readonly (A | null)[],
    flattened: readonly (Flattened | null)[],
  ): Program<R> => {
    const key = flattened.map((call) => call?.signature ?? 'none').join('\n')
    const known = programs.get(key)
    if (known) return known
    const parts = calls.map((args, index) => {
      const call = flattened[index]
      return args && call ? plan(index, args, call) : null
    })
    checkSeparate(parts.map((part) => part?.graph ?? null))
    const program = {
      assigns: parts.some((part) => part && part.graph.updates.length > 0),
      sideBySide: new SideBySide(parts.flatMap((part) => (part ? [part.graph] : []))),
      makeResults: parts.map((part) => part?.makeResult ?? null),
    }
    programs.set(key, program)
    return program
  }

  return (calls) => {
    if (calls.length !== functions.length) throw wrongNumber(functions.length, calls.length)
    const asIs = (): (R | null)[] =>
      calls.map((args, index) => (args && functions[index]?.(...args)) ?? null)
    const runsAsIs = isRecording() || isMapping() || isDetecting() || isWithinValues()
    if (runsAsIs || currentTracer()) return asIs()
    const flattened = calls.map((args, index) => (args && readers[index]?.flatten(args)) ?? null)
    const { assigns, sideBySide, makeResults } = programOf(calls, flattened)
    // Within a step of scan, which must not assign, an assignment is refused by the function itself.
    if (variableContext.values && assigns) return asIs()
    const outputs = sideBySide.run(flattened.flatMap((call) => (call ? [call.tensors] : [])))
    let part = 0
    return makeResults.map((makeResult) => makeResult?.(outputs[part++] ?? []) ?? null)
  }
}

/** A function as it is computed, for arguments of some shapes. */
interface Planned<R> {
  readonly graph: PlacedGraph
  /** What the function returned, with the tensors that the program gives. */
  readonly makeResult: (tensors: readonly Tensor[]) => R
}

/** Those functions that run, as one program. */
interface Program<R> {
  /** Whether any of them assigns a variable. */
  readonly assigns: boolean
  readonly sideBySide: SideBySide
  readonly makeResults: readonly (Planned<R>['makeResult'] | null)[]
}

const wrongNumber = (functions: number, calls: number): RangeError =>
  new RangeError(
    `compileAll: there must be arguments, or null, for each of ${functions} functions, got ${calls}`,
  )

/** Throws a CompileError where one function changes what another uses: they have no order. */
function checkSeparate(graphs: readonly (PlacedGraph | null)[]): void {
  const users = new Map<object, { readonly index: number; readonly assigns: boolean }>()
  for (const [index, graph] of graphs.entries()) {
    const assigned = new Set(graph?.updates.map(({ initial }) => initial))
    // A variable that is assigned and never read is no node any more.
    for (const node of new Set([...(graph?.nodes ?? []), ...assigned])) {
      if (node.origin.kind !== 'variable') continue
      const { variable } = node.origin
      const assigns = assigned.has(node)
      const other = users.get(variable)
      if (other && other.index !== index && (assigns || other.assigns))
        throw new CompileError(
          `compileAll: a function must not assign a variable that another uses, got ${JSON.stringify(variable.name)} in functions ${other.index} and ${index}`,
        )
      users.set(variable, { index, assigns: assigns || other?.assigns === true })
    }
  }
}
