/** A part of an equation; `place`: the number of its first character, from 1. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly name: string; readonly place: number }
  | {
      readonly kind: 'call'
      readonly name: FunctionName
      readonly argument: Expression
    }
  | { readonly kind: 'negative'; readonly of: Expression }
  | {
      readonly kind: 'operation'
      readonly operator: Operator
      readonly left: Expression
      readonly right: Expression
    }

export type Operator = '+' | '-' | '*' | '/' | '^'

/** The functions that may stand in an equation. */
const functionNames = [
  ...(['sin', 'cos', 'tan', 'sinh', 'cosh', 'tanh'] as const),
  ...(['exp', 'log', 'sqrt', 'abs', 'sigmoid'] as const),
] as const

export type FunctionName = (typeof functionNames)[number]

/** What is wrong in the text of an equation, and where. */
export class EquationError extends RangeError {
  override name = 'EquationError'
}

interface Token {
  readonly kind: 'number' | 'name' | 'sign' | 'end'
  readonly text: string
  readonly place: number
}

/** Signs that are written in several ways. */
const alike: Readonly<Record<string, string>> = { '−': '-', '·': '*', '×': '*', '**': '^' }

const tokenPattern =
  /(?<space>\s+)|(?<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|(?<name>\p{L}[\p{L}\p{N}_]*(?:(?<=_)\{[^{}]*\})?|\{[^{}]*\})|(?<sign>\*\*|[-+*/^()=−·×])/uy

/**
 * An equation as an expression that is to be 0: `left = right` is left − right, and without `=` the whole is to be 0.
 *
 * Numbers, names, `+ − * / ^`, parentheses and `functionNames`; `u_xt` and `u_{x,time}` are names as they stand.
 *
 * @throws EquationError that says what was expected, what stands there, and where
 */
export function parseEquation(text: string): Expression {
  const tokens = tokensOf(text)
  let position = 0
  const end: Token = { kind: 'end', text: '', place: text.length + 1 }
  const peek = (): Token => tokens[position] ?? end
  const take = (): Token => {
    const token = peek()
    position++
    return token
  }
  const isNext = (...signs: string[]): boolean =>
    peek().kind === 'sign' && signs.includes(peek().text)

  const left = sum()
  if (!isNext('=')) return finished(left)
  take()
  return finished({ kind: 'operation', operator: '-', left, right: sum() })

  function finished(expression: Expression): Expression {
    const token = peek()
    if (token.kind === 'end') return expression
    const words = token.kind === 'sign' ? 'an operator or the end' : 'an operator such as *'
    throw unexpected(words, token, text)
  }

  function sum(): Expression {
    let expression = product()
    while (isNext('+', '-')) {
      const operator = take().text === '+' ? '+' : '-'
      expression = { kind: 'operation', operator, left: expression, right: product() }
    }
    return expression
  }

  function product(): Expression {
    let expression = signed()
    while (isNext('*', '/')) {
      const operator = take().text === '*' ? '*' : '/'
      expression = { kind: 'operation', operator, left: expression, right: signed() }
    }
    return expression
  }

  function signed(): Expression {
    if (isNext('-')) {
      take()
      return { kind: 'negative', of: signed() }
    }
    if (isNext('+')) {
      take()
      return signed()
    }
    return power()
  }

  /** −x² is −(x²), and 2^3^2 is 2^(3^2). */
  function power(): Expression {
    const base = primary()
    if (!isNext('^')) return base
    take()
    return { kind: 'operation', operator: '^', left: base, right: signed() }
  }

  function primary(): Expression {
    const token = take()
    if (token.kind === 'number') return number(token)
    if (token.kind === 'name') return isNext('(') ? call(token) : named(token)
    if (token.kind === 'sign' && token.text === '(') return parenthesised()
    throw unexpected('a number, a name or a parenthesis', token, text)
  }

  function call(token: Token): Expression {
    const name = functionNames.find((known) => known === token.text)
    if (name === undefined)
      throw new EquationError(
        `the equation may call ${functionNames.join(', ')}, got "${token.text}" at character ${token.place}; a product is written with *`,
      )
    take()
    return { kind: 'call', name, argument: parenthesised() }
  }

  function parenthesised(): Expression {
    const inner = sum()
    if (!isNext(')')) throw unexpected('")"', peek(), text)
    take()
    return inner
  }
}

function number({ text, place }: Token): Expression {
  const value = Number(text)
  if (Number.isFinite(value)) return { kind: 'number', value }
  throw new EquationError(
    `the equation must have numbers up to about 1e308, got ${text} at character ${place}`,
  )
}

const named = ({ text, place }: Token): Expression => ({ kind: 'name', name: text, place })

function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  tokenPattern.lastIndex = 0
  for (let index = 0; index < text.length; index = tokenPattern.lastIndex) {
    const groups = tokenPattern.exec(text)?.groups
    if (groups === undefined) {
      tokenPattern.lastIndex = 0
      if (text[index] === '{')
        throw new EquationError(
          `the equation must have "}" after the names in braces, got "{" at character ${index + 1} without it`,
        )
      throw new EquationError(
        `the equation must consist of numbers, names, + - * / ^ = and parentheses, got ${JSON.stringify([...text.slice(index)][0])} at character ${index + 1}`,
      )
    }
    const { space, number, name, sign } = groups
    const place = index + 1
    if (number !== undefined) tokens.push({ kind: 'number', text: number, place })
    else if (name !== undefined) tokens.push({ kind: 'name', text: name, place })
    else if (space === undefined && sign !== undefined)
      tokens.push({ kind: 'sign', text: alike[sign] ?? sign, place })
  }
  return tokens
}

function unexpected(wanted: string, token: Token, text: string): EquationError {
  const got = token.kind === 'end' ? 'its end' : `"${token.text}" at character ${token.place}`
  const before = text.slice(0, token.place - 1).trimEnd()
  return new EquationError(
    `the equation must have ${wanted} after "${before.slice(-20)}", got ${got}`,
  )
}
