import { Button, TextInput } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconLink } from '@tabler/icons-react'
import { useRouter } from '@tanstack/react-router'
import type { RuleInput } from '../../gql/graphql'

interface CopyLinkProps {
  /** Null for a new one. */
  segmentId: string | null
  /** Null where it is the saved one, which needs no telling. */
  rule: RuleInput | null
  disabled: boolean
}

/** The address of the rule as it stands; the one of the page follows it a moment later. */
export function CopyLink({ segmentId, rule, disabled }: CopyLinkProps) {
  const { copy, copied, error } = useClipboard()
  const router = useRouter()
  const search = rule ? { rule: JSON.stringify(rule) } : {}
  const { href } = router.buildLocation(
    segmentId
      ? { to: '/segments/$segmentId', params: { segmentId }, search }
      : { to: '/segments/new', search },
  )
  const link = new URL(href, window.location.origin).href
  return (
    <>
      <Button
        variant="default"
        leftSection={copied ? <IconCheck size={16} /> : <IconLink size={16} />}
        disabled={disabled}
        onClick={() => copy(link)}
      >
        {copied ? 'Copied' : 'Copy link'}
      </Button>
      {error && (
        <TextInput
          w="100%"
          maw={640}
          label="Link"
          description="The browser does not let us copy; select the link and copy it."
          readOnly
          value={link}
          onFocus={(event) => event.currentTarget.select()}
        />
      )}
    </>
  )
}
