'use client'

import { layoutKeys } from '@/lib/workspace/layouts.ts'

// Without the modules of the page: it runs before they are there. workspace-store.ts does the same, thoroughly, later.
const source = `try{var w=JSON.parse(localStorage.getItem(${JSON.stringify(layoutKeys.current)})),q=new URLSearchParams(location.search),a=w&&w.appearance||{},d=document.documentElement.dataset,t=q.get('theme')||a.theme,c=q.get('colours')||a.colours;if(t==='dark'||t==='light')d.theme=t;if(/^[a-z-]+$/.test(c))d.colours=c}catch(e){}`

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
