// Claude Code over the Anthropic API, without its own network traffic.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MODEL, run, workplace } from './agent.mjs'

const { ANTHROPIC_BASE_URL, ANTHROPIC_API_KEY } = process.env

/** The last line that Claude Code prints, which tells how it ended, and all before it. */
async function claude(prompt, tools) {
  const args = ['-p', prompt, '--model', MODEL, '--output-format', 'stream-json', '--verbose']
  args.push('--tools', tools, '--max-turns', '4')
  const { code, printed } = await run('claude', args, workplace(), {
    ANTHROPIC_BASE_URL,
    ANTHROPIC_API_KEY,
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
  })
  assert.equal(code, 0, printed)
  const events = printed.trim().split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line))
  return { events, result: events.at(-1) }
}

test('answers', async () => {
  const { result } = await claude('What is the capital of France?', '')
  assert.equal(result.subtype, 'success')
  assert.ok(result.result)
  assert.ok(result.usage.input_tokens > 0 && result.usage.output_tokens > 0)
})

test('calls a tool, thinks, and goes on with the result', async () => {
  const { events, result } = await claude('Read notes.txt', 'Read')
  const blocks = events.flatMap((event) => event.message?.content ?? [])
  assert.ok(blocks.some((block) => block.type === 'thinking' && block.signature))
  const call = blocks.find((block) => block.type === 'tool_use')
  assert.equal(call.name, 'Read')
  assert.ok(blocks.some((block) => block.type === 'tool_result' && block.tool_use_id === call.id))
  assert.equal(result.stop_reason, 'end_turn')
})
