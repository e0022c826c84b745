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
  readonly upVolume: string
  readonly downVolume: string
  readonly accent: string
  /** Of indicators, in the order they are taken. */
  readonly plots: readonly string[]
  /** Of compared instruments. */
  readonly compared: readonly string[]
  readonly warning: string
  /** Of lines drawn by hand. */
  readonly drawing: string
  readonly fontFamily: string
}

/** As the variables stand at `element` now. */
export function readChartTheme(element: HTMLElement): ChartTheme {
  const probe = document.createElement('span')
  probe.hidden = true
  element.append(probe)
  // A variable may hold light-dark() or another variable; only a computed colour is a colour.
  const resolve = (name: string): string => {
    probe.style.color = `var(--${name})`
    return getComputedStyle(probe).color
  }
  const theme: ChartTheme = {
    background: resolve('panel'),
    text: resolve('ink-2'),
    grid: withAlpha(resolve('line'), 0.55),
    line: resolve('line'),
    crosshair: resolve('ink-3'),
    label: resolve('line-strong'),
    up: resolve('up'),
    down: resolve('down'),
    upVolume: withAlpha(resolve('up'), 0.32),
    downVolume: withAlpha(resolve('down'), 0.32),
    accent: resolve('accent'),
    plots: ['blue', 'orange', 'violet', 'teal'].map(resolve),
    compared: ['violet', 'teal', 'orange', 'blue', 'ink-2'].map(resolve),
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

/** Calls whenever theme or colour convention changed, by the viewer or by the system. */
export function watchTheme(listener: () => void): () => void {
  const observer = new MutationObserver(listener)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'data-colours'] })
  const system = window.matchMedia('(prefers-color-scheme: dark)')
  system.addEventListener('change', listener)
  return () => {
    observer.disconnect()
    system.removeEventListener('change', listener)
  }
}
