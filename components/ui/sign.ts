type Sign = 'up' | 'down' | 'none'

/** Which way a change goes: of what is coloured by it (styles/change.css). */
export function signOf(change: number): Sign {
  return change > 0 ? 'up' : change < 0 ? 'down' : 'none'
}

export function setSign(element: HTMLElement, change: number): void {
  const sign = signOf(change)
  if (element.dataset.sign !== sign) element.dataset.sign = sign
}
