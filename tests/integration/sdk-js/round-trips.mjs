// Usage: node round-trips.mjs ADDRESS MODEL. Prints one JSON line per check: {check, ok, error?}.
import assert from 'node:assert/strict';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';

const [address, model] = process.argv.slice(2);
const anthropic = new Anthropic({ baseURL: address, apiKey: 'none', maxRetries: 0 });
const openai = new OpenAI({ baseURL: address + '/v1', apiKey: 'none', maxRetries: 0 });

const message = { model, max_tokens: 24, temperature: 0, system: 'Be brief.', messages: [{ role: 'user', content: 'Tell me a story.' }] };
const chat = {
  model, max_completion_tokens: 24, temperature: 0,
  messages: [{ role: 'developer', content: 'Be brief.' }, { role: 'user', content: 'Tell me a story.' }],
};

async function check(name, run) {
  let line = { check: name, ok: true };
  try {
    await run();
  } catch (error) {
    line = { check: name, ok: false, error: String(error?.stack ?? error) };
  }
  console.log(JSON.stringify(line));
}

await check('anthropic create and stream agree', async () => {
  const whole = await anthropic.messages.create(message);
  const stream = anthropic.messages.stream(message);
  let text = '';
  let blocks = 0;
  stream.on('text', (piece) => { text += piece; });
  stream.on('contentBlock', () => { blocks++; });
  const final = await stream.finalMessage();
  assert.equal(whole.content.length, 1);
  assert.equal(text, whole.content[0].text);
  assert.deepEqual(final.content, whole.content);
  assert.equal(blocks, 1);
  assert.equal(final.stop_reason, whole.stop_reason);
  assert.equal(final.usage.output_tokens, whole.usage.output_tokens);
  assert.ok(text.length > 0);
});

await check('anthropic raw events', async () => {
  const types = [];
  for await (const event of await anthropic.messages.create({ ...message, stream: true })) types.push(event.type);
  assert.equal(types[0], 'message_start');
  assert.equal(types[1], 'content_block_start');
  assert.deepEqual(types.slice(-3), ['content_block_stop', 'message_delta', 'message_stop']);
  assert.ok(types.slice(2, -3).every((type) => type === 'content_block_delta'));
});

await check('anthropic count tokens', async () => {
  const { max_tokens, temperature, ...counted } = message;
  assert.ok((await anthropic.messages.countTokens(counted)).input_tokens > 0);
});

await check('anthropic models', async () => {
  const ids = [];
  for await (const item of anthropic.models.list({ limit: 1 })) ids.push(item.id);
  assert.ok(ids.includes(model));
  assert.equal((await anthropic.models.retrieve(model)).type, 'model');
});

await check('anthropic unknown model', async () => {
  await assert.rejects(anthropic.messages.create({ ...message, model: 'claude-none' }), (error) =>
    error instanceof Anthropic.NotFoundError && error.type === 'not_found_error' && error.requestID.startsWith('req_'));
});

await check('openai create and stream agree', async () => {
  const whole = await openai.chat.completions.create(chat);
  const stream = openai.chat.completions.stream(chat);
  let text = '';
  stream.on('content', (piece) => { text += piece; });
  const final = await stream.finalChatCompletion();
  assert.equal(text, whole.choices[0].message.content);
  assert.equal(final.choices[0].message.content, whole.choices[0].message.content);
  assert.equal(final.choices[0].finish_reason, whole.choices[0].finish_reason);
  assert.ok(text.length > 0);
});

await check('openai usage chunk', async () => {
  const chunks = [];
  for await (const chunk of await openai.chat.completions.create({ ...chat, stream: true, stream_options: { include_usage: true } })) chunks.push(chunk);
  const last = chunks.at(-1);
  assert.deepEqual(last.choices, []);
  assert.equal(last.usage.total_tokens, last.usage.prompt_tokens + last.usage.completion_tokens);
  assert.ok(chunks.slice(0, -1).every((chunk) => chunk.usage === null && chunk.choices.length === 1));
  assert.equal(chunks[0].choices[0].delta.role, 'assistant');
});

await check('openai several choices', async () => {
  const whole = await openai.chat.completions.create({ ...chat, n: 3 });
  const final = await openai.chat.completions.stream({ ...chat, n: 3 }).finalChatCompletion();
  assert.deepEqual(whole.choices.map((choice) => choice.index), [0, 1, 2]);
  assert.equal(final.choices.length, 3);
  assert.ok(whole.choices.every((choice) => choice.message.content.length > 0));
  assert.deepEqual(final.choices.map((choice) => choice.message.role), ['assistant', 'assistant', 'assistant']);
});

await check('openai legacy completions', async () => {
  const legacy = { model, prompt: 'Once upon a time', max_tokens: 24, temperature: 0 };
  const whole = await openai.completions.create(legacy);
  let text = '';
  for await (const chunk of await openai.completions.create({ ...legacy, stream: true })) text += chunk.choices[0].text;
  assert.equal(text, whole.choices[0].text);
});

await check('openai embeddings', async () => {
  const asked = { model, input: ['Once upon a time', '漢字 😀'] };
  const decoded = await openai.embeddings.create(asked); // asks for base64 by itself
  const floats = await openai.embeddings.create({ ...asked, encoding_format: 'float' });
  const cut = await openai.embeddings.create({ ...asked, input: asked.input[0], dimensions: 4 });
  assert.deepEqual(decoded.data.map((item) => item.index), [0, 1]);
  for (const [i, { embedding }] of decoded.data.entries()) {
    assert.ok(Math.abs(Math.hypot(...embedding) - 1) < 1e-3);
    assert.equal(embedding.length, floats.data[i].embedding.length);
    embedding.forEach((x, j) => assert.ok(Math.abs(x - floats.data[i].embedding[j]) < 1e-5));
  }
  assert.equal(cut.data[0].embedding.length, 4);
  assert.ok(decoded.usage.prompt_tokens > 1);
});

await check('openai models', async () => {
  const ids = [];
  for await (const item of openai.models.list()) ids.push(item.id);
  assert.ok(ids.includes(model));
  assert.equal((await openai.models.retrieve(model)).object, 'model');
});

await check('openai unknown model', async () => {
  await assert.rejects(openai.chat.completions.create({ ...chat, model: 'gpt-none' }), (error) =>
    error instanceof OpenAI.NotFoundError && error.code === 'model_not_found' && error.requestID.startsWith('req_'));
});

await check('openai responses create and stream agree', async () => {
  const respond = { model, input: [{ role: 'user', content: 'Once upon a time' }], instructions: 'Tell a story.', max_output_tokens: 24, temperature: 0 };
  const whole = await openai.responses.create(respond);
  const stream = openai.responses.stream(respond);
  const numbers = [];
  let text = '';
  stream.on('event', (event) => { numbers.push(event.sequence_number); });
  stream.on('response.output_text.delta', (event) => { text += event.delta; });
  const final = await stream.finalResponse();
  assert.ok(text.length > 0);
  assert.equal(text, whole.output_text);
  assert.equal(final.output_text, whole.output_text);
  assert.equal(final.status, whole.status);
  assert.deepEqual(numbers, numbers.map((_, i) => i));
  assert.equal(final.usage.total_tokens, final.usage.input_tokens + final.usage.output_tokens);
});

await check('openai responses stored', async () => {
  const created = await openai.responses.create({ model, input: 'Hi', max_output_tokens: 4 });
  assert.deepEqual((await openai.responses.retrieve(created.id)).output, created.output);
  const listed = await openai.responses.inputItems.list(created.id);
  assert.deepEqual(listed.data.map((item) => [item.role, item.content]), [['user', [{ type: 'input_text', text: 'Hi' }]]]);
  await assert.rejects(openai.responses.cancel(created.id), (error) => error instanceof OpenAI.BadRequestError && /Cannot cancel a synchronous response/.test(error.message));
  await assert.rejects(openai.responses.create({ model, input: 'Hi', background: true }), (error) => error instanceof OpenAI.BadRequestError && error.param === 'background');
  await openai.responses.delete(created.id);
  await assert.rejects(openai.responses.retrieve(created.id), OpenAI.NotFoundError);
  await assert.rejects(openai.responses.create({ model, input: 'Hi', previous_response_id: created.id }), (error) => error.code === 'previous_response_not_found');
  assert.ok((await openai.responses.inputTokens.count({ model, input: 'Hi' })).input_tokens > 0);
});
