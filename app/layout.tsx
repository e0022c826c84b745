import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import { inter } from '@/app/fonts.ts'
import '@/app/globals.css'
import { TokenScript } from '@/components/connection/token-script.tsx'
import { PreferencesScript } from '@/components/workspace/preferences-script.tsx'

export const metadata: Metadata = {
  title: { default: 'Ticklane', template: '%s · Ticklane' },
  description: 'Live market prices: watchlist, charts and the state of the stream behind them.',
  applicationName: 'Ticklane',
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  themeColor: [
    { media: '(prefers-color-scheme: dark)', color: '#0a0c10' },
    { media: '(prefers-color-scheme: light)', color: '#eceef2' },
  ],
}

export default function RootLayout({ children }: { readonly children: ReactNode }) {
  return (
    // The script below sets data attributes before React sees the element.
    <html lang="en" className={inter.variable} data-pane="list" suppressHydrationWarning>
      <head>
        <TokenScript />
        <PreferencesScript />
      </head>
      <body>{children}</body>
    </html>
  )
}
