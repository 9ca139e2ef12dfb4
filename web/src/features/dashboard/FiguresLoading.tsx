import { Skeleton } from '@mantine/core'
import classes from './Figures.module.css'

const places = ['customers', 'revenue', 'orders', 'messages', 'campaigns']

export function FiguresLoading() {
  return (
    <ul className={classes['figures']} aria-busy="true" aria-label="Loading the figures">
      {places.map((place) => (
        <li key={place}>
          <Skeleton height="100%" mih="6.75rem" />
        </li>
      ))}
    </ul>
  )
}
