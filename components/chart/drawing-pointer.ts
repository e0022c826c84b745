import { type DrawingMark, hitTolerance, touchTolerance } from '@/components/chart/drawing-mark.ts'
import type { ChartProjection } from '@/components/chart/drawing-projection.ts'
import { hitDrawings, type Point } from '@/lib/chart/drawing-geometry.ts'
import type { Drawing } from '@/lib/chart/drawings.ts'

/** What a pointer on the chart asks for. Points are in pixels of the pane. */
export interface PointerActions {
  readonly drawings: readonly Drawing[]
  /** A tool waits for a place. */
  readonly armed: boolean
  hover(mark: DrawingMark | undefined): void
  grab(mark: DrawingMark): void
  drag(mark: DrawingMark, from: Point, to: Point): void
  drop(): void
  /** For an armed tool; it moves with or without a button. */
  aim(point: Point, phase: 'down' | 'move' | 'up'): void
}

/** Takes presses on lines, and all while a tool is armed, before the chart scrolls by them. Returns what ends it. */
export function watchPointer(container: HTMLElement, projection: ChartProjection, actions: PointerActions): () => void {
  let held: { readonly mark: DrawingMark | undefined; readonly from: Point } | undefined

  const pointOf = (event: MouseEvent): Point | undefined => {
    const { left, top } = container.getBoundingClientRect()
    const point = { x: event.clientX - left, y: event.clientY - top }
    return point.x < 0 || point.y < 0 || point.x > projection.width || point.y > projection.height ? undefined : point
  }
  const markAt = (point: Point | undefined, { pointerType }: PointerEvent): DrawingMark | undefined => {
    if (point === undefined || actions.drawings.length === 0) return undefined
    const hit = hitDrawings(actions.drawings, point, projection, pointerType === 'touch' ? touchTolerance : hitTolerance)
    return hit === undefined ? undefined : { id: hit.id, part: hit.part }
  }
  const nearest = (event: MouseEvent): Point => {
    const { left, top } = container.getBoundingClientRect()
    return { x: event.clientX - left, y: Math.max(0, Math.min(event.clientY - top, projection.height)) }
  }

  const onDown = (event: PointerEvent): void => {
    if (event.button !== 0 || held !== undefined) return
    const point = pointOf(event)
    if (point === undefined) return
    const mark = actions.armed ? undefined : markAt(point, event)
    if (!actions.armed && mark === undefined) return
    held = { mark, from: point }
    container.setPointerCapture(event.pointerId)
    if (mark === undefined) actions.aim(point, 'down')
    else actions.grab(mark)
  }
  const onMove = (event: PointerEvent) => {
    if (held?.mark !== undefined) return actions.drag(held.mark, held.from, nearest(event))
    if (actions.armed) {
      const point = pointOf(event)
      if (point !== undefined) actions.aim(point, 'move')
    } else if (event.buttons === 0) actions.hover(markAt(pointOf(event), event))
  }
  const onUp = (event: PointerEvent): void => {
    if (held === undefined) return
    const { mark } = held
    held = undefined
    if (container.hasPointerCapture(event.pointerId)) container.releasePointerCapture(event.pointerId)
    if (mark === undefined) actions.aim(nearest(event), 'up')
    else actions.drop()
  }
  const onLeave = (): void => {
    if (held === undefined) actions.hover(undefined)
  }
  // The chart listens to mouse and touch, which follow the pointer's own events: what is held here must not scroll there.
  const keep = (event: Event): void => {
    if (held === undefined) return
    event.stopPropagation()
    if (event.cancelable) event.preventDefault()
  }

  const listeners: readonly (readonly [string, (event: never) => void, AddEventListenerOptions])[] = [
    ['pointerdown', onDown, { capture: true }],
    ['pointermove', onMove, { capture: true }],
    ['pointerup', onUp, { capture: true }],
    ['pointercancel', onUp, { capture: true }],
    ['pointerleave', onLeave, {}],
    ['mousedown', keep, { capture: true }],
    ['touchstart', keep, { capture: true, passive: false }],
    ['touchmove', keep, { capture: true, passive: false }],
  ]
  for (const [name, listener, options] of listeners) container.addEventListener(name, listener as EventListener, options)
  return () => {
    for (const [name, listener, options] of listeners) container.removeEventListener(name, listener as EventListener, options)
  }
}
