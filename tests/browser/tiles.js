// Draws one vector tile on a canvas by the service's own style, with nothing but the browser: reads protobuf by hand
// (vector tiles 2.1), and of the style's language what the style uses. Gives how many pixels have which colour.
async ({ theme, network, zoom, x, y }) => {
  const style = await (await fetch(`/api/tiles/style/${theme}.json?network=${network}`)).json();
  const source = Object.values(style.sources)[0];
  const told = await (await fetch(source.url)).json();
  const address = told.tiles[0].replace("{z}", zoom).replace("{x}", x).replace("{y}", y);
  const answer = await fetch(address);
  if (answer.status !== 200) return { status: answer.status, features: {}, colours: {} };
  const layers = readTile(new Uint8Array(await answer.arrayBuffer()));

  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 512;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  for (const layer of style.layers) paint(layer);
  const pixels = context.getImageData(0, 0, 512, 512).data;
  const colours = {};
  for (let at = 0; at < pixels.length; at += 4) {
    const colour = `#${[0, 1, 2].map((part) => pixels[at + part].toString(16).padStart(2, "0")).join("")}`;
    colours[colour] = (colours[colour] || 0) + 1;
  }
  const features = Object.fromEntries(Object.entries(layers).map(([name, layer]) => [name, layer.features.length]));
  return { status: 200, features, colours };

  function paint(layer) {
    if (layer.type === "background") {
      context.fillStyle = value(layer.paint["background-color"]);
      context.fillRect(0, 0, 512, 512);
    }
    const data = layers[layer["source-layer"]];
    if (!data || !["fill", "line"].includes(layer.type) || zoom < (layer.minzoom || 0)) return;
    for (const feature of data.features) {
      if (layer.filter && !value(layer.filter, feature.properties)) continue;
      context.beginPath();
      for (const part of feature.parts) {
        part.forEach(([across, down], at) => context[at ? "lineTo" : "moveTo"](across, down));
      }
      if (layer.type === "fill") {
        context.fillStyle = value(layer.paint["fill-color"]);
        context.fill("evenodd");
      } else {
        context.strokeStyle = value(layer.paint["line-color"]);
        context.lineWidth = value(layer.paint["line-width"]);
        context.stroke();
      }
    }
  }

  function value(told, properties = {}) {
    if (!Array.isArray(told)) return told;
    const [name, ...rest] = told;
    if (name === "get") return properties[rest[0]];
    if (name === "has") return rest[0] in properties;
    if (name === "!") return !value(rest[0], properties);
    if (name === "all") return rest.every((one) => value(one, properties));
    if (name === "==") return value(rest[0], properties) === value(rest[1], properties);
    if (name === "interpolate") {
      const stops = rest.slice(2);
      let found = stops[1];
      for (let at = 0; at < stops.length; at += 2) if (zoom >= stops[at]) found = stops[at + 1];
      return found;
    }
    throw new Error(`the style uses ${name}, which this test does not know`);
  }

  function readTile(bytes) {
    const found = {};
    for (const [, layer] of fields(bytes)) {
      const own = { keys: [], values: [], raw: [], extent: 4096, name: "" };
      for (const [number, content] of fields(layer)) {
        if (number === 1) own.name = text(content);
        if (number === 2) own.raw.push(content);
        if (number === 3) own.keys.push(text(content));
        if (number === 4) own.values.push(readValue(content));
        if (number === 5) own.extent = content;
      }
      found[own.name] = { features: own.raw.map((raw) => readFeature(raw, own)) };
    }
    return found;
  }

  function readFeature(bytes, layer) {
    const feature = { properties: {}, parts: [] };
    for (const [number, content] of fields(bytes)) {
      if (number === 2) {
        const tags = numbers(content);
        for (let at = 0; at < tags.length; at += 2) feature.properties[layer.keys[tags[at]]] = layer.values[tags[at + 1]];
      }
      if (number === 4) feature.parts = readParts(numbers(content), 512 / layer.extent);
    }
    return feature;
  }

  function readParts(commands, scale) {
    const parts = [];
    let across = 0, down = 0;
    for (let at = 0; at < commands.length; ) {
      const command = commands[at] & 7, count = commands[at] >> 3;
      at += 1;
      if (command === 7) parts.at(-1).push(parts.at(-1)[0]);
      else for (let time = 0; time < count; time += 1, at += 2) {
        across += (commands[at] >> 1) ^ -(commands[at] & 1);
        down += (commands[at + 1] >> 1) ^ -(commands[at + 1] & 1);
        if (command === 1) parts.push([]);
        parts.at(-1).push([across * scale, down * scale]);
      }
    }
    return parts;
  }

  function readValue(bytes) {
    for (const [number, content] of fields(bytes)) {
      if (number === 1) return text(content);
      if (number === 7) return Boolean(content);
      return content;
    }
    return null;
  }

  function fields(bytes) {
    const found = [];
    for (let at = 0; at < bytes.length; ) {
      let key, content;
      [key, at] = varint(bytes, at);
      const kind = key & 7;
      if (kind === 0) [content, at] = varint(bytes, at);
      else if (kind === 2) {
        let length;
        [length, at] = varint(bytes, at);
        content = bytes.subarray(at, (at += length));
      } else at += kind === 1 ? 8 : 4;
      found.push([key >> 3, content]);
    }
    return found;
  }

  function numbers(bytes) {
    const found = [];
    for (let at = 0, one; at < bytes.length; ) {
      [one, at] = varint(bytes, at);
      found.push(one);
    }
    return found;
  }

  function varint(bytes, start) {
    let at = start, found = 0, factor = 1;
    for (; bytes[at] & 128; at += 1, factor *= 128) found += (bytes[at] & 127) * factor;
    return [found + bytes[at] * factor, at + 1];
  }

  function text(bytes) {
    return new TextDecoder().decode(bytes);
  }
}
