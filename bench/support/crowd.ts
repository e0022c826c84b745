import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/**
 * Many viewers of which some are watched. In life each has a machine of its own; here one core plays them all, and decoding a
 * thousand streams there would be measured as the server's delay. So most only read, in a process of their own, and `watched`
 * of them, spread evenly over the order of connecting, decode everything.
 */
export class Crowd<Watched extends { close(): void }> {
  readonly watched: Watched[] = []
  readonly #child: ChildProcess

  private constructor(child: ChildProcess) {
    this.#child = child
  }

  /** `open`: connects a watched viewer with its list. The server must not expect acknowledgements of readers. */
  static async gather<Watched extends { close(): void }>(options: {
    readonly url: string
    readonly lists: readonly (readonly string[])[]
    readonly rate: number
    readonly count: number
    readonly watched: number
    readonly open: (list: readonly string[]) => Promise<Watched>
  }): Promise<Crowd<Watched>> {
    const { url, lists, rate, count, watched, open } = options
    const child = fork(join(import.meta.dirname, 'crowd-process.ts'), [new URL(url).port, String(rate), JSON.stringify(lists)])
    const crowd = new Crowd<Watched>(child)
    const readersPerWatched = Math.round((count - watched) / watched)
    for (let index = 0; index < watched; index++) {
      child.send(readersPerWatched)
      await once(child, 'message')
      crowd.watched.push(await open(lists[index % lists.length] ?? []))
    }
    return crowd
  }

  close(): void {
    for (const viewer of this.watched) viewer.close()
    this.#child.disconnect()
  }
}
