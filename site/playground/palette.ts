/** The colours of pictures, on a light and on a dark page. */

export type Colour = readonly [red: number, green: number, blue: number]

export interface Palette {
  readonly page: Colour
  readonly text: string
  readonly faint: string
  readonly line: string
  /** Of classes, one after the other; the first two are also of the least and the largest number. */
  readonly classes: readonly Colour[]
}

const light: Palette = {
  page: [255, 255, 255],
  text: '#3c3c43',
  faint: '#63636b',
  line: '#d4d4d8',
  classes: [
    [33, 102, 172],
    [214, 96, 29],
    [27, 128, 82],
    [128, 60, 150],
    [150, 116, 0],
    [90, 90, 98],
  ],
}

const dark: Palette = {
  page: [27, 27, 31],
  text: '#dfdfd6',
  faint: '#a4a4ab',
  line: '#44444c',
  classes: [
    [99, 172, 229],
    [244, 150, 84],
    [94, 201, 146],
    [205, 147, 226],
    [222, 190, 84],
    [170, 170, 180],
  ],
}

export const paletteOf = (isDark: boolean): Palette => (isDark ? dark : light)

/** The colour of a class; of many, some share one. */
export const colourOf = ({ classes, page }: Palette, index: number): Colour =>
  classes[index % classes.length] ?? page

export function mixed(from: Colour, to: Colour, share: number): Colour {
  const [red, green, blue] = from.map((value, i) => value + share * ((to[i] ?? 0) - value))
  return [red ?? 0, green ?? 0, blue ?? 0]
}

export const css = (colour: Colour): string => `rgb(${colour.map(Math.round).join(' ')})`
