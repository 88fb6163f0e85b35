import { isRecording } from '../context/recording.ts'
import { isWithinValues } from '../context/with-values.ts'
import { checkFunction } from '../errors/check-function.ts'
import { isDetecting } from '../primitive/anomaly.ts'
import { currentTracer } from '../primitive/tracing.ts'
import { isMapping } from '../tensor/batching.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { variableContext } from '../tensor/variable.ts'
import type { Compiled } from './compiled.ts'
import { explain } from './explain.ts'
import { type Planned, runPasses } from './passes/run-passes.ts'
import { profile } from './profile.ts'
import { Executable } from './run/executable.ts'
import { ArgumentReader, type Flattened, flattenArguments, resultMaker } from './trace/signature.ts'
import { trace } from './trace/trace.ts'

/** More signatures of one function than this are taken for a mistake. */
const MANY_SIGNATURES = 16

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
 * While a tape records, or within `withValues`, `f` runs as it is, so that its derivatives are there.
 *
 * @throws CompileError if a value is read or a variable made while tracing, an Rng that was made outside
 * draws, the function is async, an argument is a typed array, or the program needs more memory than there is.
 * @see tf.function, jax.jit, torch.compile
 */
export function compile<A extends readonly unknown[], R>(f: (...args: A) => R): Compiled<A, R> {
  checkFunction('compile', f)
  const programs = new Map<string, Program<R>>()
  const reader = new ArgumentReader()
  const programFor = (args: A, { signature, tensors }: Flattened): Program<R> => {
    const known = programs.get(signature)
    if (known) return known
    const program = compileProgram(f, args, tensors)
    programs.set(signature, program)
    if (programs.size === MANY_SIGNATURES) warnOfSignatures(signature)
    return program
  }
  const compiled = (...args: A): R => {
    const runsAsIs = isRecording() || isMapping() || isDetecting() || isWithinValues()
    if (runsAsIs || currentTracer()) return f(...args)
    const flattened = reader.flatten(args)
    const { graph, executable, makeResult } = programFor(args, flattened)
    // Within a step of scan, which must not assign, an assignment is refused by the function itself.
    if (variableContext.values && graph.updates.length > 0) return f(...args)
    return makeResult(executable.run(flattened.tensors))
  }
  return Object.assign(compiled, {
    explain: (...args: A): string => {
      const { graph, unshared } = programFor(args, flattenArguments(args))
      return explain(graph, unshared)
    },
    profile: (...args: A): string => {
      const flattened = flattenArguments(args)
      return profile(programFor(args, flattened).executable, flattened.tensors)
    },
    // Variables are arguments like others here.
  }) as Compiled<A, R>
}

interface Program<R> extends Planned {
  readonly executable: Executable
  /** What the function returned, with the tensors that the program gives. */
  readonly makeResult: (tensors: readonly Tensor[]) => R
}

/** One program: the function is traced, its graph taken through the passes, and the result made ready to run. */
function compileProgram<A extends readonly unknown[], R>(
  f: (...args: A) => R,
  args: A,
  tensors: readonly Tensor[],
): Program<R> {
  const { graph, result } = trace(f, args, tensors)
  const planned = runPasses(graph)
  return { ...planned, executable: new Executable(planned.graph), makeResult: resultMaker(result) }
}

// Every platform has a console; the language's own type library does not declare it.
declare const console: { warn(message: string): void }

const warnOfSignatures = (latest: string): void =>
  console.warn(
    `compile: traced for ${MANY_SIGNATURES} signatures, which costs more each time than it saves; the last is ${latest}. ` +
      'Keep shapes the same, and pass numbers that change as tensors',
  )
