const width = 80

/** A signature over several lines where it is long: a parameter, or a part of a union, a line. */
export function wrapped(signature: string): string {
  if (signature.length <= width || signature.includes('\n')) return signature
  const open = parameterList(signature)
  if (open < 0) return signature
  const parts: string[] = []
  let depth = 0
  let begin = open + 1
  for (let place = open; place < signature.length; place++) {
    const character = signature[place] ?? ''
    if ('([{<'.includes(character)) depth++
    // The head of an arrow is no bracket.
    if (')]}'.includes(character) || (character === '>' && signature[place - 1] !== '=')) depth--
    const ends = depth === 0
    if (ends || (depth === 1 && character === ',')) {
      parts.push(`  ${wrappedType(signature.slice(begin, place).trim())},`)
      begin = place + 1
    }
    if (!ends) continue
    if (parts.length === 1 && parts[0] === '  ,') return signature
    return `${signature.slice(0, open + 1)}\n${parts.join('\n')}\n${signature.slice(place)}`
  }
  return signature
}

/** A parameter whose type is an object of some keys, with a line for each where it is long. */
function wrappedType(parameter: string): string {
  const [, head, keys, tail] = /^(.*?)\{ (.*;) \}(.*)$/.exec(parameter) ?? []
  if (parameter.length < width || keys === undefined || /[{}]/.test(keys)) return parameter
  const lines = keys.split(/(?<=;) /).map((key) => `    ${key}`)
  return `${head}{\n${lines.join('\n')}\n  }${tail}`
}

/** Where the list of parameters opens: the first bracket that stands in no type parameter. */
function parameterList(signature: string): number {
  let depth = 0
  for (let place = 0; place < signature.length; place++) {
    const character = signature[place]
    if (character === '<') depth++
    if (character === '>' && signature[place - 1] !== '=') depth--
    if (character === '(' && depth === 0) return place
  }
  return -1
}
