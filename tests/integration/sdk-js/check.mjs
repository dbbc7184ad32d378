// Runs a check and prints one JSON line: {check, ok, saw?, error?}. What the check returns is what it saw, for the test to judge.
export async function check(name, run) {
  let line;
  try {
    line = { check: name, ok: true, saw: await run() };
  } catch (error) {
    line = { check: name, ok: false, error: String(error?.stack ?? error) };
  }
  console.log(JSON.stringify(line));
}

// How an SDK reports that a call was refused; null = it was not.
export async function refusal(call) {
  try {
    await call;
    return null;
  } catch (error) {
    return {
      error: error.constructor.name, status: error.status ?? 0, type: error.type ?? '', code: error.code ?? '', param: error.param ?? '',
      message: error.message, requestId: error.requestID ?? '',
    };
  }
}

// Everything that a stream or list yields.
export async function all(items) {
  const list = [];
  for await (const item of await items) list.push(item);
  return list;
}

// A value as text that is the same for equal values.
export const canonical = (value) => JSON.stringify(value, (_, part) =>
  part && typeof part === 'object' && !Array.isArray(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part);
