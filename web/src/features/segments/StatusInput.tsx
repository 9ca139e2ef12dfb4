import { MultiSelect } from '@mantine/core'
import { formatCode } from '../../lib/format'
import classes from './RuleBuilder.module.css'

interface StatusInputProps {
  label: string
  value: string[]
  known: readonly string[]
  onChange: (value: string[]) => void
}

/** Some of a few fixed words. */
export function StatusInput({ label, value, known, onChange }: StatusInputProps) {
  const words = [...new Set([...known, ...value])]
  return (
    <MultiSelect
      aria-label={label}
      className={classes['list']}
      data={words.map((word) => ({ value: word, label: formatCode(word) }))}
      value={value}
      onChange={onChange}
    />
  )
}
