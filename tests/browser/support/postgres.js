// A PostgreSQL of one's own for a test: Debian's programs, a folder for its data, a socket in it and no port.

import { execFile, spawn } from "node:child_process";
import { chown, readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";

import { temporaryFolder } from "./site.js";

const VERSIONS = "/usr/lib/postgresql";
const USER = "tsubame";
const PATIENCE_MS = 60_000;

// PostgreSQL refuses root, so that whoever is root runs it as Debian's user for it.
async function unprivileged() {
  if (process.getuid() !== 0) return {};
  const line = (await readFile("/etc/passwd", "utf8")).split("\n").find((user) => user.startsWith("postgres:"));
  if (!line) throw new Error("Debian's package postgresql makes the user postgres; tests/run installs it");
  const [, , uid, gid] = line.split(":");
  return { uid: Number(uid), gid: Number(gid) };
}

// Starts it. Gives the address of an empty database, and how to stop it, after which nothing is left.
export async function startPostgres() {
  const { folder, remove } = await temporaryFolder();
  const user = await unprivileged();
  if (user.uid) await chown(folder, user.uid, user.gid);
  const newest = (await readdir(VERSIONS)).map(Number).filter(Boolean).sort((one, other) => other - one)[0];
  const programs = join(VERSIONS, String(newest), "bin");
  const data = join(folder, "data");
  const options = { ...user, cwd: "/" };
  const made = ["--pgdata", data, "--auth=trust", "--no-sync", "--encoding=UTF8", "--no-locale", "--username", USER];
  await promisify(execFile)(join(programs, "initdb"), made, options);
  const settings = ["listen_addresses=", "fsync=off", "shared_buffers=16MB"].flatMap((setting) => ["-c", setting]);
  const server = spawn(join(programs, "postgres"), ["-D", data, "-k", folder, ...settings], { ...options, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  server.stderr.on("data", (text) => { said += text; });
  const ended = new Promise((resolve) => server.once("exit", resolve));
  for (const until = Date.now() + PATIENCE_MS; !said.includes("ready to accept connections"); await setTimeout(20)) {
    if (Date.now() > until || server.exitCode !== null) throw new Error(`PostgreSQL does not start:\n${said}`);
  }
  const stop = async () => {
    server.kill("SIGINT");
    await ended;
    await remove();
  };
  return { address: `postgres://${USER}@localhost/postgres?host=${folder}`, stop };
}
