// The frame around every page: where one is, whether the data is live, who is
// signed in, and in which zone times are shown.
import { Container } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useConnectionState } from '../lib/useConnection'
import { useViewer } from '../lib/viewer'
import { Account } from './Account'
import { ColorSchemeToggle } from './ColorSchemeToggle'
import { ConnectionBadge } from './ConnectionBadge'
import classes from './Shell.module.css'

export function Shell({ children }: { children: ReactNode }) {
  const state = useConnectionState()
  const { label, timeZone } = useViewer()
  return (
    <>
      <a className={classes['skip']} href="#content">
        Skip to the content
      </a>
      <header className={classes['header']}>
        <Container size="md" className={classes['bar']}>
          <Link to="/" className={classes['brand']} aria-label="Xeno, home">
            <img src="/icon.svg" alt="" width={22} height={22} />
            <span>Xeno</span>
          </Link>
          <nav className={classes['nav']} aria-label="Main">
            <Link to="/" activeOptions={{ exact: true }}>
              Campaigns
            </Link>
            <a href="/playground">Playground</a>
          </nav>
          <div className={classes['side']}>
            <ConnectionBadge state={state} />
            <ColorSchemeToggle />
            <Account />
          </div>
        </Container>
      </header>
      <Container size="md" component="main" id="content" tabIndex={-1} py="xl">
        {children}
      </Container>
      <Container size="md" component="footer" className={classes['foot']}>
        Signed in as {label}. Times are shown in {timeZone}.
      </Container>
    </>
  )
}
