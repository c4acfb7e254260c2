// `tsubame serve` and `tsubame up` as a person uses them: started in a folder, asked at the address that it prints, stopped.

import { spawn } from "node:child_process";

import { program } from "./site.js";

// Long, since the first build of a big site by a debug build takes its time.
const PATIENCE_MS = 120_000;

// Starts the preview of the site at `root`, on `port` or a free one near it, and waits until it answers. `command` is `up` for
// one that receives forms too; `env` is added to the environment.
export async function startPreview(root, port, command = "serve", env = {}) {
  const args = ["--root", root, command, ...(port ? ["--port", String(port)] : [])];
  const server = spawn(program(), args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
  let said = "";
  const ended = new Promise((resolve) => server.once("exit", resolve));
  const address = await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`the preview does not start:\n${said}`)), PATIENCE_MS);
    const listen = (data) => {
      said += data;
      // Before the first build has ended, only a page that waits for it is shown there.
      const found = /Serving the site at (http:\/\/127\.0\.0\.1:\d+\/)/.exec(said);
      if (!found) return;
      clearTimeout(late);
      resolve(found[1]);
    };
    server.stdout.on("data", listen);
    server.stderr.on("data", listen);
    ended.then((code) => reject(new Error(`the preview ended with ${code}:\n${said}`)));
  }).catch((error) => {
    server.kill();
    throw error;
  });
  const stop = async () => {
    server.kill("SIGTERM");
    await ended;
  };
  return { address, port: Number(new URL(address).port), stop, output: () => said };
}
