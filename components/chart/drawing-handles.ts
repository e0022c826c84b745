import { type DrawingMark, handleInset } from '@/components/chart/drawing-mark.ts'
import type { ChartProjection } from '@/components/chart/drawing-projection.ts'
import { drawingSegment, type Point } from '@/lib/chart/drawing-geometry.ts'
import type { Drawing, DrawingPart } from '@/lib/chart/drawings.ts'

/** What keys on a handle ask for. */
export interface HandleActions {
  select(mark: DrawingMark | undefined): void
  move(mark: DrawingMark, bars: number, ticks: number): void
  /** Keys are let go of: what was moved is to be kept. */
  settle(): void
  remove(mark: DrawingMark): void
  /** Away from the lines, back to the chart. */
  leave(): void
}

/** How a part of a line reads: its name, and where it is. */
export interface HandleText {
  readonly label: string
  readonly value: string
  readonly ticks: number
}

/** One focusable place per line, three for a trend line: whatever a pointer can drag, keys move and a screen reader names. */
export interface DrawingHandles {
  sync(drawings: readonly Drawing[], describe: (drawing: Drawing, part: DrawingPart) => HandleText): void
  place(drawings: readonly Drawing[]): void
  focus(mark: DrawingMark): void
  destroy(): void
}

const size = 24
const farther = 10

export function createDrawingHandles(root: HTMLElement, projection: ChartProjection, actions: HandleActions): DrawingHandles {
  const handles = new Map<string, HTMLElement>()
  const markOf = (target: EventTarget | null): DrawingMark | undefined => {
    if (!(target instanceof HTMLElement)) return undefined
    const { line, part } = target.dataset
    return line === undefined || (part !== 'a' && part !== 'b' && part !== 'body') ? undefined : { id: line, part }
  }

  const onKey = (event: KeyboardEvent): void => {
    const mark = markOf(event.target)
    if (mark === undefined || event.altKey) return
    const vertical = event.ctrlKey || event.metaKey ? 1 : projection.ticksPerPixel() * (event.shiftKey ? farther : 1)
    const bars = event.shiftKey ? farther : 1
    switch (event.key) {
      case 'ArrowUp':
        actions.move(mark, 0, vertical)
        break
      case 'ArrowDown':
        actions.move(mark, 0, -vertical)
        break
      case 'ArrowLeft':
        actions.move(mark, -bars, 0)
        break
      case 'ArrowRight':
        actions.move(mark, bars, 0)
        break
      case 'PageUp':
        actions.move(mark, 0, projection.ticksPerPixel() * farther)
        break
      case 'PageDown':
        actions.move(mark, 0, -projection.ticksPerPixel() * farther)
        break
      case 'Delete':
      case 'Backspace':
        actions.remove(mark)
        break
      case 'Escape':
        actions.leave()
        break
      default:
        return
    }
    event.preventDefault()
    event.stopPropagation()
  }
  const onFocus = (event: FocusEvent): void => actions.select(markOf(event.target))
  const onBlur = (): void => {
    actions.settle()
    actions.select(undefined)
  }
  root.addEventListener('keydown', onKey)
  root.addEventListener('keyup', actions.settle)
  root.addEventListener('focusin', onFocus)
  root.addEventListener('focusout', onBlur)

  return {
    sync(drawings, describe) {
      const wanted = new Set<string>()
      for (const drawing of drawings) {
        for (const part of partsOf(drawing)) {
          const key = keyOf(drawing.id, part)
          wanted.add(key)
          const handle = handles.get(key) ?? make(drawing.id, part)
          if (!handles.has(key)) root.append(handle)
          handles.set(key, handle)
          const { label, value, ticks } = describe(drawing, part)
          handle.setAttribute('aria-label', label)
          handle.setAttribute('aria-valuetext', value)
          handle.setAttribute('aria-valuenow', String(ticks))
        }
      }
      for (const [key, handle] of handles) {
        if (wanted.has(key)) continue
        handles.delete(key)
        handle.remove()
      }
    },
    place(drawings) {
      for (const drawing of drawings) {
        for (const part of partsOf(drawing)) {
          const handle = handles.get(keyOf(drawing.id, part))
          const at = handle === undefined ? undefined : positionOf(drawing, part, projection)
          if (handle === undefined || at === undefined) continue
          const transform = `translate(${at.x}px, ${at.y}px)`
          // Called for every frame that is drawn: most move nothing.
          if (handle.style.transform !== transform) handle.style.transform = transform
        }
      }
    },
    focus({ id, part }) {
      handles.get(keyOf(id, part))?.focus({ preventScroll: true })
    },
    destroy() {
      root.removeEventListener('keydown', onKey)
      root.removeEventListener('keyup', actions.settle)
      root.removeEventListener('focusin', onFocus)
      root.removeEventListener('focusout', onBlur)
      root.replaceChildren()
    },
  }
}

function partsOf({ kind }: Drawing): readonly DrawingPart[] {
  return kind === 'horizontal' ? ['body'] : ['body', 'a', 'b']
}

function keyOf(id: string, part: DrawingPart): string {
  return `${part} ${id}`
}

function make(id: string, part: DrawingPart): HTMLElement {
  const handle = document.createElement('div')
  handle.className = 'drawing-handle'
  handle.dataset.line = id
  handle.dataset.part = part
  handle.tabIndex = 0
  handle.setAttribute('role', 'slider')
  handle.setAttribute('aria-orientation', 'vertical')
  handle.setAttribute('aria-valuemin', '1')
  handle.setAttribute('aria-valuemax', String(Number.MAX_SAFE_INTEGER))
  return handle
}

/** Its top left corner; at the edge of the pane where the part is out of view, so that the focus is always seen. */
function positionOf(drawing: Drawing, part: DrawingPart, projection: ChartProjection): Point {
  const middle = centreOf(drawing, part, projection) ?? { x: 0, y: 0 }
  const inside = (value: number, room: number): number => Math.round(Math.max(0, Math.min(value - size / 2, room - size)))
  return { x: inside(middle.x, projection.width), y: inside(middle.y, projection.height) }
}

function centreOf(drawing: Drawing, part: DrawingPart, projection: ChartProjection): Point | undefined {
  if (drawing.kind === 'horizontal') return { x: projection.width - handleInset, y: projection.y(drawing.price) ?? 0 }
  if (part !== 'body') {
    const { timeMs, price } = drawing[part]
    return { x: projection.x(timeMs) ?? 0, y: projection.y(price) ?? 0 }
  }
  const segment = drawingSegment(drawing, projection)
  if (segment === undefined) return undefined
  return { x: (segment.from.x + segment.to.x) / 2, y: (segment.from.y + segment.to.y) / 2 }
}
