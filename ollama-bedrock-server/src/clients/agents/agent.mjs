// Runs agents as a shell would, in an empty folder and with nothing of this machine's settings.

import { spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const MODEL = 'claude-sonnet-4.5'

/** A folder for an agent to work in, with one file. */
export function workplace() {
  const folder = mkdtempSync(join(import.meta.dirname, 'agent-'))
  writeFileSync(join(folder, 'notes.txt'), 'The meeting is on Thursday.\n')
  return folder
}

/** What the agent prints until it ends by itself, or is ended after a minute. */
export async function run(command, args, folder, environment) {
  const { PATH, SSL_CERT_FILE } = process.env
  const agent = spawn(join(import.meta.dirname, 'node_modules', '.bin', command), args, {
    cwd: folder,
    // Agents tell the model of the repository that they are in, which is none of this one.
    env: { PATH, SSL_CERT_FILE, HOME: folder, GIT_CEILING_DIRECTORIES: import.meta.dirname, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  })
  let printed = ''
  agent.stdout.on('data', (piece) => (printed += piece))
  agent.stderr.on('data', (piece) => (printed += piece))
  const code = await new Promise((resolve) => agent.on('close', resolve))
  return { code, printed }
}

/**
 * Has the simulator answer the next request that says this in its last message with this block. Other agents ask it
 * meanwhile: what is said must be nothing that one of theirs could say.
 */
export async function answer(said, block) {
  const script = { when: { text: said }, content: [block] }
  const told = await fetch(`${process.env.SIMULATOR}/simulator/scripts`, { method: 'POST', body: JSON.stringify(script) })
  if (!told.ok) {
    throw new Error(await told.text())
  }
}
