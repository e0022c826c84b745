import { readFileSync } from 'node:fs'

/** How many files and sockets this process may have open; undefined where the system does not say (it is not Linux). */
export function descriptorsMax(): number | undefined {
  try {
    const match = /^Max open files\s+(\d+|unlimited)/m.exec(readFileSync('/proc/self/limits', 'utf8'))
    return match?.[1] === undefined || match[1] === 'unlimited' ? undefined : Number(match[1])
  } catch {
    // No /proc here.
    return undefined
  }
}
