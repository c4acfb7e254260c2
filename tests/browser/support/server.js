// A web server for a built folder, as plain as a CDN: files by their paths, the right types, 404.html for the rest.

import { createServer } from "node:http";
import { readFile, stat } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".mjs": "text/javascript; charset=utf-8",
  ".pagefind": "application/wasm",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webp": "image/webp",
  ".xml": "application/xml",
};

// Serves `folder` below `base` ("/" or "/some/path/") on a free port of this machine. `requests` are the paths asked
// for so far, without their queries.
export async function serveFolder(folder, base = "/") {
  const requests = [];
  const server = createServer(async (request, response) => {
    try {
      const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
      requests.push(path);
      const file = path.startsWith(base) ? await findFile(folder, path.slice(base.length)) : undefined;
      const body = await readFile(file ?? join(folder, "404.html")).catch(() => "Not found");
      const type = (file && TYPES[extname(file)]) ?? (file ? "application/octet-stream" : TYPES[".html"]);
      response.writeHead(file ? 200 : 404, { "content-type": type, "cache-control": "no-store" });
      response.end(request.method === "HEAD" ? undefined : body);
    } catch (error) {
      response.writeHead(400).end(String(error));
    }
  });
  await new Promise((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const close = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  return { address: `http://127.0.0.1:${server.address().port}${base}`, requests, close };
}

async function findFile(folder, path) {
  let file = normalize(join(folder, path));
  if (file !== folder && !file.startsWith(folder + sep)) return undefined;
  if (path === "" || path.endsWith("/")) file = join(file, "index.html");
  const found = await stat(file).catch(() => undefined);
  return found?.isFile() ? file : undefined;
}
