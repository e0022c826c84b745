// @vitest-environment jsdom
import { act, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { lazy, type ReactElement, Suspense } from 'react'
import { expect, test } from 'vitest'
import { Menu } from '@/components/ui/menu.tsx'

/** jsdom has no popovers: this is what the browser does with one. */
function open(): void {
  const popover = screen.getByRole('dialog', { hidden: true })
  popover.style.display = 'block'
  for (const name of ['beforetoggle', 'toggle']) fireEvent(popover, Object.assign(new Event(name), { newState: 'open' }))
}

const Choices = () => (
  <>
    <input type="radio" aria-label="Dark" />
    <input type="radio" aria-label="Light" />
  </>
)

function show() {
  const { promise, resolve } = Promise.withResolvers<{ default: () => ReactElement }>()
  const Late = lazy(() => promise)
  render(
    <>
      <Menu label="Settings" face="Settings">
        {(_, open) =>
          open && (
            <Suspense fallback={<p>Loading</p>}>
              <Late />
            </Suspense>
          )
        }
      </Menu>
      <button type="button">Elsewhere</button>
    </>,
  )
  const button = screen.getByRole('button', { name: 'Settings' })
  button.focus()
  act(open)
  return { button, arrive: () => resolve({ default: Choices }) }
}

const choice = () => screen.findByRole('radio', { name: 'Dark' })

test('what is loaded when a menu is first opened takes the focus when it comes', async () => {
  const { button, arrive } = show()
  expect(document.activeElement).toBe(button)
  arrive()
  const first = await choice()
  await waitFor(() => expect(document.activeElement).toBe(first))
})

test('whoever went on meanwhile keeps the focus', async () => {
  const { arrive } = show()
  const elsewhere = screen.getByRole('button', { name: 'Elsewhere' })
  elsewhere.focus()
  arrive()
  await choice()
  expect(document.activeElement).toBe(elsewhere)
})
