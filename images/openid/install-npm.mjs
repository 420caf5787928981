// Unpacks npm itself from where packages come from: install-npm.mjs VERSION INTEGRITY, into /tmp/npm.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';

const [version, integrity] = process.argv.slice(2);
const registry = process.env.NPM_CONFIG_REGISTRY || 'https://registry.npmjs.org/';
const response = await fetch(new URL(`npm/-/npm-${version}.tgz`, registry.replace(/\/?$/, '/')));
if (!response.ok) throw new Error(`npm ${version}: ${response.status}`);
const archive = Buffer.from(await response.arrayBuffer());
const found = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
if (found !== integrity) throw new Error(`npm ${version} is another than expected: ${found}`);
mkdirSync('/tmp/npm');
execFileSync('tar', ['-xz', '--strip-components=1', '-C', '/tmp/npm'], { input: archive });
