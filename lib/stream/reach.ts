/** Why a socket could not be opened, where its server says so over plain HTTP. */
export interface Refused {
  readonly code: number
  readonly reason: string
}

export interface Reach {
  /** Calls once if the server answers, later; not at all if it does not, or when it is being asked already. */
  ask(onReached: (refused: Refused | undefined) => void): void
  forget(): void
}

/** One whose code is loaded when it is first asked: most pages never do. */
export function lazyReach(load: () => Promise<Reach>): Reach {
  let inner: Reach | undefined
  let asked: object | undefined
  return {
    ask(onReached) {
      const own = {}
      asked = own
      load().then(
        (reach) => {
          inner = reach
          if (asked === own) reach.ask(onReached)
        },
        // Who cannot load that does not reach the server, and asks again after the next failure.
        () => undefined,
      )
    },
    forget() {
      asked = undefined
      inner?.forget()
    },
  }
}
