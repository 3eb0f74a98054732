// Receives webhooks of pricewar and checks that each is genuine: node receive.mjs
// WEBHOOK_SECRET is what `pricewar webhook add` showed; PORT is where to listen (8000).

import { createServer } from "node:http";
import { Webhook } from "standardwebhooks";

const webhook = new Webhook(process.env.WEBHOOK_SECRET);
const seen = new Set(); // a database in earnest: what is kept must outlive a restart

function receive(request, body) {
  let message;
  try {
    message = webhook.verify(body, request.headers); // the body as it came, not parsed again
  } catch {
    return 400;
  }
  const id = request.headers["webhook-id"];
  if (seen.has(id)) return 204; // sent again because our answer was lost: it is done already
  seen.add(id);
  console.log(message.type, message.data.model ?? "");
  return 204;
}

const server = createServer((request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    response.writeHead(receive(request, Buffer.concat(parts).toString("utf8")));
    response.end();
  });
});
server.listen(Number(process.env.PORT ?? 8000), "127.0.0.1", () => {
  console.log(`listening on port ${server.address().port}`);
});
