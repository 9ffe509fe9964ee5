// Takes docs/summary.png: the job summary of a run of the built action against a stand-in, in GitHub's stylesheet.
// Needs Chromium, at CHROMIUM or /usr/bin/chromium.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { chromium } from 'playwright-core'
import { root, startJob } from '../stand-in/runner/runner.ts'
import { admin, openSite } from '../stand-in/site.ts'

const stylesheet = createRequire(import.meta.url).resolve('github-markdown-css/github-markdown-light.css')
const file = path.join(root, 'docs/summary.png')

const summary = await summaryOfRun()
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'], // loads nothing but the page below
})
const page = await browser.newPage({ viewport: { width: 1000, height: 600 }, deviceScaleFactor: 1.5 })
await page.setContent(`<!doctype html>
  <style>
    ${readFileSync(stylesheet, 'utf8')}
    body { margin: 0 }
    main { padding: 16px; background: #f6f8fa }
    section { border: 1px solid #d1d9e0; border-radius: 6px; background: white; overflow: hidden; font-family: sans-serif }
    header { padding: 16px; border-bottom: 1px solid #d1d9e0; font-size: 14px; font-weight: 600 }
    article { padding: 16px }
  </style>
  <main><section>
    <header>register summary</header>
    <article class="markdown-body">${summary}</article>
  </section></main>`)
await page.locator('main').screenshot({ path: file })
await browser.close()
console.log(`Wrote ${path.relative(root, file)}`)

/** One run with a list in which something becomes of each endpoint. */
async function summaryOfRun(): Promise<string> {
  const site = await openSite({ version: '2.23.0', https: true, admin })
  const job = startJob()
  const { engines } = site
  const step = { ...site.address, ...site.credentials(), concurrency: 1 } // for ids in order
  const existing = [
    { name: 'docker-1', 'endpoint-url': engines.plain },
    { name: 'old-1', 'endpoint-url': engines.plain },
  ]
  const tls = { 'tls-ca-cert': engines.ca, 'tls-cert': engines.client.cert, 'tls-key': engines.client.key }
  const items = [
    { ...existing[0], tags: ['production'] },
    { name: 'docker-2', 'endpoint-url': engines.secure, ...tls },
    { name: 'docker-3', 'endpoint-url': engines.nobody },
    { name: 'agent-1', type: 'agent', 'endpoint-url': engines.agent },
    { name: 'shop-1', type: 'edge-agent', 'endpoint-url': 'https://portainer.example.com' },
    { name: 'old-1', state: 'absent' },
  ]
  try {
    await job.main({ ...step, endpoints: JSON.stringify(existing) })
    return (await job.main({ ...step, endpoints: JSON.stringify(items) })).summary
  } finally {
    job.close()
    await site.close()
  }
}
