import { isRecording } from '../context/recording.ts'
import { checkFunction } from '../errors/check-function.ts'
import { isDetecting } from '../primitive/anomaly.ts'
import { currentTracer, tracingProgram } from '../primitive/tracing.ts'
import { isMapping } from '../tensor/batching.ts'
import type { Nested, Tensor } from '../tensor/tensor.ts'
import type { Variable } from '../tensor/variable.ts'
import { explain } from './explain.ts'
import type { Node } from './node.ts'
import { profile } from './profile.ts'
import { Executable } from './run/executable.ts'
import { type Flattened, flattenArguments, refusePromise, replaceTensors } from './signature.ts'
import { Graph } from './trace/graph.ts'

/** What a compiled function takes for an argument: a variable too for a tensor; `f` then gets the variable itself. */
export type Accepted<X> = [Variable] extends [X]
  ? X
  : X extends Tensor
    ? Tensor | Variable
    : X extends ((...args: never) => unknown) | Nested
      ? X
      : X extends object
        ? X | { readonly [K in keyof X]: Accepted<X[K]> }
        : X

type AcceptedAll<A extends readonly unknown[]> = { readonly [K in keyof A]: Accepted<A[K]> }

/** A function that runs as one program. */
export interface Compiled<A extends readonly unknown[], R> {
  (...args: AcceptedAll<A>): R
  (...args: A): R
  /** The graph and program for these arguments, one line an instruction, for people. */
  explain(...args: AcceptedAll<A>): string
  explain(...args: A): string
  /** The time of every instruction by itself, the slowest first; variables stay as they are. */
  profile(...args: AcceptedAll<A>): string
  profile(...args: A): string
}

// Every platform has one, and the language's own library does not say so.
declare const console: { warn(message: string): void }

/** So many signatures of one function are taken for a mistake. */
const MANY = 16

interface Program<R> {
  readonly executable: Executable
  /** What the function returned, its tensors without elements. */
  readonly result: R
}

/**
 * The function as one program: `f` is traced once for each signature (shapes, dtypes, nesting, and
 * everything in its arguments that is no tensor), and then runs in a single call of the machine.
 * It gives the same bits as `f`. An object that is not plain, such as a module, stands for itself in
 * the signature: a field of it that changes later is not seen. Each tensor among the arguments is one
 * of its own: a derivative by it leaves out where `f` closes over it, or a variable holds it.
 *
 * Variables that `f` reads or assigns stay in the machine's memory between calls; a call that throws
 * leaves them as they were. Random numbers must come from an `Rng` among the arguments: one that `f` closes
 * over would draw the same numbers in every call, and is an error where it draws. JavaScript around the operations runs
 * while tracing only: a tensor that `f` closes over is the one it was then. What no result needs is not
 * computed, and an error that it would have raised (an index outside of its axis) is not raised.
 * While a tape records, `f` runs as it is, so that its derivatives are there.
 *
 * @throws CompileError if a value is read or a variable made while tracing, an Rng that was made outside
 * draws, the function is async, an argument is a typed array, or the program needs more memory than there is.
 */
export function compile<A extends readonly unknown[], R>(f: (...args: A) => R): Compiled<A, R> {
  checkFunction('compile', f)
  const programs = new Map<string, Program<R>>()
  const programFor = (args: A, { signature, tensors }: Flattened): Program<R> => {
    const known = programs.get(signature)
    if (known) return known
    const program = trace(f, args, tensors)
    programs.set(signature, program)
    if (programs.size === MANY)
      console.warn(
        `compile: traced for ${MANY} signatures, which costs more each time than it saves; the last is ${signature}. ` +
          'Keep shapes the same, and pass numbers that change as tensors',
      )
    return program
  }
  const compiled = (...args: A): R => {
    if (isRecording() || isMapping() || isDetecting() || currentTracer()) return f(...args)
    const flattened = flattenArguments(args)
    const { executable, result } = programFor(args, flattened)
    const outputs = executable.run(flattened.tensors)
    let next = 0
    return replaceTensors(result, (symbol) => outputs[next++] ?? symbol) as R
  }
  return Object.assign(compiled, {
    explain: (...args: A): string => explain(programFor(args, flattenArguments(args)).executable),
    profile: (...args: A): string => {
      const flattened = flattenArguments(args)
      return profile(programFor(args, flattened).executable, flattened.tensors)
    },
    // Variables are arguments like others here.
  }) as Compiled<A, R>
}

function trace<A extends readonly unknown[], R>(
  f: (...args: A) => R,
  args: A,
  tensors: readonly Tensor[],
): Program<R> {
  const graph = new Graph()
  const symbols = new Map(tensors.map((each) => [each, graph.input(each.shape, each.dtype)]))
  // The same arguments with symbols for their tensors.
  const traced = replaceTensors(args, (tensor) => symbols.get(tensor) ?? tensor) as unknown as A
  const result = tracingProgram(graph, () => f(...traced))
  refusePromise(result)
  const outputs: Node[] = []
  replaceTensors(result, (tensor) => {
    outputs.push(graph.nodeOf(tensor))
    return tensor
  })
  const inputs = Array.from(symbols.values(), (symbol) => graph.nodeOf(symbol))
  return { executable: new Executable(graph, inputs, outputs), result }
}
