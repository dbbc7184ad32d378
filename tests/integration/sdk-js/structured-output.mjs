// Usage: node structured-output.mjs ADDRESS MODEL. Prints one JSON line per check: {check, ok, error?}.
import assert from 'node:assert/strict';
import Anthropic from '@anthropic-ai/sdk';
import { jsonSchemaOutputFormat } from '@anthropic-ai/sdk/helpers/json-schema';
import OpenAI from 'openai';
import { makeParseableResponseFormat, makeParseableTextFormat } from 'openai/lib/parser';
import { check } from './check.mjs';

const [address, model] = process.argv.slice(2);
const anthropic = new Anthropic({ baseURL: address, apiKey: 'none', maxRetries: 0 });
const openai = new OpenAI({ baseURL: address + '/v1', apiKey: 'none', maxRetries: 0 });

const schema = {
  type: 'object',
  properties: { city: { type: 'string', enum: ['Rome', 'Zürich'] }, days: { type: 'integer' }, sunny: { type: 'boolean' } },
  required: ['city', 'days', 'sunny'],
  additionalProperties: false,
};
const messages = [{ role: 'user', content: 'Tell me a story' }];
const chat = { model, messages, max_completion_tokens: 300, temperature: 1, seed: 3 };
const message = { model, messages, max_tokens: 300, temperature: 1, seed: 3 };

function assertWeather(value) {
  assert.deepEqual(Object.keys(value), ['city', 'days', 'sunny']);
  assert.ok(schema.properties.city.enum.includes(value.city));
  assert.ok(Number.isInteger(value.days));
  assert.equal(typeof value.sunny, 'boolean');
}

await check('anthropic parse', async () => {
  const answer = await anthropic.messages.parse({ ...message, output_config: { format: jsonSchemaOutputFormat(schema) } });
  assert.equal(answer.stop_reason, 'end_turn');
  assertWeather(answer.parsed_output);
});

await check('anthropic forced tool, whole and streamed', async () => {
  const forced = { ...message, tools: [{ name: 'weather', input_schema: schema }], tool_choice: { type: 'tool', name: 'weather', disable_parallel_tool_use: true } };
  const whole = await anthropic.messages.create(forced);
  assert.equal(whole.stop_reason, 'tool_use');
  const calls = whole.content.filter((block) => block.type === 'tool_use');
  assert.equal(calls.length, 1);
  assertWeather(calls[0].input);
  const final = await anthropic.messages.stream(forced).finalMessage();
  assert.deepEqual(final.content.find((block) => block.type === 'tool_use').input, calls[0].input);
});

await check('openai parse, whole and streamed', async () => {
  const format = makeParseableResponseFormat({ type: 'json_schema', json_schema: { name: 'weather', strict: true, schema } }, JSON.parse);
  const answer = await openai.chat.completions.parse({ ...chat, response_format: format });
  assert.equal(answer.choices[0].finish_reason, 'stop');
  assertWeather(answer.choices[0].message.parsed);
  const final = await openai.chat.completions.stream({ ...chat, response_format: format }).finalChatCompletion();
  assert.deepEqual(final.choices[0].message.parsed, answer.choices[0].message.parsed);
});

await check('openai responses parse', async () => {
  const answer = await openai.responses.parse({
    model, input: 'Tell me a story', max_output_tokens: 300, temperature: 1,
    text: { format: makeParseableTextFormat({ type: 'json_schema', name: 'weather', strict: true, schema }, JSON.parse) },
  });
  assert.equal(answer.status, 'completed');
  assertWeather(answer.output_parsed);
});

await check('openai required and named tools', async () => {
  const tools = [{ type: 'function', function: { name: 'weather', strict: true, parameters: schema } }];
  for (const tool_choice of ['required', { type: 'function', function: { name: 'weather' } }]) {
    const answer = await openai.chat.completions.create({ ...chat, tools, tool_choice, parallel_tool_calls: false });
    assert.equal(answer.choices[0].finish_reason, 'tool_calls');
    assert.equal(answer.choices[0].message.tool_calls.length, 1);
    assertWeather(JSON.parse(answer.choices[0].message.tool_calls[0].function.arguments));
  }
});

await check('schemas that cannot be honoured are named', async () => {
  const bad = { ...schema, properties: { tags: { type: 'array', items: { type: 'string' }, uniqueItems: true } }, required: [] };
  await assert.rejects(openai.chat.completions.create({ ...chat, response_format: { type: 'json_schema', json_schema: { name: 'bad', schema: bad } } }), (error) => {
    assert.ok(error instanceof OpenAI.BadRequestError);
    assert.match(error.message, /response_format\.json_schema\.schema\.properties\.tags\.uniqueItems/);
    return true;
  });
  await assert.rejects(anthropic.messages.create({ ...message, output_config: { format: { type: 'json_schema', schema: bad } } }), (error) => {
    assert.ok(error instanceof Anthropic.BadRequestError);
    assert.match(error.message, /output_config\.format\.schema\.properties\.tags\.uniqueItems/);
    return true;
  });
});
