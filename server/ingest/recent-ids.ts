/** A busy feed's few minutes: what comes twice comes shortly after, by way of an old connection that lives on beside a new one. */
const generationMax = 20_000

/** The last ids seen, in bounded memory, of venues whose ids say nothing but which trade it is. */
export class RecentIds {
  #young = new Set<string>()
  #old = new Set<string>()

  /** Whether it was seen before; it has been from now on. */
  has(id: string): boolean {
    if (this.#young.has(id) || this.#old.has(id)) return true
    if (this.#young.size >= generationMax) {
      this.#old = this.#young
      this.#young = new Set()
    }
    this.#young.add(id)
    return false
  }
}
