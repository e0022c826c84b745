'use client'

import { preferencesKey } from '@/components/workspace/preferences.ts'

const source = `try{var p=JSON.parse(localStorage.getItem(${JSON.stringify(preferencesKey)}))||{},d=document.documentElement.dataset;if(p.theme==='dark'||p.theme==='light')d.theme=p.theme;if(/^[a-z-]+$/.test(p.colours))d.colours=p.colours}catch(e){}`

/** Sets theme and colour convention before the first paint. Runs once, while the browser parses the page. */
export function PreferencesScript() {
  return (
    <script
      // React warns about scripts it renders in the browser; there this one has nothing left to do.
      type={typeof window === 'undefined' ? 'text/javascript' : 'text/plain'}
      suppressHydrationWarning
      // biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours, without input
      dangerouslySetInnerHTML={{ __html: source }}
    />
  )
}
