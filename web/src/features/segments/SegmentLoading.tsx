import { Skeleton, Stack } from '@mantine/core'
import classes from './RuleEditor.module.css'

export function SegmentLoading() {
  return (
    <Stack gap="lg" aria-busy="true" aria-label="Loading the rule builder">
      <Skeleton height={36} width={240} />
      <Skeleton height={36} width={420} />
      <Skeleton height={132} maw={640} />
      <div className={classes['editor']}>
        <Skeleton height={240} />
        <Skeleton height={416} />
      </div>
    </Stack>
  )
}
