/**
 * Reads values that somebody else wrote: an older version, another program, a person in the address bar. What cannot be used
 * is replaced by what was there, and told once in plain words. What is absent is no fault.
 */
export interface Reader {
  /** What was not used and why, for the viewer; each sentence once. */
  readonly ignored: readonly string[]
  ignore(sentence: string): void
  /** One of a set. `what` begins a sentence: `The theme`. */
  choice<Value extends string | number, Fallback>(
    value: unknown,
    choices: readonly Value[],
    fallback: Fallback,
    what: string,
  ): Value | Fallback
  flag(value: unknown, fallback: boolean, what: string): boolean
  /** A text for which `usable` holds. */
  text<Fallback>(value: unknown, usable: (text: string) => boolean, fallback: Fallback, what: string): string | Fallback
  number<Fallback>(value: unknown, min: number, max: number, fallback: Fallback, what: string): number | Fallback
  /** An array's elements as far as each can be read and at most so many. */
  list<Value>(value: unknown, max: number, read: (value: unknown) => Value | undefined, what: string): Value[] | undefined
}

export function createReader(): Reader {
  const ignored = new Set<string>()
  const unknown = (what: string, value: unknown): void =>
    void ignored.add(`${what} ${quoted(value)} is not known and was left out.`)
  return {
    get ignored() {
      return [...ignored]
    },
    ignore: (sentence) => void ignored.add(sentence),
    choice(value, choices, fallback, what) {
      if (value === undefined || value === null) return fallback
      const found = choices.find((choice) => choice === value)
      if (found === undefined) unknown(what, value)
      return found ?? fallback
    },
    flag(value, fallback, what) {
      if (typeof value === 'boolean') return value
      if (value !== undefined) unknown(what, value)
      return fallback
    },
    text(value, usable, fallback, what) {
      if (value === undefined || value === null) return fallback
      if (typeof value === 'string' && usable(value)) return value
      unknown(what, value)
      return fallback
    },
    number(value, min, max, fallback, what) {
      if (value === undefined || value === null) return fallback
      if (typeof value === 'number' && value >= min && value <= max) return value
      unknown(what, value)
      return fallback
    },
    list(value, max, read, what) {
      if (value === undefined) return undefined
      if (!Array.isArray(value)) {
        ignored.add(`${what} could not be read and were left out.`)
        return undefined
      }
      const usable = (value as unknown[]).slice(0, max).map(read)
      if (value.length > max) ignored.add(`${what}: only the first ${max} of ${value.length} were kept.`)
      return usable.filter((each) => each !== undefined)
    },
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** undefined for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function quoted(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'value')
  return `“${text.length > 40 ? `${text.slice(0, 40)}…` : text}”`
}
