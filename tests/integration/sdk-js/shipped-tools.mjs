// Usage: node shipped-tools.mjs ADDRESS MODEL. Whole tool loops: call, result, answer. Prints one JSON line per check: {check, ok, error?}.
import assert from 'node:assert/strict';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { check } from './check.mjs';

const [address, model] = process.argv.slice(2);
const anthropic = new Anthropic({ baseURL: address, apiKey: 'none', maxRetries: 0 });
const openai = new OpenAI({ baseURL: address + '/v1', apiKey: 'none', maxRetries: 0 });

const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const named = { name: 'get_weather', description: 'Get the weather of a city' };
const question = { role: 'user', content: 'What is the weather in Lisbon?' };
const weather = 'sunny, 21 degrees';

const message = { model, max_tokens: 120, temperature: 0, tools: [{ ...named, input_schema: schema }] };
const send = {
  whole: (body) => anthropic.messages.create(body),
  streamed: (body) => anthropic.messages.stream(body).finalMessage(),
};
for (const [how, ask] of Object.entries(send)) {
  await check('anthropic loop, ' + how, async () => {
    const first = await ask({ ...message, messages: [question] });
    assert.equal(first.stop_reason, 'tool_use');
    const calls = first.content.filter((block) => block.type === 'tool_use');
    assert.deepEqual(calls.map((call) => [call.name, call.input]), [['get_weather', { city: 'Lisbon' }]]);
    const result = { type: 'tool_result', tool_use_id: calls[0].id, content: weather };
    const last = await ask({ ...message, messages: [question, { role: 'assistant', content: first.content }, { role: 'user', content: [result] }] });
    assert.equal(last.stop_reason, 'end_turn');
    assert.match(last.content.map((block) => block.text).join(''), /21/);
  });
}

await check('anthropic tool runner', async () => {
  const asked = [];
  const run = (input) => { asked.push(input.city); return weather; };
  const last = await anthropic.beta.messages.toolRunner({ ...message, tools: [{ ...named, input_schema: schema, run, parse: (input) => input }], messages: [question] });
  assert.deepEqual(asked, ['Lisbon']);
  assert.match(last.content.map((block) => block.text).join(''), /21/);
});

const chat = { model, max_completion_tokens: 120, temperature: 0, tools: [{ type: 'function', function: { ...named, parameters: schema } }] };
const complete = {
  whole: (body) => openai.chat.completions.create(body),
  streamed: (body) => openai.chat.completions.stream(body).finalChatCompletion(),
};
for (const [how, ask] of Object.entries(complete)) {
  await check('openai chat loop, ' + how, async () => {
    const first = (await ask({ ...chat, messages: [question] })).choices[0];
    assert.equal(first.finish_reason, 'tool_calls');
    const { name, arguments: sent } = first.message.tool_calls[0].function;
    assert.deepEqual([name, JSON.parse(sent)], ['get_weather', { city: 'Lisbon' }]);
    const messages = [question, first.message, { role: 'tool', tool_call_id: first.message.tool_calls[0].id, content: weather }];
    const last = (await ask({ ...chat, messages })).choices[0];
    assert.equal(last.finish_reason, 'stop');
    assert.match(last.message.content, /21/);
  });
}

await check('openai tool runner', async () => {
  const asked = [];
  const run = ({ city }) => { asked.push(city); return weather; };
  const tools = [{ type: 'function', function: { ...named, parameters: schema, parse: JSON.parse, function: run } }];
  const answer = await openai.chat.completions.runTools({ ...chat, tools, messages: [question] }).finalContent();
  assert.deepEqual(asked, ['Lisbon']);
  assert.match(answer, /21/);
});

const respond = { model, max_output_tokens: 120, temperature: 0, tools: [{ type: 'function', ...named, parameters: schema, strict: false }] };
const reply = {
  whole: (body) => openai.responses.create(body),
  streamed: (body) => openai.responses.stream(body).finalResponse(),
};
for (const [how, ask] of Object.entries(reply)) {
  await check('openai responses loop, ' + how, async () => {
    const first = await ask({ ...respond, input: question.content });
    const call = first.output.find((item) => item.type === 'function_call');
    assert.deepEqual([call.name, JSON.parse(call.arguments)], ['get_weather', { city: 'Lisbon' }]);
    const last = await ask({ ...respond, previous_response_id: first.id, input: [{ type: 'function_call_output', call_id: call.call_id, output: weather }] });
    assert.equal(last.status, 'completed');
    assert.match(last.output_text, /21/);
    const kinds = [];
    for await (const item of openai.responses.inputItems.list(last.id, { order: 'asc', limit: 1 })) kinds.push(item.type);
    assert.deepEqual(kinds, ['message', ...first.output.map((item) => item.type), 'function_call_output']);
  });
}
