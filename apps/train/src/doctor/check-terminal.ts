import type { CommandIo } from '../cli/io.ts'
import type { Finding } from './finding.ts'

/** What the terminal shows: its width, colours and characters beyond ASCII. */
export function checkTerminal({ stderr, stdout, env }: CommandIo): Finding[] {
  const output = stdout.isTTY === true ? stdout : stderr
  if (output.isTTY !== true) {
    const found = 'no terminal: a training prints a line an epoch, without colours'
    return [{ name: 'terminal', state: 'ok', found }]
  }
  const columns = output.columns ?? 80
  const name = env.TERM_PROGRAM ?? env.TERM ?? 'unknown'
  const width: Finding =
    columns < 60
      ? {
          name: 'terminal',
          state: 'note',
          found: `${name}, ${columns} columns`,
          advice: 'tables of epochs leave columns out below 60; make the window wider',
        }
      : { name: 'terminal', state: 'ok', found: `${name}, ${columns} columns` }
  return [width, colours(env), characters(env)]
}

type Env = CommandIo['env']

function colours(env: Env): Finding {
  const name = 'colours'
  if ((env.NO_COLOR ?? '') !== '') return { name, state: 'ok', found: 'none, as NO_COLOR asks' }
  if (env.TERM === 'dumb') return { name, state: 'ok', found: 'none, as TERM is dumb' }
  return { name, state: 'ok', found: 'yes; NO_COLOR=1 does without' }
}

function characters(env: Env): Finding {
  const name = 'characters'
  // The first that is set decides, as POSIX has it; Windows has code pages instead, and its terminals show all.
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find((value) => (value ?? '') !== '')
  if (process.platform === 'win32' || /utf-?8/i.test(locale ?? ''))
    return { name, state: 'ok', found: `Unicode (${locale ?? 'Windows'})` }
  return {
    name,
    state: 'note',
    found: `perhaps not Unicode: the locale is ${locale ?? 'not set'}`,
    advice: 'where bars and – look wrong, set LANG=C.UTF-8',
  }
}
