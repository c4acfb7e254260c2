// A web server for a built folder, as plain as a CDN: files by their paths, the right types, the headers of the site's
// `_headers`, 404.html for the rest, and brotli for whoever takes it. What is posted is kept for the test to look at.

import { createServer } from "node:http";
import { readFile, stat } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

import { parseHeaders } from "./headers.js";

const TYPES = {
  ".avif": "image/avif",
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ics": "text/calendar; charset=utf-8",
  ".jpg": "image/jpeg",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".mjs": "text/javascript; charset=utf-8",
  ".mp4": "video/mp4",
  ".pagefind": "application/wasm",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".vtt": "text/vtt; charset=utf-8",
  ".wasm": "application/wasm",
  ".webm": "video/webm",
  ".webp": "image/webp",
  ".xml": "application/xml",
};
const COMPRESSED = /^(text\/|image\/svg|application\/(json|xml))/;

// The answer to a form, as a backend without JavaScript would give it.
// It names an icon, for a browser would ask for /favicon.ico otherwise.
const THANKS =
  '<!doctype html><html lang="ja"><meta charset="utf-8"><title>受け付けました</title><link rel="icon" href="data:,"><h1>受け付けました</h1>';

// Serves `folder` below `base` ("/" or "/some/path/") on a free port of this machine. `requests` are the paths asked
// for so far, without their queries; `posts` are the forms sent so far, as { path, fields } with a FormData. `passedOn` gives
// what the server behind the forms would say to a path that the host passes on to it, as JSON, or undefined.
export async function serveFolder(folder, base = "/", passedOn = () => undefined) {
  const requests = [];
  const posts = [];
  const headersOf = parseHeaders(await readFile(join(folder, "_headers"), "utf8").catch(() => ""));
  const server = createServer(async (request, response) => {
    try {
      const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
      requests.push(path);
      if (request.method === "POST") {
        posts.push({ path, fields: await readForm(request) });
        response.writeHead(200, { "content-type": TYPES[".html"] }).end(THANKS);
        return;
      }
      const said = passedOn(path);
      if (said) {
        response.writeHead(200, { "content-type": TYPES[".json"] }).end(JSON.stringify(said));
        return;
      }
      const file = path.startsWith(base) ? await findFile(folder, path.slice(base.length)) : undefined;
      const type = (file && TYPES[extname(file)]) ?? (file ? "application/octet-stream" : TYPES[".html"]);
      const takesBrotli = /\bbr\b/.test(request.headers["accept-encoding"] ?? "") && COMPRESSED.test(type);
      const body = await readAnswer(file ?? join(folder, "404.html"), takesBrotli).catch(() => "Not found");
      const encoding = takesBrotli && typeof body !== "string" ? { "content-encoding": "br", vary: "accept-encoding" } : {};
      // The browser reads the headers of the address that was asked, not of the file that answers it.
      const given = headersOf(new URL(request.url, "http://localhost").pathname);
      const headers = { "cache-control": "no-store", "content-type": type, ...given, ...encoding };
      const part = file && !takesBrotli ? readRange(request.headers.range, body.length) : undefined;
      const sent = part ? body.subarray(part.start, part.end + 1) : body;
      const range = part ? { "content-range": `bytes ${part.start}-${part.end}/${body.length}` } : {};
      const status = file ? (part ? 206 : 200) : 404;
      response.writeHead(status, { ...headers, "accept-ranges": "bytes", ...range, "content-length": Buffer.byteLength(sent) });
      response.end(request.method === "HEAD" ? undefined : sent);
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
  const { port } = server.address();
  return { address: `http://127.0.0.1:${port}${base}`, port, requests, posts, close };
}

async function findFile(folder, path) {
  let file = normalize(join(folder, path));
  if (file !== folder && !file.startsWith(folder + sep)) return undefined;
  if (path === "" || path.endsWith("/")) file = join(file, "index.html");
  const found = await stat(file).catch(() => undefined);
  return found?.isFile() ? file : undefined;
}

// The part of a file that a player asks for, its last byte included.
function readRange(header, length) {
  const [, start, end] = /^bytes=(\d+)-(\d*)$/.exec(header ?? "") ?? [];
  if (start === undefined || Number(start) >= length) return undefined;
  return { start: Number(start), end: Math.min(end === "" ? length - 1 : Number(end), length - 1) };
}

const compressed = new Map();

// The bytes of a file, or its brotli form: the one that the site brings beside it, else one made here and kept.
async function readAnswer(file, takesBrotli) {
  if (!takesBrotli) return readFile(file);
  const { mtimeMs } = await stat(file);
  const key = `${file}\0${mtimeMs}`;
  if (!compressed.has(key)) {
    const brought = await readFile(`${file}.br`).catch(() => undefined);
    compressed.set(key, brought ?? (await compress(await readFile(file))));
  }
  return compressed.get(key);
}

function compress(body) {
  // What is made while somebody waits is made as hosts make it; the best quality takes a hundred times longer.
  return promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } });
}

// The fields of a form, in whichever encoding it was sent.
async function readForm(request) {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  const headers = { "content-type": request.headers["content-type"] };
  return new Response(Buffer.concat(pieces), { headers }).formData();
}
