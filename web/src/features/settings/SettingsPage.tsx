import { Stack, Text, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { Link } from '@tanstack/react-router'
import { useViewer } from '../../lib/viewer'
import { EmptyState } from '../../ui/EmptyState'
import { type Section, sections } from './sections'
import classes from './SettingsPage.module.css'

/** `asked` is the section in the address; without one, the first that the viewer may see is shown. */
export function SettingsPage({ asked }: { asked: string | undefined }) {
  const { permissions } = useViewer()
  const seen = sections.filter(({ needs }) => permissions.includes(needs))
  const section = asked === undefined ? seen[0] : sections.find(({ key }) => key === asked)
  useDocumentTitle(section ? `${section.label} · Settings · Xeno` : 'Settings · Xeno')
  return (
    <Stack gap="lg">
      <Title order={1}>Settings</Title>
      {seen.length > 1 && <SectionLinks seen={seen} shown={section} />}
      {section ? <Shown section={section} seen={seen} /> : <Nothing asked={asked} />}
    </Stack>
  )
}

function SectionLinks({ seen, shown }: { seen: readonly Section[]; shown: Section | undefined }) {
  return (
    <nav aria-label="Settings" className={classes['sections']}>
      {seen.map(({ key, label }) => (
        <Link
          key={key}
          to="/settings/{-$section}"
          params={{ section: key }}
          aria-current={key === shown?.key ? 'page' : undefined}
        >
          {label}
        </Link>
      ))}
    </nav>
  )
}

function Shown({ section, seen }: { section: Section; seen: readonly Section[] }) {
  if (!seen.includes(section)) {
    return <EmptyState title={section.label}>{section.denied}</EmptyState>
  }
  const Content = section.content
  return (
    <>
      <section aria-labelledby="section">
        <Title order={2} id="section" mb="sm">
          {section.label}
        </Title>
        <Content />
      </section>
      {seen.length < sections.length && (
        <Text size="sm" c="dimmed">
          {sections
            .filter((other) => !seen.includes(other))
            .map(({ denied }) => denied)
            .join(' ')}
        </Text>
      )}
    </>
  )
}

function Nothing({ asked }: { asked: string | undefined }) {
  return asked === undefined ? (
    <EmptyState title="There is nothing here for you to set">
      Keys, people and the audit log are for admins, dead letters for those who load data, the
      assistant’s questions for those who may look at campaigns.
    </EmptyState>
  ) : (
    <EmptyState title="There is no such page">The address may be mistyped.</EmptyState>
  )
}
