// Codex over the Responses API.

import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { MODEL, run, workplace } from './agent.mjs'

test('answers', async () => {
  const folder = workplace()
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
  const args = ['exec', '--json', '--sandbox', 'read-only', '--skip-git-repo-check', 'What is the capital of France?']
  const { code, printed } = await run('codex', args, folder, {})
  assert.equal(code, 0, printed)
  assert.match(printed, /"type":"agent_message"/)
  assert.match(printed, /"type":"turn.completed"/)
})
