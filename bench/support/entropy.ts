/** Counts how often each value of a field occurs: its order-0 entropy is what an ideal code of that field by itself costs. */
export class FieldEntropy {
  private readonly counts = new Map<string | number, number>()
  samples = 0

  add(value: string | number): void {
    this.counts.set(value, (this.counts.get(value) ?? 0) + 1)
    this.samples += 1
  }

  /** Bits over all samples. */
  get bits(): number {
    let bits = 0
    for (const count of this.counts.values()) bits -= count * Math.log2(count / this.samples)
    return bits
  }
}
