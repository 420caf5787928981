// An OpenID provider in the manner of an Amazon Cognito user pool: a public client that proves itself by PKCE, and ID tokens
// that tell the groups of a person as cognito:groups, which userinfo does not.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const ISSUER = process.env.OPENID_ISSUER ?? 'http://openid.portal.test:9000';
const CLIENT = process.env.OPENID_CLIENT ?? 'portal';
const PASSWORD = process.env.OPENID_PASSWORD ?? 'Pa55-of-the-portal';

const person = (login, given, family, groups) => [login, { login, given, family, groups }];
const people = new Map([
  person('margaret', 'Margaret', 'Hamilton', ['AI-Portal-Users']),
  person('edsger', 'Edsger', 'Dijkstra', ['AI-Portal-Users', 'AI-Portal-Researchers']),
  person('barbara', 'Barbara', 'Liskov', ['AI-Portal-Admins']),
  person('eve', 'Eve', 'Outside', []),
]);

// Cognito knows people by ids that say nothing.
const subjectOf = (login) => createHash('sha256').update(login).digest('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5');
const personOf = (subject) => [...people.values()].find(({ login }) => subjectOf(login) === subject);

function claimsOf({ login, given, family, groups }, use) {
  const claims = {
    sub: subjectOf(login),
    email: `${login}@portal.test`,
    email_verified: true,
    name: `${given} ${family}`,
    given_name: given,
    family_name: family,
    'cognito:username': login,
  };
  // Like Cognito's, a token of somebody without groups has no such claim.
  return use === 'id_token' && groups.length > 0 ? { ...claims, 'cognito:groups': groups } : claims;
}

const provider = new Provider(ISSUER, {
  clients: [{
    client_id: CLIENT,
    token_endpoint_auth_method: 'none',
    // Where the page is published is known only after this has started.
    redirect_uris: ['http://localhost/oauth/oidc/callback'],
    grant_types: ['authorization_code'],
    response_types: ['code'],
  }],
  claims: {
    openid: ['sub', 'cognito:groups', 'cognito:username'],
    email: ['email', 'email_verified'],
    profile: ['name', 'given_name', 'family_name'],
  },
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false } },
  findAccount: (context, subject) => {
    const found = personOf(subject);
    return found && { accountId: subject, claims: (use) => claimsOf(found, use) };
  },
  // The portal is the organisation's own: nobody is asked whether it may know who they are.
  loadExistingGrant: async ({ oidc }) => {
    const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
    grant.addOIDCScope('openid email profile');
    await grant.save();
    return grant;
  },
  interactions: { url: (context, interaction) => `/login/${interaction.uid}` },
  cookies: { keys: ['of-a-provider-that-lives-as-long-as-its-test'] },
  ttl: { Session: 3600, Interaction: 3600, Grant: 3600, AccessToken: 3600, IdToken: 3600 },
});
provider.Client.prototype.redirectUriAllowed = (uri) => new URL(uri).pathname === '/oauth/oidc/callback';

async function body(request) {
  let text = '';
  for await (const piece of request) text += piece;
  return text;
}

function answer(response, status, type, text) {
  response.writeHead(status, { 'Content-Type': `${type}; charset=utf-8` }).end(text);
}

const form = (refusal) => `<!doctype html>
<title>Sign in</title>
<h1>Sign in</h1>
<p role="alert">${refusal}</p>
<form method="post">
  <label>Username <input name="username" autocomplete="username" autofocus></label>
  <label>Password <input name="password" type="password" autocomplete="current-password"></label>
  <button>Sign in</button>
</form>`;

async function login(request, response) {
  if (request.method !== 'POST') return answer(response, 200, 'text/html', form(''));
  const given = new URLSearchParams(await body(request));
  const found = people.get(given.get('username') ?? '');
  if (!found || given.get('password') !== PASSWORD) {
    return answer(response, 400, 'text/html', form('Incorrect username or password.'));
  }
  return provider.interactionFinished(request, response, { login: { accountId: subjectOf(found.login) } });
}

// For tests: PUT /people/edsger/groups ["AI-Portal-Users"] is heeded at the next sign-in.
async function change(request, response) {
  const found = people.get(request.url.split('/')[2]);
  if (!found) return answer(response, 404, 'text/plain', 'There is nobody of that name.');
  found.groups = JSON.parse(await body(request));
  return answer(response, 200, 'application/json', JSON.stringify(found.groups));
}

const pages = provider.callback();
createServer((request, response) => {
  let done;
  if (request.url.startsWith('/login/')) done = login(request, response);
  else if (request.method === 'PUT' && /^\/people\/\w+\/groups$/.test(request.url)) done = change(request, response);
  else done = pages(request, response);
  Promise.resolve(done).catch((error) => {
    console.error(error);
    if (!response.headersSent) answer(response, 400, 'text/plain', error.message);
  });
}).listen(9000, () => console.log(`Ready at ${ISSUER}`));
// The first process of a container is ended by no signal that it does not handle.
process.on('SIGTERM', () => process.exit());
