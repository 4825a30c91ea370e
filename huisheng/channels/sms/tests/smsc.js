// A message centre for the tests: the one of npm's smpp, steered by lines of JSON. Run as a process of its own.
"use strict";
const smpp = require("smpp");
const tell = (said) => process.stdout.write(JSON.stringify(said) + "\n");
let mode = "accept", count = 0, link = null;

const server = smpp.createServer((session) => {
  session.on("error", () => {});
  session.on("bind_transceiver", (pdu) => {
    if (pdu.system_id !== "huisheng" || pdu.password !== "secret12") {
      session.send(pdu.response({ command_status: smpp.ESME_RINVPASWD }));
      return;
    }
    session.send(pdu.response());
    link = session;
    tell({ bound: pdu.system_id });
  });
  session.on("enquire_link", (pdu) => session.send(pdu.response()));
  session.on("unbind", (pdu) => {
    session.send(pdu.response());
    tell({ unbound: true });
  });
  session.on("submit_sm", (pdu) => {
    count += 1;
    const key = count.toString(16).toUpperCase().padStart(8, "0");
    const body = pdu.message_payload || pdu.short_message;
    const head = Buffer.concat(body.udh || []).toString("hex");
    tell({ submit: key, to: pdu.destination_addr, sender: pdu.source_addr, udh: head, text: body.message });
    if (mode === "accept") session.send(pdu.response({ message_id: key }));
    else if (mode !== "hang") session.send(pdu.response({ command_status: mode }));
  });
});

server.listen(Number(process.argv[2]), "127.0.0.1", () => tell({ port: Number(process.argv[2]) }));

require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const order = JSON.parse(line);
  if ("mode" in order) {
    mode = order.mode;
    tell({ mode });
    return;
  }
  link.deliver_sm(
    {
      source_addr: order.sender,
      destination_addr: "10690000",
      esm_class: order.esm || 0,
      data_coding: order.coding === undefined ? 8 : order.coding,
      short_message: Buffer.from(order.body, "hex"),
    },
    (answer) => tell({ answered: order.tag, status: answer.command_status }),
  );
});
