import type { ChartLayer, ChartSurface } from '@/components/chart/chart-layer.ts'
import { createDrawingHandles, type HandleText } from '@/components/chart/drawing-handles.ts'
import type { DrawingMark } from '@/components/chart/drawing-mark.ts'
import { watchPointer } from '@/components/chart/drawing-pointer.ts'
import { createDrawingPrimitive } from '@/components/chart/drawing-primitive.ts'
import { createProjection } from '@/components/chart/drawing-projection.ts'
import type { Point } from '@/lib/chart/drawing-geometry.ts'
import {
  type Anchor,
  type Drawing,
  type DrawingPart,
  describeDrawing,
  drawingsMax,
  moveDrawing,
  parseDrawings,
  serialiseDrawings,
} from '@/lib/chart/drawings.ts'

export type DrawingTool = Drawing['kind']

export interface DrawingLayerOptions {
  /** Above the chart, of its size: gets the handles. */
  readonly handlesRoot: HTMLElement
  /** The saved lines of a symbol. */
  readonly read: (symbol: string) => string | undefined
  /** `removed`: what is gone, for a person; undefined when nothing is. */
  readonly save: (symbol: string, text: string | undefined, removed?: string) => void
  readonly say: (text: string) => void
  /** What the armed tool waits for; undefined: none is armed. */
  readonly onTool: (text: string | undefined) => void
  readonly formatTime: (timeMs: number) => string
  /** The bar that keys mean: under the crosshair, else the newest, and the price there in ticks. */
  readonly cursor: () => { readonly index: number; readonly price: number } | undefined
  readonly focusChart: () => void
}

export interface DrawingLayer extends ChartLayer {
  /** The saved lines may have changed. */
  reload(): void
  /** The next presses on the chart place it. */
  arm(tool: DrawingTool): void
  /** Places it where keys mean, and gives it the focus. */
  placeAtCursor(tool: DrawingTool): void
}

// Long enough to be seen and taken hold of at the usual width of bars.
const trendBars = 20
const clickPixels = 4

export function createDrawingLayer(surface: ChartSurface, options: DrawingLayerOptions): DrawingLayer {
  const projection = createProjection(surface)
  let drawings: readonly Drawing[] = []
  let draft: Drawing | undefined
  let shownDrawings = drawings
  let selected: DrawingMark | undefined
  let hovered: DrawingMark | undefined
  let tool: DrawingTool | undefined
  let grabbed: Drawing | undefined
  let moved = false
  let told = ''

  const scene = {
    get drawings() {
      return shownDrawings
    },
    get selected() {
      return selected
    },
    get hovered() {
      return hovered
    },
    get armed() {
      return tool !== undefined
    },
  }
  const { primitive, redraw } = createDrawingPrimitive(surface, projection, scene, () => handles.place(drawings))
  const show = (): void => {
    shownDrawings = draft === undefined ? drawings : [...drawings, draft]
    handles.sync(drawings, describe)
    redraw()
  }

  const format = (ticks: number): string => surface.scale?.format(surface.scale.toChart(ticks)) ?? ''
  const describe = (drawing: Drawing, part: DrawingPart): HandleText => {
    if (drawing.kind === 'horizontal') return { label: 'Horizontal line', value: format(drawing.price), ticks: drawing.price }
    const { price, timeMs } = drawing[part === 'b' ? 'b' : 'a']
    const label = part === 'body' ? 'Trend line' : part === 'a' ? 'Trend line, first end' : 'Trend line, second end'
    const value =
      part === 'body' ? describeDrawing(drawing, format, options.formatTime) : `${format(price)}, ${options.formatTime(timeMs)}`
    return { label, value, ticks: price }
  }

  const change = (id: string, to: Drawing): void => {
    drawings = drawings.map((drawing) => (drawing.id === id ? to : drawing))
    moved = true
    show()
  }
  const save = (removed?: string): void => {
    moved = false
    const series = surface.shown?.series
    if (series === undefined) return
    const text = drawings.length === 0 ? undefined : serialiseDrawings(drawings, series.instrument.tickSize)
    options.save(series.symbol, text, removed)
  }
  const settle = (): void => {
    if (moved && grabbed === undefined) save()
  }
  const add = (drawing: Drawing) => {
    if (drawings.length >= drawingsMax) return options.say(`No more than ${drawingsMax} lines fit on one instrument.`)
    drawings = [...drawings, drawing]
    show()
    save()
  }
  const disarm = (): void => {
    tool = undefined
    draft = undefined
    document.removeEventListener('keydown', onToolKey, true)
    options.onTool(undefined)
    show()
  }
  const onToolKey = (event: KeyboardEvent): void => {
    if (tool === undefined || (event.key !== 'Escape' && event.key !== 'Enter')) return
    event.preventDefault()
    event.stopPropagation()
    const wanted = tool
    disarm()
    if (event.key === 'Enter') placeAtCursor(wanted)
  }

  const handles = createDrawingHandles(options.handlesRoot, projection, {
    select(mark) {
      selected = mark
      redraw()
    },
    move(mark, bars, ticks) {
      const drawing = drawings.find(({ id }) => id === mark.id)
      if (drawing === undefined) return
      const from = drawing.kind === 'trend' ? drawing[mark.part === 'b' ? 'b' : 'a'].timeMs : 0
      const byMs = bars === 0 || drawing.kind === 'horizontal' ? 0 : projection.stepTime(from, bars) - from
      change(mark.id, moveDrawing(drawing, mark.part, byMs, ticks))
    },
    settle,
    remove(mark) {
      const drawing = drawings.find(({ id }) => id === mark.id)
      if (drawing === undefined) return
      const position = drawings.indexOf(drawing)
      drawings = drawings.filter(({ id }) => id !== mark.id)
      selected = undefined
      show()
      save(`${drawing.kind === 'horizontal' ? `Line at ${format(drawing.price)}` : 'Trend line'} removed`)
      const next = drawings[Math.min(position, drawings.length - 1)]
      if (next === undefined) options.focusChart()
      else handles.focus({ id: next.id, part: 'body' })
    },
    leave: options.focusChart,
  })

  const aimHorizontal = (at: Anchor, phase: 'down' | 'move' | 'up') => {
    draft = { kind: 'horizontal', id: draft?.id ?? newId(), price: at.price }
    if (phase !== 'up') return show()
    const placed = draft
    disarm()
    finish(placed)
  }
  let pressedAt: Point | undefined
  const aimTrend = (at: Anchor, point: Point, phase: 'down' | 'move' | 'up') => {
    if (phase === 'down') pressedAt = point
    if (draft?.kind !== 'trend') {
      if (phase === 'down') {
        draft = { kind: 'trend', id: newId(), a: at, b: at, extend: 'none' }
        options.onTool('Trend line: click where it ends. Esc cancels.')
        show()
      }
      return
    }
    draft = { ...draft, b: at }
    const dragged = pressedAt !== undefined && Math.hypot(point.x - pressedAt.x, point.y - pressedAt.y) > clickPixels
    const apart = draft.a.timeMs !== at.timeMs || draft.a.price !== at.price
    // One press and a drag, or two clicks.
    if (phase === 'up' && apart && (dragged || secondClick)) {
      const placed = draft
      disarm()
      return finish(placed)
    }
    if (phase === 'up') secondClick = true
    show()
  }
  let secondClick = false
  const finish = (placed: Drawing): void => {
    add(placed)
    handles.focus({ id: placed.id, part: placed.kind === 'trend' ? 'b' : 'body' })
  }

  const unwatch = watchPointer(surface.container, projection, {
    get drawings() {
      return drawings
    },
    get armed() {
      return tool !== undefined
    },
    hover(mark) {
      if (mark?.id === hovered?.id && mark?.part === hovered?.part) return
      hovered = mark
      redraw()
    },
    grab(mark) {
      grabbed = drawings.find(({ id }) => id === mark.id)
      handles.focus(mark)
    },
    drag(mark, from, to) {
      const [start, end] = [projection.anchorAt(from), projection.anchorAt(to)]
      if (grabbed === undefined || start === undefined || end === undefined) return
      if (!moved && Math.hypot(to.x - from.x, to.y - from.y) < clickPixels) return
      const byMs = grabbed.kind === 'horizontal' ? 0 : end.timeMs - start.timeMs
      change(mark.id, moveDrawing(grabbed, mark.part, byMs, end.price - start.price))
    },
    drop() {
      grabbed = undefined
      settle()
    },
    aim(point, phase) {
      const at = projection.anchorAt(point)
      if (at === undefined) return
      if (tool === 'horizontal') aimHorizontal(at, phase)
      else aimTrend(at, point, phase)
    },
  })

  const placeAtCursor = (wanted: DrawingTool) => {
    const cursor = options.cursor()
    const bars = surface.shown?.bars
    const bar = cursor === undefined ? undefined : bars?.[cursor.index]
    if (bars === undefined || cursor === undefined || bar === undefined) return
    if (wanted === 'horizontal') return finish({ kind: 'horizontal', id: newId(), price: cursor.price })
    const b = { timeMs: bar.timeMs, price: cursor.price }
    const early = bars[Math.max(0, cursor.index - trendBars)] ?? bar
    const a =
      early === bar
        ? { timeMs: projection.stepTime(bar.timeMs, -trendBars), price: cursor.price }
        : { timeMs: early.timeMs, price: early.close }
    finish({ kind: 'trend', id: newId(), a, b, extend: 'none' })
  }

  const reload = (): void => {
    const series = surface.shown?.series
    const text = series === undefined ? undefined : options.read(series.symbol)
    if (grabbed !== undefined || moved) return
    const parsed = series === undefined || text === undefined ? undefined : parseDrawings(text, series.instrument.tickSize)
    drawings = parsed?.drawings ?? []
    if (parsed !== undefined && parsed.ignored.length > 0 && text !== undefined && told !== text) {
      told = text
      options.say(parsed.ignored.join(' '))
    }
    show()
  }

  surface.main.attachPrimitive(primitive)
  return {
    reload,
    isAbove: true,
    refill: reload,
    restyle: redraw,
    remount() {
      surface.main.attachPrimitive(primitive)
    },
    arm(wanted) {
      disarm()
      tool = wanted
      secondClick = false
      document.addEventListener('keydown', onToolKey, true)
      options.onTool(
        wanted === 'horizontal'
          ? 'Horizontal line: click on its price. Esc cancels.'
          : 'Trend line: click where it begins. Esc cancels.',
      )
    },
    placeAtCursor,
    destroy() {
      settle()
      disarm()
      unwatch()
      handles.destroy()
      surface.main.detachPrimitive(primitive)
    },
  }
}

/** Told apart from those of other tabs, which may write the same lines. */
function newId(): string {
  return `${Date.now().toString(36)}${Math.floor(Math.random() * 1e6).toString(36)}`
}
