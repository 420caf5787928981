// The official JavaScript client of Ollama.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Ollama } from 'ollama'
import { BREAKS, CAPITAL, CITY, DECIDER, EMBEDDING_MODEL, MODEL, WEATHER, collected, png } from './portal.mjs'

const ollama = new Ollama({ host: process.env.OLLAMA_HOST })
const messages = [{ role: 'user', content: CAPITAL }]
const tools = [{ type: 'function', function: { name: 'get_weather', description: 'The weather', parameters: CITY } }]

test('chat', async () => {
  const answer = await ollama.chat({ model: MODEL, messages })
  assert.match(answer.message.content, /Paris/)
  assert.equal(answer.done_reason, 'stop')
})

test('chat, streamed', async () => {
  const pieces = await collected(await ollama.chat({ model: MODEL, messages, stream: true }))
  assert.ok(pieces.length > 2)
  assert.match(pieces.map((p) => p.message.content).join(''), /Paris/)
  assert.ok(pieces.at(-1).done)
})

test('thinking, streamed', async () => {
  const pieces = await collected(await ollama.chat({ model: MODEL, messages, think: true, stream: true }))
  assert.ok(pieces.map((p) => p.message.thinking ?? '').join(''))
})

test('tools, there and back', async () => {
  const question = { role: 'user', content: WEATHER }
  const asked = await ollama.chat({ model: MODEL, messages: [question], tools })
  const call = asked.message.tool_calls[0].function
  assert.deepEqual([call.name, call.arguments], ['get_weather', { city: 'Paris' }])
  const result = { role: 'tool', tool_name: 'get_weather', content: '18 degrees' }
  const answer = await ollama.chat({ model: MODEL, messages: [question, asked.message, result], tools })
  assert.match(answer.message.content, /18 degrees/)
})

test('image', async () => {
  const answer = await ollama.chat({ model: MODEL, messages: [{ role: 'user', content: 'What?', images: [png()] }] })
  assert.match(answer.message.content, /PNG/)
})

test('generate, streamed', async () => {
  const pieces = await collected(await ollama.generate({ model: MODEL, prompt: CAPITAL, stream: true }))
  assert.match(pieces.map((p) => p.response).join(''), /Paris/)
})

test('unknown model', async () => {
  await assert.rejects(ollama.chat({ model: 'no-such-model', messages }), (error) => {
    assert.equal(error.status_code, 404)
    assert.equal(error.error, "model 'no-such-model' not found")
    return true
  })
})

test('a broken stream is an error', async () => {
  await assert.rejects(async () => collected(await ollama.chat({ model: BREAKS, messages, stream: true })), /Bedrock/)
})

test('abort', async () => {
  const stream = await ollama.chat({ model: 'simulator.chunks-200-every-20', messages, stream: true })
  await assert.rejects(async () => {
    for await (const _ of stream) stream.abort()
  }, { name: 'AbortError' })
})

test('list, show, ps, version', async () => {
  assert.ok((await ollama.list()).models.some((m) => m.model === `${MODEL}:latest`))
  assert.ok((await ollama.show({ model: MODEL })).capabilities.includes('tools'))
  assert.ok(Array.isArray((await ollama.ps()).models))
  assert.match((await ollama.version()).version, /^\d+\.\d+\.\d+$/)
})

test('pull, streamed', async () => {
  const pieces = await collected(await ollama.pull({ model: MODEL, stream: true }))
  assert.equal(pieces.at(-1).status, 'success')
})

test('create, copy, delete', async () => {
  await ollama.create({ model: 'sailor', from: MODEL, system: 'Talk like a sailor.' })
  await ollama.copy({ source: 'sailor', destination: 'sailor-copy' })
  assert.match((await ollama.chat({ model: 'sailor-copy', messages })).message.content, /Paris/)
  for (const model of ['sailor', 'sailor-copy']) assert.equal((await ollama.delete({ model })).status, 'success')
})

test('embed', async () => {
  const { embeddings } = await ollama.embed({ model: EMBEDDING_MODEL, input: ['one', 'two'] })
  assert.deepEqual(embeddings.map((e) => e.length), [1024, 1024])
})

test('embeddings', async () => {
  assert.equal((await ollama.embeddings({ model: EMBEDDING_MODEL, prompt: 'one' })).embedding.length, 1024)
})

test('systemone', async () => {
  const questions = { urgent: { type: 'noul', instructions: 'Is it urgent?' } }
  const { answers, usage } = await ollama.systemone({ model: DECIDER, state: 'The checkout fails.', questions })
  assert.ok(answers.urgent.noul >= 0 && answers.urgent.noul <= 1)
  assert.ok(usage.input_tokens > 0)
  await assert.rejects(ollama.systemone({ model: MODEL, state: 'x', questions }), /does not support decision/)
})
