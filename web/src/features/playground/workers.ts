// Where Monaco finds its workers: in this build, not on a content network.
// It must be imported before GraphiQL, which starts Monaco as it loads.
import type { Environment } from 'monaco-editor'
import EditorWorker from 'monaco-editor/esm/vs/editor/editor.worker.js?worker'
import JsonWorker from 'monaco-editor/esm/vs/language/json/json.worker.js?worker'
import GraphQLWorker from './graphql.worker.ts?worker'

const MonacoEnvironment: Environment = {
  getWorker(_id, label) {
    if (label === 'graphql') return new GraphQLWorker()
    if (label === 'json') return new JsonWorker()
    return new EditorWorker()
  },
}

Object.assign(globalThis, { MonacoEnvironment })
