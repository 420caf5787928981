// Codex over the Responses API.

import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { MODEL, answer, run, workplace } from './agent.mjs'

/** What Codex tells, a line for each event, of a question in a folder. */
async function codex(folder, question) {
  mkdirSync(join(folder, '.codex'))
  writeFileSync(
    join(folder, '.codex', 'config.toml'),
    `model = "${MODEL}"
model_provider = "portal"
[model_providers.portal]
name = "portal"
base_url = "${process.env.OPENAI_BASE_URL}"
wire_api = "responses"
`,
  )
  // Its own sandbox needs rights that containers lack; what it runs is in the scripts here.
  const args = ['exec', '--json', '--dangerously-bypass-approvals-and-sandbox', '--skip-git-repo-check', question]
  const { code, printed } = await run('codex', args, folder, {})
  assert.equal(code, 0, printed)
  assert.match(printed, /"type":"turn.completed"/)
  return printed.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line))
}

const messages = (events) => events.map(({ item }) => item).filter((item) => item?.type === 'agent_message')

test('answers', async () => {
  const events = await codex(workplace(), 'What is the capital of France?')
  assert.ok(messages(events).length)
})

test('runs a command, and goes on with what it printed', async () => {
  const folder = workplace()
  const question = 'Move the meeting of the notes by a day.'
  const command = "sed -i 's/Thursday/Friday/' notes.txt && cat notes.txt"
  await answer(question, { toolUse: { toolUseId: 'call_move', name: 'exec_command', input: { cmd: command } } })
  await answer('The meeting is on Friday.', { text: 'The meeting was moved.' })
  const events = await codex(folder, question)
  assert.equal(readFileSync(join(folder, 'notes.txt'), 'utf8'), 'The meeting is on Friday.\n')
  const ran = events.map(({ item }) => item).find((item) => item?.type === 'command_execution' && item.exit_code === 0)
  assert.match(ran.aggregated_output, /The meeting is on Friday/)
  assert.deepEqual(messages(events).map((message) => message.text), ['The meeting was moved.'])
})

test('is understood when it calls a tool of a namespace', async () => {
  const question = 'Wait for the agent that is not there.'
  const input = { targets: ['agent-of-nobody'] }
  await answer(question, {
    toolUse: { toolUseId: 'call_wait', name: 'multi_agent_v1_wait_agent', input },
  })
  await answer('agent-of-nobody', { text: 'There is nobody.' })
  const events = await codex(workplace(), question)
  assert.deepEqual(messages(events).map((message) => message.text), ['There is nobody.'])
})
