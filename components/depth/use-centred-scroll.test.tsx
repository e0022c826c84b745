// @vitest-environment jsdom
import { act, fireEvent, render, screen } from '@testing-library/react'
import { useRef } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useCentredScroll } from '@/components/depth/use-centred-scroll.ts'

const contentHeight = 800
let height: number
let resize: (to: number) => void

beforeEach(() => {
  height = 200
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockImplementation(() => height)
  vi.spyOn(HTMLElement.prototype, 'scrollHeight', 'get').mockReturnValue(contentHeight)
  vi.stubGlobal(
    'ResizeObserver',
    class {
      constructor(onResize: () => void) {
        resize = (to) => {
          height = to
          act(onResize)
        }
      }
      observe = () => undefined
      disconnect = () => undefined
    },
  )
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

function Scroller({ subject }: { readonly subject: string }) {
  const scroller = useRef<HTMLElement>(null)
  return <section ref={scroller} aria-label="Scroller" onScroll={useCentredScroll(scroller, subject, 20)} />
}
const scroller = () => screen.getByRole('region')

test('the middle is seen at first, and for another subject again', () => {
  const { rerender } = render(<Scroller subject="A" />)
  expect(scroller().scrollTop).toBe(300)
  fireEvent.scroll(scroller(), { target: { scrollTop: 20 } })
  rerender(<Scroller subject="A" />)
  expect(scroller().scrollTop).toBe(20)
  rerender(<Scroller subject="B" />)
  expect(scroller().scrollTop).toBe(300)
})

test('what is in the middle stays there while the room for it changes', () => {
  render(<Scroller subject="A" />)
  resize(400)
  expect(scroller().scrollTop).toBe(200)
  fireEvent.scroll(scroller(), { target: { scrollTop: 150 } })
  resize(200)
  expect(scroller().scrollTop).toBe(250)
})

test('a row at the top is whole, in whatever room, until somebody scrolls', () => {
  render(<Scroller subject="A" />)
  resize(230)
  expect(scroller().scrollTop).toBe(280)
  fireEvent.scroll(scroller())
  resize(250)
  expect(scroller().scrollTop).toBe(280)
  resize(270)
  fireEvent.scroll(scroller())
  expect(scroller().scrollTop).toBe(260)
  fireEvent.scroll(scroller(), { target: { scrollTop: 263 } })
  resize(290)
  expect(scroller().scrollTop).toBe(253)
})
