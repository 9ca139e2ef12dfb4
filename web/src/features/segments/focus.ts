// Where focus goes when the control that has it is about to go: without, it
// falls to the page's very beginning.

/** Focus on the like control of the next item, or of the one before; false where there is none. */
export function focusBeside(item: Element | null, control: string): boolean {
  for (const beside of [item?.nextElementSibling, item?.previousElementSibling]) {
    const found = beside?.matches(control) ? beside : beside?.querySelector(control)
    if (!(found instanceof HTMLElement)) continue
    found.focus()
    return true
  }
  return false
}

/** Focus on the control of a condition or a group, by the id of the node. */
export function focusInNode(id: string, control: string): void {
  document
    .querySelector(`[data-rule-id="${id}"], [data-rule-group-id="${id}"]`)
    ?.querySelector<HTMLElement>(control)
    ?.focus()
}
