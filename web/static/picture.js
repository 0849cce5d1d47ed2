// The market picture on vis-network's canvas. Positions come from the server; nothing is simulated.
const holder = document.querySelector("[data-network]");
const details = document.querySelector(".details");
let data = JSON.parse(document.getElementById(holder.dataset.network).textContent);
const CORNERS = { asset: 4, platform: 4, owner: 6 };
const TURNS = { asset: Math.PI / 4, platform: Math.PI / 2, owner: 0 };
const WORDS = {
  vendor: "vendor",
  group: "group of models",
  model: "model",
  platform: "platform",
  owner: "controlling owner",
};
const READABLE = 5 * devicePixelRatio;
const FONT = getComputedStyle(document.body).fontFamily;
let palette = readPalette();
let hovered = null;

function readPalette() {
  const style = getComputedStyle(document.documentElement);
  const names = ["ink", "muted", "outline", "halo", "road", "captive", "organisation", "asset", "platform", "owner"];
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

function trace(context, shape, x, y, r) {
  context.beginPath();
  if (shape === "organisation") {
    context.arc(x, y, r, 0, 2 * Math.PI);
  } else {
    for (let i = 0; i < CORNERS[shape]; i += 1) {
      const angle = TURNS[shape] + (2 * Math.PI * i) / CORNERS[shape];
      context.lineTo(x + 1.15 * r * Math.cos(angle), y + 1.15 * r * Math.sin(angle));
    }
    context.closePath();
  }
}

// Vendors carry their label on the left, all others on the right, so that no label meets a road.
function makeRenderer(node) {
  return ({ ctx, x, y, state }) => ({
    nodeDimensions: { width: 2 * node.size, height: 2 * node.size },
    drawNode() {
      trace(ctx, node.group, x, y, node.size);
      ctx.fillStyle = palette[node.group];
      ctx.strokeStyle = palette.outline;
      ctx.lineWidth = state.selected || state.hover ? 3 : 1.4;
      ctx.fill();
      ctx.stroke();
    },
    drawExternalLabel() {
      // Too small to be read, and text with a halo is what costs most.
      if (!state.selected && !state.hover && ctx.getTransform().a * 17 < READABLE) {
        return;
      }
      const isLeft = node.role === "vendor";
      const at = x + (isLeft ? -1 : 1) * (node.size + 9);
      ctx.font = `${state.selected || state.hover ? "600 " : ""}17px ${FONT}`;
      ctx.textAlign = isLeft ? "right" : "left";
      ctx.textBaseline = "middle";
      ctx.lineJoin = "round";
      ctx.lineWidth = 7;
      ctx.strokeStyle = palette.halo;
      ctx.strokeText(node.label, at, y);
      ctx.fillStyle = palette.ink;
      ctx.fillText(node.label, at, y);
    },
  });
}

function edgeColour(edge) {
  const isNear = hovered === null || edge.from === hovered || edge.to === hovered;
  return {
    color: edge.gated ? palette.captive : palette.road,
    opacity: isNear ? (edge.gated ? 0.62 : 0.5) : 0.07,
    inherit: false,
  };
}

let byId = new Map();
const edges = new vis.DataSet();
const nodes = new vis.DataSet();

// What the canvas shows, from the start and whenever the page shows another state.
function fill(network) {
  data = network;
  hovered = null;
  byId = new Map(data.nodes.map((node) => [node.id, node]));
  edges.clear();
  nodes.clear();
  nodes.add(
    data.nodes.map(({ id, x, y, label, size, role, group }) => ({
      id,
      x,
      y,
      shape: "custom",
      ctxRenderer: makeRenderer({ label, size, role, group }),
    })),
  );
  edges.add(data.edges.map((edge, id) => ({ ...edge, id, color: edgeColour(edge) })));
  holder.dataset.drawn = String(data.edges.length);
}

fill(data);
const network = new vis.Network(holder, { nodes, edges }, data.options);
const labelRoom = 240;

// Room for the labels that stand outside the nodes.
function fit() {
  if (holder.clientWidth === 0) {
    return; // not shown: the screen is too narrow
  }
  const xs = data.nodes.map((node) => node.x);
  const ys = data.nodes.map((node) => node.y);
  const width = Math.max(...xs) - Math.min(...xs) + 2 * labelRoom;
  const height = Math.max(...ys) - Math.min(...ys) + 90;
  const scale = Math.min(holder.clientWidth / width, holder.clientHeight / height, 1.25);
  const position = {
    x: (Math.max(...xs) + Math.min(...xs)) / 2,
    y: (Math.max(...ys) + Math.min(...ys)) / 2,
  };
  network.moveTo({ position, scale });
}

// A captive road carries a bar across it, so that it is not told by its colour alone.
network.on("afterDrawing", (context) => {
  context.strokeStyle = palette.captive;
  context.lineWidth = 2.5;
  for (const edge of data.edges) {
    const isNear = hovered === null || edge.from === hovered || edge.to === hovered;
    if (edge.gated && isNear) {
      const from = byId.get(edge.from);
      const to = byId.get(edge.to);
      const length = Math.hypot(to.x - from.x, to.y - from.y);
      const [ux, uy] = [(to.x - from.x) / length, (to.y - from.y) / length];
      const [mx, my] = [from.x + (to.x - from.x) * 0.5, from.y + (to.y - from.y) * 0.5];
      const half = 5 + edge.width / 2;
      context.beginPath();
      context.moveTo(mx - uy * half, my + ux * half);
      context.lineTo(mx + uy * half, my - ux * half);
      context.stroke();
    }
  }
});

function focusOn(id) {
  hovered = id;
  edges.update(data.edges.map((edge, number) => ({ id: number, color: edgeColour(edge) })));
}

function describe(id) {
  const node = byId.get(id);
  const name = document.createElement(node.url ? "a" : "strong");
  const text = document.createElement("span");
  name.textContent = node.label;
  if (node.url) {
    name.href = node.url;
  }
  const held = node.role === "owner" ? "that it can shut out alone" : "captive";
  text.textContent = ` ${WORDS[node.role]}: ${node.models} models, ${node.captive} of them ${held}.`;
  details.replaceChildren(name, text);
}

network.on("hoverNode", ({ node }) => {
  focusOn(node);
  describe(node);
});
network.on("blurNode", () => focusOn(network.getSelectedNodes()[0] ?? null));
network.on("selectNode", ({ nodes: [node] }) => {
  focusOn(node);
  describe(node);
});
network.on("deselectNode", () => {
  focusOn(null);
  details.replaceChildren();
});
network.on("doubleClick", ({ nodes: [node] }) => {
  if (node && byId.get(node).url) {
    location.assign(byId.get(node).url);
  }
});

for (const button of document.querySelectorAll("[data-zoom]")) {
  button.addEventListener("click", () => {
    if (button.dataset.zoom === "fit") {
      fit();
    } else {
      network.moveTo({ scale: network.getScale() * Number(button.dataset.zoom) });
    }
  });
}
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  palette = readPalette();
  focusOn(hovered);
});
document.addEventListener("market:network", ({ detail }) => {
  fill(detail);
  details.replaceChildren();
  fit();
});
document.querySelector("[data-save]")?.addEventListener("click", () => {
  holder.querySelector("canvas").toBlob((blob) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = "captivity-market.png";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  });
});
new ResizeObserver(fit).observe(holder);
fit();
