// The official JavaScript client of Anthropic.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import Anthropic from '@anthropic-ai/sdk'
import { BREAKS, CAPITAL, CITY, MODEL, WEATHER, png } from './portal.mjs'

const anthropic = new Anthropic({ maxRetries: 0 })
const messages = [{ role: 'user', content: CAPITAL }]
const tools = [{ name: 'get_weather', description: 'The weather of a city', input_schema: CITY }]
const text = (message) => message.content.map((block) => block.text ?? '').join('')

test('message', async () => {
  const message = await anthropic.messages.create({ model: MODEL, max_tokens: 500, messages })
  assert.match(text(message), /Paris/)
  assert.equal(message.stop_reason, 'end_turn')
})

test('message, streamed', async () => {
  const stream = anthropic.messages.stream({ model: MODEL, max_tokens: 500, messages })
  const pieces = []
  stream.on('text', (piece) => pieces.push(piece))
  assert.equal(text(await stream.finalMessage()), pieces.join(''))
  assert.ok(pieces.length > 2)
})

test('image', async () => {
  const source = { type: 'base64', media_type: 'image/png', data: png().toString('base64') }
  const content = [{ type: 'image', source }, { type: 'text', text: 'What is this?' }]
  const message = await anthropic.messages.create({
    model: MODEL, max_tokens: 500, messages: [{ role: 'user', content }],
  })
  assert.match(text(message), /PNG/)
})

test('tools and thinking, there and back, streamed', async () => {
  const history = [{ role: 'user', content: WEATHER }]
  const thinking = { type: 'enabled', budget_tokens: 1024 }
  const respond = () =>
    anthropic.messages.stream({ model: MODEL, max_tokens: 4000, messages: history, tools, thinking }).finalMessage()
  const asked = await respond()
  assert.ok(asked.content[0].signature)
  const call = asked.content.find((block) => block.type === 'tool_use')
  assert.deepEqual(call.input, { city: 'Paris' })
  const result = { type: 'tool_result', tool_use_id: call.id, content: '18 degrees' }
  history.push({ role: 'assistant', content: asked.content }, { role: 'user', content: [result] })
  assert.match(text(await respond()), /18 degrees/)
})

test('count of tokens', async () => {
  assert.ok((await anthropic.messages.countTokens({ model: MODEL, messages })).input_tokens > 0)
})

test('unknown model', async () => {
  const asked = anthropic.messages.create({ model: 'no-such-model', max_tokens: 5, messages })
  await assert.rejects(asked, Anthropic.NotFoundError)
})

test('a broken stream is an error', async () => {
  const pieces = []
  const stream = anthropic.messages.stream({ model: BREAKS, max_tokens: 500, messages })
  stream.on('text', (piece) => pieces.push(piece))
  await assert.rejects(stream.finalMessage(), Anthropic.AnthropicError)
  assert.ok(pieces.length > 0)
})
