(() => {
  "use strict";
  const wide = window.matchMedia("(min-width: 760px)");
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const store = read("chart-data");

  function draw(figure) {
    const spec = read(`${figure.dataset.chart}-${wide.matches ? "wide" : "narrow"}`);
    spec.datasets = Object.fromEntries(spec.datasets.map((name) => [name, store[name]]));
    const place = figure.querySelector(".live");
    const options = { mode: "vega-lite", renderer: "svg", actions: false, ast: true };
    window.vegaEmbed(place, spec, options)
      .then(() => figure.classList.add("drawn"))
      .catch(() => figure.classList.remove("drawn"));
  }

  const figures = [...document.querySelectorAll("figure[data-chart]")];
  const all = () => figures.forEach(draw);
  all();
  wide.addEventListener("change", all);
  window.addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
})();
