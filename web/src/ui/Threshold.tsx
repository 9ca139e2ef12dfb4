// The frame around a page for those who are not in yet: the product's name, one
// column, nothing to go to.
import { Stack, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { ColorSchemeToggle } from './ColorSchemeToggle'
import classes from './Threshold.module.css'

export function Threshold({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className={classes['page']}>
      <header className={classes['bar']}>
        <ColorSchemeToggle />
      </header>
      <main className={classes['main']}>
        <div className={classes['brand']}>
          <img src="/icon.svg" alt="" width={22} height={22} />
          <span>Xeno</span>
        </div>
        <Stack>
          <Title order={1}>{title}</Title>
          {children}
        </Stack>
      </main>
    </div>
  )
}
