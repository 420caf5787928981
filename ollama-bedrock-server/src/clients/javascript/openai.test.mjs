// The official JavaScript client of OpenAI.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import OpenAI from 'openai'
import { zodResponseFormat } from 'openai/helpers/zod'
import { z } from 'zod'
import { BREAKS, CAPITAL, CITY, EMBEDDING_MODEL, MODEL, WEATHER, collected, png } from './portal.mjs'

const openai = new OpenAI({ maxRetries: 0 })
const messages = [{ role: 'user', content: CAPITAL }]
const tools = [{ type: 'function', function: { name: 'get_weather', description: 'The weather', parameters: CITY } }]

test('chat', async () => {
  const answer = await openai.chat.completions.create({ model: MODEL, messages })
  assert.match(answer.choices[0].message.content, /Paris/)
  assert.equal(answer.choices[0].finish_reason, 'stop')
  assert.ok(answer.usage.total_tokens > 0)
})

test('chat, streamed', async () => {
  const stream_options = { include_usage: true }
  const chunks = await collected(
    await openai.chat.completions.create({ model: MODEL, messages, stream: true, stream_options }),
  )
  assert.match(chunks.map((c) => c.choices[0]?.delta.content ?? '').join(''), /Paris/)
  assert.ok(chunks.at(-1).usage.completion_tokens > 0)
})

test('image', async () => {
  const url = `data:image/png;base64,${png().toString('base64')}`
  const content = [{ type: 'text', text: 'What is this?' }, { type: 'image_url', image_url: { url } }]
  const answer = await openai.chat.completions.create({ model: MODEL, messages: [{ role: 'user', content }] })
  assert.match(answer.choices[0].message.content, /PNG/)
})

test('runs tools by itself', async () => {
  const weather = {
    type: 'function',
    function: { ...tools[0].function, parse: JSON.parse, function: ({ city }) => `18 degrees in ${city}` },
  }
  const runner = openai.chat.completions.runTools({
    model: MODEL,
    messages: [{ role: 'user', content: WEATHER }],
    tools: [weather],
    stream: true,
  })
  assert.match(await runner.finalContent(), /18 degrees in Paris/)
})

test('parsed answer', async () => {
  const country = z.object({ name: z.string(), capital: z.string() })
  const answer = await openai.chat.completions.parse({
    model: MODEL,
    messages: [{ role: 'user', content: 'Tell me about Canada.' }],
    response_format: zodResponseFormat(country, 'country'),
  })
  assert.equal(answer.choices[0].message.parsed.capital, 'Ottawa')
})

test('models', async () => {
  const models = await collected(await openai.models.list())
  assert.ok(models.some((m) => m.id.startsWith(MODEL)))
})

test('embeddings', async () => {
  const answer = await openai.embeddings.create({ model: EMBEDDING_MODEL, input: ['one', 'two'] })
  assert.deepEqual(answer.data.map((e) => e.embedding.length), [1024, 1024])
})

test('unknown model', async () => {
  await assert.rejects(openai.chat.completions.create({ model: 'no-such-model', messages }), OpenAI.NotFoundError)
})

test('a broken stream is an error', async () => {
  const stream = await openai.chat.completions.create({ model: BREAKS, messages, stream: true })
  await assert.rejects(collected(stream), OpenAI.APIError)
})

test('responses, streamed', async () => {
  const stream = openai.responses.stream({ model: MODEL, input: CAPITAL })
  const events = await collected(stream)
  assert.equal(events[0].type, 'response.created')
  assert.equal(events.at(-1).type, 'response.completed')
  assert.match((await stream.finalResponse()).output_text, /Paris/)
})

test('responses with tools, there and back', async () => {
  const tools = [{ type: 'function', name: 'get_weather', description: 'The weather', parameters: CITY, strict: false }]
  const input = [{ role: 'user', content: WEATHER }]
  const asked = await openai.responses.create({ model: MODEL, input, tools })
  const call = asked.output.find((item) => item.type === 'function_call')
  assert.deepEqual(JSON.parse(call.arguments), { city: 'Paris' })
  const result = { type: 'function_call_output', call_id: call.call_id, output: '18 degrees' }
  const answer = await openai.responses.create({ model: MODEL, input: [...input, ...asked.output, result], tools })
  assert.match(answer.output_text, /18 degrees/)
})
