import { Button, Text } from '@mantine/core'
import { IconFileImport } from '@tabler/icons-react'
import { useDropzone } from 'react-dropzone'
import classes from './FileDrop.module.css'

interface FileDropProps {
  onFile: (file: File) => void
  /** Several were dropped. */
  onSeveral: () => void
  busy: boolean
}

/** Takes one file, dropped or chosen. */
export function FileDrop({ onFile, onSeveral, busy }: FileDropProps) {
  const { getRootProps, getInputProps, isDragActive, open } = useDropzone({
    multiple: false,
    noClick: true,
    noKeyboard: true,
    onDrop: ([file], refused) => {
      if (refused.length > 0) onSeveral()
      else if (file) onFile(file)
    },
  })
  return (
    <div
      {...getRootProps({ className: classes['zone'], 'data-active': isDragActive || undefined })}
    >
      <input {...getInputProps({ 'aria-label': 'File to import' })} />
      <IconFileImport size={32} stroke={1.4} aria-hidden="true" />
      <Text fw={550}>{isDragActive ? 'Let it go here' : 'Drop a CSV or NDJSON file here'}</Text>
      <Button onClick={open} loading={busy}>
        Choose a file
      </Button>
      <Text size="xs" c="dimmed">
        It is read here in the browser, however large, and sent a few thousand rows at a time.
      </Text>
    </div>
  )
}
