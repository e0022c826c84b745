// @vitest-environment jsdom
import { describe, expect, it } from 'vitest'
import { keyFocus } from './key-focus.ts'

describe('where the focus is', () => {
  const at = (html: string) => {
    document.body.innerHTML = html
    return keyFocus(document.querySelector('[data-here]'))
  }

  it('is told from the element', () => {
    expect(keyFocus(null)).toBe('page')
    expect(at('<div data-here></div>')).toBe('page')
    expect(at('<input data-here>')).toBe('text')
    expect(at('<input type="search" data-here>')).toBe('text')
    expect(at('<input type="checkbox" data-here>')).toBe('control')
    expect(at('<textarea data-here></textarea>')).toBe('text')
    expect(at('<div role="textbox" data-here></div>')).toBe('text')
    expect(at('<div role="dialog"><input data-here></div>')).toBe('text')
    expect(at('<div role="dialog"><button data-here></button></div>')).toBe('overlay')
    expect(at('<button><span data-here></span></button>')).toBe('control')
    expect(at('<div data-keys="chart"><canvas data-here></canvas></div>')).toBe('chart')
    expect(at('<div data-keys="list"><div role="row" data-here></div></div>')).toBe('list')
    expect(at('<div data-keys="list"><button data-here></button></div>')).toBe('control')
  })
})
