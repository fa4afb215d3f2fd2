import http from 'node:http';

/** Serves the control interface on 127.0.0.1 and answers its port. What it offers is told in `smtp-server.mjs`. */
export function startControl({ port, behaviour, record, line }) {
  const routes = {
    'GET /behaviour': () => behaviour.values,
    'PATCH /behaviour': async (changes) => {
      behaviour.change(changes);
      await line.settled;
      return behaviour.values;
    },
    'POST /reset': async () => {
      line.cutAll();
      record.clear();
      behaviour.reset();
      await line.settled;
      return behaviour.values;
    },
    'GET /mails': () => record.mails,
    'DELETE /mails': () => (record.mails = []),
    'GET /events': () => record.events,
    'DELETE /events': () => (record.events = []),
    'GET /connections': () => ({ open: line.connections }),
  };
  const server = http.createServer(async (request, response) => {
    const [status, body] = await answer(routes, request);
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server.address().port));
  });
}

async function answer(routes, request) {
  const route = routes[`${request.method} ${request.url}`];
  if (!route) return [404, { error: `no ${request.method} ${request.url}` }];
  try {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString('utf8');
    return [200, await route(body === '' ? {} : JSON.parse(body))];
  } catch (error) {
    return [422, { error: error.message }];
  }
}
