/** Where each instrument's record of a flush is. */
export class RecordIndex {
  starts: Int32Array
  ends: Int32Array

  constructor(capacity: number) {
    this.starts = new Int32Array(capacity).fill(-1)
    this.ends = new Int32Array(capacity)
  }

  clear(changed: Int32Array, count: number): void {
    for (let index = 0; index < count; index++) this.starts[changed[index] as number] = -1
  }

  grow(capacity: number): void {
    const start = new Int32Array(capacity).fill(-1)
    start.set(this.starts)
    this.starts = start
    const end = new Int32Array(capacity)
    end.set(this.ends)
    this.ends = end
  }
}
