// A line of a brief stands on its page, and on paper, as it is typed.
(function () {
  "use strict";
  var lines = document.querySelectorAll("[data-line]");
  function showLines() {
    var any = false;
    lines.forEach(function (line) {
      var typed = document.getElementById(line.dataset.line).value.trim();
      line.hidden = !typed;
      line.firstElementChild.textContent = typed;
      any = any || Boolean(typed);
    });
    document.querySelector("[data-lined]").hidden = !any;
  }
  if (lines.length) {
    document.getElementById("lines").addEventListener("input", showLines);
    showLines(); // a browser may have brought back what was typed before a reload
  }
})();
