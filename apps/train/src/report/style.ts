/** Colours of series, each at least 3:1 against its background, and told apart by people who see few colours. */
const seriesColours = {
  light: ['#0b62a4', '#c44601', '#00795c', '#9b4f96', '#8a6d00', '#5b5fc7', '#b3003c', '#57606a'],
  dark: ['#6cb6ff', '#ff9d5c', '#4fd1a5', '#e29be0', '#e3c44f', '#b0a8ff', '#ff8fa3', '#adb5bd'],
} as const

/** How many series have looks of their own. */
export const seriesLooks: number = seriesColours.light.length

/** The class of a series by its number, counted from 0. */
export const seriesClass = (index: number): string => `s${index % seriesLooks}`

const dashes = ['none', '7 3', '2 2.5', '9 3 2 3', '4 2', '1 2', '12 4', '6 2 1 2 1 2']

const colours = {
  light: '--ink:#1f2328;--soft:#57606a;--grid:#e3e6ea;--paper:#fff;--box:#f6f8fa;--line:#d0d7de',
  dark: '--ink:#e6edf3;--soft:#a9b4c0;--grid:#2b323b;--paper:#0f141a;--box:#171d25;--line:#3a434e',
} as const

const variables = (theme: 'light' | 'dark'): string =>
  `:root{color-scheme:${theme};${colours[theme]};${seriesColours[theme].map((colour, i) => `--s${i}:${colour}`).join(';')}}`

/** The style of pictures, for a page and for a file alone: light or dark as the reader wishes, light on paper. */
export const pictureStyle: string = [
  variables('light'),
  `@media screen and (prefers-color-scheme:dark){${variables('dark')}}`,
  'svg{background:var(--paper)}',
  'svg text{font:12px system-ui,sans-serif;fill:var(--soft)}',
  'svg .name{fill:var(--ink)}',
  'svg .end{text-anchor:end}svg .middle{text-anchor:middle}svg .centre{dominant-baseline:central}',
  'svg .grid{stroke:var(--grid)}svg .axis{stroke:var(--soft)}svg .mark{stroke:var(--soft);stroke-dasharray:4 3}',
  'svg .curve{fill:none;stroke-width:1.8;stroke-linejoin:round}svg .faint{stroke-width:1;stroke-opacity:.45}',
  'svg .band{stroke:none;fill-opacity:.18}svg .cell{stroke:var(--paper)}svg .dot{stroke:var(--paper);stroke-width:.6}',
  'svg .interval{stroke-width:2}svg .point{fill-opacity:.45}svg .level{fill-opacity:.13}svg .outline{fill:none;stroke:var(--grid)}',
  ...dashes.map(
    (dash, i) =>
      `svg .curve.s${i}{stroke:var(--s${i});stroke-dasharray:${dash}}svg .interval.s${i}{stroke:var(--s${i})}svg .fill.s${i}{fill:var(--s${i})}`,
  ),
].join('\n')

/** The style of a page around its pictures. */
export const pageStyle: string = [
  '*{box-sizing:border-box}',
  'body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}',
  'header,nav,main,footer{max-width:78rem;margin:0 auto;padding:0 1rem}',
  'h1{font-size:1.6rem;margin:1.2rem 0 .2rem;overflow-wrap:anywhere}h2{font-size:1.2rem;margin:2rem 0 .6rem;border-bottom:1px solid var(--line);padding-bottom:.2rem;overflow-wrap:anywhere}',
  'p{margin:.4rem 0;max-width:48rem;overflow-wrap:anywhere}header p,footer,figcaption,.soft{color:var(--soft)}',
  'a{color:var(--s0)}',
  'nav ul{display:flex;flex-wrap:wrap;gap:.2rem 1rem;list-style:none;padding:0;margin:.6rem 0}',
  '.blocks{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,24rem),1fr));gap:1rem}',
  '.blocks>*{min-width:0}.blocks>.wide{grid-column:1/-1}',
  'figure{margin:0;border:1px solid var(--line);border-radius:6px;padding:.6rem;background:var(--paper)}',
  'figcaption{font-size:.85rem;margin-top:.3rem;overflow-wrap:anywhere}figure h3{font-size:.95rem;margin:0 0 .3rem;overflow-wrap:anywhere}',
  'figure svg{display:block;width:100%;height:auto;max-width:40rem}',
  'details{font-size:.85rem;margin-top:.4rem}summary{cursor:pointer;color:var(--s0)}',
  '.table{overflow-x:auto;max-width:100%}details .table{max-height:20rem;overflow-y:auto}',
  'table{border-collapse:collapse;font-size:.85rem;font-variant-numeric:tabular-nums}',
  'caption{text-align:left;font-weight:600;padding-bottom:.3rem}',
  'th,td{border-bottom:1px solid var(--line);padding:.2rem .7rem .2rem 0;text-align:left;vertical-align:top;font-weight:400;max-width:40rem;overflow-wrap:break-word}',
  'thead th{color:var(--soft)}td.number,thead th.number{text-align:right}td.number{white-space:nowrap}',
  'pre{background:var(--box);border:1px solid var(--line);border-radius:6px;padding:.8rem;overflow-x:auto;font-size:.8rem;margin:0}',
  'footer{margin-top:2rem;padding-bottom:2rem;font-size:.85rem}',
  '@media print{figure,tr{break-inside:avoid}details,nav{display:none}body{font-size:11pt}pre{white-space:pre-wrap}}',
].join('\n')
