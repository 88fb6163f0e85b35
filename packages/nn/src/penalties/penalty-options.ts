import { checkOptions, type OptionKinds } from '@sobolev/core'

/** `checkOptions` of a penalty. Throws a TypeError where it was given for a penalty without being called. */
export function penaltyOptions<Options extends object>(
  penalty: string,
  options: Options,
  kinds: OptionKinds<Options>,
): Options {
  const isEvaluation = typeof options === 'object' && options !== null && 'losses' in options
  if (isEvaluation)
    throw new TypeError(
      `${penalty}: must be called to give a penalty, { penalty: ${penalty}(), weight: 0.1 }, got an evaluation`,
    )
  return checkOptions(penalty, options, kinds)
}
