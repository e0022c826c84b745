import { type FocusEvent, type KeyboardEvent, useRef } from 'react'

interface ReturnFocus {
  readonly onFocus: (event: FocusEvent<HTMLElement>) => void
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void
}

/** For a part of the page that one may come into by key: Escape leads back to where one came from. */
export function useReturnFocus(): ReturnFocus {
  const origin = useRef<Element>(null)
  return {
    onFocus({ currentTarget, relatedTarget }) {
      // Without an origin one came from no element, or from another window: then what was known holds.
      if (relatedTarget !== null && !currentTarget.contains(relatedTarget)) origin.current = relatedTarget
    },
    onKeyDown(event) {
      if (event.key !== 'Escape' || event.defaultPrevented || event.nativeEvent.isComposing) return
      event.preventDefault()
      focusFirst([origin.current, document.querySelector('.watchlist')])
      origin.current = null
    },
  }
}

/** What has gone or is not shown takes no focus. Where nothing does, keys are at least the page's again. */
function focusFirst(elements: readonly (Element | null)[]): void {
  for (const element of elements) {
    if (!(element instanceof HTMLElement)) continue
    element.focus()
    if (document.activeElement === element) return
  }
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
}
