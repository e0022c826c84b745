/**
 * The library has a canvas of its own above each of those with prices and axes, for crosshairs and what else is on top. Such a
 * canvas has a picture while something is to be drawn, and no pixels otherwise, where the library draws nothing on it: where
 * there is no graphics card each would be copied for every frame of the page. It is not merely hidden: the browser makes a page
 * that draws on what it does not compose wait for the graphics (up to 26 ms a frame, traced). The library gives pixels back
 * when the chart changes its size.
 */
export function giveUpperCanvases(container: HTMLElement, drawn: boolean): void {
  for (const upper of container.querySelectorAll<HTMLCanvasElement>('canvas + canvas')) {
    const below = drawn ? upper.previousElementSibling : undefined
    const { width, height } = below instanceof HTMLCanvasElement ? below : none
    // Setting a size clears it.
    if (upper.width === width && upper.height === height) continue
    upper.width = width
    upper.height = height
  }
}

const none = { width: 0, height: 0 }
