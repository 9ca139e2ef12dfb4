/** All that an operation says until it completes. */
export async function all(results) {
  const heard = []
  for await (const result of results) heard.push(result)
  return heard
}
