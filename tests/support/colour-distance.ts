/** Distance of two `rgb()` colours in OKLab, where 0.02 is hardly seen: https://bottosson.github.io/posts/oklab/ */
export function perceivedDistance(one: string, other: string): number {
  const [a, b] = [toOklab(one), toOklab(other)]
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
}

function toOklab(colour: string): readonly [number, number, number] {
  const parts = /^rgba?\((\d+), ?(\d+), ?(\d+)/.exec(colour)
  if (parts === null) throw new Error(`Cannot read the colour ${colour}, expected rgb()`)
  const [r, g, b] = parts.slice(1).map((part) => linear(Number(part) / 255)) as [number, number, number]
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

function linear(part: number): number {
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
}
