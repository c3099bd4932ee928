// Comfort only: every page works without this file. No key is ever listened to.
"use strict";

// One box above a column of boxes ticks them all.
for (const head of document.querySelectorAll("thead .k")) {
  const boxes = () => head.closest("table").querySelectorAll("tbody .k input");
  const all = document.createElement("input");
  all.type = "checkbox";
  all.setAttribute("aria-label", "この一覧をすべて選ぶ");
  all.addEventListener("change", () => boxes().forEach((box) => (box.checked = all.checked)));
  head.append(all);
}

// Ask before leaving a form that was changed and not sent.
let changed = false;
for (const form of document.querySelectorAll("form.fm")) {
  form.addEventListener("input", () => (changed = true));
  form.addEventListener("submit", () => (changed = false));
}
addEventListener("beforeunload", (event) => {
  if (changed) {
    event.preventDefault();
    event.returnValue = "";
  }
});

// A folded menu closes when something else is pressed.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.d[open]")) {
    if (!menu.contains(event.target)) {
      menu.open = false;
    }
  }
});

// Bulk edit: whoever types into a field means to mend it.
for (const pick of document.querySelectorAll(".pk input")) {
  pick.closest(".f").addEventListener("input", (event) => {
    if (event.target !== pick) {
      pick.checked = true;
    }
  });
}

// The list of complaints gets the focus, so that it is read first.
document.getElementById("errors")?.focus();

// Print buttons exist only where they can do something, and where there is something to print.
const isMessage = document.querySelector("main > :not(.bk, .hd, .no, .s)") === null;
for (const place of document.querySelectorAll(".ac")) {
  if (isMessage || place.textContent.includes("印刷")) {
    continue;
  }
  const print = document.createElement("button");
  print.type = "button";
  print.className = "b";
  print.textContent = "印刷";
  print.addEventListener("click", () => window.print());
  place.prepend(print);
}

// A page about running work loads itself again (without this file, <meta> does it).
const seconds = Number(document.getElementById("main").dataset.refresh);
if (seconds > 0) {
  setTimeout(() => location.reload(), seconds * 1000);
}
