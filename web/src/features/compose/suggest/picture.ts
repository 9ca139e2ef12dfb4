// Where a product's picture may be had from. Pages load pictures from their own
// server alone, so one that lies elsewhere is offered as a link. Of our own, what
// is no picture by its name is never asked for: an order may name any address,
// and some of ours do something when they are asked.
import { ownPath } from '../../../lib/ownPath'

export type Picture = { kind: 'own'; path: string } | { kind: 'elsewhere'; url: string } | null

const IMAGE = /^[^?#]+\.(?:svg|png|jpe?g|webp|gif|avif)$/i

export function pictureAt(imageUrl: string | null | undefined): Picture {
  if (!imageUrl) return null
  const path = ownPath(imageUrl)
  if (path !== '/') return IMAGE.test(path) ? { kind: 'own', path } : null
  if (!URL.canParse(imageUrl)) return null
  return new URL(imageUrl).protocol === 'https:' ? { kind: 'elsewhere', url: imageUrl } : null
}
