import { Anchor, Text } from '@mantine/core'
import { useState } from 'react'
import type { Channel } from '../../../gql/graphql'
import { formatCount } from '../../../lib/format'
import { Suggestion } from '../../assistant/Suggestion'
import { TakeButtons } from '../../assistant/TakeButtons'
import { pictureAt } from './picture'
import classes from './SuggestPanel.module.css'
import type { MessageVariant } from './useMessageSuggestions'

interface MessageVariantCardProps {
  variant: MessageVariant
  /** The way that it was written for. */
  channel: Channel
  /** Whether it is what stands in the field. */
  isTaken: boolean
  onTake: () => void
}

/** A message that is suggested: what it says, why, how long it gets, and what it could show. */
export function MessageVariantCard(props: MessageVariantCardProps) {
  const { variant, channel, isTaken, onTake } = props
  const { message, reason, product, origin } = variant
  return (
    <Suggestion origin={origin} label={`Suggested message: ${message}`}>
      <Text className={classes['text']}>{message}</Text>
      <Text size="sm" c="dimmed">
        {reason} {describeLength(variant, channel)}
      </Text>
      {product && <Product product={product} />}
      <TakeButtons
        take="Use this message"
        taken="In the message"
        isTaken={isTaken}
        onTake={onTake}
      />
    </Suggestion>
  )
}

/** Of those it was rendered for; somebody else's name may be longer. */
function describeLength({ length, fits }: MessageVariant, channel: Channel): string {
  const characters = `Up to ${formatCount(length)} characters for those it was tried on`
  if (channel === 'SMS') return `${characters}: ${fits ? 'one SMS.' : 'more than one SMS.'}`
  return `${characters}: ${fits ? 'a good length.' : 'rather long.'}`
}

function Product({ product }: { product: NonNullable<MessageVariant['product']> }) {
  const { name, category, buyers, imageUrl } = product
  const picture = pictureAt(imageUrl)
  return (
    <div className={classes['product']}>
      {picture?.kind === 'own' && <Picture path={picture.path} />}
      <Text size="sm">
        Goes with <strong>{name}</strong>
        {category && ` (${category})`}: at least {formatCount(buyers)} of them bought it.
        {picture?.kind === 'elsewhere' && (
          <>
            {' '}
            <Anchor
              href={picture.url}
              target="_blank"
              rel="noreferrer"
              size="sm"
              underline="always"
              aria-label={`The picture of ${name}, in a new tab`}
            >
              Its picture
            </Anchor>
          </>
        )}
      </Text>
    </div>
  )
}

/** The name stands beside it; one that cannot be had leaves no hole. */
function Picture({ path }: { path: string }) {
  const [missing, setMissing] = useState(false)
  if (missing) return null
  return (
    <img
      src={path}
      alt=""
      width={56}
      height={56}
      loading="lazy"
      className={classes['picture']}
      onError={() => setMissing(true)}
    />
  )
}
