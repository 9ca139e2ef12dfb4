import { Text } from '@mantine/core'
import type { Channel } from '../../gql/graphql'
import { formatCount } from '../../lib/format'
import classes from './MessageLength.module.css'
import { measureSms } from './sms'

/** The longest message, in bytes of UTF-8. */
const LONGEST = 4096

/** How much of its room a message takes; as SMS also in how many parts it is sent and charged. */
export function MessageLength({ text, channel }: { text: string; channel: Channel }) {
  const { taken, room, words } = channel === 'SMS' ? asSms(text) : asBytes(text)
  return (
    <div>
      <meter
        className={classes['meter']}
        aria-label="Length of the message"
        min={0}
        max={room}
        value={Math.min(taken, room)}
      />
      <Text size="xs" c="dimmed" className={classes['words']}>
        {words}
      </Text>
    </div>
  )
}

function asSms(text: string) {
  const { length, room, parts, outside } = measureSms(text)
  const sent = parts === 1 ? '1 SMS' : `${formatCount(parts)} SMS`
  const why =
    outside === null ? '' : ` “${outside}” makes each of them shorter: 70 places and not 160.`
  const words = `${formatCount(length)} of ${formatCount(room)} places · sent as ${sent}.${why}`
  return { taken: length, room, words }
}

function asBytes(text: string) {
  const taken = new TextEncoder().encode(text).length
  return { taken, room: LONGEST, words: `${formatCount(taken)} of ${formatCount(LONGEST)} bytes` }
}
