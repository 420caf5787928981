// What the cases of all clients ask, and of which models.

import { deflateSync } from 'node:zlib'

export const MODEL = 'claude-sonnet-4.5'
export const EMBEDDING_MODEL = 'amazon.titan-embed-text-v2:0'
export const DECIDER = 'decider' // marked for decisions in the settings that `run` gives the server
export const BREAKS = 'simulator.exception-mid-stream'
export const CAPITAL = 'What is the capital of France?'
export const WEATHER = 'What is the weather in Paris?'
export const CITY = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }

/** A grey picture of 3 x 2, as a PNG. */
export function png() {
  const chunk = (kind, data) => {
    const named = Buffer.concat([Buffer.from(kind), data])
    const framed = Buffer.alloc(named.length + 8)
    framed.writeUInt32BE(data.length)
    named.copy(framed, 4)
    framed.writeUInt32BE(crc32(named), named.length + 4)
    return framed
  }
  const header = Buffer.from([0, 0, 0, 3, 0, 0, 0, 2, 8, 0, 0, 0, 0])
  const rows = deflateSync(Buffer.from([0, 128, 128, 128, 0, 128, 128, 128]))
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))])
}

function crc32(bytes) {
  let crc = ~0
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}

export async function collected(stream) {
  const pieces = []
  for await (const piece of stream) pieces.push(piece)
  return pieces
}
