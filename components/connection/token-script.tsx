import { tokenChangedEvent, tokenKey } from '@/lib/stream/page-token.ts'

/**
 * Takes `#token=` out of the address before anything else of the page runs, so that nothing can copy, log or send it: kept for
 * the tab in its storage, and where that is not allowed for as long as the page is open. What is no token never gets further.
 */
export const tokenScript = `(function(){var t=/^[\\w.~+\\/=-]{1,8192}$/,k=${JSON.stringify(tokenKey)};function has(s){if(!t.test(s||''))return false;window.ticklaneToken=s;return true}function take(){var f,r=location.hash.slice(1).split('&').filter(function(p){if(p.slice(0,6)!=='token=')return p;f=p.slice(6);return false}).join('&');if(f===undefined)return;history.replaceState(history.state,'',location.pathname+location.search+(r&&'#'+r));try{f=decodeURIComponent(f)}catch(e){}if(!has(f))return;try{sessionStorage.setItem(k,f)}catch(e){}dispatchEvent(new Event(${JSON.stringify(tokenChangedEvent)}))}try{has(sessionStorage.getItem(k))}catch(e){}take();addEventListener('hashchange',take)})()`

/** Runs once, while the browser parses the page, and whenever a token is put into the address of an open one. */
export function TokenScript() {
  return (
    <script
      // biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours, without input
      dangerouslySetInnerHTML={{ __html: tokenScript }}
    />
  )
}
