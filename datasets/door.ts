import type { Rng } from '@sobolev/core'

const sequences = 1200
const [fewestSteps, mostSteps] = [6, 20]

/** What happens beside `opens` and `closes`, and says nothing about the door. */
const others = ['bell', 'light', 'step'] as const

/** The share of steps at which the door opens or closes. */
const share = 0.25

/**
 * Events of an hour at a door, one row each: the id of the hour, the minute, and what happened. To be told is whether
 * the door is open at the end, which the last `opens` or `closes` decides, however many other events follow; each hour
 * has from 6 to 20 events, and at least one of these.
 */
export function door(rng: Rng): string {
  const draws = (name: string, count: number): ((index: number) => number) => {
    const { data } = rng.split(name).uniform([count])
    return (index) => data[index] ?? 0
  }
  const steps = sequences * mostSteps
  const length = draws('length', sequences)
  const [kind, which, gap] = [draws('kind', steps), draws('which', steps), draws('gap', steps)]
  const place = draws('place', sequences)
  const lines = ['hour,minute,event,door']
  for (let hour = 0; hour < sequences; hour++) {
    const count = fewestSteps + Math.floor(length(hour) * (mostSteps - fewestSteps + 1))
    const certain = Math.floor(place(hour) * count)
    let minute = 0
    let state = ''
    const events: string[] = []
    for (let step = 0; step < count; step++) {
      const index = hour * mostSteps + step
      minute += 1 + Math.floor(gap(index) * 3)
      const moves = step === certain || kind(index) < share
      const choices = moves ? ['opens', 'closes'] : others
      const event = choices[Math.floor(which(index) * choices.length)] ?? ''
      if (moves) state = event === 'opens' ? 'open' : 'closed'
      events.push(`${minute},${event}`)
    }
    lines.push(...events.map((event) => `h${hour + 1},${event},${state}`))
  }
  return `${lines.join('\n')}\n`
}
