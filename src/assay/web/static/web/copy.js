// data-copy="text" copies the text; data-copy-from="URL or #selector" copies what is there; data-said says what was copied.
// data-copy-form on the button of a form copies what the form is answered with.
// A server may say it better: the header X-Copied of the URL's answer wins.

const say = (text) => document.dispatchEvent(new CustomEvent("assay:say", { detail: text }));
const ASKED = { Accept: "text/plain" };

async function fetched(source) {
  if (source.startsWith("#")) return { text: document.querySelector(source).innerText, said: "" };
  return taken(await fetch(source, { headers: ASKED, credentials: "same-origin" }));
}

const sent = async (button) => taken(await fetch(button.form.action, { method: "POST", body: new URLSearchParams(new FormData(button.form, button)), headers: ASKED, credentials: "same-origin" }));

async function taken(answer) {
  if (!answer.ok) throw new Error(String(answer.status));
  return { text: await answer.text(), said: decodeURIComponent(answer.headers.get("X-Copied") || "") };
}

async function write(text) {
  if (navigator.clipboard?.writeText) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "hidden";
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-copy-from], [data-copy-form]");
  if (!button || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  try {
    const { copyFrom, copy, said } = button.dataset;
    const found = "copyForm" in button.dataset ? await sent(button) : copyFrom ? await fetched(copyFrom) : { text: copy, said: "" };
    await write(found.text);
    say(found.said || said || button.textContent.trim());
  } catch {
    if (button.href) location.assign(button.href);
    else button.form?.requestSubmit(button);
  }
});
