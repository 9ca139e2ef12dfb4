// The list of ready operations, as a pane of GraphiQL.
import { type GraphiQLPlugin, useGraphiQL, useGraphiQLActions } from '@graphiql/react'
import { IconBook } from '@tabler/icons-react'
import { type Example, examples } from './examples'

export const examplesPlugin: GraphiQLPlugin = {
  title: 'Examples',
  icon: () => <IconBook stroke={1.5} />,
  content: Examples,
}

function Examples() {
  const { addTab } = useGraphiQLActions()
  const queryEditor = useGraphiQL((state) => state.queryEditor)
  const variableEditor = useGraphiQL((state) => state.variableEditor)

  function open(example: Example): void {
    // What is being written is never overwritten.
    addTab()
    queryEditor?.setValue(example.query)
    variableEditor?.setValue(example.variables)
    // Left on the button, the keys that run an operation would open it again.
    queryEditor?.focus()
  }

  return (
    <div className="examples">
      {examples.map(({ area, operations }) => (
        <section key={area}>
          <h3>{area}</h3>
          <ul>
            {operations.map((example) => (
              <li key={example.name}>
                <button type="button" onClick={() => open(example)}>
                  {example.title}
                  <small>{example.name}</small>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}
