// <time datetime data-relative> reads "3 days ago" and renews itself; the exact time, in the reader's zone, stays in its title.
// data-local turns an instant into the browser's zone where the server does not know the person's.

const UNITS = [["year", 31536000], ["month", 2592000], ["week", 604800], ["day", 86400], ["hour", 3600], ["minute", 60]];
const locale = document.documentElement.lang || undefined;
const words = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
const exact = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });

function relative(then) {
  const seconds = (then - Date.now()) / 1000;
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) || ["second", 1];
  return unit === "second" ? words.format(0, "minute") : words.format(Math.round(seconds / size), unit);
}

function show(root) {
  for (const time of root.querySelectorAll("time[data-relative]")) time.textContent = relative(new Date(time.dateTime));
  for (const time of root.querySelectorAll("time[data-local]")) time.textContent = exact.format(new Date(time.dateTime));
}

document.addEventListener("assay:new", (event) => show(event.detail));
setInterval(() => show(document), 60000);
show(document);

// The server shows times in this zone to people who have chosen none.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone && !document.cookie.split("; ").includes(`zone=${zone}`)) document.cookie = `zone=${zone}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
