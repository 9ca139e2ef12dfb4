// The look: Inter, indigo, calm greys, and contrasts that pass WCAG 2.2 AA in
// both schemes. Where Mantine's own colours do not, they are set here.
import { type CSSVariablesResolver, createTheme } from '@mantine/core'

/** The list is what scrolls, and not a box around it: it is reached by the keys of its field. */
const offersInAList = {
  defaultProps: {
    withScrollArea: false,
    styles: {
      options: { maxHeight: '14rem', overflowY: 'auto' },
      option: { overflowWrap: 'anywhere' },
    },
  },
}

export const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: { light: 8, dark: 8 },
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  headings: {
    fontWeight: '600',
    sizes: { h1: { fontSize: '1.5rem' }, h2: { fontSize: '1.05rem' } },
  },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Autocomplete: offersInAList,
    Select: offersInAList,
    TagsInput: offersInAList,
  },
})

export const cssVariables: CSSVariablesResolver = ({ colors }) => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': colors.gray[7],
    '--mantine-color-anchor': colors.indigo[9],
    '--mantine-color-error': colors.red[9],
    '--mantine-color-indigo-light-color': colors.indigo[9],
    // What a quiet button says is still to be read with the pointer on it.
    '--mantine-color-indigo-light-hover': colors.indigo[1],
    '--mantine-color-red-light-hover': '#ffebeb',
    '--mantine-color-orange-light-color': '#a63a00',
    '--xeno-delivered': '#15803d',
    '--xeno-sent': '#3b5bdb',
    '--xeno-failed': '#c92a2a',
    '--xeno-unknown': '#b35c00',
    '--xeno-skipped': '#868e96',
    '--xeno-pending': '#dee2e6',
    '--xeno-raised': colors.gray[0],
  },
  dark: {
    '--mantine-color-dimmed': colors.dark[1],
    '--mantine-color-anchor': colors.indigo[3],
    '--mantine-color-error': colors.red[4],
    // Mantine's are all but white there, and no longer say which button does harm.
    '--mantine-color-indigo-light-color': colors.indigo[3],
    '--mantine-color-red-light-color': colors.red[4],
    // The dot of what is neither good nor bad.
    '--mantine-color-gray-filled': colors.gray[6],
    '--xeno-delivered': '#40c057',
    '--xeno-sent': '#748ffc',
    '--xeno-failed': '#ff6b6b',
    '--xeno-unknown': '#ffa94d',
    '--xeno-skipped': '#909296',
    '--xeno-pending': '#3b3b3b',
    '--xeno-raised': '#2c2c2c',
  },
})
