// Ready rules, each with how many it means right now.
import { Title } from '@mantine/core'
import { useId } from 'react'
import { useQuery } from 'urql'
import { graphql } from '../../gql'
import { formatCount } from '../../lib/format'
import classes from './TemplateGallery.module.css'
import { type Template, templates } from './templates'

const TemplateCount = graphql(`
  query TemplateCount($rule: RuleInput!) {
    segmentPreview(rule: $rule) {
      count
    }
  }
`)

interface TemplateGalleryProps {
  title: string
  onPick: (template: Template) => void
}

export function TemplateGallery({ title, onPick }: TemplateGalleryProps) {
  const id = useId()
  return (
    <section aria-labelledby={id}>
      <Title order={2} id={id} mb="sm">
        {title}
      </Title>
      <ul className={classes['gallery']}>
        {templates.map((template) => (
          <li key={template.name}>
            <button type="button" className={classes['card']} onClick={() => onPick(template)}>
              <span className={classes['name']}>{template.name}</span>
              <Count template={template} />
              <span className={classes['goal']}>{template.goal}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** A count that fails is no reason to hide the template. */
function Count({ template: { rule } }: { template: Template }) {
  const [{ data, error, stale }] = useQuery({ query: TemplateCount, variables: { rule } })
  const count = data?.segmentPreview.count
  return (
    <span className={classes['count']} data-testid="template-count" data-stale={stale || undefined}>
      {count === undefined ? (error ? '–' : '…') : formatCount(count)}
    </span>
  )
}
