// Why a sign-in with the provider led nowhere, by the code that the server
// sends the browser back with.

/** "Google", or the host of another provider. */
export function providerName(issuer: string): string {
  const { host } = new URL(issuer)
  return host === 'accounts.google.com' ? 'Google' : host
}

/** What happened and what to do; `provider` is a name as people know it. */
export function describeSignInProblem(code: string, provider: string): string {
  switch (code) {
    case 'PROVIDER_AWAY':
      return `${provider} does not answer at the moment. Wait a little and try again.`
    case 'SIGN_IN_EXPIRED':
      return 'That sign-in took too long, or was used before. Start again.'
    case 'OTHER_BROWSER':
      return 'That sign-in was begun in another browser, or this one takes no cookies. Start again here.'
    case 'DENIED':
      return `${provider} did not let you through, or you turned back there. Try again, or choose another account.`
    case 'NOT_BELIEVED':
      return `What ${provider} said could not be proved, so nobody was signed in. Try again; the server’s log says more.`
    case 'UNAVAILABLE':
      return 'The database behind Xeno is away. Try again in a moment.'
    default:
      return 'Signing in did not work. Try again.'
  }
}
