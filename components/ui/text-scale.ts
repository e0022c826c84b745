/**
 * How much larger letters are than the usual 16 px: what the viewer asked the browser for, as a script of the page found it before
 * anything was drawn. Style sheets follow by themselves (postcss.config.mjs); this is for what is computed in pixels. 1 at the
 * server, which knows nothing of it.
 */
export const textScale = typeof document === 'undefined' ? 1 : Number(document.documentElement.dataset.textScale ?? 1)
