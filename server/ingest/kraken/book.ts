import { crc32 } from 'node:zlib'

/** A price level with its texts as sent: the venue's checksum is over the digits, trailing zeros included. */
export interface KrakenLevel {
  readonly price: string
  readonly size: string
}

interface Level extends KrakenLevel {
  /** For comparison only: two texts of one price are one number. */
  readonly number: number
  readonly digits: string
}

/** Both sides count as one book: after each message the levels beyond the subscribed depth are gone. */
export class KrakenBook {
  readonly #depth: number
  readonly #bids: Level[] = []
  readonly #asks: Level[] = []

  /** `depth`: as subscribed, 10 to 1000. */
  constructor(depth: number) {
    this.#depth = depth
  }

  /** Levels that this change pushed out of the book, per side. */
  apply(bids: readonly KrakenLevel[], asks: readonly KrakenLevel[]): { bids: KrakenLevel[]; asks: KrakenLevel[] } {
    for (const level of bids) put(this.#bids, level, -1)
    for (const level of asks) put(this.#asks, level, 1)
    return { bids: this.#bids.splice(this.#depth), asks: this.#asks.splice(this.#depth) }
  }

  levels(): { readonly bids: readonly KrakenLevel[]; readonly asks: readonly KrakenLevel[] } {
    return { bids: this.#bids, asks: this.#asks }
  }

  /** CRC32 of the ten best asks, then the ten best bids: price and size without point and leading zeros. */
  checksum(): number {
    let text = ''
    for (let index = 0; index < 10; index++) text += this.#asks[index]?.digits ?? ''
    for (let index = 0; index < 10; index++) text += this.#bids[index]?.digits ?? ''
    return crc32(text)
  }
}

/** `direction`: 1 when the lowest price is the best, -1 when the highest is. Size 0 removes. */
function put(levels: Level[], { price, size }: KrakenLevel, direction: 1 | -1): void {
  const number = Number(price)
  let from = 0
  let to = levels.length
  while (from < to) {
    const middle = (from + to) >> 1
    if (((levels[middle]?.number ?? 0) - number) * direction < 0) from = middle + 1
    else to = middle
  }
  const found = levels[from]?.number === number
  if (Number(size) === 0) {
    if (found) levels.splice(from, 1)
    return
  }
  levels.splice(from, found ? 1 : 0, { price, size, number, digits: digitsOf(price) + digitsOf(size) })
}

function digitsOf(text: string): string {
  return text.replace('.', '').replace(/^0+/, '')
}
