import { setTimeout } from 'node:timers/promises'
import type { FirstStep } from '../peers/protocol.ts'
import { firstStepDistance, lossDistance, STEPS_TOLERANCE, TOLERANCE } from './agreement.ts'
import { PeerError, type PeerProcess } from './peer-process.ts'

/** How long it is measured. */
export interface Pace {
  readonly rounds: number
  /** Milliseconds that one turn of one contender should last. */
  readonly turn: number
  /** Milliseconds after which a contender takes no further turns at a workload. */
  readonly budget: number
}

/** How one contender did at one workload. */
export interface Result {
  readonly label: string
  readonly family: string
  /** Milliseconds a step, one figure a turn, smallest first; none if it could not take part. */
  readonly turns: readonly number[]
  /** Whether loss and gradients of the first step are those of the first contender. */
  readonly agrees: boolean
  /** What is wrong with it: why it did not take part, or how far its numbers are off. */
  readonly remark: string
}

/** Steps before anything is measured: they compile, and show whether Adam is the same. */
const FIRST_STEPS = 3

/** Threads of some frameworks spin for a while after their work; the next one should not feel it. */
const PAUSE = 50

interface Runner {
  readonly peer: PeerProcess
  readonly turns: number[]
  agrees: boolean
  remark: string
  spent: number
  steps: number
}

/** Lets all peers take turns at a workload, after comparing what they compute with the first. */
export async function race(
  peers: readonly PeerProcess[],
  workload: string,
  penalty: boolean,
  { rounds, turn, budget }: Pace,
): Promise<Result[]> {
  const runners = peers.map(
    (peer): Runner => ({ peer, turns: [], agrees: false, remark: '', spent: 0, steps: 1 }),
  )
  let reference: { readonly first: FirstStep; readonly loss: number } | null = null
  for (const runner of runners) {
    await attempt(runner, async ({ peer }) => {
      const first = await peer.check(workload, penalty)
      const { loss } = await peer.run(workload, penalty, FIRST_STEPS)
      reference ??= { first, loss }
      runner.remark = disagreement(reference.first, first, reference.loss, loss)
      runner.agrees = runner.remark === ''
      const { ms } = await peer.run(workload, penalty, 1)
      runner.steps = Math.max(1, Math.round(turn / ms))
      const again = await peer.run(workload, penalty, runner.steps)
      runner.steps = Math.max(1, Math.round(turn / again.ms))
    })
  }
  for (let round = 0; round < rounds; round++)
    // Each round begins with another one, so that none always follows the same neighbour.
    for (const place of runners.keys()) {
      const runner = runners[(place + round) % runners.length]
      if (!runner || runner.steps === 0 || runner.spent > budget) continue
      await attempt(runner, async ({ peer, turns, steps }) => {
        await setTimeout(PAUSE)
        const { ms } = await peer.run(workload, penalty, steps)
        turns.push(ms)
        runner.spent += ms * steps
      })
    }
  return runners.map(({ peer, turns, agrees, remark }) => ({
    label: peer.contender.label,
    family: peer.contender.family,
    turns: turns.sort((a, b) => a - b),
    agrees,
    remark,
  }))
}

/** What fails takes no further part, and says why. */
async function attempt(runner: Runner, action: (runner: Runner) => Promise<void>): Promise<void> {
  try {
    await action(runner)
  } catch (error) {
    if (!(error instanceof PeerError)) throw error
    runner.steps = 0
    runner.remark = error.message.split('\n')[0]?.slice(0, 80) ?? ''
  }
}

function disagreement(a: FirstStep, b: FirstStep, lossA: number, lossB: number): string {
  const first = firstStepDistance(a, b)
  if (first > TOLERANCE) return `computes other gradients: off by ${percent(first)}`
  const later = lossDistance(lossA, lossB)
  if (later > STEPS_TOLERANCE) return `its loss after the first steps is off by ${percent(later)}`
  return ''
}

const percent = (share: number): string => `${(100 * share).toPrecision(2)} %`
