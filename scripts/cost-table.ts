import {
  costWorkloads,
  type MeasuredCost,
  type MeasuredCosts,
  multiple,
} from '../apps/train/src/cli/measured-costs.ts'
import { cell, table } from './markdown.ts'

/** The page of what steps take with each method. */
export function costPage({ host, methods }: MeasuredCosts): string {
  const rows = Object.entries(methods).map(([row, costs]) => {
    const [kind = '', ...name] = row.split(' ')
    return [`\`${name.join(' ')}\``, kind, ...costs.flatMap(shown)]
  })
  const columns = ['method', 'kind', 'time', 'memory', 'time', 'memory']
  const workloads = Object.entries(costWorkloads).map(([name, words]) => `- ${name}: ${words}`)
  const figures =
    rows.length === 0
      ? 'Nothing has been measured yet.\n'
      : `${host}. The first two columns of figures are on W1, the others on W3; where another name stands in front, on that.\n\n${table(columns, rows)}`
  return `<!-- Written by npm run catalogue, of apps/train/costs.json. -->

# What a training step takes with each method

Multiples of the step without the method, in time and in the memory of its program: float32, Adam, one thread, the steps of \`sobolev train\`. Both steps are timed in turn within one process, and the median of the quotients is told; memory is what the program keeps at once beside the weights. An ensemble whose members are trained one after the other counts each of them.

${workloads.join('\n')}

\`npm run bench:costs\` measures all methods anew, some ten minutes on a machine that does nothing else; \`-- --only NAMES\` some, and \`-- --check\` names those without figures. \`npm run catalogue\` then writes this page and the [cards](../docs/toolkit.md). The figures are only worth what the machine was quiet.

${figures}`
}

function shown(cost: MeasuredCost): string[] {
  if ('reason' in cost) return ['–', cell(cost.reason)]
  const isOther = !['W1', 'W3'].includes(cost.workload)
  return [`${isOther ? `${cost.workload}: ` : ''}${multiple(cost.time)}`, multiple(cost.memory)]
}
