// A file of our own around monaco-graphql's worker: imported directly, it
// builds but dies in development, where its dependencies stay CommonJS.
import 'monaco-graphql/esm/graphql.worker.js'
