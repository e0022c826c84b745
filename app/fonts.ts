import localFont from 'next/font/local'

/** Inter (OFL) from the npm package. `optional`: a slow link keeps the system's font rather than shift the page. */
export const inter = localFont({
  src: '../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  variable: '--font-inter',
  weight: '100 900',
  display: 'optional',
})
