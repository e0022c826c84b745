import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { LoadViewer, type OnFrame } from './load-viewer.ts'

/**
 * Many viewers of which some are watched. In life each has a machine of its own; here one core plays them all, and decoding a
 * thousand streams there would be measured as the server's delay. So most only read, in a process of their own, and `watched`
 * of them, spread evenly over the order of connecting, decode everything.
 */
export class Crowd {
  readonly watched: LoadViewer[] = []
  readonly #child: ChildProcess

  private constructor(child: ChildProcess) {
    this.#child = child
  }

  /** The server must not expect acknowledgements of readers: ACK_SECONDS beyond the run. */
  static async gather(options: {
    readonly url: string
    readonly lists: readonly (readonly string[])[]
    readonly rate: number
    readonly count: number
    readonly watched: number
    readonly onFrame: OnFrame
  }): Promise<Crowd> {
    const { url, lists, rate, count, watched, onFrame } = options
    const child = fork(join(import.meta.dirname, 'crowd-process.ts'), [new URL(url).port, String(rate), JSON.stringify(lists)])
    const crowd = new Crowd(child)
    const readersPerWatched = Math.round((count - watched) / watched)
    for (let index = 0; index < watched; index++) {
      child.send(readersPerWatched)
      await once(child, 'message')
      const viewer = new LoadViewer('binary', lists[index % lists.length] ?? [], rate, onFrame)
      await viewer.open(url)
      crowd.watched.push(viewer)
    }
    return crowd
  }

  close(): void {
    for (const viewer of this.watched) viewer.close()
    this.#child.disconnect()
  }
}
