// A way through the pages that is looked at step by step, light and dark, on a
// desk and on a phone.
import { strict as assert } from 'node:assert'
import { NARROW, openPage, WIDE } from './browser.mjs'
import { Inspection } from './inspection.mjs'

export const looks = ['light', 'dark'].flatMap((colorScheme) =>
  [WIDE, NARROW].map((viewport) => ({ colorScheme, viewport, reducedMotion: 'reduce' })),
)
/** What stands open is looked at once in each scheme and once in each width. */
export const fewLooks = looks.filter(
  ({ colorScheme, viewport }) => (colorScheme === 'dark') === (viewport === NARROW),
)
export const describeLook = ({ colorScheme, viewport }) =>
  `${colorScheme}, ${viewport.width} pixels wide`

export const at = (folder, id) => `/${folder}/${encodeURIComponent(id)}`

/** Goes to addresses and looks at each once a text is there. */
export async function openTour(browser, who, look) {
  const opened = await openPage(browser, who, look)
  const { page } = opened
  const inspection = new Inspection(opened)
  const visit = async (path, text) => {
    await page.goto(path)
    await page.getByText(text).first().waitFor()
    await inspection.look(path)
  }
  const end = async () => {
    await opened.close()
    assert.deepEqual(inspection.found, [])
  }
  return { page, visit, look: (state) => inspection.look(state), end }
}

/** As `openTour`, with what one does on a page. */
export async function openWork(browser, who, style) {
  const opened = await openTour(browser, who, style)
  const { page, look } = opened
  const press = (button) => page.getByRole('button', { name: button, exact: true }).click()
  const closeDialog = async () => {
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }
  const inDialog = async (button) => {
    await press(button)
    await page.getByRole('dialog').waitFor()
    await look(`the dialog of ${button}`)
    await closeDialog()
  }
  return { ...opened, press, closeDialog, inDialog }
}
