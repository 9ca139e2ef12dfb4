/** Where a node stands, for people: the second condition of the first group is "1.2". */
export function placeOf(path: readonly number[]): string {
  return path.map((at) => at + 1).join('.')
}
