// A dialog is there while it is rendered. Whoever closes it is where they were
// before it, which Mantine's own way back does not do for one that is taken
// away whole.
import { Modal, type ModalProps, Text } from '@mantine/core'
import { useEffect, useState } from 'react'

interface DialogProps extends Omit<ModalProps, 'opened' | 'title' | 'returnFocus'> {
  title: string
}

export function Dialog({ title, ...others }: DialogProps) {
  useWayBack()
  return (
    <Modal
      opened
      title={<Text fw={600}>{title}</Text>}
      closeButtonProps={{ 'aria-label': 'Close' }}
      returnFocus={false}
      {...others}
    />
  )
}

function useWayBack(): void {
  const [from] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      // Wherever else the focus was led meanwhile, it stays.
      if (document.activeElement && document.activeElement !== document.body) return
      // What was pressed may be gone, or be off while its deed is done.
      const there = from instanceof HTMLElement && from.isConnected && !from.matches(':disabled')
      const place = there ? from : document.getElementById('content')
      place?.focus({ preventScroll: true })
    },
    [from],
  )
}
