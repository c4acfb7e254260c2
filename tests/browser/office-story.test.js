// A day of the office, from finding somebody to erasing them, as staff do it at the width of a phone: on both databases, with scripts
// and without. Everything works without a second try.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { EVENT, startOffice } from "./support/office.js";

const GUESTS = 10;

for (const database of ["SQLite", "PostgreSQL"]) {
  describe(`on ${database}`, () => {
    let office;

    before(async () => {
      office = await startOffice({ database, guests: GUESTS });
    });

    after(async () => {
      await office?.stop();
    });

    for (const javaScriptEnabled of [true, false]) {
      const how = javaScriptEnabled ? "with scripts" : "without scripts";

      // Each run takes guests of its own.
      const guest = (number) => `受付 ${number + (javaScriptEnabled ? 0 : 5)}`;

      test(`a seat is moved with its reason, ${how}`, async () => {
        const { page, close } = await office.signIn("コーディネーター", { javaScriptEnabled });
        await page.goto(office.url(`/event?id=${EVENT}`));
        const seats = page.locator("#confirmed ~ .table").first().locator("tbody tr");
        const row = seats.filter({ has: page.getByRole("rowheader", { name: guest(4), exact: true }) });
        await row.getByRole("link", { name: /^変更/ }).click();
        await page.getByText("別のイベントに移す").click();
        const targets = page.getByLabel("移る先", { exact: true });
        assert.equal(await targets.inputValue(), "", "no event is chosen at first");
        const option = targets.locator("option").nth(1);
        const target = await option.textContent();
        await targets.selectOption(await option.getAttribute("value"));
        // Where it is held in one way alone, that one is to be said.
        const ways = target.match(/（([^（]*)）\s*$/)[1].split("・");
        await page.getByLabel(ways[0], { exact: true }).check();
        await page.getByText("定員を超えても席を取る").click();
        await page.getByLabel("理由").fill("本人から電話で希望があったため");
        await page.getByRole("button", { name: "変更する" }).click();
        await page.getByText("席を変更しました").waitFor();
        await page.goto(office.url("/events"));
        await page.getByRole("link", { name: target.replace(/^.*?\d{2}:\d{2}\s+/, "").replace(/（[^（]*）\s*$/, "").trim() }).first().click();
        await page.getByRole("rowheader", { name: guest(4), exact: true }).first().waitFor();
        await close();
      });

      test(`three people and a stranger come to the door, ${how}`, async () => {
        const { page, close } = await office.signIn("イベント受付", { javaScriptEnabled });
        await page.goto(office.url(`/event/check-in?id=${EVENT}`));
        for (const number of [1, 2, 3]) {
          await page.getByRole("button", { name: new RegExp(`^受付する\\s*：${guest(number)}$`) }).click();
          await page.locator("#status.in", { hasText: guest(number) }).waitFor();
        }
        await page.getByRole("link", { name: "申し込みのない人" }).click();
        await page.getByLabel("お名前（必須）").fill(`当日 ${javaScriptEnabled}`);
        await page.getByLabel(/本人が同意しました/).check();
        await page.getByRole("button", { name: "登録して受付する" }).click();
        await page.getByText("受付しました。").waitFor();
        await page.goto(office.url(`/event?id=${EVENT}`));
        await page.getByRole("rowheader", { name: `当日 ${javaScriptEnabled}` }).waitFor();
        await close();
      });

      test(`those who come are written to, ${how}`, async () => {
        const { page, close } = await office.signIn("コーディネーター", { javaScriptEnabled });
        await page.goto(office.url(`/event?id=${EVENT}`));
        await page.getByRole("link", { name: "参加者にイベントについて連絡する" }).click();
        await page.getByLabel("件名").fill(`入口のご案内（${javaScriptEnabled}）`);
        await page.getByLabel("本文", { exact: true }).fill("北口からお入りください。");
        await page.getByRole("button", { name: "保存して確認へ" }).click();
        await page.getByText(/人に届きます/).waitFor();
        await page.getByRole("button", { name: /自分にテスト送信/ }).click();
        await page.getByText("テスト送信をしました").waitFor();
        await page.getByRole("button", { name: /^\d+人に送る$/ }).click();
        await page.getByText("送信を始めました").waitFor();
        await close();
      });

      test(`those of a selection get a message that was tried before, ${how}`, async () => {
        const { page, close } = await office.signIn("コーディネーター", { javaScriptEnabled });
        await page.goto(office.url("/persons?f=form~~member"));
        await page.getByLabel("この条件に名前をつけて保存").fill(`会員 ${javaScriptEnabled}`);
        await page.getByRole("button", { name: "保存する" }).click();
        await page.getByRole("link", { name: new RegExp(`^メッセージを書く\\s*：会員 ${javaScriptEnabled}$`) }).click();
        await page.getByText("申し込みなど、本人が登録したことについての連絡です").click();
        await page.getByLabel("件名").fill("登録内容のご確認");
        await page.getByLabel("本文", { exact: true }).fill("{{ recipient.name | 皆さま }} 様\n\n登録の内容をご確認ください。");
        await page.getByRole("button", { name: "保存して確認へ" }).click();
        await page.getByText(/人に届きます/).waitFor();
        await page.getByRole("button", { name: /自分にテスト送信/ }).click();
        await page.getByText("テスト送信をしました").waitFor();
        await page.getByRole("button", { name: /^\d+人に送る$/ }).click();
        await page.getByText("送信を始めました").waitFor();
        await page.getByRole("button", { name: "送信を止める" }).click();
        await page.getByText("送信を止めました").waitFor();
        await close();
      });

      test(`a list is taken away and many of it are marked, ${how}`, async () => {
        const { page, close } = await office.signIn("コーディネーター", { javaScriptEnabled, acceptDownloads: true });
        await page.goto(office.url("/persons"));
        await page.getByText("表示する列").first().click();
        await page.getByLabel("タグ", { exact: true }).last().check();
        await page.getByRole("button", { name: "さがす" }).click();
        await page.getByRole("columnheader", { name: "タグ" }).waitFor();
        const ticks = page.locator("td.tick input");
        await ticks.nth(0).check();
        await ticks.nth(1).check();
        await page.getByRole("button", { name: "選んだ人をまとめて変更する" }).click();
        await page.getByText("2人", { exact: true }).waitFor();
        await page.getByLabel("タグ", { exact: true }).fill(`見本 ${javaScriptEnabled}`);
        await page.getByRole("button", { name: "変わる人を確かめる" }).click();
        await page.getByRole("button", { name: "2人を変更する" }).click();
        await page.getByText("選んだ人をまとめて変更しました").waitFor();
        await page.getByRole("link", { name: /この一覧を書き出す/ }).click();
        await page.getByLabel("理由（必須）").fill("月次報告のため");
        const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "書き出す" }).click()]);
        assert.match(download.suggestedFilename(), /^persons-\d{4}-\d{2}-\d{2}\.csv$/);
        await close();
      });

      test(`somebody is erased for good, ${how}`, async () => {
        const { page, close } = await office.signIn("管理者", { javaScriptEnabled });
        await page.goto(office.url("/persons"));
        await page.locator("tbody a[href^='/persons/']").first().click();
        const address = page.url();
        await page.getByRole("link", { name: "消去、同意の取り消し" }).click();
        await page.getByLabel(/確認のため/).fill("消去");
        await page.getByRole("button", { name: "消去する" }).click();
        await page.getByText("消去しました").first().waitFor();
        assert.equal((await page.goto(address)).status(), 404);
        await close();
      });
    }
  });
}
