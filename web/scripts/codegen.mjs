// Writes src/gql/ from the server's schema.graphql and the operations in src/.
// With --check it writes nothing and fails when what is there is stale.
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { preset } from '@graphql-codegen/client-preset'
import { codegen } from '@graphql-codegen/core'
import { buildSchema, parse } from 'graphql'

const web = fileURLToPath(new URL('..', import.meta.url))
const schemaFile = join(web, '../schema.graphql')
const output = join(web, 'src/gql/')
const operation = /\bgraphql\(\s*`([^`]*)`/g

const schemaText = await readFile(schemaFile, 'utf8')
const built = await buildFiles(buildSchema(schemaText), parse(schemaText), await operations())
if (process.argv.includes('--check')) await check(built)
else await write(built)

/** Every operation and fragment written as graphql(`…`) under src/. */
async function operations() {
  const names = (await readdir(join(web, 'src'), { recursive: true }))
    .filter((name) => /\.tsx?$/.test(name) && !name.startsWith('gql'))
    .toSorted()
  const documents = []
  for (const name of names) {
    const text = await readFile(join(web, 'src', name), 'utf8')
    for (const [, rawSDL] of text.matchAll(operation)) {
      documents.push({ location: `src/${name}`, rawSDL, document: parse(rawSDL) })
    }
  }
  return documents
}

async function buildFiles(schemaAst, schema, documents) {
  const outputs = await preset.buildGeneratesSection({
    baseOutputDir: 'src/gql/',
    schema,
    schemaAst,
    documents,
    pluginMap: {},
    plugins: [],
    config: {
      scalars: {
        ID: 'string',
        DateTime: 'string',
        Decimal: 'string',
        JSON: 'unknown',
        Rule: 'unknown',
      },
      strictScalars: true,
      enumsAsTypes: true,
      useTypeImports: true,
    },
    // Components take the type of their fragment; a mask around it would add a
    // call at each use and hide nothing that matters in a tree this shallow.
    presetConfig: { fragmentMasking: false },
    profiler: { run: (task) => task(), collect: () => [] },
  })
  const pending = outputs.map(async (options) => [
    options.filename.replace('src/gql/', ''),
    await codegen(options),
  ])
  return new Map(await Promise.all(pending))
}

async function write(files) {
  await mkdir(output, { recursive: true })
  for (const [name, text] of files) await writeFile(join(output, name), text)
}

async function check(files) {
  const stale = []
  for (const [name, text] of files) {
    const present = await readFile(join(output, name), 'utf8').catch(() => undefined)
    if (present !== text) stale.push(`src/gql/${name}`)
  }
  if (stale.length === 0) return
  console.error(`Stale: ${stale.join(', ')}. Run \`npm run codegen\` and commit the result.`)
  process.exitCode = 1
}
