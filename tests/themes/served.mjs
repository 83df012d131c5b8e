// A built site on 127.0.0.1, as a careful host would serve it: with a strict Content-Security-Policy, compressed, cacheable.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";

export const POLICY = "default-src 'self'";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".jpg": "image/jpeg",
  ".png": "image/png",
  ".webp": "image/webp",
  ".avif": "image/avif",
  ".xml": "application/xml",
  ".txt": "text/plain; charset=utf-8",
};

// Serves `folder`; gives its address and a function that ends it.
export async function serve(folder) {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://host").pathname);
    let file = join(folder, normalize(path));
    if (path.endsWith("/")) file = join(file, "index.html");
    let status = 200;
    let body = await readFile(file).catch(() => null);
    if (!body) {
      status = 404;
      file = join(folder, "404.html");
      body = await readFile(file).catch(() => Buffer.from("not found"));
    }
    const type = TYPES[extname(file)] ?? "application/octet-stream";
    const headers = {
      "content-type": type,
      "content-security-policy": POLICY,
      "x-content-type-options": "nosniff",
      "cache-control": path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "public, max-age=600",
    };
    if (/text|json|xml/.test(type)) {
      headers["content-encoding"] = "gzip";
      body = gzipSync(body);
    }
    response.writeHead(status, { ...headers, "content-length": body.length }).end(body);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    end: () => new Promise((ended) => server.close(ended).closeAllConnections()),
  };
}
