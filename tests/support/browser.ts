import { existsSync } from 'node:fs'
import sparticuz from '@sparticuz/chromium'
import { type Browser, type BrowserServer, chromium } from 'playwright-core'

const arguments_ = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
]

const installedElsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
]

/** The browser that `npm ci` brings on Linux x64; elsewhere any installed Chrome, or CHROME_PATH. */
export async function launchBrowser(extraArguments: readonly string[] = []): Promise<Browser> {
  return await chromium.launch(await launchOptions(extraArguments))
}

/** The same for several processes, which connect to it. */
export async function launchBrowserServer(): Promise<BrowserServer> {
  return await chromium.launchServer({ ...(await launchOptions()), host: '127.0.0.1' })
}

async function launchOptions(extraArguments: readonly string[] = []) {
  return { executablePath: await browserPath(), headless: true, args: [...arguments_, ...extraArguments] }
}

async function browserPath(): Promise<string> {
  const configured = process.env.CHROME_PATH
  if (configured !== undefined) return configured
  if (process.platform === 'linux' && process.arch === 'x64') return await sparticuz.executablePath()
  const found = installedElsewhere.find((path) => existsSync(path))
  if (found === undefined) throw new Error('Cannot find a browser: install Chrome, or set CHROME_PATH to its executable')
  return found
}
