// Usage: node tool-loops.mjs ADDRESS MODEL. Prints one JSON line per check: {check, ok, error?}.
import assert from 'node:assert/strict';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';

const [address, model] = process.argv.slice(2);
const anthropic = new Anthropic({ baseURL: address, apiKey: 'none', maxRetries: 0 });
const openai = new OpenAI({ baseURL: address + '/v1', apiKey: 'none', maxRetries: 0 });

const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const cities = ['Zürich "漢字"', 'Rome'];
const question = { role: 'user', content: 'Weather?' };
const message = { model, max_tokens: 1000, tools: [{ name: 'get_weather', description: 'Weather.', input_schema: schema }] };
const chat = { model, tools: [{ type: 'function', function: { name: 'get_weather', description: 'Weather.', parameters: schema } }] };

async function check(name, run) {
  let line = { check: name, ok: true };
  try {
    await run();
  } catch (error) {
    line = { check: name, ok: false, error: String(error?.stack ?? error) };
  }
  console.log(JSON.stringify(line));
}

const withoutIds = (content) => content.map(({ id, ...rest }) => rest);

await check('anthropic tool loop', async () => {
  const first = await anthropic.messages.create({ ...message, messages: [question] });
  assert.equal(first.stop_reason, 'tool_use');
  const calls = first.content.filter((block) => block.type === 'tool_use');
  assert.deepEqual(calls.map((call) => call.input.city), cities);
  const results = calls.map((call, i) => ({ type: 'tool_result', tool_use_id: call.id, content: [{ type: 'text', text: `${20 + i} °C` }] }));
  const last = await anthropic.messages.create({ ...message, messages: [question, { role: 'assistant', content: first.content }, { role: 'user', content: results }] });
  assert.equal(last.stop_reason, 'end_turn');
  assert.equal(last.content[0].text, 'It is 20 °C and 21 °C.');
});

await check('anthropic stream of calls', async () => {
  const whole = await anthropic.messages.create({ ...message, messages: [question] });
  const stream = anthropic.messages.stream({ ...message, messages: [question] });
  const blocks = [];
  let fragments = 0;
  stream.on('contentBlock', (block) => blocks.push(structuredClone(block)));
  stream.on('inputJson', () => { fragments++; });
  const final = await stream.finalMessage();
  assert.deepEqual(withoutIds(final.content), withoutIds(whole.content));
  assert.deepEqual(blocks, JSON.parse(JSON.stringify(final.content)));
  assert.ok(fragments > 2);
  assert.equal(final.stop_reason, 'tool_use');
});

await check('openai tool loop', async () => {
  const first = await openai.chat.completions.create({ ...chat, messages: [question] });
  const reply = first.choices[0].message;
  assert.equal(first.choices[0].finish_reason, 'tool_calls');
  assert.deepEqual(reply.tool_calls.map((call) => JSON.parse(call.function.arguments).city), cities);
  const results = reply.tool_calls.map((call, i) => ({ role: 'tool', tool_call_id: call.id, content: `${20 + i} °C` }));
  const last = await openai.chat.completions.create({ ...chat, messages: [question, reply, ...results] });
  assert.equal(last.choices[0].message.content, 'It is 20 °C and 21 °C.');
});

await check('openai stream of calls', async () => {
  const whole = await openai.chat.completions.create({ ...chat, messages: [question] });
  const final = await openai.chat.completions.stream({ ...chat, messages: [question] }).finalChatCompletion();
  const plain = (calls) => calls.map((call) => [call.type, call.function.name, call.function.arguments]);
  assert.deepEqual(plain(final.choices[0].message.tool_calls), plain(whole.choices[0].message.tool_calls));
  assert.equal(final.choices[0].finish_reason, 'tool_calls');
});

await check('openai tool runner', async () => {
  const asked = [];
  const tools = [{ type: 'function', function: { name: 'get_weather', parse: JSON.parse, parameters: schema, function: ({ city }) => { asked.push(city); return '25 °C'; } } }];
  const runner = openai.chat.completions.runTools({ model, stream: true, messages: [question], tools });
  assert.equal(await runner.finalContent(), 'It is 25 °C and 25 °C.');
  assert.deepEqual(asked, cities);
});

const respond = { model, tools: [{ type: 'function', name: 'get_weather', description: 'Weather.', parameters: schema, strict: false }] };
const callsOf = (response) => response.output.filter((item) => item.type === 'function_call');

await check('openai responses tool loop', async () => {
  const first = await openai.responses.create({ ...respond, input: 'Weather?' });
  const calls = callsOf(first);
  assert.deepEqual(calls.map((call) => JSON.parse(call.arguments).city), cities);
  const results = calls.map((call, i) => ({ type: 'function_call_output', call_id: call.call_id, output: `${20 + i} °C` }));
  const chained = await openai.responses.create({ ...respond, input: results, previous_response_id: first.id });
  const whole = await openai.responses.create({ ...respond, store: false, input: [question, ...first.output, ...results] });
  assert.equal(chained.output_text, 'It is 20 °C and 21 °C.');
  assert.equal(whole.output_text, chained.output_text);
});

await check('openai responses stream of calls', async () => {
  const whole = await openai.responses.create({ ...respond, input: 'Weather?' });
  const stream = openai.responses.stream({ ...respond, input: 'Weather?' });
  const fragments = new Map();
  stream.on('response.function_call_arguments.delta', (event) => fragments.set(event.item_id, event.snapshot));
  const final = await stream.finalResponse();
  const plain = (response) => callsOf(response).map((call) => [call.name, call.arguments, call.status]);
  assert.deepEqual(plain(final), plain(whole));
  assert.deepEqual(callsOf(final).map((call) => fragments.get(call.id)), callsOf(final).map((call) => call.arguments));
  assert.equal(final.status, 'completed');
});
