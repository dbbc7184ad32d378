// Usage: node tool-loops.mjs ADDRESS MODEL. JavaScriptSdkFakeTests judges what the checks saw.
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { canonical, check } from './check.mjs';

const [address, model] = process.argv.slice(2);
const anthropic = new Anthropic({ baseURL: address, apiKey: 'none', maxRetries: 0 });
const openai = new OpenAI({ baseURL: address + '/v1', apiKey: 'none', maxRetries: 0 });

const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const question = { role: 'user', content: 'Weather?' };
const message = { model, max_tokens: 1000, tools: [{ name: 'get_weather', description: 'Weather.', input_schema: schema }] };
const chat = { model, tools: [{ type: 'function', function: { name: 'get_weather', description: 'Weather.', parameters: schema } }] };

// Every answer has ids of its own.
const withoutIds = (content) => canonical(content.map(({ id, ...rest }) => rest));

await check('anthropic tool loop', async () => {
  const first = await anthropic.messages.create({ ...message, messages: [question] });
  const calls = first.content.filter((block) => block.type === 'tool_use');
  const results = calls.map((call, i) => ({ type: 'tool_result', tool_use_id: call.id, content: [{ type: 'text', text: `${20 + i} °C` }] }));
  const last = await anthropic.messages.create({ ...message, messages: [question, { role: 'assistant', content: first.content }, { role: 'user', content: results }] });
  return { stop: first.stop_reason, cities: calls.map((call) => call.input.city), end: last.stop_reason, answer: last.content[0].text };
});

await check('anthropic stream of calls', async () => {
  const whole = await anthropic.messages.create({ ...message, messages: [question] });
  const stream = anthropic.messages.stream({ ...message, messages: [question] });
  const blocks = [];
  let fragments = 0;
  stream.on('contentBlock', (block) => blocks.push(structuredClone(block)));
  stream.on('inputJson', () => { fragments++; });
  const final = await stream.finalMessage();
  return { whole: withoutIds(whole.content), streamed: withoutIds(final.content), final: canonical(final.content), blockEvents: canonical(blocks), fragments, stop: final.stop_reason };
});

await check('openai tool loop', async () => {
  const first = await openai.chat.completions.create({ ...chat, messages: [question] });
  const reply = first.choices[0].message;
  const results = reply.tool_calls.map((call, i) => ({ role: 'tool', tool_call_id: call.id, content: `${20 + i} °C` }));
  const last = await openai.chat.completions.create({ ...chat, messages: [question, reply, ...results] });
  return {
    stop: first.choices[0].finish_reason, cities: reply.tool_calls.map((call) => JSON.parse(call.function.arguments).city),
    end: last.choices[0].finish_reason, answer: last.choices[0].message.content,
  };
});

await check('openai stream of calls', async () => {
  const plain = ({ choices: [choice] }) => choice.message.tool_calls.map((call) => `${call.type} ${call.function.name}(${call.function.arguments})`);
  const whole = await openai.chat.completions.create({ ...chat, messages: [question] });
  const final = await openai.chat.completions.stream({ ...chat, messages: [question] }).finalChatCompletion();
  return { whole: plain(whole), streamed: plain(final), stop: final.choices[0].finish_reason };
});

await check('openai tool runner', async () => {
  const cities = [];
  const tools = [{ type: 'function', function: { name: 'get_weather', parse: JSON.parse, parameters: schema, function: ({ city }) => { cities.push(city); return '25 °C'; } } }];
  return { answer: await openai.chat.completions.runTools({ model, stream: true, messages: [question], tools }).finalContent(), cities };
});

const respond = { model, tools: [{ type: 'function', name: 'get_weather', description: 'Weather.', parameters: schema, strict: false }] };
const callsOf = (response) => response.output.filter((item) => item.type === 'function_call');

await check('openai responses tool loop', async () => {
  const first = await openai.responses.create({ ...respond, input: 'Weather?' });
  const calls = callsOf(first);
  const results = calls.map((call, i) => ({ type: 'function_call_output', call_id: call.call_id, output: `${20 + i} °C` }));
  const chained = await openai.responses.create({ ...respond, input: results, previous_response_id: first.id });
  const whole = await openai.responses.create({ ...respond, store: false, input: [question, ...first.output, ...results] });
  return { cities: calls.map((call) => JSON.parse(call.arguments).city), chained: chained.output_text, whole: whole.output_text };
});

await check('openai responses stream of calls', async () => {
  const plain = (response) => callsOf(response).map((call) => `${call.status} ${call.name}(${call.arguments})`);
  const whole = await openai.responses.create({ ...respond, input: 'Weather?' });
  const stream = openai.responses.stream({ ...respond, input: 'Weather?' });
  const fragments = new Map();
  stream.on('response.function_call_arguments.delta', (event) => fragments.set(event.item_id, event.snapshot));
  const final = await stream.finalResponse();
  return {
    whole: plain(whole), streamed: plain(final), arguments: callsOf(final).map((call) => call.arguments),
    fragments: callsOf(final).map((call) => fragments.get(call.id)), stop: final.status,
  };
});
