// The frame around every page: where one is, where one can go, whether the
// data is live, who is signed in, and in which zone times are shown.
import { AppShell, Burger } from '@mantine/core'
import { useDisclosure, useHotkeys, useMediaQuery } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { Link, useLocation } from '@tanstack/react-router'
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react'
import { loadCode } from '../lib/loadCode'
import { useConnectionState } from '../lib/useConnection'
import { useViewer } from '../lib/viewer'
import { Account } from './Account'
import { ColorSchemeToggle } from './ColorSchemeToggle'
import { ConnectionBadge } from './ConnectionBadge'
import { usePlaces } from './places'
import classes from './Shell.module.css'

// Whoever never asks for it never loads it.
const CommandPalette = lazy(async () => ({
  default: (await loadCode(() => import('./CommandPalette'))).CommandPalette,
}))

export function Shell({ children }: { children: ReactNode }) {
  const [menuOpened, menu] = useDisclosure(false)
  // On a phone the menu lies over the page; beside it, it is always there.
  const narrow = useMediaQuery('(max-width: 47.99em)')
  const covering = menuOpened && narrow
  const burger = useRef<HTMLButtonElement>(null)
  const closeMenu = () => {
    menu.close()
    burger.current?.focus()
  }
  const [paletteWanted, setPaletteWanted] = useState(false)
  const wantPalette = () => setPaletteWanted(true)
  useHotkeys([['mod+K', wantPalette]], [])
  useHotkeys(covering ? [['Escape', closeMenu]] : [])
  useFocusOnArrival(menu.close)
  return (
    <AppShell
      padding={{ base: 'md', sm: 'xl' }}
      header={{ height: 56 }}
      navbar={{ width: 224, breakpoint: 'sm', collapsed: { mobile: !menuOpened } }}
    >
      <a className={classes['skip']} href="#content">
        Skip to the content
      </a>
      <AppShell.Header className={classes['bar']}>
        <Burger
          ref={burger}
          opened={menuOpened}
          onClick={menu.toggle}
          hiddenFrom="sm"
          size="sm"
          aria-label={menuOpened ? 'Close the menu' : 'Open the menu'}
          aria-expanded={menuOpened}
        />
        <Link to="/" className={classes['brand']} aria-label="Xeno, home">
          <img src="/icon.svg" alt="" width={22} height={22} />
          <span>Xeno</span>
        </Link>
        <button type="button" className={classes['jump']} onClick={wantPalette}>
          <IconSearch size={16} aria-hidden="true" />
          <span>Go to…</span>
          <kbd aria-hidden="true">Ctrl K</kbd>
        </button>
        <div className={classes['side']}>
          <ConnectionBadge state={useConnectionState()} />
          <ColorSchemeToggle />
          <Account />
        </div>
      </AppShell.Header>
      <AppShell.Navbar p="sm" className={classes['rail']} inert={narrow && !menuOpened}>
        <Places />
        <Foot />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} className={classes['content']} inert={covering}>
        {children}
      </AppShell.Main>
      {paletteWanted && (
        <Suspense>
          <CommandPalette onClose={() => setPaletteWanted(false)} />
        </Suspense>
      )}
    </AppShell>
  )
}

function Places() {
  return (
    <nav aria-label="Main" className={classes['nav']}>
      {usePlaces().map(({ label, to, icon: Icon, exact, external }) =>
        external ? (
          <a key={to} href={to}>
            <Icon size={18} stroke={1.6} aria-hidden="true" />
            {label}
          </a>
        ) : (
          <Link key={to} to={to} activeOptions={{ exact: exact ?? false }} preload="intent">
            <Icon size={18} stroke={1.6} aria-hidden="true" />
            {label}
          </Link>
        ),
      )}
    </nav>
  )
}

function Foot() {
  const { label, timeZone } = useViewer()
  return (
    <p className={classes['foot']}>
      Signed in as {label}. Times are shown in {timeZone}.
    </p>
  )
}

/** On another page, a keyboard or a screen reader goes on at its content, and the menu is out of the way. */
function useFocusOnArrival(closeMenu: () => void): void {
  const path = useLocation({ select: ({ pathname }) => pathname })
  const last = useRef(path)
  useEffect(() => {
    if (last.current === path) return
    last.current = path
    closeMenu()
    document.getElementById('content')?.focus({ preventScroll: true })
  }, [path, closeMenu])
}
