// An organisation's own sign-in, certified software run for the tests: node provider.mjs PORT REDIRECT PEOPLE
// PEOPLE is JSON: what is said of each person, by the name that they sign in with.
import { generateKeyPairSync } from 'node:crypto'
import { Provider } from 'oidc-provider'

const [port, redirect, said] = process.argv.slice(2)
const people = JSON.parse(said)
const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{
    client_id: 'touchstone',
    client_secret: 'a secret of the tests only',
    redirect_uris: [redirect],
    grant_types: ['authorization_code'],
    response_types: ['code']
  }],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  cookies: { keys: ['cookies of the tests only'] },
  features: { devInteractions: { enabled: true } },
  jwks: { keys: [{ ...key, kid: 'tests', use: 'sig', alg: 'RS256' }] },
  pkce: { required: () => true },
  findAccount: (_context, id) => people[id] && { accountId: id, claims: () => ({ sub: id, ...people[id] }) }
})

provider.listen(Number(port), '127.0.0.1', () => console.log('ready'))
