import { Skeleton, Stack } from '@mantine/core'

/** As high as the rows that are to come. */
export function LoadingRows({ label }: { label: string }) {
  return (
    <Stack gap="xs" aria-busy="true" aria-label={label}>
      {['first', 'second', 'third'].map((row) => (
        <Skeleton key={row} height={62} />
      ))}
    </Stack>
  )
}
