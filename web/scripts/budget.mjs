// Fails when the first load of the client grows past its budget, when Monaco
// finds its way into it, or when anything built would be fetched from elsewhere.
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const budget = 230_000 // bytes, gzip, script and style of every page but the playground
const dist = fileURLToPath(new URL('../dist/', import.meta.url))
const cdn =
  /https?:\/\/(?:[\w-]+\.)*(?:unpkg\.com|jsdelivr\.net|esm\.sh|cdnjs\.cloudflare\.com|googleapis\.com|gstatic\.com)/g
const failures = []

const page = await readFile(join(dist, 'index.html'), 'utf8')
const named = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map(
  ([, name]) => name,
)
if (named.length === 0)
  failures.push('dist/index.html names no script: the check has nothing to measure')

let total = 0
for (const name of named) {
  const text = await readFile(join(dist, name))
  const size = gzipSync(text).length
  total += size
  console.log(`${String(size).padStart(8)}  ${name}`)
  if (/monaco-editor|MonacoEnvironment/.test(text.toString()))
    failures.push(`${name} mentions Monaco`)
}
console.log(`${String(total).padStart(8)}  first load, gzip; budget ${budget}`)
if (total > budget) failures.push(`the first load is ${total - budget} bytes over its budget`)

for (const name of await readdir(dist, { recursive: true })) {
  if (!/\.(?:js|css|html)$/.test(name)) continue
  const found = (await readFile(join(dist, name), 'utf8')).match(cdn)
  if (found) failures.push(`${name} refers to ${[...new Set(found)].join(', ')}`)
}

for (const failure of failures) console.error(failure)
process.exitCode = failures.length === 0 ? 0 : 1
