// A search that is being typed is one entry of the browser's history: Back leads to what stood there before it, not through half words.

let typed = false; // the newest entry is being typed

document.addEventListener("htmx:beforeHistoryUpdate", ({ detail }) => {
  const typing = detail.requestConfig.triggeringEvent?.type === "input";
  if ((typing && typed) || detail.history.path === location.pathname + location.search) detail.history.type = "replace";
  typed = typing;
});
document.addEventListener("focusout", ({ target }) => { if (target.matches?.("input[type=search]")) typed = false; });
