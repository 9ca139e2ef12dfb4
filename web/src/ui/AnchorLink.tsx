import { Anchor, type AnchorProps } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { ComponentProps } from 'react'

type MantineAnchorProps = AnchorProps & Omit<ComponentProps<'a'>, keyof AnchorProps>

function MantineAnchor(props: MantineAnchorProps) {
  return <Anchor {...props} />
}

/** A link within the client, its path and parameters checked by the router's types. */
export const AnchorLink = createLink(MantineAnchor)
