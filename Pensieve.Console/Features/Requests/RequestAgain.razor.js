// Sends a kept body to its route, as any client would, and reads the answer to its end. The pass is good for this one request.
export async function replay(path, body, pass) {
  const begun = performance.now();
  try {
    const answer = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json', authorization: 'Bearer ' + pass }, body });
    let bytes = 0;
    for (const reader = answer.body.getReader(); ;) {
      const { done, value } = await reader.read();
      if (done) break;
      bytes += value.length;
    }
    return { status: answer.status, requestId: answer.headers.get('x-request-id'), ms: performance.now() - begun, bytes, error: null };
  } catch (fault) {
    return { status: 0, requestId: null, ms: performance.now() - begun, bytes: 0, error: String(fault.message ?? fault) };
  }
}
