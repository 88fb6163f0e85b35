import { Parser } from 'yaml'

/**
 * Whether a YAML text nests more than about `levels` deep, without recursion: composing a text that does
 * may overflow the stack inside the engine's regular expressions, which no `catch` can catch.
 */
export function nestsDeeperThan(text: string, levels: number): boolean {
  const waiting: (readonly [node: unknown, depth: number])[] = []
  for (const token of new Parser().parse(text)) waiting.push([token, 0])
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [node, depth] = next
    if (node === null || typeof node !== 'object') continue
    // Each level is a collection and an item in it.
    if (depth > 2 * levels) return true
    if ('key' in node) waiting.push([node.key, depth + 1])
    if ('value' in node) waiting.push([node.value, depth + 1])
    if ('items' in node && Array.isArray(node.items)) {
      for (const item of node.items) waiting.push([item, depth + 1])
    }
  }
  return false
}
