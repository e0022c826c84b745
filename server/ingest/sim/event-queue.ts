/** What is to happen later, earliest first: a binary heap in typed arrays, with a bound. */
export class EventQueue {
  readonly #times: Float64Array
  readonly #payloads: Int32Array
  #size = 0

  constructor(capacity: number) {
    this.#times = new Float64Array(capacity)
    this.#payloads = new Int32Array(capacity)
  }

  get size(): number {
    return this.#size
  }

  /** Infinity when empty. */
  get nextTimeMs(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : (this.#times[0] as number)
  }

  /** False, and nothing kept, when full. */
  push(timeMs: number, payload: number): boolean {
    if (this.#size === this.#times.length) return false
    let at = this.#size++
    while (at > 0) {
      const parent = (at - 1) >> 1
      const parentTime = this.#times[parent] as number
      if (parentTime <= timeMs) break
      this.#times[at] = parentTime
      this.#payloads[at] = this.#payloads[parent] as number
      at = parent
    }
    this.#times[at] = timeMs
    this.#payloads[at] = payload
    return true
  }

  /** Payload of the earliest, which is removed. Only when not empty. */
  pop(): number {
    const payload = this.#payloads[0] as number
    const last = --this.#size
    const timeMs = this.#times[last] as number
    const lastPayload = this.#payloads[last] as number
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= last) break
      if (child + 1 < last && (this.#times[child + 1] as number) < (this.#times[child] as number)) child += 1
      const childTime = this.#times[child] as number
      if (childTime >= timeMs) break
      this.#times[at] = childTime
      this.#payloads[at] = this.#payloads[child] as number
      at = child
    }
    this.#times[at] = timeMs
    this.#payloads[at] = lastPayload
    return payload
  }
}
