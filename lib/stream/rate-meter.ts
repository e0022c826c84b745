/** Growing totals as a rate per second. */
export class RateMeter {
  #total = 0
  #sinceMs = 0
  perSecond = 0

  measure(total: number, nowMs: number): number {
    const seconds = (nowMs - this.#sinceMs) / 1000
    if (seconds > 0) this.perSecond = Math.round((total - this.#total) / seconds)
    this.#total = total
    this.#sinceMs = nowMs
    return this.perSecond
  }
}
