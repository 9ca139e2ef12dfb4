// Code that is fetched when somebody is about to need it, which may fail: the
// server is down, or it has been replaced by a newer one with files of other
// names.

export class CodeNotLoaded extends Error {
  override name = 'CodeNotLoaded'
}

/**
 * Names the failure as what it is. The browsers each have their own words for
 * it, by which the router would leave this document even while no other can be
 * had.
 */
export async function loadCode<Module>(load: () => Promise<Module>): Promise<Module> {
  try {
    return await load()
  } catch (cause) {
    throw new CodeNotLoaded('A part of this client could not be loaded.', { cause })
  }
}
