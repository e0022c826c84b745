import type { CDPSession } from 'playwright-core'

/** MB of a page's own, and of its workers together: objects of scripts, what lies behind their arrays, and the browser's own objects (nodes). */
export interface HeapReading {
  readonly page: number
  readonly workers: number
}

/** Live memory of a page and of its workers, after a collection of garbage. */
export interface PageHeap {
  read(): Promise<HeapReading>
}

interface HeapUsage {
  readonly usedSize: number
  readonly embedderHeapUsedSize?: number
  readonly backingStorageSize?: number
}

type Answer = { readonly id: number; readonly result?: HeapUsage }

/** The browser reports a worker by a session of its own, whose messages pass through the page's. */
export async function watchHeap(devtools: CDPSession): Promise<PageHeap> {
  const workers = new Set<string>()
  const waiting = new Map<number, (answer: Answer) => void>()
  let lastId = 0
  devtools.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
    if (targetInfo.type === 'worker') workers.add(sessionId)
  })
  devtools.on('Target.detachedFromTarget', ({ sessionId }) => workers.delete(sessionId))
  devtools.on('Target.receivedMessageFromTarget', ({ message }) => {
    const answer = JSON.parse(message) as Answer
    waiting.get(answer.id)?.(answer)
    waiting.delete(answer.id)
  })
  await devtools.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false })

  const ask = async (sessionId: string, method: string): Promise<Answer> => {
    lastId += 1
    const id = lastId
    const answered = new Promise<Answer>((resolve) => waiting.set(id, resolve))
    await devtools.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) })
    return await answered
  }
  return {
    async read() {
      await devtools.send('HeapProfiler.collectGarbage')
      const ofPage = aliveBytes(await devtools.send('Runtime.getHeapUsage'))
      let ofWorkers = 0
      for (const sessionId of workers) {
        await ask(sessionId, 'HeapProfiler.collectGarbage')
        ofWorkers += aliveBytes((await ask(sessionId, 'Runtime.getHeapUsage')).result)
      }
      return { page: ofPage / 1_000_000, workers: ofWorkers / 1_000_000 }
    },
  }
}

function aliveBytes(usage: HeapUsage | undefined): number {
  return (usage?.usedSize ?? 0) + (usage?.embedderHeapUsedSize ?? 0) + (usage?.backingStorageSize ?? 0)
}
