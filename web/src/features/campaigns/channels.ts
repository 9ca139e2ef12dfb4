import type { Channel } from '../../gql/graphql'

/** The ways that a message takes, as people call them. */
export const channelNames: Record<Channel, string> = {
  SMS: 'SMS',
  EMAIL: 'Email',
  WHATSAPP: 'WhatsApp',
}
