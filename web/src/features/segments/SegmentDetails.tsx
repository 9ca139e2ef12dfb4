import { Stack, TextInput } from '@mantine/core'

interface SegmentDetailsProps {
  name: string
  description: string
  nameRefusal: string | null
  descriptionRefusal: string | null
  /** For who cannot save it. */
  readOnly: boolean
  onName: (name: string) => void
  onDescription: (description: string) => void
}

export function SegmentDetails(props: SegmentDetailsProps) {
  const { name, description, nameRefusal, descriptionRefusal, readOnly } = props
  return (
    <Stack gap="sm" maw={640}>
      <TextInput
        label="Name"
        withAsterisk={!readOnly}
        readOnly={readOnly}
        maxLength={200}
        error={nameRefusal}
        value={name}
        onChange={(event) => props.onName(event.currentTarget.value)}
      />
      <TextInput
        label="What it is for"
        readOnly={readOnly}
        maxLength={2000}
        error={descriptionRefusal}
        value={description}
        onChange={(event) => props.onDescription(event.currentTarget.value)}
      />
    </Stack>
  )
}
