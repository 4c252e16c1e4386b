// What a server of `serveAuthorizationServer({ mail: true })` sent: the mailbox that stands in for the binding.

import assert from "node:assert/strict";

/** How long a mail may take, in milliseconds. */
const PATIENCE = 5000;

async function look(server) {
  return (await fetch(`${server.mailbox}/mails`)).json();
}

/** Every mail to `address`, the latest first. */
export async function mailsTo(server, address) {
  return (await look(server)).mails.filter(({ to }) => to === address);
}

/** The latest mail to `address`, once there are `count` of them. */
export async function mailTo(server, address, count = 1) {
  const found = await until(async () => {
    const mails = await mailsTo(server, address);
    return mails.length >= count ? mails : undefined;
  }, `${count} mails to ${address}`);
  assert.equal(found.length, count, JSON.stringify(found.map(({ subject }) => subject)));
  return found[0];
}

/** Waits until the binding was asked to send something that it has not taken yet. */
export function isAsked(server) {
  return until(async () => ((await look(server)).waiting > 0 ? true : undefined), "a mail on its way");
}

/** What the binding does from now on: {fail, delay, hold, lose} of scripts/mailbox-worker.mjs. */
export async function setMood(server, mood = {}) {
  await fetch(`${server.mailbox}/mood`, { method: "POST", body: JSON.stringify(mood) });
}

/** The address of the link in a mail. */
export function linkIn(mail) {
  const links = mail.text.match(/^https?:\S+$/gm);
  assert.equal(links?.length, 1, mail.text);
  return links[0];
}

/** The code in a mail. */
export function codeIn(mail) {
  const codes = mail.text.match(/^\d{6}(\d\d)?$/gm);
  assert.equal(codes?.length, 1, mail.text);
  return codes[0];
}

/** The headers of a request from an address of its own: mail that is asked for is counted for each. */
export function somewhere() {
  const byte = () => Math.floor(Math.random() * 256);
  return { "cf-connecting-ip": `10.${byte()}.${byte()}.${byte()}` };
}

/** Waits until `look` gives something. */
export async function until(look, what) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`there was no such thing in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
