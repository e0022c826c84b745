/** Colours as lightweight-charts reads them: `rgb()` or hex, resolved from the page's variables. */
export interface ChartTheme {
  readonly background: string
  readonly text: string
  readonly grid: string
  readonly line: string
  readonly crosshair: string
  readonly label: string
  readonly up: string
  readonly down: string
  /** Bodies of candles that rose. */
  readonly upBody: string
  readonly upVolume: string
  readonly downVolume: string
  readonly accent: string
  /** Of indicators, in the order they are taken. None is that of a direction or of the line of prices. */
  readonly plots: readonly string[]
  /** Of compared instruments: none is one of `plots`. */
  readonly compared: readonly string[]
  /** The system's few colours: what has one of them needs another mark besides. */
  readonly forced: boolean
  readonly warning: string
  /** Of lines drawn by hand. */
  readonly drawing: string
  readonly fontFamily: string
}

const forcedColours = '(forced-colors: active)'
const plotCount = 4

/** As the variables stand at `element` now. */
export function readChartTheme(element: HTMLElement): ChartTheme {
  const probe = document.createElement('span')
  probe.hidden = true
  element.append(probe)
  // A variable may hold light-dark() or another variable; only a computed colour is a colour.
  const compute = (name: string): string => {
    probe.style.color = `var(--${name})`
    return getComputedStyle(probe).color
  }
  const background = compute('panel')
  const resolve = (name: string): string => opaqueOn(background, compute(name))
  const forced = window.matchMedia(forcedColours).matches
  const [up, down] = [resolve('up'), resolve('down')]
  const theme: ChartTheme = {
    background,
    text: resolve('ink-2'),
    grid: withAlpha(resolve('line'), forced ? 0.25 : 0.55),
    line: resolve('line'),
    crosshair: resolve('ink-3'),
    label: resolve('line-strong'),
    up,
    down,
    upBody: forced ? background : up,
    upVolume: withAlpha(up, 0.32),
    downVolume: withAlpha(down, 0.32),
    accent: resolve('accent'),
    plots: ['orange', 'violet', 'teal', 'yellow', 'green']
      .map(resolve)
      .filter((colour) => forced || (colour !== up && colour !== down))
      .slice(0, plotCount),
    compared: ['pink', 'lime', 'indigo', 'brown', 'magenta'].map(resolve),
    forced,
    warning: resolve('warning'),
    drawing: resolve('ink-2'),
    fontFamily: getComputedStyle(element).fontFamily,
  }
  probe.remove()
  return theme
}

/** `rgb(1, 2, 3)` with transparency; anything else comes back as it is. */
export function withAlpha(colour: string, alpha: number): string {
  const match = /^rgb\((\d+), ?(\d+), ?(\d+)\)$/.exec(colour)
  return match === null ? colour : `rgba(${match[1]}, ${match[2]}, ${match[3]}, ${alpha})`
}

/** A system's colour may be transparent. A line would show what is behind it and its label would not: they are one colour. */
function opaqueOn(ground: string, colour: string): string {
  const below = /^rgb\((\d+), ?(\d+), ?(\d+)\)$/.exec(ground)
  const match = /^rgba\((\d+), ?(\d+), ?(\d+), ?([\d.]+)\)$/.exec(colour)
  if (match === null || below === null) return colour
  const alpha = Number(match[4])
  const mixed = [1, 2, 3].map((at) => Math.round(Number(match[at]) * alpha + Number(below[at]) * (1 - alpha)))
  return `rgb(${mixed.join(', ')})`
}

/** Calls whenever theme or colour convention changed, by the viewer or by the system. */
export function watchTheme(listener: () => void): () => void {
  const observer = new MutationObserver(listener)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'data-colours'] })
  const system = ['(prefers-color-scheme: dark)', forcedColours].map((query) => window.matchMedia(query))
  for (const query of system) query.addEventListener('change', listener)
  return () => {
    observer.disconnect()
    for (const query of system) query.removeEventListener('change', listener)
  }
}
