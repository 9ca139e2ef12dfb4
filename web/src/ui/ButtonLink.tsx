import { Button, type ButtonProps } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { ComponentProps } from 'react'

type MantineButtonProps = ButtonProps & Omit<ComponentProps<'a'>, keyof ButtonProps>

function MantineButton(props: MantineButtonProps) {
  return <Button component="a" {...props} />
}

/** A link within the client that looks like the button it stands for. */
export const ButtonLink = createLink(MantineButton)
