import { layoutKeys } from '@/lib/workspace/layout-keys.ts'
import { firstPanelsFromPx } from '@/lib/workspace/open-panels.ts'

// Without the modules of the page: it runs before they are there. workspace-store.ts does the same, thoroughly, later.
const source = `try{var w={},s=null,r=document.documentElement,d=r.dataset,z;r.style.fontSize='medium';z=parseFloat(getComputedStyle(r).fontSize)/16||1;r.style.fontSize='';if(z!==1)d.textScale=z;try{s=localStorage.getItem(${JSON.stringify(layoutKeys.current)});w=JSON.parse(s)||w}catch(e){}if(s===null)w.panels=innerWidth<${firstPanelsFromPx}*z?[]:['depth'];var q=new URLSearchParams(location.search),a=w.appearance||{},t=q.get('theme')||a.theme,c=q.get('colours')||a.colours,p=q.get('p'),n=q.get('pane')||w.pane;if(t==='dark'||t==='light')d.theme=t;if(/^[a-z-]+$/.test(c))d.colours=c;if(/^[a-z]+$/.test(n))d.pane=n;p=p===null?w.panels||[]:p==='-'?[]:p.split(',');p=p.concat(/^(list|chart)?$/.test(n||'')?[]:n).filter(Boolean);d.side=p.indexOf('heatmap')>=0?'wide':String(p.length>0);d.maximised=String(q.has('max')?q.get('max')==='1':w.maximised===true)}catch(e){}`

/** Sets theme, colours, the size of text and the division of the page before the first paint. Runs once, while the browser parses the page. */
export function PreferencesScript() {
  return (
    <script
      // biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours, without input
      dangerouslySetInnerHTML={{ __html: source }}
    />
  )
}
