// Writes every data set beside this file: npm run datasets
import { writeFileSync } from 'node:fs'
import { argv } from 'node:process'
import { pathToFileURL } from 'node:url'
import { Rng } from '@sobolev/core'
import { burgers, burgersInside } from './burgers.ts'
import { door } from './door.ts'
import { friedman1 } from './friedman1.ts'
import { heat, heatInside } from './heat.ts'
import { places } from './places.ts'
import { rings } from './rings.ts'
import { styblinskiTang } from './styblinski-tang.ts'
import { shuffled, type Table, toCsv } from './table.ts'
import { twoClinics } from './two-clinics.ts'
import { twoMoons } from './two-moons.ts'
import { twoSpirals } from './two-spirals.ts'

const tables: Readonly<Record<string, (rng: Rng) => Table>> = {
  'two-moons': twoMoons,
  'two-spirals': twoSpirals,
  friedman1,
  rings,
  heat,
  'heat-inside': heatInside,
  burgers,
  'burgers-inside': burgersInside,
  places,
  'styblinski-tang': styblinskiTang,
  'two-clinics': twoClinics,
}

/** The files' names and contents: the same bytes every time and everywhere. */
export function generate(): Record<string, string> {
  const seed = new Rng(1988)
  const files = Object.entries(tables).map(([name, make]) => {
    const rng = seed.split(name)
    return [`${name}.csv`, toCsv(shuffled(make(rng), rng.split('order')))]
  })
  return { ...Object.fromEntries(files), 'door.csv': door(seed.split('door')) }
}

if (import.meta.url === pathToFileURL(argv[1] ?? '').href)
  for (const [file, content] of Object.entries(generate()))
    writeFileSync(new URL(file, import.meta.url), content)
