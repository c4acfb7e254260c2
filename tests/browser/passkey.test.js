// Passkeys of staff with a device that chromium makes up: somebody who has an account of their own adds one, signs in by it, and by
// password and code as before; without scripts nothing of it is in the way.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, test } from "node:test";

import { openPage } from "./support/browser.js";
import { assertNoFaults } from "./support/faults.js";
import { startOffice } from "./support/office.js";

const MAIL = "hanako@example.jp";
const PASSWORD = "plover-mocha-7-lantern";
const DEVICE = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };

let office;
let codes;

// What a telephone shows that has been told this secret.
function codeOfMoment(secret) {
  const bits = [...secret.replace(/\s/g, "")].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const hash = createHmac("sha1", key).update(counter).digest();
  return String((hash.readUInt32BE(hash.at(-1) & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

// A page that has brought the key of the trial, with a device at hand that can make passkeys.
async function openWithDevice(options = {}) {
  const opened = await openPage(office.browser, options);
  await opened.page.goto(office.link);
  const session = await opened.page.context().newCDPSession(opened.page);
  await session.send("WebAuthn.enable");
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", { options: DEVICE });
  const setVerified = (isUserVerified) => session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified });
  return { ...opened, setVerified };
}

async function fillAndSend(page, code, button) {
  await page.getByLabel("パスワード", { exact: true }).fill(PASSWORD);
  await page.getByLabel("認証コード").fill(code);
  await page.getByRole("button", { name: button }).click();
}

before(async () => {
  office = await startOffice({ persons: 10, guests: 0 });
  const admin = await office.signIn("管理者");
  await admin.page.goto(office.url("/accounts"));
  await admin.page.getByLabel("名前", { exact: true }).fill("仙台 花子");
  await admin.page.getByLabel("メールアドレス").fill(MAIL);
  await admin.page.locator("input[name=role][value=coordinator]").check();
  await admin.page.getByRole("button", { name: "招待" }).click();
  const [, token] = /\/invite\/([\w-]+)/.exec(await admin.page.textContent("main"));
  await admin.page.goto(office.url(`/invite/${token}`));
  const secret = await admin.page.locator("input[name=secret]").inputValue();
  await admin.page.locator("input[name=password]").fill(PASSWORD);
  await admin.page.locator("input[name=password_again]").fill(PASSWORD);
  await admin.page.locator("input[name=code]").fill(codeOfMoment(secret));
  await admin.page.locator("main form button").last().click();
  await admin.page.locator("main code").first().waitFor();
  codes = await admin.page.locator("main code").allTextContents();
  await admin.close();
});

after(async () => {
  await office?.stop();
});

test("somebody adds a passkey, and comes in by it and by password and code", async () => {
  const { page, complaints, setVerified, close } = await openWithDevice({ viewport: { width: 390, height: 844 } });
  await page.getByLabel("メールアドレス").fill(MAIL);
  await fillAndSend(page, codes.pop(), "サインインする");
  await page.goto(office.url("/me"));
  await page.getByRole("link", { name: "パスキーを追加する" }).click();
  await page.getByLabel("パスキーの名前").fill("見本のノートパソコン");
  await fillAndSend(page, codes.pop(), "次へ");
  await page.getByRole("button", { name: "パスキー「見本のノートパソコン」を作る" }).click();
  await page.getByText("パスキーを追加しました").waitFor();
  await page.getByRole("rowheader", { name: "見本のノートパソコン" }).waitFor();

  await page.getByRole("button", { name: "サインアウト" }).click();
  await page.getByRole("button", { name: "パスキーでサインイン" }).click();
  await page.locator("header.top").waitFor();
  await page.goto(office.url("/me"));
  assert.equal(await page.getByText("まだありません").count(), 0, "it was used");

  await page.getByRole("button", { name: "サインアウト" }).click();
  await setVerified(false);
  await page.getByRole("button", { name: "パスキーでサインイン" }).click();
  await page.getByText("パスキーを使いませんでした").waitFor();
  await page.getByLabel("メールアドレス").fill(MAIL);
  await fillAndSend(page, codes.pop(), "サインインする");
  await page.locator("header.top").waitFor();
  await page.goto(office.url("/me"));
  await page.getByRole("button", { name: /^削除する\s*：見本のノートパソコン$/ }).click();
  await page.getByText("登録したパスキーはありません").waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test("a device that the office does not know is refused", async () => {
  const { page, close } = await openWithDevice();
  await page.getByLabel("メールアドレス").fill(MAIL);
  await fillAndSend(page, codes.pop(), "サインインする");
  await page.goto(office.url("/me/passkeys/new"));
  await page.getByLabel("パスキーの名前").fill("見本の携帯電話");
  await fillAndSend(page, codes.pop(), "次へ");
  await page.locator("#passkey-form button").click();
  await page.getByRole("button", { name: /^削除する\s*：見本の携帯電話$/ }).click();
  await page.getByText("登録したパスキーはありません").waitFor();
  await page.getByRole("button", { name: "サインアウト" }).click();
  await page.getByRole("button", { name: "パスキーでサインイン" }).click();
  await page.getByText("このパスキーではサインインできませんでした").waitFor();
  await close();
});

test("pages of passkeys are good to read, and out of the way without scripts", async () => {
  const plain = await openPage(office.browser, { javaScriptEnabled: false });
  await plain.page.goto(office.link);
  assert.equal(await plain.page.getByRole("button", { name: "パスキーでサインイン" }).count(), 0);
  await plain.page.getByLabel("メールアドレス").fill(MAIL);
  await fillAndSend(plain.page, codes.pop(), "サインインする");
  await plain.page.locator("header.top").waitFor();
  await plain.close();

  const { page, close } = await openWithDevice({ bypassCSP: true });
  const faults = await office.faultsOf(page, "sign-in-passkey");
  await page.getByLabel("メールアドレス").fill(MAIL);
  await fillAndSend(page, codes.pop(), "サインインする");
  await page.goto(office.url("/me/passkeys/new"));
  faults.push(...(await office.faultsOf(page, "passkey-form")));
  await page.getByLabel("パスキーの名前").fill("見本のタブレット");
  await fillAndSend(page, codes.pop(), "次へ");
  await page.locator("#passkey-form button").waitFor();
  faults.push(...(await office.faultsOf(page, "passkey-new")));
  await page.locator("#passkey-form button").click();
  await page.getByText("パスキーを追加しました").waitFor();
  faults.push(...(await office.faultsOf(page, "me-passkey")));
  assertNoFaults(faults);
  await close();
});
