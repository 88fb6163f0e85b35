/** A figure without and with a penalty, seed by seed. */
export interface Pairs {
  readonly title: string
  readonly penalty: string
  readonly words: string
  readonly without: readonly number[]
  readonly with: readonly number[]
}

/** The mean of numbers. */
export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

const width = 250
const height = 190
const gap = 30
const top = 56
const bottom = 30

/** Panels side by side: a line for each seed from the figure without the penalty to that with it. */
export function pairsPicture(panels: readonly Pairs[]): string {
  const total = panels.length * width + (panels.length - 1) * gap
  const whole = top + height + bottom
  const drawn = panels.map(
    (panel, index) => `<g transform="translate(${index * (width + gap)} 0)">${panelOf(panel)}</g>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${total} ${whole}" width="${total}" height="${whole}">
<title>Figures on held-out rows without and with a penalty, five seeds each</title>
<style>text{font:12px system-ui,sans-serif;fill:#57606a}.title{font-size:15px;font-weight:600}.mean{font-weight:600;font-size:13px}line{stroke:#8c959f}.seed{stroke:#b2182b;stroke-opacity:.45;stroke-width:1.5}circle{fill:#b2182b}.without{fill:#2166ac}</style>
${drawn.join('\n')}
</svg>
`
}

function panelOf({ title, penalty, words, without, with: penalised }: Pairs): string {
  const values = [...without, ...penalised]
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const margin = 0.1 * (most - least)
  const y = (value: number): string =>
    (top + height * (1 - (value - least + margin) / (most - least + 2 * margin))).toFixed(1)
  const [left, right] = [60, width - 60]
  const seeds = without.map((value, index) => {
    const other = penalised[index] ?? Number.NaN
    return `<line class="seed" x1="${left}" y1="${y(value)}" x2="${right}" y2="${y(other)}"/><circle class="without" cx="${left}" cy="${y(value)}" r="4"/><circle cx="${right}" cy="${y(other)}" r="4"/>`
  })
  const means = [
    `<text class="mean" x="${left - 12}" y="${y(meanOf(without))}" text-anchor="end" dominant-baseline="middle">${meanOf(without).toFixed(3)}</text>`,
    `<text class="mean" x="${right + 12}" y="${y(meanOf(penalised))}" dominant-baseline="middle">${meanOf(penalised).toFixed(3)}</text>`,
  ]
  const below = top + height + 18
  return `<text class="title" x="0" y="16">${title}</text><text x="0" y="34">${words}</text>
<line x1="0" y1="${top + height}" x2="${width}" y2="${top + height}"/>
${seeds.join('')}${means.join('')}
<text x="${left}" y="${below}" text-anchor="middle">without</text><text x="${right}" y="${below}" text-anchor="middle">${penalty}</text>`
}
