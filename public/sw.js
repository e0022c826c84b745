/**
 * Keeps the dashboard on the device, so that it opens without the server. What it keeps is one build's page and all of that
 * build's files together, in a cache of the build's version: never a page of one build with files of another. What it never
 * keeps, or even sees, is anything of /api, /udf or /stream: a price that was stored is not a price.
 *
 * A new build is noticed at each visit by its listing (scripts/shell-listing.ts), not by this file having changed.
 */
const prefix = 'ticklane-shell-'
const listing = '/_next/static/shell.json'
const page = '/'
// Longer than a slow server takes; a link that answers nothing at all must not keep the page from opening.
const answerWithinMs = 5000

self.addEventListener('install', (event) => {
  event.waitUntil(keepShell().then(() => self.skipWaiting()))
})
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin || pathname === listing) return
  if (request.mode === 'navigate') {
    if (pathname === page) event.respondWith(openPage(event))
  } else if (pathname.startsWith('/_next/static/')) event.respondWith(hashedFile(request))
  else if (pathname.startsWith('/icons/') || pathname === '/manifest.webmanifest') event.respondWith(plainFile(request))
})

/** An alert, where browsers let no page show one itself (components/alerts/notify.ts): back to the page that told it. */
self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(showPage())
})

async function showPage() {
  const [open] = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  return open === undefined ? self.clients.openWindow(page) : open.focus()
}

/** From the server whenever it answers; the page is the same for every address, which its scripts read. */
async function openPage(event) {
  const answer = fetch(event.request)
  try {
    const response = await Promise.race([answer, lateness()])
    if (response.ok) event.waitUntil(keepShell().catch((error) => console.warn('The page could not be kept:', error)))
    return response.status >= 500 ? ((await keptPage()) ?? response) : response
  } catch (error) {
    console.info('Opened from this device:', error.message)
    // Without a kept page there is only what the network says in the end.
    return (await keptPage()) ?? answer
  }
}

function lateness() {
  return new Promise((_, reject) => setTimeout(() => reject(new Error('The server does not answer')), answerWithinMs))
}

/** Named by its content: whichever build kept it, it is the right one. */
async function hashedFile(request) {
  const response = (await caches.match(request.url)) ?? (await fetch(request))
  return request.destination.endsWith('worker') ? withoutAddress(response) : response
}

/**
 * The address of a worker is that of the response with its script, unless that has none: then it is what the page asked for.
 * What the page tells a worker to begin with stands after the # there, which no cache keeps.
 */
function withoutAddress({ body, status, statusText, headers }) {
  return new Response(body, { status, statusText, headers })
}

async function plainFile(request) {
  try {
    return await fetch(request)
  } catch (error) {
    const kept = await caches.match(request.url)
    if (kept === undefined) throw error
    return kept
  }
}

/** Caches that hold a whole build, oldest first: the page goes in last. */
async function wholeShells() {
  const names = (await caches.keys()).filter((name) => name.startsWith(prefix))
  const whole = await Promise.all(names.map(async (name) => (await caches.open(name)).match(page)))
  return names.filter((_, index) => whole[index] !== undefined)
}

async function keptPage() {
  const newest = (await wholeShells()).at(-1)
  return newest === undefined ? undefined : (await caches.open(newest)).match(page)
}

let keeping = Promise.resolve()

/** The server's current build, whole, unless it is kept already. One after the other: visits may come fast. */
function keepShell() {
  const kept = keeping.then(keepCurrentBuild)
  keeping = kept.catch(() => undefined)
  return kept
}

async function keepCurrentBuild() {
  const { version, files } = await readListing()
  const name = prefix + version
  const before = await wholeShells()
  if (before.at(-1) === name) return
  // A build that came back must be the newest again.
  await caches.delete(name)
  try {
    await fill(await caches.open(name), version, files)
  } catch (error) {
    await caches.delete(name)
    throw error
  }
  // One build more stays: a page of it may still be open and load parts that the server no longer has.
  const stay = new Set([name, before.filter((each) => each !== name).at(-1)])
  const all = (await caches.keys()).filter((each) => each.startsWith(prefix))
  await Promise.all(all.filter((each) => !stay.has(each)).map((each) => caches.delete(each)))
}

async function fill(cache, version, files) {
  await Promise.all(files.map((file) => keepFile(cache, file)))
  const document = await load(page)
  if ((await readListing()).version !== version)
    throw new Error('The server changed its build meanwhile; the next visit keeps that')
  await cache.put(page, document)
}

async function keepFile(cache, file) {
  const known = file.startsWith('/_next/static/') ? await caches.match(file) : undefined
  await cache.put(file, known ?? (await load(file)))
}

async function readListing() {
  return await (await load(listing)).json()
}

async function load(path) {
  const response = await fetch(path, { cache: 'no-store', credentials: 'same-origin' })
  if (!response.ok) throw new Error(`Cannot keep ${path}: the server answered ${response.status}`)
  return response
}
