import { createContext } from 'react'

/** The saved segment whose rule is being edited: it cannot name itself. Null for a new one. */
export const EditedSegmentContext = createContext<string | null>(null)
