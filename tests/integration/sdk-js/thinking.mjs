// Usage: node thinking.mjs ADDRESS MODEL. Prints one JSON line per check: {check, ok, error?}.
import assert from 'node:assert/strict';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';

const [address, model] = process.argv.slice(2);
const anthropic = new Anthropic({ baseURL: address, apiKey: 'none', maxRetries: 0 });
const openai = new OpenAI({ baseURL: address + '/v1', apiKey: 'none', maxRetries: 0 });

const thought = 'Let me see: 漢字 😀 </thin\nso be it.';
const answer = 'It is so.';
const question = { role: 'user', content: 'Is it so?' };
const message = { model, max_tokens: 4000, thinking: { type: 'enabled', budget_tokens: 2000 }, messages: [question] };

async function check(name, run) {
  let line = { check: name, ok: true };
  try {
    await run();
  } catch (error) {
    line = { check: name, ok: false, error: String(error?.stack ?? error) };
  }
  console.log(JSON.stringify(line));
}

await check('anthropic thinking', async () => {
  const whole = await anthropic.messages.create(message);
  const stream = anthropic.messages.stream(message);
  let thinking = '';
  let signature = '';
  stream.on('thinking', (piece) => { thinking += piece; });
  stream.on('signature', (piece) => { signature += piece; });
  const final = await stream.finalMessage();
  assert.deepEqual(whole.content.map((block) => block.type), ['thinking', 'text']);
  assert.equal(whole.content[0].thinking, thought);
  assert.equal(whole.content[1].text, answer);
  assert.equal(thinking, thought);
  assert.deepEqual(final.content.map((block) => block.thinking ?? block.text), [thought, answer]);
  assert.ok(signature.length > 0);
  assert.equal(final.content[0].signature, signature);
  assert.equal(final.stop_reason, 'end_turn');
  assert.ok(final.usage.output_tokens_details.thinking_tokens > 0);
});

await check('anthropic thinking goes back', async () => {
  const first = await anthropic.messages.create(message);
  const messages = [question, { role: 'assistant', content: first.content }, { role: 'user', content: 'Sure?' }];
  assert.equal((await anthropic.messages.create({ ...message, messages })).content[1].text, answer);
  const { max_tokens, ...counted } = { ...message, messages };
  assert.ok((await anthropic.messages.countTokens(counted)).input_tokens > 0);
});

await check('openai reasoning content', async () => {
  const chat = { model, reasoning_effort: 'low', messages: [question] };
  const whole = await openai.chat.completions.create(chat);
  assert.equal(whole.choices[0].message.reasoning_content, thought);
  assert.equal(whole.choices[0].message.content, answer);
  assert.ok(whole.usage.completion_tokens_details.reasoning_tokens > 0);
  let reasoning = '';
  let content = '';
  for await (const chunk of await openai.chat.completions.create({ ...chat, stream: true })) {
    reasoning += chunk.choices[0].delta.reasoning_content ?? '';
    content += chunk.choices[0].delta.content ?? '';
  }
  assert.equal(reasoning, thought);
  assert.equal(content, answer);
  const messages = [question, whole.choices[0].message, { role: 'user', content: 'Sure?' }];
  assert.equal((await openai.chat.completions.create({ ...chat, messages })).choices[0].message.content, answer);
});

await check('openai responses reasoning', async () => {
  const asked = { model, input: 'Is it so?', reasoning: { effort: 'low' } };
  const whole = await openai.responses.create(asked);
  assert.deepEqual(whole.output.map((item) => item.type), ['reasoning', 'message']);
  assert.equal(whole.output_text, answer);
  const final = await openai.responses.stream(asked).finalResponse();
  assert.deepEqual(final.output.map((item) => item.type), ['reasoning', 'message']);
  assert.equal(final.output_text, answer);
  assert.ok(final.usage.output_tokens_details.reasoning_tokens > 0);
});
