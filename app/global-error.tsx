'use client'

import ErrorPage from '@/app/error.tsx'
import { inter } from '@/app/fonts.ts'
import '@/app/globals.css'

export default function GlobalErrorPage(props: Parameters<typeof ErrorPage>[0]) {
  return (
    <html lang="en" className={inter.variable}>
      <body>
        <ErrorPage {...props} />
      </body>
    </html>
  )
}
