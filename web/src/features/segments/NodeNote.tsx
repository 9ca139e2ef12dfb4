import { createContext, use } from 'react'
import { formatCount } from '../../lib/format'
import classes from './NodeNote.module.css'

/** What is known of the nodes on screen, by their ids. */
export interface NodeNotes {
  counts: ReadonlyMap<string, number>
  problems: ReadonlyMap<string, string>
  /** Nodes that somebody has not finished yet, which is no mistake of theirs until they save. */
  unfinished: ReadonlyMap<string, string>
  /** All customers. */
  everyone: number
  /** Whether the counts are those of the rule as it stands. */
  fresh: boolean
}

/** Apart from the builder's own data, so that a new count draws the counts alone. */
export const NodeNotesContext = createContext<NodeNotes>({
  counts: new Map(),
  problems: new Map(),
  unfinished: new Map(),
  everyone: 0,
  fresh: true,
})

/** How many customers a node is true of, and what is wrong with it. */
export function NodeNote({ id }: { id: string }) {
  const { counts, problems, unfinished, everyone, fresh } = use(NodeNotesContext)
  const count = counts.get(id)
  const problem = problems.get(id)
  const missing = unfinished.get(id)
  return (
    <>
      <span className={fresh ? classes['count'] : classes['old']} data-testid="node-count">
        {count === undefined ? '–' : formatCount(count)}
        <span className={classes['bar']} aria-hidden="true">
          <span style={{ inlineSize: `${everyone > 0 ? (100 * (count ?? 0)) / everyone : 0}%` }} />
        </span>
      </span>
      {problem ? (
        <span role="alert" className={classes['problem']}>
          {problem}
        </span>
      ) : (
        missing && <span className={classes['missing']}>{missing}</span>
      )}
    </>
  )
}
