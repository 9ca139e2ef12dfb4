// The parts of the settings, each with an address of its own.
import type { ComponentType } from 'react'
import type { Permission } from '../../gql/graphql'
import { AssistantSection } from './assistant/AssistantSection'
import { AuditSection } from './audit/AuditSection'
import { DeadLettersSection } from './deadLetters/DeadLettersSection'
import { ApiKeysSection } from './keys/ApiKeysSection'
import { PeopleSection } from './people/PeopleSection'

export interface Section {
  /** In the address. */
  key: string
  label: string
  needs: Permission
  /** For who may not see it. */
  denied: string
  content: ComponentType
}

export const sections: readonly Section[] = [
  {
    key: 'keys',
    label: 'API keys',
    needs: 'ADMINISTER',
    denied: 'API keys are for admins to make and revoke. Ask one if a script of yours needs a key.',
    content: ApiKeysSection,
  },
  {
    key: 'people',
    label: 'People',
    needs: 'ADMINISTER',
    denied: 'Who is let in, and as what, is for admins to see and to change.',
    content: PeopleSection,
  },
  {
    key: 'audit',
    label: 'Audit log',
    needs: 'ADMINISTER',
    denied: 'The audit log is for admins to read.',
    content: AuditSection,
  },
  {
    key: 'dead-letters',
    label: 'Dead letters',
    needs: 'INGEST',
    denied: 'Dead letters are for those who load data. An admin can make you a marketer.',
    content: DeadLettersSection,
  },
  {
    key: 'assistant',
    label: 'Assistant',
    needs: 'READ',
    denied: 'What the assistant was asked is for those who may look at campaigns.',
    content: AssistantSection,
  },
]
