import { VisuallyHidden } from '@mantine/core'
import type { CampaignTagsFieldsFragment } from '../../gql/graphql'
import { AnchorLink } from '../../ui/AnchorLink'
import classes from './TagList.module.css'

/** Each tag leads to the campaigns that have it. */
export function TagList({ tags }: Pick<CampaignTagsFieldsFragment, 'tags'>) {
  if (tags.length === 0) return null
  return (
    <ul className={classes['tags']} aria-label="Tags">
      {tags.map(({ name, suggested }) => (
        <li key={name}>
          <AnchorLink
            to="/campaigns"
            search={{ tag: name }}
            className={classes['tag']}
            data-suggested={suggested || undefined}
            {...(suggested && { title: 'Suggested' })}
          >
            {name}
            {suggested && <VisuallyHidden>, suggested</VisuallyHidden>}
          </AnchorLink>
        </li>
      ))}
    </ul>
  )
}
