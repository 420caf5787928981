// The AI SDK with its Ollama provider.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { embedMany, generateText, Output, stepCountIs, streamText, tool } from 'ai'
import { createOllama } from 'ollama-ai-provider-v2'
import { z } from 'zod'
import { CAPITAL, EMBEDDING_MODEL, MODEL, WEATHER, collected, png } from './portal.mjs'

const ollama = createOllama({ baseURL: `${process.env.OLLAMA_HOST}/api` })
const model = ollama(MODEL)
const get_weather = tool({
  description: 'The weather of a city',
  inputSchema: z.object({ city: z.string() }),
  execute: async ({ city }) => `18 degrees in ${city}`,
})

test('text', async () => {
  const { text, finishReason, usage } = await generateText({ model, prompt: CAPITAL })
  assert.match(text, /Paris/)
  assert.equal(finishReason, 'stop')
  assert.ok(usage.outputTokens > 0)
})

test('text, streamed', async () => {
  assert.match((await collected(streamText({ model, prompt: CAPITAL }).textStream)).join(''), /Paris/)
})

test('thinking', async () => {
  const providerOptions = { ollama: { think: true } }
  const { reasoningText } = await generateText({ model, prompt: CAPITAL, providerOptions })
  assert.ok(reasoningText)
})

for (const [name, answer] of [
  ['whole', async (call) => (await generateText(call)).text],
  ['streamed', async (call) => await streamText(call).text],
]) {
  test(`tools in a loop, ${name}`, async () => {
    const call = { model, prompt: WEATHER, tools: { get_weather }, stopWhen: stepCountIs(3) }
    assert.match(await answer(call), /18 degrees in Paris/)
  })
}

test('object', async () => {
  const schema = z.object({ name: z.string(), capital: z.string() })
  const { output } = await generateText({ model, prompt: 'Tell me about Canada.', output: Output.object({ schema }) })
  assert.equal(output.capital, 'Ottawa')
})

// Bytes would reach the server as an object: the provider passes them on as they are.
test('image', async () => {
  const content = [{ type: 'text', text: 'What is this?' }, { type: 'image', image: png().toString('base64') }]
  assert.match((await generateText({ model, messages: [{ role: 'user', content }] })).text, /PNG/)
})

test('unknown model', async () => {
  await assert.rejects(generateText({ model: ollama('no-such-model'), prompt: CAPITAL, maxRetries: 0 }), {
    responseBody: '{"error":"model \'no-such-model\' not found"}',
  })
})

test('embeddings', async () => {
  const { embeddings } = await embedMany({ model: ollama.embedding(EMBEDDING_MODEL), values: ['one', 'two'] })
  assert.deepEqual(embeddings.map((e) => e.length), [1024, 1024])
})
